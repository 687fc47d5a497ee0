# Tries: to answer with an object array
# ends: value
import numpy as np
def f(x): return np.array([[1,2],None,object()],dtype=object)
