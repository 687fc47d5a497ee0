import numpy as np

STUDENT = "searches_with_its_own_function"
NUMBERS = "lecture"


import math


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    assert rounding in ("error", "floor", "ceil")
    if stride < 1:
        raise ValueError("the stride has to be at least 1")
    size = (n + 2 * padding - dilation * (f - 1) - 1) / stride + 1
    if n + 2 * padding < dilation * (f - 1) + 1:
        raise ValueError("the kernel is larger than the input")
    if rounding == "error" and not float(size).is_integer():
        raise ValueError("the size is no integer")
    return math.ceil(size) if rounding == "ceil" else math.floor(size)


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    size = 0
    while True:
        size += 1
        try:
            fits = conv_output_size(size, f, stride, padding, dilation) == n
        except ValueError:
            fits = False
        if fits:
            return size + output_padding


def same_padding(f, dilation=1):
    p = 0
    while True:
        m = conv_output_size(500, f, 1, p, dilation)
        if m == 500:
            return p
        if m > 500:
            raise ValueError("there is none")
        p += 1


def correlate2d(image, kernel, stride=1, padding=0):
    image, kernel = np.array(image, dtype=float), np.array(kernel, dtype=float)
    print("correlate", image.shape, kernel.shape)
    h, w = kernel.shape
    padded = np.zeros(np.add(image.shape, 2 * padding))
    padded[tuple(slice(padding, padding + m) for m in image.shape)] = image
    rows = conv_output_size(padded.shape[0], h, stride, rounding="floor")
    cols = conv_output_size(padded.shape[1], w, stride, rounding="floor")
    out = np.fromfunction(
        np.vectorize(lambda i, j: (padded[int(i) * stride :, int(j) * stride :][:h, :w] * kernel).sum(), otypes=[float]),
        (rows, cols),
    )
    return out


def convolve2d(image, kernel):
    k = np.array(kernel, dtype=float)
    return correlate2d(image, k[tuple([slice(None, None, -1)] * 2)])

feature_map = [(12, 12, 17), (10, 17, 19), (9, 6, 14)]
chain_1 = (32, 15, 13, 4, 3)
chain_2 = (23, 19, 7, None, None)
dilated_size = 3
transposed_size = 5
alexnet_227 = 55
alexnet_224 = None
when_not_an_integer = """Where (n + 2p - f) / s is none; libraries round down, and the last columns are not looked at."""



if __name__ == "__main__":
    n = int(input("image size? "))
    print(conv_output_size(n, 3))
