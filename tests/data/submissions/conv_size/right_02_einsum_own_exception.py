"""Formulas in one line each, einsum, an exception of its own."""
from math import ceil, floor

import numpy as np
from numpy.lib.stride_tricks import as_strided


class DoesNotFit(ValueError):
    pass


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    room = int(n) + 2 * int(padding) - int(dilation) * (int(f) - 1) - 1
    if stride < 1 or room < 0 or (rounding == "error" and room % stride):
        raise DoesNotFit(f"{room} / {stride}")
    return {"error": floor, "floor": floor, "ceil": ceil}[rounding](room / stride) + 1


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    return (n - 1) * stride - 2 * padding + dilation * (f - 1) + output_padding + 1


def same_padding(f, dilation=1):
    p, odd = divmod(dilation * (f - 1), 2)
    if odd:
        raise DoesNotFit
    return p


def correlate2d(image, kernel, stride=1, padding=0):
    image, kernel = np.array(image, np.float64), np.array(kernel, np.float64)
    image = np.ascontiguousarray(np.pad(image, ((padding,) * 2,) * 2))
    (H, W), (h, w) = image.shape, kernel.shape
    a, b = image.strides
    windows = as_strided(image, ((H - h) // stride + 1, (W - w) // stride + 1, h, w), (a * stride, b * stride, a, b))
    return np.einsum("ijab,ab->ij", windows, kernel)


def convolve2d(image, kernel):
    return correlate2d(image, np.rot90(kernel, 2))


NUMBERS = "lecture"
import numpy as np
feature_map = np.array([[12, 12, 17], [10, 17, 19], [9, 6, 14]])
chain_1 = np.array([32, 15, 13, 4, 3])
chain_2 = [23, 19, 7, None, None]
dilated_size = 7 - 5 + 1
transposed_size = (3 - 1) * 2 - 2 + 3
alexnet_227 = (227 - 11) / 4 + 1
alexnet_224 = None
