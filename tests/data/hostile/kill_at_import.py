# Tries: to end the process before there is anything to call
# ends: crashed
import ctypes
ctypes.string_at(0)
def f(x): return x * 2
