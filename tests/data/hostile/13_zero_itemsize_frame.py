# Tries: to answer with a dtype of no bytes and 2**62 items
# ends: crashed
# with: _forge.py
def f(x):
    answer({"a": ["|V0", [2147483648, 2147483648], 0]}, b"")
    swallow()
