# Tries: to answer with an integer too long to print
# ends: crashed
# with: _forge.py
def f(x):
    answer({"i": "0x" + "f" * 16000}, b"")
    swallow()
