# Tries: to replace what the worker encodes, writes and compares with
# ends: any
import json, os, sys
import numpy as np
wire, worker = sys.modules["wire"], sys.modules["worker"]
old = wire.encode
def f(x):
    wire.DTYPE = __import__("re").compile(".*")
    wire.MAX_HEADER = wire.MAX_INT_BITS = wire.MAX_NODES = wire.MAX_KEYS = 1 << 60
    worker._changed = lambda *a: False
    json.dumps = lambda *a, **k: '{"d": [["id", 1]]}'
    real = os.write
    os.write = lambda fd, data: real(fd, data[:1])
    x[...] = 0
    return np.array([object()], dtype=object)
