# Tries: to print what cannot be printed
# ends: raised
import sys
class S(str):
    def __getitem__(self, i): raise SystemExit
    def __len__(self): return -5
def f(x):
    print("\ud800", S("s"))
    sys.stdout.write(S("t"))
    sys.stdout.write(b"bytes")
