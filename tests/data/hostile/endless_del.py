# Tries: objects that never finish dying
# ends: timed_out
class Z:
    def __del__(self):
        while True: pass
def f(x):
    z = Z()
    return x * 2
