# Tries: to recurse without a limit
# ends: raised crashed timed_out
import sys
sys.setrecursionlimit(10**9)
def f(x): return f(x)
