# Tries: to fork from machine code of its own
# ends: value
import ctypes, mmap, platform
def f(x):
    if platform.machine() != "x86_64":
        return "not here"
    code = mmap.mmap(-1, 4096, prot=7)
    code.write(bytes.fromhex("b8390000000f05c3"))  # mov eax, 57; syscall; ret
    run = ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
    value = run()
    if value == 0:
        ctypes.CDLL(None)._exit(0)
    return "BREACH" if value > 0 else value
