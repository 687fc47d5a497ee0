# Tries: to fill kernel memory with pipes
# ends: raised
import os,fcntl
def f(x):
  k=[]
  while 1:
    r,w=os.pipe(); os.set_blocking(w,False); fcntl.fcntl(w,1031,1<<20); os.write(w,b"a"*(1<<20)); k.append((r,w))
