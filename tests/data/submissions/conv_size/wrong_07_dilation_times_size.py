# expect: conv_output_size=wrong -- f * dilation for the dilated kernel: right for dilation 1 only
# expect: transposed_conv_output_size=wrong -- output_padding at both ends
# expect: same_padding=wrong -- every even kernel is refused, though (4, 2) has 3
# expect: correlate2d=wrong -- an array of int cuts off the fractions of images that have some
# expect: convolve2d=wrong -- turned left to right only
# expect: feature_map=wrong -- one entry (16 for 17 in the second row), the others right
# expect: chain_1=wrong -- second layer (16), the following are right from 16
# expect: chain_2=right
# expect: dilated_size=wrong -- 7 - 3*2 + 1
# expect: transposed_size=wrong -- padding forgotten
# expect: alexnet_227=right
# expect: alexnet_224=wrong -- rounded down
# expect: when_not_an_integer=pending
import numpy as np

STUDENT = "s107"
NUMBERS = "lecture"


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    f = f * dilation
    if stride < 1 or f > n + 2 * padding:
        raise ValueError("impossible")
    m = n + 2 * padding - f
    if m % stride == 0 or rounding == "floor":
        return m // stride + 1
    if rounding == "ceil":
        return m // stride + 2
    raise ValueError("fit")


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    return (n - 1) * stride - 2 * padding + dilation * (f - 1) + 2 * output_padding + 1


def same_padding(f, dilation=1):
    if f % 2 == 0:
        raise ValueError("even kernel")
    return dilation * (f - 1) // 2


def correlate2d(image, kernel, stride=1, padding=0):
    image = np.pad(np.array(image), padding)
    kernel = np.array(kernel)
    h, w = kernel.shape
    oh = (image.shape[0] - h) // stride + 1
    ow = (image.shape[1] - w) // stride + 1
    out = np.zeros((oh, ow), dtype=int)
    for i in range(oh):
        for j in range(ow):
            out[i, j] = np.sum(image[i * stride:i * stride + h, j * stride:j * stride + w].astype(float) * kernel)
    return out


def convolve2d(image, kernel):
    kernel = np.fliplr(np.array(kernel, dtype=float))
    image = np.array(image, dtype=float)
    h, w = kernel.shape
    out = np.zeros((image.shape[0] - h + 1, image.shape[1] - w + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = np.sum(image[i:i + h, j:j + w] * kernel)
    return out


feature_map = [(12, 12, 17), (10, 16, 19), (9, 6, 14)]
chain_1 = (32, 16, 14, 5, 4)
chain_2 = (23, 19, 7, None, None)
dilated_size = 2
transposed_size = 7
alexnet_227 = 55
alexnet_224 = 54
when_not_an_integer = """When s does not divide n + 2p - f. They round."""
