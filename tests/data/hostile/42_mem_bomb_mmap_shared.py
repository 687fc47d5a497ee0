# Tries: to fill memory with shared mappings
# ends: raised timed_out
import mmap
def f(x):
  k=[]
  while 1:
    m=mmap.mmap(-1,1<<24); m[::4096]=b"a"*4096; k.append(m)
