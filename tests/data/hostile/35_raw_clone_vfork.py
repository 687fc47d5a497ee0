# Tries: to make a process by raw system calls
# ends: value
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def f(x):
    results = []
    for number, arguments in ((57, ()), (58, ()), (56, (17, 0, 0, 0, 0)), (435, (ctypes.create_string_buffer(88), 88))):
        ctypes.set_errno(0)
        value = libc.syscall(number, *arguments)
        if value == 0:
            libc._exit(0)
        results.append("BREACH" if value > 0 else (number, ctypes.get_errno()))
    return results
