# Tries: an exception whose class has no name that can be told
# ends: raised crashed
class Meta(type):
    @property
    def __name__(cls): raise KeyboardInterrupt
class E(Exception, metaclass=Meta): pass
def f(x): raise E("x")
