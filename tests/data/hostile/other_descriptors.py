# Tries: to find descriptors of the fork server that were left open, and give it orders
# ends: value
import os
def f(x):
    out = []
    for number in range(4, 4096):
        try:
            os.fstat(number)
            out.append(("BREACH", number))
            os.write(number, b"K")
        except OSError:
            pass
    return out
