# Tries: to leave the interpreter so that the worker's own steps fail: no depth, no builtins, every step traced
# ends: crashed raised timed_out
import builtins
import sys


def f(x):
    sys.setswitchinterval(1e-9)
    sys.settrace(lambda *_: 1 / 0)
    sys.setprofile(lambda *_: 1 / 0)
    for name in ("isinstance", "len", "type", "dict", "str", "any", "BaseException"):
        builtins.__dict__[name] = None
    sys.setrecursionlimit(sys.getrecursionlimit() - 950)
    return x
