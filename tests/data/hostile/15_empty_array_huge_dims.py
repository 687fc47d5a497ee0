# Tries: to answer with an empty array whose other dimensions are huge
# ends: crashed
# with: _forge.py
def f(x):
    answer({"a": ["<f8", [0, 2147483647, 2147483647], 0]}, b"")
    swallow()
