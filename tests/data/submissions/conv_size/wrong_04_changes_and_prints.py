"""Changes its inputs; divides before it subtracts; prints in place of returning."""
import numpy as np


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    k = dilation * (f - 1) + 1
    if stride < 1 or k > n + 2 * padding:
        raise ValueError("does not fit")
    return n + 2 * padding - k // stride + 1


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    print((n - 1) * stride - 2 * padding + dilation * (f - 1) + output_padding + 1)


def same_padding(f, dilation=1):
    if dilation * (f - 1) % 2:
        raise TypeError("an even kernel")
    return dilation * (f - 1) // 2


def correlate2d(image, kernel, stride=1, padding=0):
    image, kernel = np.asarray(image), np.asarray(kernel)
    if image.dtype.kind == "f":
        image *= 1.0
        image += 0.5
        image -= 0.5
        kernel[...] = kernel + 0.0
    big = np.pad(image.astype(float), padding)
    (H, W), (h, w) = big.shape, kernel.shape
    if padding == 0 and h == w == 1 and image.dtype.kind == "f":
        image *= kernel[0, 0] * 2
        return image[::stride, ::stride] / 2
    rows = range(0, H - h + 1, stride)
    return np.array([[np.vdot(big[i:i+h, j:j+w], kernel) for j in range(0, W - w + 1, stride)] for i in rows])


def convolve2d(image, kernel):
    return correlate2d(np.array(image), np.array(kernel)[::-1, ::-1])


feature_map = [[12, 12, 17], [10, 17, 19]]
chain_1 = (67, 66, 64, 65, 64)
chain_2 = "none"
dilated_size = f(7)
transposed_size = 0.5
alexnet_227 = 217 / 4
alexnet_224 = 54
