# Tries: an exception whose text raises
# ends: raised
class E(BaseException):
    def __str__(self): raise SystemExit
    __repr__ = __str__
def f(x): raise E
