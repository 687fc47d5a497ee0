# Tries: to wait for input that never comes
# ends: raised
def f(x): return input("password: ")
