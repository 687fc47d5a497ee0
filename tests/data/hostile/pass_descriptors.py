# Tries: to pass descriptors to the grader, and to receive some
# ends: value
import array, ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def f(x):
    import socket
    out = []
    sock = socket.socket.__new__(socket.socket)
    try:
        socket.socket.__init__(sock, 1, 1, 0, fileno=3)
        sock.sendmsg([b"SBX1"], [(1, 1, array.array("i", [0, 3]))])
        out.append("BREACH")
    except OSError as e:
        out.append(e.errno)
    buffer = ctypes.create_string_buffer(256)
    for number in (46, 47, 44, 45, 307, 299):  # sendmsg recvmsg sendto recvfrom sendmmsg recvmmsg
        ctypes.set_errno(0)
        if libc.syscall(number, 3, buffer, 1, 0) >= 0:
            out.append(("BREACH", number))
    sock.detach()
    return out
