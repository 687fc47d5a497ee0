# Tries: to catch SIGXCPU and go on
# ends: timed_out
import signal
def again(*_):
    while True: pass
signal.signal(signal.SIGXCPU, again)
signal.signal(signal.SIGALRM, again)
signal.alarm(1)
def f(x):
    while True: pass
