# Tries: a source that starts with marks and form feeds
# ends: value not_loaded right

def f(x): return x * 2
