# Tries: to close every descriptor and answer all the same
# ends: crashed
import os
os.closerange(0,1024)
def f(x): return x*2
