# Tries: to sleep
# ends: timed_out
import time
def f(x): time.sleep(1e9)
