# expect: conv_output_size=wrong -- (f, n, ...): the first two exchanged; wrong unless called by name
# expect: transposed_conv_output_size=wrong -- padding before stride
# expect: same_padding=wrong -- the formula with n: same_padding(n, f) was understood
# expect: correlate2d=wrong -- the parameter is called `pad`: padding=... raises TypeError; right without padding
# expect: convolve2d=wrong -- kernel first, image second
# expect: feature_map=wrong -- first row shifted: (12, 17, 12)
# expect: chain_1=wrong -- first 31 (n + 2p - f rounded before), then 15, 13, 4, 3 right from 31
# expect: chain_2=wrong -- reads 0 for "does not fit"
# expect: dilated_size=right
# expect: transposed_size=right
# expect: alexnet_227=right
# expect: alexnet_224=wrong -- 0 for "does not fit" (pending fair)
# expect: when_not_an_integer=pending
import numpy as np

STUDENT = "s117"
NUMBERS = "lecture"


def conv_output_size(f, n, stride=1, padding=0, dilation=1, rounding="error"):
    if stride < 1:
        raise ValueError("stride")
    m = n + 2 * padding - dilation * (f - 1) - 1
    if m < 0:
        raise ValueError("kernel")
    if m % stride and rounding == "error":
        raise ValueError("fit")
    return -(-m // stride) + 1 if rounding == "ceil" else m // stride + 1


def transposed_conv_output_size(n, f, padding=0, stride=1, dilation=1, output_padding=0):
    return (n - 1) * stride - 2 * padding + dilation * (f - 1) + output_padding + 1


def same_padding(n, f=1, stride=1):
    p = (stride * (n - 1) + f - n) / 2
    if p % 1:
        raise ValueError("no padding")
    return int(p)


def correlate2d(image, kernel, stride=1, pad=0):
    image = np.pad(np.asarray(image, dtype=float), pad)
    kernel = np.asarray(kernel, dtype=float)
    h, w = kernel.shape
    return np.array([
        [np.sum(image[i:i + h, j:j + w] * kernel) for j in range(0, image.shape[1] - w + 1, stride)]
        for i in range(0, image.shape[0] - h + 1, stride)
    ])


def convolve2d(kernel, image):
    return correlate2d(image, np.asarray(kernel)[::-1, ::-1])


feature_map = [(12, 17, 12), (10, 17, 19), (9, 6, 14)]
chain_1 = (31, 15, 13, 4, 3)
chain_2 = (23, 19, 7, 0, 0)
dilated_size = 3
transposed_size = 5
alexnet_227 = 55
alexnet_224 = 0
when_not_an_integer = """Not even."""
