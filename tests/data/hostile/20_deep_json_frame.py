# Tries: to exhaust the stack of the JSON reader
# ends: crashed
# with: _forge.py
def f(x):
    send(frame(b"[" * 1000000))
    swallow()
