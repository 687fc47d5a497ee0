# expect: conv_output_size=wrong -- the kernel that does not fit is not refused (dilation forgotten there)
# expect: transposed_conv_output_size=right
# expect: same_padding=not_attempted
# expect: correlate2d=not_attempted
# expect: convolve2d=not_attempted -- stands below the line where the file stops, and is not written either
# expect: feature_map=not_attempted -- the last row is missing: six entries right, three not attempted
# expect: chain_1=right
# expect: chain_2=not_attempted
# expect: dilated_size=right
# expect: transposed_size=not_attempted
# expect: alexnet_227=right
# expect: alexnet_224=not_attempted
# expect: when_not_an_integer=not_attempted
import numpy as np

STUDENT = "s106"
NUMBERS = "lecture"


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    if stride < 1:
        raise ValueError("stride")
    if f > n + 2 * padding:
        raise ValueError("kernel")
    m = n + 2 * padding - dilation * (f - 1) - 1
    if m % stride == 0 or rounding == "floor":
        return m // stride + 1
    if rounding == "ceil":
        return m // stride + 2
    raise ValueError("fit")


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    return (n - 1) * stride - 2 * padding + dilation * (f - 1) + output_padding + 1


def same_padding(f, dilation=1):
    raise NotImplementedError


def correlate2d(image, kernel, stride=1, padding=0):
    # TODO on Sunday
    raise NotImplementedError("TODO")


IMAGE = [[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1]]
KERNEL = [[0, 1, 2], [2, 2, 0], [0, 1, 2]]
print(correlate2d(IMAGE, KERNEL))


def convolve2d(image, kernel):
    raise NotImplementedError


feature_map = [(12, 12, 17), (10, 17, 19), ...]
chain_1 = (32, 15, 13, 4, 3)
chain_2 = ...
dilated_size = 3
transposed_size = ...
alexnet_227 = 55
alexnet_224 = ...
when_not_an_integer = ...
