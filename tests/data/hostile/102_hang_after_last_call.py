# Tries: to be right, and then hang where the grader waits for a goodbye
# ends: right
import sys, time
n = 0
def f(x):
    global n
    n += 1
    if n == 3:
        sys.modules["worker"].read_frame = lambda stream: time.sleep(1e6)
    return x * 2
