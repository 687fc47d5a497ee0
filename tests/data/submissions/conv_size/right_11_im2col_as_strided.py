# im2col with strides, one matrix product; sizes with np.int64
import numpy as np
from numpy.lib.stride_tricks import as_strided

STUDENT = "s011"
NUMBERS = "lecture"


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    n, f, stride, padding, dilation = np.array([n, f, stride, padding, dilation], dtype=np.int64)
    if stride < 1:
        raise ValueError("stride")
    span = n + 2 * padding - (dilation * (f - 1) + 1)
    if span < 0:
        raise ValueError("kernel too large")
    q, r = np.divmod(span, stride)
    if r and rounding == "error":
        raise ValueError("stride does not fit")
    if r and rounding == "ceil":
        q = q + np.int64(1)
    return q + np.int64(1)


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    return np.dot(np.array([n - 1, padding, f - 1, 1, 1]), np.array([stride, -2, dilation, output_padding, 1]))


def same_padding(f, dilation=1):
    total = np.int64(dilation) * np.int64(f - 1)
    if np.bitwise_and(total, 1):
        raise ValueError("odd number of zeros")
    return np.right_shift(total, 1)


def im2col(x, h, w, stride):
    H, W = x.shape
    oh, ow = (H - h) // stride + 1, (W - w) // stride + 1
    s0, s1 = x.strides
    view = as_strided(x, (oh, ow, h, w), (s0 * stride, s1 * stride, s0, s1), writeable=False)
    return view.reshape(oh * ow, h * w), (oh, ow)


def correlate2d(image, kernel, stride=1, padding=0):
    image = np.ascontiguousarray(np.asarray(image, np.float64))
    kernel = np.asarray(kernel, np.float64)
    H, W = image.shape
    x = np.zeros((H + 2 * padding, W + 2 * padding))
    x[padding:padding + H, padding:padding + W] = image
    cols, shape = im2col(x, *kernel.shape, stride)
    return (cols @ kernel.ravel()).reshape(shape)


def convolve2d(image, kernel):
    kernel = np.asarray(kernel, np.float64)
    cols, shape = im2col(np.array(image, dtype=np.float64, order="C"), *kernel.shape, 1)
    return (cols @ kernel.ravel()[::-1]).reshape(shape)


feature_map = [[+12, +12, +17], [+10, +17, +19], [+9, +6, +14]]
chain_1 = [64 // 2, 15, 13, 4, 3]
chain_2 = [23, 19, 7, None, None]
dilated_size = +3
transposed_size = 2 * 2 - 2 + 3
alexnet_227 = 216 / 4 + 1
alexnet_224 = None
when_not_an_integer = """If (n + 2p - d(f-1) - 1) is not divisible by s.
    Libraries: floor. Pixels at the right/bottom edge do not contribute."""
