# Tries: to run code at exit that exits again, or never does
# ends: crashed
import atexit, os, sys, time
atexit.register(lambda: time.sleep(1e6))
atexit.register(lambda: sys.exit(0))
def f(x):
    import threading
    threading._register_atexit(lambda: os._exit(0)) if hasattr(threading, "_register_atexit") else None
    atexit._run_exitfuncs() if x is None else os._exit(77)
