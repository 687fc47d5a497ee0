# sliding_window_view and tensordot; sizes by operator arithmetic on negatives; answers written with np.array
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

STUDENT = "s010"
NUMBERS = "lecture"


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    eff = dilation * (f - 1) + 1
    span = n + 2 * padding - eff
    if stride < 1 or span < 0:
        raise ValueError(f"no output for n={n}, f={f}, stride={stride}, padding={padding}, dilation={dilation}")
    if rounding == "ceil":
        return -(-span // stride) + 1
    if rounding == "error" and span % stride != 0:
        raise ValueError("not an integer")
    return span // stride + 1


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    return (n - 1) * stride - 2 * padding + dilation * (f - 1) + output_padding + 1


def same_padding(f, dilation=1):
    p, odd = divmod(dilation * (f - 1), 2)
    if odd:
        raise ValueError(f"f={f}, dilation={dilation}: needs {p}.5 zeros at each end")
    return p


def correlate2d(image, kernel, stride=1, padding=0):
    image = np.asarray(image, dtype=float)
    kernel = np.asarray(kernel, dtype=float)
    image = np.pad(image, ((padding, padding), (padding, padding)), mode="constant")
    windows = sliding_window_view(image, kernel.shape)[::stride, ::stride]
    return np.tensordot(windows, kernel, axes=2)


def convolve2d(image, kernel):
    return correlate2d(image, np.flip(kernel))


feature_map = np.array([[12, 12, 17], [10, 17, 19], [9, 6, 14]])
chain_1 = 32, 15, 13, 4, 3
chain_2 = 23, 19, 7, None, None
dilated_size = 3
transposed_size = 5
alexnet_227, alexnet_224 = 55, None
when_not_an_integer = (
    "A size is no integer when the stride does not divide what is left after the first window. "
    "PyTorch floors, Caffe's pooling takes the ceiling, CS231n calls it invalid. "
    "With the floor the last pixels are dropped."
)
