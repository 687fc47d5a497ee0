# Tries: an expression of 20,000 terms
# ends: not_loaded value crashed
exec("y = " + "+".join(["1"] * 20_000))
def f(x): return y
