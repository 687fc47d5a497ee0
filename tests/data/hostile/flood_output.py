# Tries: to print without end, through every stream there is
# ends: timed_out
import os, sys
def f(x):
    while True:
        print("x" * 100_000)
        sys.stderr.write("y" * 100_000)
        os.write(1, b"z" * 100_000)
        os.write(2, b"z" * 100_000)
