# Tries: to answer with a negative offset into the body
# ends: crashed
# with: _forge.py
def f(x):
    answer({"b": [64, -64]}, b"A" * 64)
    swallow()
