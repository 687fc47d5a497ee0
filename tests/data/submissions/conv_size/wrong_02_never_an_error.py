"""Knows no errors: rounds down everywhere; small integers wrap; pads the caller's way only at the top."""
import numpy as np


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    room = n + 2 * padding - dilation * (f - 1) - 1
    assert room >= 0 and stride >= 1
    return -(-room // stride) + 1 if rounding == "ceil" else room // stride + 1


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    return (n - 1) * stride + 2 * padding + dilation * (f - 1) + output_padding + 1


def same_padding(f, dilation=1):
    return dilation * (f - 1) // 2


def correlate2d(image, kernel, stride=1, padding=0):
    image, kernel = np.asarray(image), np.asarray(kernel)
    image = np.pad(image, padding)
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return (windows * kernel).sum(axis=(2, 3))[::stride, ::stride]


def convolve2d(image, kernel):
    return correlate2d(image, np.asarray(kernel)[::-1, ::-1])


feature_map = [[18, 20, 19], [10, 9, 17], [11, 8, 14]]
chain_1 = (33, 17, 15, 5, 4)
chain_2 = (23, 19, 7, 2, 2)
dilated_size = 3
transposed_size = 9
alexnet_227 = 55
alexnet_224 = 54
