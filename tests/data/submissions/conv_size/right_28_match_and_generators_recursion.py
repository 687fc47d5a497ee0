import numpy as np

STUDENT = "match_and_generators_recursion"
NUMBERS = "lecture"


def _steps(pos, last, stride):
    while pos <= last:
        yield pos
        pos += stride


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    if not stride >= 1:
        raise ValueError("stride < 1")
    last = n + 2 * padding - (f + (f - 1) * (dilation - 1))
    if last < 0:
        raise ValueError("f")
    count, pos = 0, None
    for pos in _steps(0, last, stride):
        count += 1
    if pos != last:
        if rounding == "error":
            raise ValueError("no integer")
        count += rounding == "ceil"
    return count


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    if n == 1:
        return dilation * (f - 1) + 1 - 2 * padding + output_padding
    return stride + transposed_conv_output_size(n - 1, f, stride, padding, dilation, output_padding)


def same_padding(f, dilation=1):
    if f == 1:
        return 0
    if f == 2:
        if dilation % 2:
            raise ValueError("even")
        return dilation // 2
    return dilation + same_padding(f - 2, dilation)


def _pad(rows, p):
    width = len(rows[0]) + 2 * p
    yield from ([0] * width for _ in range(p))
    for row in rows:
        yield [0] * p + [float(v) for v in row] + [0] * p
    yield from ([0] * width for _ in range(p))


def _dot(window, kernel):
    if not kernel:
        return 0.0
    head, *tail = kernel
    return sum(float(a) * float(b) for a, b in zip(window[0], head)) + _dot(window[1:], tail)


def correlate2d(image, kernel, stride=1, padding=0):
    z = list(_pad(list(image), padding))
    kernel = list(kernel)
    h, w = len(kernel), len(kernel[0])
    gen = (
        tuple(_dot([r[j : j + w] for r in z[i : i + h]], kernel) for j in _steps(0, len(z[0]) - w, stride))
        for i in _steps(0, len(z) - h, stride)
    )
    return tuple(gen)


def convolve2d(image, kernel):
    return correlate2d(image, [r[::-1] for r in kernel][::-1])


feature_map = [(12, 12, 17), (10, 17, 19), (9, 6, 14)]
chain_1 = (32, 15, 13, 4, 3)
chain_2 = (23, 19, 7, None, None)
dilated_size = 3
transposed_size = 5
alexnet_227 = 55
alexnet_224 = None
when_not_an_integer = """Where (n + 2p - f) / s is none; libraries round down, and the last columns are not looked at."""
