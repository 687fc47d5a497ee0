# Tries: to answer with 30,000 integer keys of one hash
# ends: crashed timed_out
# with: _forge.py
def f(x):
    answer({"d": [[i * ((1 << 61) - 1), 0] for i in range(30000)]}, b"")
    swallow()
