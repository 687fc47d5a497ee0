# Tries: to write into the modules and bytecode that other workers load
# ends: value
import os,importlib.util
def f(x):
    out=[]
    import json,numpy
    for m in (json,numpy):
        for p in (m.__file__,importlib.util.cache_from_source(m.__file__)):
            try: open(p,'r+b'); out.append((p,'BREACH'))
            except OSError as e: out.append(e.errno)
    return out
