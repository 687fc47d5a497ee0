# Tries: to write past the end of what it was given
# ends: crashed any
import numpy as np
def f(x):
    np.lib.stride_tricks.as_strided(x, (10**9,), (4096,))[...] = 1
