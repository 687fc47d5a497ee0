# Tries: to answer with a bool array whose bytes are 2
# ends: crashed
# with: _forge.py
def f(x):
    answer({"a": ["|b1", [4], 0]}, b"\2" * 4)
    swallow()
