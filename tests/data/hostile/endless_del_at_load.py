# Tries: an object that is reborn whenever it is collected
# ends: value
import gc
class Z:
    def __init__(self): self.me = self
    def __del__(self): Z()
Z()
def f(x):
    for _ in range(20):
        gc.collect()
    return x * 2
