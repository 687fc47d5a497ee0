# 0-dimensional arrays come back, sizes are found by counting; no ValueError is written, int() and range() raise them
import numpy as np

STUDENT = "s024"
NUMBERS = "lecture"


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    if stride < 0:
        stride = 0
    line = np.zeros(n + 2 * padding)
    taps = np.arange(f) * dilation
    free = len(line) - int(taps[-1])
    [][:0] if free > 0 else int("the kernel does not fit")
    where = np.array(range(0, free, stride))    # range() refuses a step of 0
    left = len(line) - 1 - (where[-1] + taps[-1])
    if rounding == "floor" or left == 0:
        return np.array(where.size)
    if rounding == "ceil":
        return np.array(where.size + 1)
    return int("%d left over" % left)


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    return np.array((n - 1) * stride + (f - 1) * dilation + 1 - 2 * padding + output_padding)


def same_padding(f, dilation=1):
    zeros = np.zeros(dilation * (f - 1))
    left, right = zeros.reshape(2, -1)       # refuses an odd number
    return np.asarray(left.size)


def correlate2d(image, kernel, stride=1, padding=0):
    rows = [np.correlate(np.pad(np.asarray(r, float), padding), np.asarray(k, float), "valid")
            for r in image for k in kernel]
    h = len(kernel)
    table = np.array(rows).reshape(len(image), h, -1)
    table = np.pad(table, ((padding, padding), (0, 0), (0, 0)))
    out = [sum(table[i + a, a] for a in range(h)) for i in range(0, len(table) - h + 1, stride)]
    return [list(o[::stride]) for o in out]


def convolve2d(image, kernel):
    rows = np.array([[np.convolve(np.asarray(r, float), np.asarray(k, float), "full") for k in kernel] for r in image])
    h, w = len(kernel), len(kernel[0])
    out = [sum(rows[i + h - 1 - a, a] for a in range(h)) for i in range(len(image) - h + 1)]
    return tuple(o[w - 1:len(image[0])] for o in out)


feature_map = [[12, 12, 17], [10, 17, 19], [9, 6, 14]]
chain_1 = (32, 15, 13, 4, 3)
chain_2 = (23, 19, 7, None, None)
dilated_size = 3
transposed_size = 5
alexnet_227 = 55
alexnet_224 = None
when_not_an_integer = """If something is left over. Floor. It is not used."""
