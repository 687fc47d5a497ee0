import numpy as np

STUDENT = "ceil_and_windows_side_by_side"
NUMBERS = "lecture"


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    room = n + 2 * padding - dilation * (f - 1) - 1
    if stride < 1 or room < 0:
        raise ValueError
    if room % stride and rounding == "error":
        raise ValueError
    return room // stride + (2 if rounding == "ceil" else 1)


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    return (n - 1) * stride - 2 * padding + (f - 1) + dilation + output_padding


def same_padding(f, dilation=1):
    total = dilation * (f - 1)
    if total % 2:
        raise ValueError
    return total


def correlate2d(image, kernel, stride=1, padding=0):
    z = np.pad(np.asarray(image, float), padding)
    k = np.asarray(kernel, float)
    h, w = k.shape
    H, W = (z.shape[0] - h) // stride + 1, (z.shape[1] - w) // stride + 1
    return np.array([[np.sum(z[i : i + h, j : j + w] * k) for j in range(W)] for i in range(H)])


def convolve2d(image, kernel):
    return correlate2d(image, np.asarray(kernel, float)[::-1, ::-1].T)


feature_map = [(12, 12, 17), (10, 17, 19), (9, 6, 14)]
chain_1 = (32, 15, 13, 4, 3)
chain_2 = (23, 19, 7, None, None)
dilated_size = 3
transposed_size = 5
alexnet_227 = 55
alexnet_224 = None
when_not_an_integer = """Where (n + 2p - f) / s is none; libraries round down, and the last columns are not looked at."""
