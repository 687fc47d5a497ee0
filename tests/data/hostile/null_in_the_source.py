# Tries: a source with a null byte in it
# ends: not_loaded
text = "NULLBYTE"
def f(x): return text
