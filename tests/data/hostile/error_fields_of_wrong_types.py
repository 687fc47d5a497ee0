# Tries: to report an error whose parts are arrays, huge numbers and escapes
# ends: raised
# with: _forge.py
def f(x):
    a = {"a": ["<f8", [2], 0]}
    here = token()
    while True:
        answer(None, b"A" * 256, id=here, error=a, message="\x1b]0;owned\x07" * 10000, line=a)
        here = receive()[0]["id"]
