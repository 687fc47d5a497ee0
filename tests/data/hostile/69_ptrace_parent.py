# Tries: to read the memory of the parent
# ends: value
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def f(x):
    results = []
    for pid in (os.getppid(), 1):
        ctypes.set_errno(0)
        results.append("BREACH" if libc.ptrace(16, pid, 0, 0) >= 0 else ctypes.get_errno())
        buffer = ctypes.create_string_buffer(64)
        here = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 64)
        there = (ctypes.c_void_p * 2)(id(f), 64)
        results.append("BREACH" if libc.process_vm_readv(pid, here, 1, there, 1, 0) >= 0 else ctypes.get_errno())
    return results
