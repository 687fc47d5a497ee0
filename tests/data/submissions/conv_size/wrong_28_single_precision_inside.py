import numpy as np

STUDENT = "single_precision_inside"
NUMBERS = "lecture"


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    if stride < 1:
        raise ValueError
    room = n + 2 * padding - dilation * (f - 1) - 1
    if rounding == "error":
        if room < 0 or room % stride:
            raise ValueError
    return (-(-room // stride) if rounding == "ceil" else room // stride) + 1


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    return (n - 1) * stride - 2 * padding + dilation * (f - 1) + 1 + output_padding


def same_padding(f, dilation=1):
    total = dilation * (f - 1)
    if total % 2:
        raise ValueError("no padding keeps the size")
    return total // 2


def correlate2d(image, kernel, stride=1, padding=0):
    z = np.pad(np.asarray(image, np.float32), padding)
    k = np.asarray(kernel, np.float32)
    return np.einsum("ijab,ab->ij", np.lib.stride_tricks.sliding_window_view(z, k.shape)[::stride, ::stride], k).astype(float)


def convolve2d(image, kernel):
    return correlate2d(image, np.asarray(kernel, dtype=float)[::-1, ::-1])


feature_map = [(12, 12, 17), (10, 17, 19), (9, 6, 14)]
chain_1 = (32, 15, 13, 4, 3)
chain_2 = (23, 19, 7, None, None)
dilated_size = 3
transposed_size = 5
alexnet_227 = 55
alexnet_224 = None
when_not_an_integer = """Where (n + 2p - f) / s is none; libraries round down, and the last columns are not looked at."""
