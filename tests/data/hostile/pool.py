# Tries: to compute in a pool of processes
# ends: raised
import multiprocessing
def g(y): return y
def f(x):
    with multiprocessing.Pool(2) as pool:
        return "BREACH", pool.map(g, [1, 2])
