# Tries: to send text in the bits of NaN, of zeros and of float16, where numbers are due
# ends: value
import numpy as np


def f(x):
    quiet = np.frombuffer(b"BREAK-IN" * 12, np.uint64) | np.uint64(0x7FF0000000000001)
    return [quiet.view(float).reshape(3, 4), -np.zeros(12), np.arange(1 << 16, dtype=np.uint16).view(np.float16)]
