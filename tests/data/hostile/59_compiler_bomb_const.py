# Tries: to make the compiler fold enormous constants
# ends: not_loaded
x=(1<<4000)**400, "a"*(1<<40)
def f(x): return 0
