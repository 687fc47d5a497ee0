# Tries: to put a file of its own in the place of the conversation
# ends: crashed
import os
def f(x):
    os.close(3)
    for name in ("/dev/null", os.__file__):
        print(os.open(name, os.O_RDONLY))
    return x * 2
