# Tries: to answer with an array of a million dimensions
# ends: crashed
# with: _forge.py
def f(x):
    answer({"a": ["<f8", [1] * 500000, 0]}, b"A" * 8)
    swallow()
