# expect: conv_output_size=wrong -- f > n is refused even where padding makes room
# expect: transposed_conv_output_size=wrong -- n * stride instead of (n - 1) * stride
# expect: same_padding=wrong -- the whole padding, not that at each end
# expect: correlate2d=wrong -- the kernel's height for both sides; right for square kernels
# expect: convolve2d=wrong -- the kernel transposed
# expect: feature_map=right
# expect: chain_1=wrong -- (64+6-7)/2 = 31, + 1 forgotten at the first layer only: 31, 15, 13, 4, 3 (15 and later right)
# expect: chain_2=wrong -- None one layer late: 2, then None
# expect: dilated_size=wrong -- 4
# expect: transposed_size=right
# expect: alexnet_227=right
# expect: alexnet_224=right
# expect: when_not_an_integer=pending
import numpy as np

STUDENT = "s113"
NUMBERS = "lecture"


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    k = dilation * (f - 1) + 1
    if stride < 1:
        raise ValueError("stride")
    if k > n:
        raise ValueError("kernel larger than input")
    q, r = divmod(n + 2 * padding - k, stride)
    if r and rounding == "error":
        raise ValueError("uneven")
    return q + 1 + (1 if r and rounding == "ceil" else 0)


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    return n * stride - 2 * padding + dilation * (f - 1) + output_padding + 1


def same_padding(f, dilation=1):
    if dilation * (f - 1) % 2:
        raise ValueError("odd")
    return dilation * (f - 1)


def correlate2d(image, kernel, stride=1, padding=0):
    image = np.pad(np.asarray(image, dtype=float), padding)
    kernel = np.asarray(kernel, dtype=float)
    f = kernel.shape[0]
    rows = (image.shape[0] - f) // stride + 1
    cols = (image.shape[1] - f) // stride + 1
    out = np.zeros((rows, cols))
    for i in range(rows):
        for j in range(cols):
            out[i, j] = np.sum(image[i * stride:i * stride + f, j * stride:j * stride + f] * kernel)
    return out


def convolve2d(image, kernel):
    return correlate2d(image, np.asarray(kernel).T)


feature_map = [(12, 12, 17), (10, 17, 19), (9, 6, 14)]
chain_1 = (31, 15, 13, 4, 3)
chain_2 = (23, 19, 7, 2, None)
dilated_size = 4
transposed_size = 5
alexnet_227 = 55
alexnet_224 = None
when_not_an_integer = """Never, one chooses the padding so that it fits."""
