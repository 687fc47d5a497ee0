# Tries: a text of 50 MB
# ends: too_large
def f(x): return "a" * 50_000_000
