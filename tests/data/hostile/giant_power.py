# Tries: a power of 10**8 digits, inside C code that looks at no signal
# ends: timed_out raised
def f(x): return 10 ** 10 ** 9
