# Tries: to end or stop the fork server, the grader, its group, everything
# ends: value
import ctypes, os, signal
libc = ctypes.CDLL(None, use_errno=True)
def f(x):
    out = []
    for pid in (os.getppid(), 1, 0, -1, -os.getppid()):
        for number in (0, signal.SIGSTOP, signal.SIGKILL):
            try:
                os.kill(pid, number)
                out.append(("BREACH", pid, number))
            except OSError as e:
                out.append(e.errno)
    for call in ((200, os.getppid(), 9), (234, os.getppid(), os.getppid(), 9), (129, os.getppid(), 9, None),
                 (434, os.getppid(), 0), (424, 3, 9, None, 0)):
        if libc.syscall(*call) >= 0:
            out.append(("BREACH", call))
    return out
