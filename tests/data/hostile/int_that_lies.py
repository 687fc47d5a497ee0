# Tries: integers that lie about their length, and huge ones
# ends: value
class I(int):
    def bit_length(self): return 1
    def __int__(self): return I(7)
    def __index__(self): return 1 << 10**6
    def __pos__(self): return self
class F(float):
    def __float__(self): return F(2)
class S(str):
    def __str__(self): return self
    def encode(self, *a): raise SystemExit
def f(x): return [I(1 << 200_000), 1 << 10**7, -(1 << 70), I(3), F(4.0), S("s"), True]
