# Tries: to return a list nested 100,000 deep
# ends: value
def f(x):
  a=[]
  for i in range(10**5): a=[a]
  return a
