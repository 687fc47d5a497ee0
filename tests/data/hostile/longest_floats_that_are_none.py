# Tries: to have bytes compared and printed as the longest floats that no processor would have made
# ends: value raised
import numpy as np

calls = 0


def f(x):
    global calls
    calls += 1
    rng = np.random.default_rng(calls)
    kind = (np.longdouble, np.clongdouble, np.longdouble)[calls - 1]
    made = np.frombuffer(rng.bytes(16 * 600), kind)
    return made[0] if calls == 3 else made
