# float32 stays float32, everything else becomes float64
import numpy as np

STUDENT = "s017"
NUMBERS = "lecture"


def common(a, b):
    a, b = np.asarray(a), np.asarray(b)
    kind = np.float32 if a.dtype == b.dtype == np.float32 else np.float64
    return a.astype(kind), b.astype(kind)


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    n, f, stride, padding, dilation = map(int, (n, f, stride, padding, dilation))
    if stride < 1:
        raise ValueError("stride must be >= 1, got {}".format(stride))
    numerator = n + 2 * padding - dilation * (f - 1) - 1
    if numerator < 0:
        raise ValueError("kernel larger than padded input")
    if numerator % stride == 0:
        return numerator // stride + 1
    if rounding == "error":
        raise ValueError("not an integer")
    return numerator // stride + {"floor": 1, "ceil": 2}[rounding]


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    zeros_between = stride - 1
    stretched = n + (n - 1) * zeros_between
    effective = f + (f - 1) * (dilation - 1)
    border = effective - 1 - padding
    return conv_output_size(stretched + 2 * border + output_padding, effective)


def same_padding(f, dilation=1):
    effective = f + (f - 1) * (dilation - 1)
    if effective % 2 == 0:
        raise ValueError("the effective kernel is even")
    return (effective - 1) // 2


def correlate2d(image, kernel, stride=1, padding=0):
    image, kernel = common(image, kernel)
    H, W = image.shape
    h, w = kernel.shape
    image = np.pad(image, padding)
    oh = conv_output_size(H, h, stride, padding, rounding="floor")
    ow = conv_output_size(W, w, stride, padding, rounding="floor")
    out = np.zeros((oh, ow), dtype=image.dtype)
    for i in range(h):
        for j in range(w):
            out += kernel[i, j] * image[i:i + (oh - 1) * stride + 1:stride, j:j + (ow - 1) * stride + 1:stride]
    return out


def convolve2d(image, kernel):
    image, kernel = common(image, kernel)
    return correlate2d(image, kernel[::-1, ::-1])


feature_map = [[12, 12, 17], [10, 17, 19], [9, 6, 14]]
chain_1 = (32, 15, 13, 4, 3)
chain_2 = (23, 19, 7, None, None)
dilated_size = 3
transposed_size = 5
alexnet_227 = 55
alexnet_224 = None
when_not_an_integer = """The size is no integer when s does not divide n + 2p - f. Libraries mostly use floor.
The rest at the right and bottom is cut off."""
