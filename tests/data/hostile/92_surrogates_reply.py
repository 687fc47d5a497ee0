# Tries: to answer with text that cannot be encoded
# ends: value
def f(x): return "\ud800"*10
