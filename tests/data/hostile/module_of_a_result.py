# Tries: a type whose module is an object that fights back
# ends: value raised
class M:
    def __eq__(self, other): raise KeyboardInterrupt
    def __str__(self): raise SystemExit
class T: pass
T.__module__ = M()
def f(x): return T()
