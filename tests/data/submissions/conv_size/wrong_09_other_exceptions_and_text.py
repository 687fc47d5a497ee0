# expect: conv_output_size=wrong -- RuntimeError, which is no ValueError; sizes right
# expect: transposed_conv_output_size=right
# expect: same_padding=wrong -- None where there is none
# expect: correlate2d=wrong -- stride from row to row only
# expect: convolve2d=wrong -- the image is turned instead of the kernel: the map comes out turned
# expect: feature_map=pending -- nine numbers in one row (wrong would be fair too; not a crash)
# expect: chain_1=wrong -- fourth rounded up, fifth from it
# expect: chain_2=wrong -- three right, the last two missing
# expect: dilated_size=pending -- a number in quotes; right if it is read as a number
# expect: transposed_size=right
# expect: alexnet_227=wrong -- 55,00 with decimal comma is two numbers: pending fair
# expect: alexnet_224=wrong -- 54.25
# expect: when_not_an_integer=pending
import numpy as np

STUDENT = "s109"
NUMBERS = "lecture"


class SizeError(RuntimeError):
    pass


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    if stride < 1:
        raise SizeError("stride")
    m = n + 2 * padding - dilation * (f - 1) - 1
    if m < 0:
        raise SizeError("kernel")
    if m % stride and rounding == "error":
        raise SizeError("fit")
    if m % stride and rounding == "ceil":
        m += stride
    return m // stride + 1


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    return (n - 1) * stride - 2 * padding + dilation * (f - 1) + output_padding + 1


def same_padding(f, dilation=1):
    if dilation * (f - 1) % 2 == 0:
        return dilation * (f - 1) // 2


def correlate2d(image, kernel, stride=1, padding=0):
    image = np.pad(np.asarray(image, dtype=float), padding)
    kernel = np.asarray(kernel, dtype=float)
    h, w = kernel.shape
    return np.array([
        [np.sum(image[i:i + h, j:j + w] * kernel) for j in range(image.shape[1] - w + 1)]
        for i in range(0, image.shape[0] - h + 1, stride)
    ])


def convolve2d(image, kernel):
    return correlate2d(np.asarray(image)[::-1, ::-1], kernel)


feature_map = [12, 12, 17, 10, 17, 19, 9, 6, 14]
chain_1 = (32, 15, 13, 5, 4)
chain_2 = (23, 19, 7)
dilated_size = "3"
transposed_size = 5
alexnet_227 = 55,0
alexnet_224 = 54.25
when_not_an_integer = """I do not know."""
