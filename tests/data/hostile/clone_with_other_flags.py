# Tries: threads that ask for a namespace, a process, or none of the usual
# ends: value
import ctypes, platform
libc = ctypes.CDLL(None, use_errno=True)
def f(x):
    out = []
    number = 56 if platform.machine() == "x86_64" else 220
    for flags in (0, 17, 0x100, 0x4000, 0x8000, 0x10000, 0x10000000, 0x20000000, 0x40000000, 0x7E020000, 0x3D0F00 | 0x40000000,
                  0x3D0F00 | 0x10000000, 0x00010900 | 0x20000):
        ctypes.set_errno(0)
        value = libc.syscall(ctypes.c_long(number), ctypes.c_ulong(flags), ctypes.c_ulong(0), None, None, None)
        if value == 0:
            libc._exit(0)
        if value > 0 or ctypes.get_errno() != 1:
            out.append(("BREACH", hex(flags), value, ctypes.get_errno()))
    return out
