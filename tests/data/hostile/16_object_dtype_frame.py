# Tries: to answer with an object array made of chosen addresses
# ends: crashed
# with: _forge.py
def f(x):
    answer({"a": ["|O", [1], 0]}, b"AAAAAAAA")
    swallow()
