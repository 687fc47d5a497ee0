# expect: conv_output_size=wrong -- int() cuts off -1/3 to 0: a kernel that is too large gets size 1, no error
# expect: transposed_conv_output_size=wrong -- + 2 * padding
# expect: same_padding=right
# expect: correlate2d=wrong -- the edge is repeated instead of zeros; right without padding
# expect: convolve2d=wrong -- full instead of valid
# expect: feature_map=wrong -- kernel upside down is the same; only the last row was left at zero padding: (9, 6, 13)
# expect: chain_1=wrong -- dilation forgotten in the third: 15, then 4.33 + 1 = 5, 4
# expect: chain_2=right
# expect: dilated_size=right
# expect: transposed_size=wrong -- 9: + 2 * padding
# expect: alexnet_227=right
# expect: alexnet_224=wrong -- 54
# expect: when_not_an_integer=pending
import numpy as np

STUDENT = "s114"
NUMBERS = "lecture"


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    if stride < 1:
        raise ValueError("stride")
    x = (n + 2 * padding - dilation * (f - 1) - 1) / stride
    if rounding == "floor":
        return int(x) + 1
    if rounding == "ceil":
        return int(np.ceil(x)) + 1
    if x != int(x):
        raise ValueError("fit")
    return int(x) + 1


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    return (n - 1) * stride + 2 * padding + dilation * (f - 1) + output_padding + 1


def same_padding(f, dilation=1):
    if dilation * (f - 1) % 2:
        raise ValueError("odd")
    return dilation * (f - 1) // 2


def correlate2d(image, kernel, stride=1, padding=0):
    image = np.pad(np.asarray(image, dtype=float), padding, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(image, np.shape(kernel))[::stride, ::stride]
    return np.einsum("ijab,ab->ij", windows, np.asarray(kernel, dtype=float))


def convolve2d(image, kernel):
    h, w = np.shape(kernel)
    image = np.pad(np.asarray(image, dtype=float), ((h - 1, h - 1), (w - 1, w - 1)))
    return correlate2d(image, np.asarray(kernel)[::-1, ::-1])


feature_map = [(12, 12, 17), (10, 17, 19), (9, 6, 13)]
chain_1 = (32, 15, 15, 5, 4)
chain_2 = (23, 19, 7, None, None)
dilated_size = 3
transposed_size = 9
alexnet_227 = 55
alexnet_224 = 54
when_not_an_integer = """If the stride is too large."""
