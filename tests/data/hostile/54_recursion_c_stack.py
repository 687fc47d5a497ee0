# Tries: to overflow the C stack
# ends: crashed raised
import sys
sys.setrecursionlimit(10**9)
def f(x): return list(map(f,[x]))
