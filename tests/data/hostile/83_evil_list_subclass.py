# Tries: list, float and int subclasses that lie about themselves
# ends: value
class L(list):
    def __iter__(s):
        while 1: yield 1
    def __len__(s): return 100
    def __eq__(s,o): return True
class F(float):
    def __eq__(s,o): return True
class I(int):
    def __eq__(s,o): return True
def f(x): return L(), F(), I()
