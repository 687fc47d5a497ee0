# Tries: to fork through the 32-bit door, which has other numbers
# ends: crashed value
import ctypes, mmap, platform
def f(x):
    if platform.machine() != "x86_64":
        return "not here"
    code = mmap.mmap(-1, 4096, prot=7)
    code.write(bytes.fromhex("b802000000cd80c3"))  # mov eax, 2; int 0x80; ret
    run = ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
    value = ctypes.c_int(run()).value
    if value == 0:
        ctypes.CDLL(None)._exit(0)
    return "BREACH" if value > 0 else value
