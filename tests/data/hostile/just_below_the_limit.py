# Tries: to use every call's time to the end, so that a submission takes as long as all its calls together
# ends: value timed_out
import time


def f(x):
    end = time.monotonic() + 0.9
    while time.monotonic() < end:
        pass
    return x
