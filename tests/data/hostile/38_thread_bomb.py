# Tries: to start threads without end
# ends: any
import threading, time
def f(x):
    n = 0
    try:
        while True:
            threading.Thread(target=time.sleep, args=(1e6,), daemon=True).start()
            n += 1
    except RuntimeError as e:
        return "threads %d %s" % (n, e)
