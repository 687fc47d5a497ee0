# expect: conv_output_size=wrong -- padding once
# expect: transposed_conv_output_size=wrong -- padding once
# expect: same_padding=wrong -- (k + 1) // 2
# expect: correlate2d=wrong -- rows are padded, columns are not
# expect: convolve2d=wrong -- as large as the image (same)
# expect: feature_map=wrong -- four rows of three (one more)
# expect: chain_1=wrong -- last layer blank, fourth 5
# expect: chain_2=wrong -- "-" in the last two (pending fair)
# expect: dilated_size=wrong -- 7
# expect: transposed_size=wrong -- 6
# expect: alexnet_227=right
# expect: alexnet_224=wrong -- 54
# expect: when_not_an_integer=pending
import numpy as np

STUDENT = "s124"
NUMBERS = "lecture"


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    m = n + padding - dilation * (f - 1) - 1
    if stride < 1 or m < 0 or (rounding == "error" and m % stride):
        raise ValueError("impossible")
    return (m + stride - 1 if rounding == "ceil" else m) // stride + 1


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    return (n - 1) * stride - padding + dilation * (f - 1) + output_padding + 1


def same_padding(f, dilation=1):
    k = dilation * (f - 1) + 1
    if k % 2 == 0:
        raise ValueError("even")
    return (k + 1) // 2


def correlate2d(image, kernel, stride=1, padding=0):
    image = np.pad(np.asarray(image, dtype=float), ((padding, padding), (0, 0)))
    kernel = np.asarray(kernel, dtype=float)
    h, w = kernel.shape
    return np.array([
        [np.sum(image[i:i + h, j:j + w] * kernel) for j in range(0, image.shape[1] - w + 1, stride)]
        for i in range(0, image.shape[0] - h + 1, stride)
    ])


def convolve2d(image, kernel):
    image, kernel = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)[::-1, ::-1]
    h, w = kernel.shape
    big = np.pad(image, ((h // 2, h - 1 - h // 2), (w // 2, w - 1 - w // 2)))
    return np.array([
        [np.sum(big[i:i + h, j:j + w] * kernel) for j in range(image.shape[1])] for i in range(image.shape[0])
    ])


feature_map = [(12, 12, 17), (10, 17, 19), (9, 6, 14), (4, 6, 4)]
chain_1 = (32, 15, 13, 5, ...)
chain_2 = (23, 19, 7, "-", "-")
dilated_size = 7
transposed_size = 6
alexnet_227 = 55
alexnet_224 = 54
when_not_an_integer = """When there is a remainder. They use floor. Pixels get lost."""
