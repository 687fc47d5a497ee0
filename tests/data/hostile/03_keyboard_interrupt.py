# Tries: to interrupt the grader with KeyboardInterrupt
# ends: raised
def f(x): raise KeyboardInterrupt
