# Tries: a file of ten thousand functions
# ends: right
for i in range(10_000):
    exec(f"def g{i}(x): return x * {i}")
def f(x): return g2(x)
