# Global buffers and caches between the calls (reset properly every time)
from functools import cache, lru_cache

import numpy as np

STUDENT = "s015"
NUMBERS = "lecture"

CALLS = 0
BUFFER = np.zeros((1, 1))
LAST = None


@lru_cache(maxsize=None)
def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    global CALLS, LAST
    CALLS += 1
    if stride < 1:
        raise ValueError("stride < 1 in call %d" % CALLS)
    LAST = n + 2 * padding - dilation * (f - 1) - 1
    if LAST < 0:
        raise ValueError("negative in call %d" % CALLS)
    if rounding == "error" and LAST % stride:
        raise ValueError("uneven in call %d" % CALLS)
    if rounding == "ceil":
        return -(-LAST // stride) + 1
    return LAST // stride + 1


@cache
def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    global CALLS
    CALLS += 1
    return stride * (n - 1) + dilation * (f - 1) + 1 - 2 * padding + output_padding


@cache
def same_padding(f, dilation=1):
    p = transposed_conv_output_size(1, f, dilation=dilation) - 1
    if p % 2:
        raise ValueError
    return p // 2


def correlate2d(image, kernel, stride=1, padding=0):
    global BUFFER
    H, W = np.shape(image)
    h, w = np.shape(kernel)
    need = (H + 2 * padding, W + 2 * padding)
    if BUFFER.shape[0] < need[0] or BUFFER.shape[1] < need[1]:
        BUFFER = np.zeros(np.maximum(need, BUFFER.shape))
    BUFFER[:] = 0
    BUFFER[padding:padding + H, padding:padding + W] = image
    x = BUFFER[:need[0], :need[1]]
    return np.array([
        [np.vdot(x[i:i + h, j:j + w], kernel) for j in range(0, need[1] - w + 1, stride)]
        for i in range(0, need[0] - h + 1, stride)
    ])


def convolve2d(image, kernel):
    return correlate2d(image, np.asarray(kernel)[::-1, ::-1])


feature_map = [[12, 12, 17], [10, 17, 19], [9, 6, 14]]
chain_1 = (32, 15, 13, 4, 3)
chain_2 = (23, 19, 7, None, None)
dilated_size = 3
transposed_size = 5
alexnet_227 = 55
alexnet_224 = None
when_not_an_integer = """If the stride does not divide n + 2 padding - f. Floor. They are ignored."""
