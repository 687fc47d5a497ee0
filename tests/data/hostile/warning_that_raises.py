# Tries: a warning whose text raises, and one that never ends
# ends: raised timed_out
import warnings
n = 0
class W(UserWarning):
    def __str__(self):
        global n
        n += 1
        while n > 1:
            pass
        raise SystemExit("no text")
def f(x):
    warnings.warn(W())
    return x * 2
