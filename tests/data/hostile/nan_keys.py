# Tries: a dict of 100,000 keys that are all NaN
# ends: too_large timed_out
def f(x): return {float("nan"): i for i in range(100_000)}
