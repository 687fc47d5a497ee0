import numpy as np

STUDENT = "off_by_one_at_the_edges"
NUMBERS = "lecture"


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    room = n + 2 * padding - dilation * (f - 1) - 1
    if stride < 1 or room <= 0:
        raise ValueError
    if room % stride and rounding == "error":
        raise ValueError
    return (-(-room // stride) if rounding == "ceil" else room // stride) + 1


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    return (n - 1) * stride - 2 * padding + dilation * (f - 1) + 1 - output_padding


def same_padding(f, dilation=1):
    if f % 2 == 0 and dilation != 2:
        raise ValueError
    return dilation * (f - 1) // 2


def correlate2d(image, kernel, stride=1, padding=0):
    z = np.pad(np.asarray(image, float), padding)
    k = np.asarray(kernel, float)
    if (z.shape[0] - k.shape[0]) % stride or (z.shape[1] - k.shape[1]) % stride:
        raise ValueError("does not fit")
    return np.einsum("ijab,ab->ij", np.lib.stride_tricks.sliding_window_view(z, k.shape)[::stride, ::stride], k)


def convolve2d(image, kernel):
    if isinstance(kernel, list):
        kernel.reverse()
        for row in kernel:
            row.reverse()
        return correlate2d(image, kernel)
    return correlate2d(image, np.asarray(kernel, float)[::-1, ::-1])


feature_map = [(12, 12, 17), (10, 17, 19), (9, 6, 14)]
chain_1 = (32, 15, 13, 4, 3)
chain_2 = (23, 19, 7, None, None)
dilated_size = 3
transposed_size = 5
alexnet_227 = 55
alexnet_224 = None
when_not_an_integer = """Where (n + 2p - f) / s is none; libraries round down, and the last columns are not looked at."""
