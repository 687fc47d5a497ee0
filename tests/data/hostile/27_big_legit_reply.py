# Tries: to return more than an answer may hold
# ends: too_large
import numpy as np
def f(x): return np.zeros(4_000_000)
