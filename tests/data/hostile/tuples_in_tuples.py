# Tries: to answer with tuples nested 300 deep
# ends: crashed
# with: _forge.py
def f(x):
    answer(json.loads("{\"t\":[" * 300 + "]}" * 300), b"")
    swallow()
