"""Full maps; no padding in the sizes; hangs where the stride is 0."""
import numpy as np


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    count, place = 0, 0
    while place + dilation * (f - 1) + 1 <= n:
        count, place = count + 1, place + stride
    if count == 0:
        raise ValueError("nothing fits")
    left = n - (place - stride) - dilation * (f - 1) - 1
    if left and rounding == "error":
        raise ValueError("uneven")
    return count + bool(left and rounding == "ceil")


def same_padding(f, dilation=1):
    if dilation * (f - 1) % 2:
        raise ValueError
    return dilation * (f - 1)


def correlate2d(image, kernel, stride=1, padding=0):
    h, w = np.shape(kernel)
    return valid(np.pad(np.asarray(image, float), ((h - 1 + padding,) * 2, (w - 1 + padding,) * 2)), kernel)[::stride, ::stride]


def valid(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, np.shape(kernel))
    return np.tensordot(windows, np.asarray(kernel, float), 2)


def convolve2d(image, kernel):
    return valid(np.asarray(image, float), np.asarray(kernel)[:, ::-1])


feature_map = [[4, 12, 6], [14, 12, 17], [10, 11, 9]]
chain_1 = (29, 14, 10, 3, 2)
chain_2 = (22, 18, 6, 1, None)
dilated_size = 2
transposed_size = 6
alexnet_227 = 55
alexnet_224 = 55
