# Tries: to lay rules of its own over the lock-down, and to listen in on system calls
# ends: value
import ctypes, struct
libc = ctypes.CDLL(None, use_errno=True)
def f(x):
    out = []
    for call in ((444, struct.pack("<QQ", 0, 0), 16, 0), (444, None, 0, 1), (445, 3, 1, b"0" * 16, 0), (446, 3, 0),
                 (317, 1, 8, struct.pack("<HxxxxxxQ", 0, 0)), (317, 0, 0, None), (317, 3, 0, b"0" * 8)):
        ctypes.set_errno(0)
        if libc.syscall(*[ctypes.c_long(c) if isinstance(c, int) else c for c in call]) >= 0:
            out.append(("BREACH", call[0]))
    return out
