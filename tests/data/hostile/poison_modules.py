# Tries: to poison sys.modules and the import system for whoever comes next
# ends: any
import builtins, sys
def f(x):
    for name in ("numpy", "json", "wire", "worker", "os", "struct", "secrets"):
        sys.modules[name] = None
    sys.meta_path[:] = []
    sys.path[:] = ["SECRETDIR"]
    builtins.__import__ = lambda *a, **k: exec("raise SystemExit")
    return 0
