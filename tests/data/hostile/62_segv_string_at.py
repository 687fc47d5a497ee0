# Tries: to read address 0
# ends: crashed
import ctypes
def f(x): return ctypes.string_at(0)
