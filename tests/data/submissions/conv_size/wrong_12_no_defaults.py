# expect: conv_output_size=wrong -- "floor" is the default here
# expect: transposed_conv_output_size=wrong -- no defaults: a TypeError where they are left out
# expect: same_padding=wrong -- no default
# expect: correlate2d=wrong -- no defaults
# expect: convolve2d=wrong -- calls correlate2d without
# expect: feature_map=wrong -- two entries, 13 and 8; seven right
# expect: chain_1=wrong -- last layer (4: kernel 2 taken as 1)
# expect: chain_2=wrong -- 23, 21 (dilation forgotten), then 22/3 does not fit: None, None, None follow from it
# expect: dilated_size=right
# expect: transposed_size=wrong -- 4: (3-1)*2+1-... off by one
# expect: alexnet_227=wrong -- 56
# expect: alexnet_224=right
# expect: when_not_an_integer=pending
import numpy as np

STUDENT = "s112"
NUMBERS = "lecture"


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="floor"):
    if stride < 1:
        raise ValueError("stride")
    m = n + 2 * padding - dilation * (f - 1) - 1
    if m < 0:
        raise ValueError("kernel")
    if m % stride and rounding == "error":
        raise ValueError("fit")
    if rounding == "ceil":
        m += stride - 1
    return m // stride + 1


def transposed_conv_output_size(n, f, stride, padding, dilation, output_padding):
    return (n - 1) * stride - 2 * padding + dilation * (f - 1) + output_padding + 1


def same_padding(f, dilation):
    if dilation * (f - 1) % 2:
        raise ValueError("odd")
    return dilation * (f - 1) // 2


def correlate2d(image, kernel, stride, padding):
    image = np.pad(np.asarray(image, dtype=float), padding)
    kernel = np.asarray(kernel, dtype=float)
    h, w = kernel.shape
    return np.array([
        [np.sum(image[i:i + h, j:j + w] * kernel) for j in range(0, image.shape[1] - w + 1, stride)]
        for i in range(0, image.shape[0] - h + 1, stride)
    ])


def convolve2d(image, kernel):
    return correlate2d(image, np.asarray(kernel)[::-1, ::-1])


feature_map = [(13, 12, 17), (10, 17, 19), (8, 6, 14)]
chain_1 = (32, 15, 13, 4, 4)
chain_2 = (23, 21, None, None, None)
dilated_size = 3
transposed_size = 4
alexnet_227 = 56
alexnet_224 = None
when_not_an_integer = """Not dividing."""
