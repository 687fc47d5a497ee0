# expect: conv_output_size=wrong -- "floor" rounds to the nearest; "ceil" adds one even where it comes out even
# expect: transposed_conv_output_size=wrong -- dilation * f
# expect: same_padding=wrong -- (f - 1) // 2 first: even kernels not refused, (4, 2) gives 2
# expect: correlate2d=wrong -- image.shape: lists raise AttributeError; arrays right
# expect: convolve2d=wrong -- turned by a quarter
# expect: feature_map=wrong -- every entry divided by the kernel's sum (10): 1.2, 1.2, ...
# expect: chain_1=wrong -- first rounded to 33 (32.5), then (33-3)/2+1=16, 14, 5, 4 follow
# expect: chain_2=wrong -- 23, 18 (slip), then 17/3: None, None, None right from there
# expect: dilated_size=wrong -- 1: kernel 7
# expect: transposed_size=wrong -- 6 (output padding that is not there)
# expect: alexnet_227=wrong -- 54
# expect: alexnet_224=wrong -- 54.25 rounded to 54
# expect: when_not_an_integer=pending
import numpy as np

STUDENT = "s115"
NUMBERS = "lecture"


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    if stride < 1:
        raise ValueError("stride")
    m = n + 2 * padding - dilation * (f - 1) - 1
    if m < 0:
        raise ValueError("kernel")
    if rounding == "floor":
        return round(m / stride) + 1
    if rounding == "ceil":
        return m // stride + 2
    if m % stride:
        raise ValueError("fit")
    return m // stride + 1


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    return (n - 1) * stride - 2 * padding + dilation * f + output_padding


def same_padding(f, dilation=1):
    return (f - 1) // 2 * dilation


def correlate2d(image, kernel, stride=1, padding=0):
    H, W = image.shape
    h, w = kernel.shape
    x = np.zeros((H + 2 * padding, W + 2 * padding))
    x[padding:padding + H, padding:padding + W] = image
    return np.array([
        [np.sum(x[i:i + h, j:j + w] * kernel) for j in range(0, x.shape[1] - w + 1, stride)]
        for i in range(0, x.shape[0] - h + 1, stride)
    ])


def convolve2d(image, kernel):
    return correlate2d(np.array(image), np.rot90(np.array(kernel)))


feature_map = [(1.2, 1.2, 1.7), (1.0, 1.7, 1.9), (0.9, 0.6, 1.4)]
chain_1 = (33, 16, 14, 5, 4)
chain_2 = (23, 18, None, None, None)
dilated_size = 1
transposed_size = 6
alexnet_227 = 54
alexnet_224 = 54
when_not_an_integer = """54.25 for AlexNet. One rounds."""
