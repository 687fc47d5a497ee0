# Generators of windows; the map comes back as a named tuple of tuples.
from collections import namedtuple
from itertools import count, islice, takewhile

STUDENT = "s007"
NUMBERS = "lecture"


def starts(length, size, stride):
    """the first pixel of each window that fits"""
    return takewhile(lambda s: s + size <= length, count(0, stride))


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    if not stride >= 1:
        raise ValueError(stride)
    eff = len(range(0, (f - 1) * dilation + 1))
    total = n + 2 * padding
    *_, last = starts(total, eff, stride) if eff <= total else (None,)
    if last is None:
        raise ValueError("kernel %s is larger than %s" % (eff, total))
    even = last + eff == total
    number = sum(1 for _ in starts(total, eff, stride))
    if rounding == "error" and not even:
        raise ValueError("does not come out even")
    return number + (rounding == "ceil" and not even)


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    last = next(islice(count(0, stride), int(n) - 1, None))
    return last + dilation * (f - 1) + 1 - 2 * padding + output_padding


def same_padding(f, dilation=1):
    for p in range(dilation * (f - 1) + 1):
        if conv_output_size(100 + f * dilation, f, padding=p, dilation=dilation) == 100 + f * dilation:
            return p
    raise ValueError("no padding keeps the size")


def correlate2d(image, kernel, stride=1, padding=0):
    image = [[float(v) for v in row] for row in image]
    kernel = [[float(v) for v in row] for row in kernel]
    border = [0.0] * padding
    image = [border + row + border for row in image]
    empty = [[0.0] * len(image[0]) for _ in border]
    image = empty + image + empty
    H, W, h, w = len(image), len(image[0]), len(kernel), len(kernel[0])
    rows = list(
        tuple(
            sum(kernel[a][b] * image[i + a][j + b] for a in range(h) for b in range(w)) for j in starts(W, w, stride)
        )
        for i in starts(H, h, stride)
    )
    Map = namedtuple("Map", ["row%d" % i for i in range(len(rows))])
    return Map(*rows)


def convolve2d(image, kernel):
    return correlate2d(image, [list(reversed(row)) for row in reversed(kernel)])


feature_map = [[12, 12, 17], [10, 17, 19], [9, 6, 14]]
chain_1 = [32, 15, 13, 4, 3]
chain_2 = [23, 19, 7, None, None]
dilated_size = 7 - (2 * (3 - 1) + 1) + 1
transposed_size = (3 - 1) * 2 - 2 * 1 + 3
alexnet_227 = (227 - 11) / 4 + 1
alexnet_224 = None
when_not_an_integer = '''The last step sticks out over the edge if (n + 2p - f) is no multiple of s. Libraries take the
floor, so some pixels at the end are ignored (or only seen by fewer windows).'''
