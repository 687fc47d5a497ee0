# Prints everywhere, asserts at the top level, a main
import sys
import numpy as np

STUDENT = "s023"
NUMBERS = "lecture"
np.set_printoptions(precision=3, suppress=True)


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    print("conv_output_size", n, f, stride, padding, dilation, rounding)
    if stride < 1:
        print("bad stride", file=sys.stderr)
        raise ValueError("bad stride")
    k = f + (f - 1) * (dilation - 1)
    if k > n + 2 * padding:
        raise ValueError("bad kernel")
    size = (n + 2 * padding - k) / stride + 1
    print("   size =", size)
    if rounding == "floor":
        return int(np.floor(size))
    if rounding == "ceil":
        return int(np.ceil(size))
    if not size.is_integer():
        raise ValueError(f"{size} is not an integer")
    return int(size)


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    out = (n - 1) * stride
    out -= 2 * padding
    out += dilation * (f - 1)
    out += output_padding
    out += 1
    print("transposed", out)
    return out


def same_padding(f, dilation=1):
    p = dilation * (f - 1) / 2
    if p != int(p):
        raise ValueError("half a pixel")
    return int(p)


def correlate2d(image, kernel, stride=1, padding=0):
    image, kernel = np.array(image, dtype="float64"), np.array(kernel, dtype="float64")
    padded = np.zeros((image.shape[0] + 2 * padding, image.shape[1] + 2 * padding))
    padded[padding:len(padded) - padding, padding:padded.shape[1] - padding] = image
    oh = int((padded.shape[0] - kernel.shape[0]) / stride) + 1
    ow = int((padded.shape[1] - kernel.shape[1]) / stride) + 1
    out = np.full((oh, ow), np.nan)
    for i in range(oh):
        for j in range(ow):
            s = 0.0
            for a in range(kernel.shape[0]):
                for b in range(kernel.shape[1]):
                    s = s + padded[i * stride + a, j * stride + b] * kernel[a, b]
            out[i, j] = s
    print(out)
    return out


def convolve2d(image, kernel):
    k = np.array(kernel, dtype=float)
    flipped = np.zeros_like(k)
    for a in range(k.shape[0]):
        for b in range(k.shape[1]):
            flipped[k.shape[0] - 1 - a, k.shape[1] - 1 - b] = k[a, b]
    return correlate2d(image, flipped)


IMAGE = [[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1]]
KERNEL = [[0, 1, 2], [2, 2, 0], [0, 1, 2]]
feature_map = [[12, 12, 17], [10, 17, 19], [9, 6, 14]]
chain_1 = (32, 15, 13, 4, 3)
chain_2 = (23, 19, 7, None, None)
dilated_size = 3
transposed_size = 5
alexnet_227 = 55
alexnet_224 = None
when_not_an_integer = """If stride does not divide the rest. Rounded down. Edge pixels drop out."""

assert np.allclose(correlate2d(IMAGE, KERNEL), feature_map)
assert conv_output_size(227, 11, 4) == alexnet_227
try:
    conv_output_size(224, 11, 4)
except ValueError as e:
    print("as expected:", e)

if __name__ == "__main__":
    print(input("name? "))
