# Tries: to answer with a text dtype of no bytes and 2**31 items
# ends: crashed
# with: _forge.py
def f(x):
    answer({"a": ["<U0", [2147483647], 0]}, b"")
    swallow()
