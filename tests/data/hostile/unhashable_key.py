# Tries: to answer with keys that have no hash
# ends: crashed
# with: _forge.py
def f(x):
    answer({"d": [[[1], 2], [{"d": []}, 3]]}, b"")
    swallow()
