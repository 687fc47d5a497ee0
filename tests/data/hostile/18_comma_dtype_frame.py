# Tries: to answer with a dtype string that NumPy reads as a huge subarray
# ends: crashed
# with: _forge.py
def f(x):
    answer({"a": ["1000000000f8", [1], 0]}, b"A" * 64)
    swallow()
