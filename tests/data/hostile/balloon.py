# Tries: to fill memory by mapping, advice, locking and growing
# ends: raised timed_out value
import ctypes, mmap
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
def f(x):
    total = 0
    for flags in (0x22, 0x21, 0x8022, 0x40022, 0x4022):  # private, shared, populate, huge pages, no reserve
        while True:
            at = libc.mmap(None, ctypes.c_size_t(64 << 20), 3, flags, -1, ctypes.c_long(0))
            if at in (None, 2**64 - 1):
                break
            total += 64
            libc.madvise(ctypes.c_void_p(at), ctypes.c_size_t(64 << 20), 23)
            if libc.mlock(ctypes.c_void_p(at), ctypes.c_size_t(64 << 20)) == 0:
                return "BREACH"
            if total > 700:
                return "BREACH"
    return total
