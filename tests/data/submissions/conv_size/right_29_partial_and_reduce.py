import numpy as np

STUDENT = "partial_and_reduce"
NUMBERS = "lecture"


from functools import partial, reduce
from operator import add


def _rounder(name):
    def error(q, s):
        if q % s:
            raise ValueError("not an integer")
        return q // s

    table = {"error": error, "floor": lambda q, s: q // s, "ceil": lambda q, s: (q + s - 1) // s}
    return table[name]


def _size(n, f, stride=1, padding=0, dilation=1, rounding="error", *, reach):
    q = n + 2 * padding - reach(f, dilation)
    if stride < 1 or q < 0:
        raise ValueError
    return _rounder(rounding)(q, stride) + 1


conv_output_size = partial(_size, reach=lambda f, d: d * (f - 1) + 1)
transposed_conv_output_size = lambda n, f, stride=1, padding=0, dilation=1, output_padding=0: reduce(
    add, [(n - 1) * stride, -2 * padding, dilation * (f - 1), output_padding, 1]
)


def same_padding(f, dilation=1):
    return _rounder("error")(dilation * (f - 1), 2)


def correlate2d(image, kernel, stride=1, padding=0):
    z = np.ascontiguousarray(np.pad(np.asarray(image, dtype="d"), [(padding, padding)] * 2))
    k = np.asarray(kernel, dtype="d")
    (H, W), (h, w) = z.shape, k.shape
    a, b = z.strides
    shape = ((H - h) // stride + 1, (W - w) // stride + 1, h, w)
    windows = np.lib.stride_tricks.as_strided(z, shape, (a * stride, b * stride, a, b), writeable=False)
    return np.tensordot(windows, k, axes=2)


convolve2d = lambda image, kernel: correlate2d(image, np.flipud(np.fliplr(kernel)))


feature_map = [(12, 12, 17), (10, 17, 19), (9, 6, 14)]
chain_1 = (32, 15, 13, 4, 3)
chain_2 = (23, 19, 7, None, None)
dilated_size = 3
transposed_size = 5
alexnet_227 = 55
alexnet_224 = None
when_not_an_integer = """Where (n + 2p - f) / s is none; libraries round down, and the last columns are not looked at."""
