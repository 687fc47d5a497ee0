"""Turns the kernel in the correlation and not in the convolution; subtracts too late; one slip in the map."""
import numpy as np


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    k = dilation * (f - 1) + 1
    if stride < 1 or k > n + 2 * padding:
        raise ValueError
    room = n + 2 * padding - k
    if rounding == "error" and room % stride:
        raise ValueError
    return -(-room // stride) + 1 if rounding == "ceil" else room // stride + 1


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    return n * stride - 2 * padding + dilation * (f - 1) + output_padding + 1


def same_padding(f, dilation=1):
    return (dilation * (f - 1) + 1) // 2


def correlate2d(image, kernel, stride=1, padding=0):
    return convolve2d(np.pad(np.asarray(image, float), padding), np.asarray(kernel)[::-1, ::-1])[::stride, ::stride]


def convolve2d(image, kernel):
    image, kernel = np.asarray(image, float), np.asarray(kernel, float)
    (H, W), (h, w) = image.shape, kernel.shape
    return np.array([[(image[i:i+h, j:j+w] * kernel).sum() for j in range(W - w + 1)] for i in range(H - h + 1)])


feature_map = [(12, 12, 17), (10, 16, 19), (9, 6, 14)]
chain_1 = (32, 15, 14, 4, 3)
chain_2 = (23, 19, 7, 3, 3)
dilated_size = 2
transposed_size = 7
alexnet_227 = 55
alexnet_224 = 54
