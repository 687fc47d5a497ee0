# Tries: dict and set subclasses that lie, and never end
# ends: value timed_out raised
class D(dict):
    def items(self): raise SystemExit
    def __len__(self): return 1 << 60
class S(set):
    def __iter__(self):
        while True: yield 1
def f(x): return D(a=1), S([1])
