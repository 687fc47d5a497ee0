# Tries: results and errors whose repr calls itself
# ends: raised
class R:
    def __repr__(self): return repr([self])
    __str__ = __repr__
def f(x): raise ValueError(R())
