# Tries: to answer with a node of two tags, and one of none
# ends: crashed
# with: _forge.py
def f(x):
    answer([{"a": [], "t": []}, {}], b"")
    swallow()
