# Tries: an exception with 50,000 causes
# ends: raised timed_out
def f(x):
    error = ValueError("first")
    for i in range(50_000):
        following = ValueError(i)
        following.__cause__ = error
        error = following
    raise ExceptionGroup("many", [error] * 1000)
