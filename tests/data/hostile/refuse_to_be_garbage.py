# Tries: to grow by cycles that hold on to large arrays
# ends: raised timed_out value
import gc
import numpy as np
gc.disable()
def f(x):
    for _ in range(100_000):
        a = [np.ones(100_000)]
        a.append(a)
