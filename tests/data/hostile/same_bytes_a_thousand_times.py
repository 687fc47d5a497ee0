# Tries: to answer with a thousand arrays over the same 8 MB
# ends: crashed
# with: _forge.py
def f(x):
    answer([{"a": ["<f8", [1 << 20], 0]} for _ in range(1000)], bytes(8 << 20))
    swallow()
