# Tries: a regular expression that takes for ever, inside C code
# ends: timed_out
import re
def f(x): return re.match(r"(a+)+$", "a" * 60 + "b")
