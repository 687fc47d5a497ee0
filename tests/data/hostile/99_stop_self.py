# Tries: to stop itself, so that nobody ends it
# ends: raised
import os,signal
def f(x):
  signal.raise_signal(signal.SIGSTOP)
  return 0
