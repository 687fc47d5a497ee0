# Tries: to warn a hundred thousand times, at length
# ends: value timed_out
import warnings
def f(x):
    for i in range(20_000):
        warnings.warn(f"{i}" + "w" * 1000)
    return x * 2
