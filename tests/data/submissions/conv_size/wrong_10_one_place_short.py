# expect: conv_output_size=wrong -- a stride below 1 is taken for 1; the sizes are right
# expect: transposed_conv_output_size=wrong -- wrong by one where output_padding is given: it is left out of the count
# expect: same_padding=wrong -- tries paddings: right where there is one, None where there is none
# expect: correlate2d=wrong -- the last window of each direction is missing
# expect: convolve2d=wrong -- the same
# expect: feature_map=right
# expect: chain_1=right
# expect: chain_2=wrong -- 5/3 was not seen to be uneven: 2, 2
# expect: dilated_size=right
# expect: transposed_size=right
# expect: alexnet_227=right
# expect: alexnet_224=wrong -- "None" in quotes (pending fair)
# expect: when_not_an_integer=pending
import numpy as np

STUDENT = "s110"
NUMBERS = "lecture"


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    kernel = dilation * (f - 1) + 1
    total = n + 2 * padding
    if kernel > total:
        raise ValueError("kernel too large")
    count = 0
    for position in range(kernel, total + 1, max(stride, 1)):
        count += 1
    if position == total:
        return count
    if rounding == "error":
        raise ValueError("does not fit")
    return count if rounding == "floor" else count + 1


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    size = 1
    while conv_output_size(size + 2 * padding, f, stride, 0, dilation, "floor") != n \
            if size + 2 * padding > dilation * (f - 1) else True:
        size += 1
    return size


def same_padding(f, dilation=1):
    for p in range(100):
        if 2 * p == dilation * (f - 1):
            return p


def correlate2d(image, kernel, stride=1, padding=0):
    image = np.pad(np.asarray(image, dtype=float), padding)
    kernel = np.asarray(kernel, dtype=float)
    h, w = kernel.shape
    return np.array([
        [np.sum(image[i:i + h, j:j + w] * kernel) for j in range(0, image.shape[1] - w, stride)]
        for i in range(0, image.shape[0] - h, stride)
    ])


def convolve2d(image, kernel):
    return correlate2d(image, np.asarray(kernel)[::-1, ::-1])


feature_map = [[12, 12, 17], [10, 17, 19], [9, 6, 14]]
chain_1 = (32, 15, 13, 4, 3)
chain_2 = (23, 19, 7, 2, 2)
dilated_size = 3
transposed_size = 5
alexnet_227 = 55
alexnet_224 = "None"
when_not_an_integer = """When the stride does not divide. It gets rounded."""
