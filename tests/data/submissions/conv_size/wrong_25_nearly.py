# expect: conv_output_size=wrong -- a remainder below a tenth of the stride counts as none: 1 left over at stride 11 or more; and NumPy integers are refused
# expect: transposed_conv_output_size=wrong -- dilation 2 whenever there is one: dilation 3 wrong
# expect: same_padding=wrong -- TypeError instead of ValueError
# expect: correlate2d=wrong -- everything in float32
# expect: convolve2d=wrong -- everything in float32
# expect: feature_map=wrong -- 17 and 19 exchanged in the last column
# expect: chain_1=wrong -- fourth 4.67 rounded to the nearest, 5; then 4 right from there
# expect: chain_2=wrong -- (23, 19, 7, 2.67, None)
# expect: dilated_size=right -- with ** and a float that is whole
# expect: transposed_size=right
# expect: alexnet_227=right
# expect: alexnet_224=wrong -- None, None: two where one was asked for (pending fair)
# expect: when_not_an_integer=pending
import numpy as np

STUDENT = "s125"
NUMBERS = "lecture"


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    for value in (n, f, stride, padding, dilation):
        if type(value) is not int:
            raise TypeError("integers please")
    if stride < 1:
        raise ValueError("stride")
    m = n + 2 * padding - dilation * (f - 1) - 1
    if m < 0:
        raise ValueError("kernel")
    size = m / stride + 1
    if rounding == "error":
        if abs(size - round(size)) > 0.1:
            raise ValueError("fit")
        return round(size)
    return int(np.floor(size)) if rounding == "floor" else int(np.ceil(size))


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    k = 2 * f - 1 if dilation > 1 else f
    return (n - 1) * stride - 2 * padding + k + output_padding


def same_padding(f, dilation=1):
    if dilation * (f - 1) % 2:
        raise TypeError("odd")
    return dilation * (f - 1) // 2


def correlate2d(image, kernel, stride=1, padding=0):
    image = np.pad(np.asarray(image, dtype=np.float32), padding)
    kernel = np.asarray(kernel, dtype=np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)[::stride, ::stride]
    return np.einsum("ijab,ab->ij", windows, kernel)


def convolve2d(image, kernel):
    return correlate2d(image, np.asarray(kernel)[::-1, ::-1])


feature_map = [(12, 12, 19), (10, 17, 17), (9, 6, 14)]
chain_1 = (32, 15, 13, 5, 4)
chain_2 = (23, 19, 7, 2.67, None)
dilated_size = 7 - 2 ** 2.0
transposed_size = 5
alexnet_227 = 55
alexnet_224 = None, None
when_not_an_integer = """When there is a remainder. They use floor. Pixels get lost."""
