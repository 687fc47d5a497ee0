# expect: conv_output_size=wrong -- stride 0 raises ZeroDivisionError; a negative one passes
# expect: transposed_conv_output_size=wrong -- output_padding is refused with a ValueError
# expect: same_padding=wrong -- a table of the usual kernels: KeyError for others
# expect: correlate2d=wrong -- an IndexError/ValueError where the stride does not come out even (size rounded up)
# expect: convolve2d=wrong -- written out for 3 x 3: other kernels fail or are cut
# expect: feature_map=wrong -- one row of four
# expect: chain_1=wrong -- six numbers, the input's size first
# expect: chain_2=wrong -- the same
# expect: dilated_size=right
# expect: transposed_size=right
# expect: alexnet_227=right
# expect: alexnet_224=right
# expect: when_not_an_integer=pending
import numpy as np

STUDENT = "s122"
NUMBERS = "lecture"


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    m = n + 2 * padding - dilation * (f - 1) - 1
    q, r = divmod(m, stride)
    if m < 0 or (r and rounding == "error"):
        raise ValueError("fit")
    return q + 2 if r and rounding == "ceil" else q + 1


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    size = (n - 1) * stride - 2 * padding + dilation * (f - 1) + output_padding + 1
    if conv_output_size(size, f, stride, padding, dilation) != n:
        raise ValueError("not the inverse")
    return size


def same_padding(f, dilation=1):
    table = {1: 0, 3: 1, 5: 2, 7: 3, 11: 5}
    if f in (2, 4, 6) and dilation == 1:
        raise ValueError("even")
    return table[f] * dilation


def correlate2d(image, kernel, stride=1, padding=0):
    image = np.pad(np.asarray(image, dtype=float), padding)
    kernel = np.asarray(kernel, dtype=float)
    h, w = kernel.shape
    out = np.zeros((-(-(image.shape[0] - h) // stride) + 1, -(-(image.shape[1] - w) // stride) + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            for a in range(h):
                for b in range(w):
                    out[i, j] += image[i * stride + a, j * stride + b] * kernel[a, b]
    return out


def convolve2d(image, kernel):
    x = np.asarray(image, dtype=float)
    k = np.asarray(kernel, dtype=float)
    H, W = x.shape
    return sum(k[2 - a, 2 - b] * x[a:H - 2 + a, b:W - 2 + b] for a in range(3) for b in range(3))


feature_map = [(12, 12, 17), (10, 17, 19, 13), (9, 6, 14)]
chain_1 = (64, 32, 15, 13, 4, 3)
chain_2 = (47, 23, 19, 7, None, None)
dilated_size = 3
transposed_size = 5
alexnet_227 = 55
alexnet_224 = None
when_not_an_integer = """When there is a remainder. They use floor. Pixels get lost."""
