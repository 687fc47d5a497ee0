# expect: conv_output_size=wrong -- remembered by (n, f) only: the first answer is given for other strides too
# expect: transposed_conv_output_size=wrong -- a list as default grows: right the first time only
# expect: same_padding=right
# expect: correlate2d=wrong -- the sum goes on in a global map of the last call when the size is the same
# expect: convolve2d=wrong -- lists are reversed where they stand: the kernel that was given is changed (values right)
# expect: feature_map=right
# expect: chain_1=right
# expect: chain_2=right
# expect: dilated_size=right
# expect: transposed_size=right
# expect: alexnet_227=right
# expect: alexnet_224=right
# expect: when_not_an_integer=pending
import numpy as np

STUDENT = "s123"
NUMBERS = "lecture"
MEMORY = {}
OUT = np.zeros((0, 0))


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    if stride < 1:
        raise ValueError("stride")
    if (n, f) in MEMORY:
        return MEMORY[n, f]
    m = n + 2 * padding - dilation * (f - 1) - 1
    if m < 0 or (m % stride and rounding == "error"):
        raise ValueError("fit")
    MEMORY[n, f] = -(-m // stride) + 1 if rounding == "ceil" else m // stride + 1
    return MEMORY[n, f]


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0, parts=[]):
    parts += [(n - 1) * stride, -2 * padding, dilation * (f - 1), output_padding, 1]
    return sum(parts)


def same_padding(f, dilation=1):
    if dilation * (f - 1) % 2:
        raise ValueError("odd")
    return dilation * (f - 1) // 2


def correlate2d(image, kernel, stride=1, padding=0):
    global OUT
    image = np.pad(np.asarray(image, dtype=float), padding)
    kernel = np.asarray(kernel, dtype=float)
    h, w = kernel.shape
    shape = (image.shape[0] - h) // stride + 1, (image.shape[1] - w) // stride + 1
    if OUT.shape != shape:
        OUT = np.zeros(shape)
    for i in range(shape[0]):
        for j in range(shape[1]):
            OUT[i, j] += np.sum(image[i * stride:i * stride + h, j * stride:j * stride + w] * kernel)
    return OUT


def convolve2d(image, kernel):
    if isinstance(kernel, np.ndarray):
        kernel = kernel.tolist()
    kernel.reverse()
    for row in kernel:
        row.reverse()
    global OUT
    OUT = np.zeros((0, 0))
    return correlate2d(image, kernel).copy()


feature_map = [(12, 12, 17), (10, 17, 19), (9, 6, 14)]
chain_1 = (32, 15, 13, 4, 3)
chain_2 = (23, 19, 7, None, None)
dilated_size = 3
transposed_size = 5
alexnet_227 = 55
alexnet_224 = None
when_not_an_integer = """When there is a remainder. They use floor. Pixels get lost."""
