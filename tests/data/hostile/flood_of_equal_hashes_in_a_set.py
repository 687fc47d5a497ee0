# Tries: to answer with 30,000 members of one hash in a set
# ends: crashed
# with: _forge.py
def f(x):
    answer({"s": [i * ((1 << 61) - 1) for i in range(30000)]}, b"")
    swallow()
