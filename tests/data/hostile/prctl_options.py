# Tries: to change what kind of process it is
# ends: value
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def f(x):
    out = []
    for option, arguments in ((4, (1,)), (1, (0,)), (15, (b"grader",)), (36, (1,)), (8, (1,)), (24, (0,)),
                              (35, (0,)), (47, (2, 0)), (0x59616D61, (1,)), (65, (1,))):
        ctypes.set_errno(0)
        if libc.prctl(option, *[ctypes.c_char_p(a) if type(a) is bytes else ctypes.c_ulong(a) for a in arguments], 0, 0) >= 0:
            out.append(("BREACH", option))
    return out
