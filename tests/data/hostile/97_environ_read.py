# Tries: to read secrets in the environment
# ends: value
import os
def f(x): return dict(os.environ)
