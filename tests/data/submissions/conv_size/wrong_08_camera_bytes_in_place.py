# expect: conv_output_size=wrong -- floor and ceil exchanged
# expect: transposed_conv_output_size=wrong -- dilation forgotten
# expect: same_padding=wrong -- f // 2: even kernels are not refused, dilation forgotten
# expect: correlate2d=wrong -- products of unsigned 8-bit numbers wrap around; other images right
# expect: convolve2d=wrong -- values right, but the kernel that was given is turned where it stands
# expect: feature_map=wrong -- rows and columns exchanged; the diagonal is right
# expect: chain_1=wrong -- zeros at one end only: (64+3-7)//2+1 = 31, (15, ...) right from there: 15, then third 15+1-5+1=12, 12+1-4=9/3+1=4, 3
# expect: chain_2=wrong -- the same: (47+1-5)/2 does not come out even, None from the first on
# expect: dilated_size=wrong -- undilated
# expect: transposed_size=wrong -- padding once
# expect: alexnet_227=wrong -- + 1 forgotten
# expect: alexnet_224=right
# expect: when_not_an_integer=pending
import numpy as np
import math

STUDENT = "s108"
NUMBERS = "lecture"


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    if stride < 1:
        raise ValueError("stride")
    k = dilation * (f - 1) + 1
    if k > n + 2 * padding:
        raise ValueError("kernel")
    size = (n + 2 * padding - k) / stride + 1
    if rounding == "floor":
        return math.ceil(size)
    if rounding == "ceil":
        return math.floor(size)
    if size != int(size):
        raise ValueError("fit")
    return int(size)


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    return (n - 1) * stride - 2 * padding + f + output_padding


def same_padding(f, dilation=1):
    return f // 2


def correlate2d(image, kernel, stride=1, padding=0):
    image = np.pad(np.asarray(image), padding)
    kernel = np.asarray(kernel)
    h, w = kernel.shape
    result = []
    for i in range(0, image.shape[0] - h + 1, stride):
        result.append([])
        for j in range(0, image.shape[1] - w + 1, stride):
            result[-1].append((image[i:i + h, j:j + w] * kernel).sum())
    return np.array(result)


def convolve2d(image, kernel):
    kernel = np.asarray(kernel)
    kernel[:] = kernel[::-1, ::-1].copy()
    return correlate2d(np.asarray(image, dtype=float), kernel)


feature_map = [(12, 10, 9), (12, 17, 6), (17, 19, 14)]
chain_1 = (31, 15, 12, 4, 3)
chain_2 = (None, None, None, None, None)
dilated_size = 5
transposed_size = 6
alexnet_227 = 54
alexnet_224 = None
when_not_an_integer = """Then the libraries round."""
