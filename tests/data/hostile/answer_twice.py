# Tries: to answer twice, so that its next answer is off by one
# ends: value crashed
# with: _forge.py
def f(x):
    answer("first")
    answer("second")
    return "third"
