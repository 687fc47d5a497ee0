# Tries: to answer with as many tiny nodes as fit into a header
# ends: crashed timed_out
# with: _forge.py
def f(x):
    answer([[]] * 400000, b"")
    swallow()
