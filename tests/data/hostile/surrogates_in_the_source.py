# Tries: a source with half a character in it
# ends: value not_loaded
text = "SURROGATE"
def f(x): return text + "SURROGATE"
