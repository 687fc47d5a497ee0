# Tries: to answer with NumPy text in place of the id
# ends: crashed
# with: _forge.py
def f(x):
    body = token().encode("utf-32-le") if "U16" in '{"id": {"n": ["<U16", 0]}}' else b"A" * 16
    answer(1, body, **{"id": {"n": ["<U16", 0]}})
    swallow()
