# expect: conv_output_size=wrong -- 55.0, a float, where an int was asked for; values right
# expect: transposed_conv_output_size=right
# expect: same_padding=wrong -- (f-1)/2 is a float, and 1.5 is no error
# expect: correlate2d=wrong -- one column (number of windows, 1) instead of a map
# expect: convolve2d=wrong -- rows and columns of the map exchanged
# expect: feature_map=wrong -- the true convolution
# expect: chain_1=wrong -- every size rounded up: the first and the fourth go wrong, 33 -> 16, 14, 5, 4 (all even from there)
# expect: chain_2=right
# expect: dilated_size=right
# expect: transposed_size=wrong -- the convolution of 3 with 3, 2, 1 instead: 2
# expect: alexnet_227=right
# expect: alexnet_224=wrong -- rounded up
# expect: when_not_an_integer=pending
import numpy as np

STUDENT = "s111"
NUMBERS = "lecture"


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    if stride < 1:
        raise ValueError("stride")
    size = (n + 2 * padding - dilation * (f - 1) - 1) / stride + 1
    if n + 2 * padding - dilation * (f - 1) - 1 < 0:
        raise ValueError("kernel")
    if rounding == "floor":
        return np.floor(size)
    if rounding == "ceil":
        return np.ceil(size)
    if size % 1 != 0:
        raise ValueError("fit")
    return size


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    return (n - 1) * stride - 2 * padding + dilation * (f - 1) + output_padding + 1


def same_padding(f, dilation=1):
    return dilation * (f - 1) / 2


def correlate2d(image, kernel, stride=1, padding=0):
    image = np.pad(np.asarray(image, dtype=float), padding)
    kernel = np.asarray(kernel, dtype=float)
    h, w = kernel.shape
    cols = []
    for i in range(0, image.shape[0] - h + 1, stride):
        for j in range(0, image.shape[1] - w + 1, stride):
            cols.append(image[i:i + h, j:j + w].ravel())
    return np.array(cols) @ kernel.reshape(-1, 1)


def convolve2d(image, kernel):
    image = np.asarray(image, dtype=float)
    kernel = np.asarray(kernel, dtype=float)[::-1, ::-1]
    h, w = kernel.shape
    out = [[np.sum(image[i:i + h, j:j + w] * kernel) for i in range(image.shape[0] - h + 1)]
           for j in range(image.shape[1] - w + 1)]
    return np.array(out)


feature_map = [(18, 20, 19), (10, 9, 17), (11, 8, 14)]
chain_1 = (33, 16, 14, 5, 4)
chain_2 = (23, 19, 7, None, None)
dilated_size = 3
transposed_size = 2
alexnet_227 = 55
alexnet_224 = 55
when_not_an_integer = """If (n + 2p - f) / s is a fraction. Up."""
