# expect: conv_output_size=wrong -- prints, returns None
# expect: transposed_conv_output_size=wrong -- prints
# expect: same_padding=wrong -- prints; the ValueErrors are right
# expect: correlate2d=wrong -- prints
# expect: convolve2d=wrong -- builds on what correlate2d returns: a TypeError
# expect: feature_map=not_attempted
# expect: chain_1=not_attempted
# expect: chain_2=not_attempted
# expect: dilated_size=not_attempted
# expect: transposed_size=not_attempted
# expect: alexnet_227=not_attempted -- in a comment only
# expect: alexnet_224=not_attempted
# expect: when_not_an_integer=not_attempted -- an empty text
import numpy as np

STUDENT = "s116"
NUMBERS = "lecture"


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    m = n + 2 * padding - dilation * (f - 1) - 1
    if stride < 1 or m < 0 or (m % stride and rounding == "error"):
        print("ValueError")
        return
    if rounding == "ceil":
        m += stride - 1
    print(m // stride + 1)


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    print((n - 1) * stride - 2 * padding + dilation * (f - 1) + output_padding + 1)


def same_padding(f, dilation=1):
    if dilation * (f - 1) % 2:
        raise ValueError("odd")
    print(dilation * (f - 1) // 2)


def correlate2d(image, kernel, stride=1, padding=0):
    image = np.pad(np.asarray(image, dtype=float), padding)
    kernel = np.asarray(kernel, dtype=float)
    h, w = kernel.shape
    for i in range(0, image.shape[0] - h + 1, stride):
        for j in range(0, image.shape[1] - w + 1, stride):
            print(np.sum(image[i:i + h, j:j + w] * kernel), end=" ")
        print()


def convolve2d(image, kernel):
    return 1.0 * correlate2d(image, np.asarray(kernel)[::-1, ::-1])


# feature_map = 12 12 17 / 10 17 19 / 9 6 14
feature_map = ...
chain_1 = ...
chain_2 = ()
dilated_size = ...
# alexnet_227 = 55
when_not_an_integer = ""
