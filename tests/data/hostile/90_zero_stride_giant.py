# Tries: to answer with an array of 8 bytes that claims 8 terabytes
# ends: raised
import numpy as np
def f(x): return np.broadcast_to(1.0,(10**6,10**6))
