# Tries: to answer, and to leave garbage for the next call
# ends: value too_large
# with: _forge.py
def f(x):
    answer("forged", **{"changed": False})
    send(b"SBX1" + b"\xff" * 100)
    receive()
