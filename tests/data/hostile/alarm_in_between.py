# Tries: to have a signal's handler end the worker while it waits for the next call, and answer from within
# ends: value crashed raised timed_out
# with: _forge.py
import signal


def ring(*_):
    answer(["u"])
    raise SystemExit


def f(x):
    signal.signal(signal.SIGALRM, ring)
    signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
    signal.setitimer(signal.ITIMER_VIRTUAL, 0.01, 0.01)
    while True:
        pass
