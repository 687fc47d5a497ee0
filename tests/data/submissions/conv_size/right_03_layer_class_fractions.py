"""A layer as a class; sizes as fractions; maps through sums of shifted images."""
from dataclasses import dataclass
from fractions import Fraction

import numpy as np


@dataclass(frozen=True)
class Layer:
    f: int
    stride: int = 1
    padding: int = 0
    dilation: int = 1

    @property
    def reach(self):
        return self.dilation * (self.f - 1) + 1

    def exact(self, n):
        if self.stride < 1 or self.reach > n + 2 * self.padding:
            raise ValueError(f"{self} does not fit on {n}")
        return Fraction(int(n + 2 * self.padding - self.reach), int(self.stride)) + 1

    def size(self, n, rounding):
        value = self.exact(n)
        if rounding == "ceil":
            return -int(-value // 1)
        if rounding == "floor" or value.denominator == 1:
            return int(value // 1)
        raise ValueError(f"{self} leaves {value}")


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    return Layer(f, stride, padding, dilation).size(n, rounding)


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    layer = Layer(f, stride, padding, dilation)
    return layer.stride * (n - 1) + layer.reach - 2 * layer.padding + output_padding


def same_padding(f, dilation=1):
    if Layer(f, dilation=dilation).reach % 2 == 0:
        raise ValueError("an even reach")
    return Layer(f, dilation=dilation).reach // 2


def correlate2d(image, kernel, stride=1, padding=0):
    image, kernel = np.asarray(image), np.asarray(kernel)
    both = np.result_type(image, kernel, np.float32 if image.dtype == kernel.dtype == np.float32 else np.float64)
    big = np.zeros([s + 2 * padding for s in image.shape], both)
    big[padding:padding + image.shape[0], padding:padding + image.shape[1]] = image
    out = np.zeros([b - k + 1 for b, k in zip(big.shape, kernel.shape)], both)
    for (a, b), weight in np.ndenumerate(kernel.astype(both)):
        out += weight * big[a:a + out.shape[0], b:b + out.shape[1]]
    return out[::stride, ::stride].copy()


def convolve2d(image, kernel):
    return correlate2d(image, np.flip(np.asarray(kernel)))

feature_map = [(12, 12, 17), (10, 17, 19), (9, 6, 14)]
chain_1 = (32, 15, 13, 4, 3)
chain_2 = (23, 19, 7, None, None)
dilated_size = 3
transposed_size = 5
alexnet_227 = 55
alexnet_224 = None

