# expect: conv_output_size=wrong -- a kernel that is too large gives size 1; a negative stride passes
# expect: transposed_conv_output_size=wrong -- output_padding ignored
# expect: same_padding=wrong -- dilation ignored
# expect: correlate2d=wrong -- the mean of the window's products instead of the sum
# expect: convolve2d=wrong -- cut out one pixel too far down and right for even kernels; odd ones right
# expect: feature_map=right
# expect: chain_1=wrong -- a fraction carried on: 32.5, 15.75, ...
# expect: chain_2=wrong -- a fraction: 2.67, 2.67
# expect: dilated_size=wrong -- 2.5
# expect: transposed_size=wrong -- (3 + 2 - 3)/2 + 1 = 2, the convolution
# expect: alexnet_227=right
# expect: alexnet_224=wrong -- 54.25
# expect: when_not_an_integer=pending
import numpy as np

STUDENT = "s118"
NUMBERS = "lecture"


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    if stride == 0:
        raise ValueError("stride")
    m = n + 2 * padding - dilation * (f - 1) - 1
    if rounding == "error" and m % stride:
        raise ValueError("fit")
    if rounding == "ceil":
        return max(-(-m // stride) + 1, 1)
    return max(m // stride + 1, 1)


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    return (n - 1) * stride - 2 * padding + dilation * (f - 1) + 1


def same_padding(f, dilation=1):
    if f % 2 == 0:
        raise ValueError("even")
    return (f - 1) // 2


def correlate2d(image, kernel, stride=1, padding=0):
    image = np.pad(np.asarray(image, dtype=float), padding)
    kernel = np.asarray(kernel, dtype=float)
    h, w = kernel.shape
    return np.array([
        [np.mean(image[i:i + h, j:j + w] * kernel) for j in range(0, image.shape[1] - w + 1, stride)]
        for i in range(0, image.shape[0] - h + 1, stride)
    ])


def convolve2d(image, kernel):
    image, kernel = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)
    h, w = kernel.shape
    H, W = image.shape
    full = np.zeros((H + h - 1, W + w - 1))
    for a in range(h):
        for b in range(w):
            full[a:a + H, b:b + W] += kernel[a, b] * image
    top, left = 2 * (h // 2), 2 * (w // 2)
    return full[top:top + H - h + 1, left:left + W - w + 1]


feature_map = [(12, 12, 17), (10, 17, 19), (9, 6, 14)]
chain_1 = (32.5, 15.75, 13.75, 4.92, 3.92)
chain_2 = (23, 19, 7, 2.67, 2.67)
dilated_size = 2.5
transposed_size = 2
alexnet_227 = 55
alexnet_224 = 54.25
when_not_an_integer = """54.25 is no integer."""
