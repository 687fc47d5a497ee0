# Tries: to send a hundred thousand warnings
# ends: value crashed
# with: _forge.py
def f(x):
    answer(1, warnings=["w\x1b[31m" * 3] * 40000)
    receive()
    os._exit(0)
