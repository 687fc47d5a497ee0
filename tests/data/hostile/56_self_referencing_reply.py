# Tries: to return a list that contains itself
# ends: value
def f(x):
  a=[1]; a.append(a); d={}; d[1]=d
  return a,d
