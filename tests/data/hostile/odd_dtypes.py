# Tries: results of every odd dtype there is
# ends: value
import numpy as np
def f(x):
    out = [np.zeros(2, c) for c in "?bBhHiIlLqQefdgFDG"]
    out += [np.zeros(2, "M8[s]"), np.zeros(2, "m8[Y]"), np.zeros(2, "V7"), np.zeros(2, "f8,i4"), np.array(["a", "bc"])]
    out += [np.array([b"a"]), np.datetime64("NaT"), np.void(b"abc"), np.longdouble("1e4000"), np.clongdouble(1j), np.zeros((), "O")]
    return out + [np.zeros(3, ">f8"), np.zeros(2, np.dtypes.StringDType())]
