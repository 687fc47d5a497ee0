# Tries: to abort
# ends: crashed
import os
def f(x): os.abort()
