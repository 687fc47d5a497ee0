# Tries: to allocate 80 GB at once
# ends: raised
import numpy as np
def f(x): return np.ones(10**10)
