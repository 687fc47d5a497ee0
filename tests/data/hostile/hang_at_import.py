# Tries: to hang before there is anything to call
# ends: timed_out
import time
while True:
    time.sleep(1000)
def f(x): return x * 2
