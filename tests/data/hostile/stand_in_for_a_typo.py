# Tries: to use what a misspelt import of something that exists should have set
# ends: raised
from numpy import no_such_function
def f(x): return no_such_function(x)
