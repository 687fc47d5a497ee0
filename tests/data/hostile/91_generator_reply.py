# Tries: to answer with a generator without end
# ends: value
def f(x):
  while 1: yield 1
