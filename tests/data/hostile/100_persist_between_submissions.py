# Tries: to leave something behind for the next submission
# ends: value
import sys,builtins,numpy as np
builtins.EVIL=1; np.add=None; np.cumsum=lambda *a: 1/0
sys.modules["math"]=None
def f(x): return 0
