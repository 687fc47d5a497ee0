# Tries: to corrupt the interpreter
# ends: crashed
import ctypes
def f(x):
  for o in (None,int,type,f,x):
    ctypes.memset(id(o),0,16)
  return x
