# Convolution theorem with rfft2, rounded to 12 digits; sizes with Fraction
from fractions import Fraction
from math import ceil, floor

import numpy as np

STUDENT = "s025"
NUMBERS = "lecture"


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    try:
        size = Fraction(int(n) + 2 * int(padding) - int(dilation) * (int(f) - 1) - 1, int(stride)) + 1
    except ZeroDivisionError as e:
        raise ValueError("stride 0") from e
    if stride < 1 or size < 1:
        raise ValueError("does not fit")
    if rounding == "error" and size.denominator > 1:
        raise ValueError("%s" % size)
    return ceil(size) if rounding == "ceil" else floor(size)


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    # solve n = (N + 2p - d(f-1) - 1)/s + 1 for N
    return int(Fraction(int(n) - 1) * int(stride) + int(dilation) * (int(f) - 1) + 1 - 2 * int(padding)) + output_padding


def same_padding(f, dilation=1):
    p = Fraction(int(dilation) * (int(f) - 1), 2)
    if p.denominator == 1:
        return p.numerator
    raise ValueError("p = %s" % p)


def convolve2d(image, kernel):
    a, b = np.asarray(image, float), np.asarray(kernel, float)
    shape = [s + t - 1 for s, t in zip(a.shape, b.shape)]
    full = np.fft.irfft2(np.fft.rfft2(a, shape) * np.fft.rfft2(b, shape), shape)
    h, w = b.shape
    return full[h - 1:a.shape[0], w - 1:a.shape[1]].round(12)


def correlate2d(image, kernel, stride=1, padding=0):
    image = np.pad(np.asarray(image, float), padding)
    return convolve2d(image, np.flip(np.asarray(kernel), (0, 1)))[::stride, ::stride]


feature_map = [[12, 12, 17], [10, 17, 19], [9, 6, 14]]
chain_1 = [128/4, 15, 13, 4, 3]
chain_2 = [23, 19, 7, None, None]
dilated_size = 9/3
transposed_size = 10/2
alexnet_227 = 216/4 + 1
alexnet_224 = None
when_not_an_integer = """(n+2p-f)/s not whole: floor in most libraries, edge unseen."""
