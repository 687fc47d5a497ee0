# Tries: to make the conversation non-blocking and never read
# ends: any
import fcntl, os, time
def f(x):
    fcntl.fcntl(3, fcntl.F_SETFL, os.O_NONBLOCK | os.O_APPEND | os.O_ASYNC)
    return x * 2
