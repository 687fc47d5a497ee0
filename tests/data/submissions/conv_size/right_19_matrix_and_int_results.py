# Whole numbers stay whole (int64, big enough for uint8); np.matrix otherwise; np.intp sizes
import numpy as np

STUDENT = "s019"
NUMBERS = "lecture"


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    n, f, stride, padding, dilation = (np.intp(v) for v in (n, f, stride, padding, dilation))
    if stride < 1:
        raise ValueError("bad stride")
    m = n + 2 * padding - (dilation * (f - 1) + 1)
    if m < 0:
        raise ValueError("bad kernel")
    if rounding == "error" and m % stride != 0:
        raise ValueError("bad fit")
    exact = m / stride + 1
    return np.intp(np.ceil(exact)) if rounding == "ceil" else np.intp(np.floor(exact))


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    return np.int32((n - 1) * stride - 2 * padding + dilation * (f - 1) + output_padding + 1)


def same_padding(f, dilation=1):
    m = dilation * (f - 1)
    if m % 2:
        raise ValueError("bad kernel")
    return np.uint16(m / 2)


def prepared(a):
    a = np.asarray(a)
    return a.astype(np.int64) if a.dtype.kind in "iub" else a.astype(np.float64)


def correlate2d(image, kernel, stride=1, padding=0):
    image, kernel = np.pad(prepared(image), padding), prepared(kernel)
    h, w = kernel.shape
    rows = []
    for i in range(0, image.shape[0] - h + 1, stride):
        rows.append([np.sum(image[i:i + h, j:j + w] * kernel) for j in range(0, image.shape[1] - w + 1, stride)])
    return np.matrix(rows)


def convolve2d(image, kernel):
    kernel = prepared(kernel)
    return np.asmatrix(correlate2d(image, kernel[::-1, ::-1]))


feature_map = [[12, 12, 17], [10, 17, 19], [9, 6, 14]]
chain_1 = (32, 15, 13, 4, 3)
chain_2 = (23, 19, 7, None, None)
dilated_size = 3
transposed_size = 5
alexnet_227 = 55
alexnet_224 = None
when_not_an_integer = """stride does not divide; floor; lost"""
