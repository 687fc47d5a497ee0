# Tries: an exception with a text of 100 MB
# ends: raised timed_out
def f(x): raise ValueError("x" * 100_000_000)
