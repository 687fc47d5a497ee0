# Tries: to get past a misspelt import of something that exists
# ends: not_loaded
from numpy import no_such_function
def f(x): return x * 2
