# Tries: to double a string for ever
# ends: raised timed_out
def f(x):
  s="a"*1000
  while 1: s+=s
