import numpy as np

STUDENT = "fractions_in_nested_lists"
NUMBERS = "lecture"


from fractions import Fraction
import math


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    if stride < 1:
        raise ValueError("stride must be at least 1")
    span = int(n) + 2 * int(padding) - (int(dilation) * (int(f) - 1) + 1)
    if span < 0:
        raise ValueError("too large")
    size = Fraction(span, int(stride)) + 1
    how = {"floor": math.floor, "ceil": math.ceil}.get(rounding)
    if how is None:
        if size.denominator != 1:
            raise ValueError(f"{size} is no integer")
        return size.numerator
    return how(size)


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    return int(Fraction(n - 1) * stride + dilation * (f - 1) + 1 - 2 * padding + output_padding)


def same_padding(f, dilation=1):
    p = Fraction(int(f) - 1, 2) * int(dilation)
    if p.denominator == 2:
        raise ValueError
    return int(p)


def correlate2d(image, kernel, stride=1, padding=0):
    rows, cols = len(image), len(image[0])
    at = lambda i, j: Fraction(float(image[i][j])) if 0 <= i < rows and 0 <= j < cols else Fraction(0)
    K = [[Fraction(float(v)) for v in row] for row in kernel]
    h, w = len(K), len(K[0])
    return [
        [
            sum(K[a][b] * at(i + a - padding, j + b - padding) for a in range(h) for b in range(w))
            for j in range(0, cols + 2 * padding - w + 1, stride)
        ]
        for i in range(0, rows + 2 * padding - h + 1, stride)
    ]


def convolve2d(image, kernel):
    return correlate2d(image, [list(row)[::-1] for row in kernel][::-1])


feature_map = [(12, 12, 17), (10, 17, 19), (9, 6, 14)]
chain_1 = (32, 15, 13, 4, 3)
chain_2 = (23, 19, 7, None, None)
dilated_size = 3
transposed_size = 5
alexnet_227 = 55
alexnet_224 = None
when_not_an_integer = """Where (n + 2p - f) / s is none; libraries round down, and the last columns are not looked at."""
