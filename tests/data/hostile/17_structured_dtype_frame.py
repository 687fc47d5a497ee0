# Tries: to answer with a record dtype with an object in it
# ends: crashed
# with: _forge.py
def f(x):
    answer({"a": ["f8,O", [1], 0]}, b"A" * 64)
    swallow()
