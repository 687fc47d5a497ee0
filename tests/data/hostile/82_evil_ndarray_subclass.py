# Tries: an array subclass that lies about itself
# ends: value raised
import numpy as np
class E(np.ndarray):
    def __eq__(s,o): return np.ones(3,bool)
    def __array__(s,*a,**k): raise SystemExit
    def __array_ufunc__(s,*a,**k): return True
    def __array_finalize__(s,o): pass
    shape=property(lambda s:(100,)); dtype=property(lambda s: np.dtype('f8'))
    def __reduce__(s): return (eval,("__import__('os').system('id')",))
def f(x): return np.zeros(3).view(E)
