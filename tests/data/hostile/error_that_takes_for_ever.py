# Tries: an exception whose text never ends
# ends: timed_out
class E(Exception):
    def __str__(self):
        while True: pass
def f(x): raise E
