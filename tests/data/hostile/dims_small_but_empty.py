# Tries: to answer with an empty array of dimensions that are each allowed and together are terabytes
# ends: crashed
# with: _forge.py
def f(x):
    answer({"a": ["<f8", [0, 1 << 20, 1 << 20, 1 << 20], 0]}, b"")
    swallow()
