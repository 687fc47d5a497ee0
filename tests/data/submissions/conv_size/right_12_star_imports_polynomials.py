# The whole image as one long polynomial: np.convolve of flattened arrays.  Star imports.
from math import *
from numpy import *

STUDENT = "s012"
NUMBERS = "lecture"


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    if stride < 1:
        raise ValueError
    k = (f - 1) * dilation + 1
    m = n + 2 * padding
    if k > m:
        raise ValueError
    if rounding == "error":
        if (m - k) % stride:
            raise ValueError
        return (m - k) // stride + 1
    elif rounding == "floor":
        return len(arange(0, m - k + 1, stride))
    else:
        return (m - k + stride - 1) // stride + 1


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    up = zeros((n - 1) * stride + 1)
    w = zeros((f - 1) * dilation + 1)
    return convolve(up, w).size - padding - padding + output_padding


def same_padding(f, dilation=1):
    k = (f - 1) * dilation
    if k % 2 == 1:
        raise ValueError("%d is odd" % k)
    return k // 2


def convolve2d(image, kernel):
    a = array(image, dtype=float64)
    b = array(kernel, dtype=float64)
    H, W = a.shape
    h, w = b.shape
    wide = W + w - 1
    A = zeros((H, wide)); A[:, :W] = a
    B = zeros((h, wide)); B[:, :w] = b
    c = convolve(A.ravel(), B.ravel())[:(H + h - 1) * wide]
    full = c.reshape(H + h - 1, wide)
    return full[h - 1:H, w - 1:W]


def correlate2d(image, kernel, stride=1, padding=0):
    a = pad(array(image, dtype=float64), padding)
    return convolve2d(a, array(kernel)[::-1, ::-1])[::stride, ::stride]


feature_map = [(12, 12, 17),
               (10, 17, 19),
               ( 9,  6, 14)]
chain_1 = (32, 15, 13, 4, 3,)
chain_2 = (23, 19, 7, None, None,)
dilated_size = 3
transposed_size = 5
alexnet_227 = 55
alexnet_224 = None
when_not_an_integer = """stride does not divide n+2p-f; floor (most) or ceil; the last columns are never seen"""
