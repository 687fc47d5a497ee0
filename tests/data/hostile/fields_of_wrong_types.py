# Tries: to put arrays, objects and numbers where the grader asks for a truth or a text
# ends: value
# with: _forge.py
n = 0
def f(x):
    global n
    odd = [{"a": ["<f8", [2], 0]}, {"x": "evil"}, [[[[]]]], {"c": [0.0, 1.0]}, {"d": [[1, 2]]}, -1, 1e400, "\ud800\x1b[2J"]
    here = token()
    while True:
        fields = {k: odd[(n + j) % len(odd)] for j, k in enumerate(
            ("changed", "missing", "too_large", "shared", "warnings", "output", "line", "problems", "message"))}
        n += 1
        answer("ok", b"A" * 256, id=here, **fields)
        here = receive()[0]["id"]
