# Tries: to answer with layout marks that double what was sent
# ends: crashed
# with: _forge.py
def f(x):
    answer({"a": ["<f8", [1 << 20], 0, "SR"]}, bytes(8 << 20))
    swallow()
