# Tries: to answer with a thousand tuples of one hash, which are compared number by number
# ends: crashed
# with: _forge.py
def f(x):
    answer({"s": [{"t": [0.5] * 400 + [i * ((1 << 61) - 1)]} for i in range(1000)]}, b"")
    swallow()
