# expect: conv_output_size=wrong -- "ceil" as PyTorch's ceil_mode: a last window that starts in the padding is dropped; a plain ceiling is asked for
# expect: transposed_conv_output_size=wrong -- stride on the kernel: (f - 1) * stride + (n - 1) * dilation + 1
# expect: same_padding=wrong -- f = 1 is refused too
# expect: correlate2d=wrong -- 2 * padding zeros at the right and at the bottom, none at the left and top
# expect: convolve2d=wrong -- np.convolve row by row turns the kernel left to right only
# expect: feature_map=not_attempted -- the middle entry only; eight right
# expect: chain_1=not_attempted -- the second; the others right
# expect: chain_2=right
# expect: dilated_size=wrong -- None
# expect: transposed_size=not_attempted
# expect: alexnet_227=right -- with words behind it in a comment
# expect: alexnet_224=wrong -- nan, "not a number" (pending fair)
# expect: when_not_an_integer=pending
import numpy as np

STUDENT = "s120"
NUMBERS = "lecture"


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    if stride < 1:
        raise ValueError("stride")
    m = n + 2 * padding - dilation * (f - 1) - 1
    if m < 0:
        raise ValueError("kernel")
    if rounding == "error" and m % stride:
        raise ValueError("fit")
    if rounding == "ceil":
        size = -(-m // stride) + 1
        if (size - 1) * stride >= n + padding:
            size -= 1
        return size
    return m // stride + 1


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    return (n - 1) * dilation + (f - 1) * stride + 1 - 2 * padding + output_padding


def same_padding(f, dilation=1):
    total = dilation * (f - 1)
    if total == 0 or total % 2:
        raise ValueError("nothing to pad")
    return total // 2


def correlate2d(image, kernel, stride=1, padding=0):
    image = np.pad(np.asarray(image, dtype=float), ((0, 2 * padding), (0, 2 * padding)))
    kernel = np.asarray(kernel, dtype=float)
    h, w = kernel.shape
    return np.array([
        [np.sum(image[i:i + h, j:j + w] * kernel) for j in range(0, image.shape[1] - w + 1, stride)]
        for i in range(0, image.shape[0] - h + 1, stride)
    ])


def convolve2d(image, kernel):
    rows = []
    for i in range(len(image) - len(kernel) + 1):
        total = 0
        for a in range(len(kernel)):
            total = total + np.convolve(np.asarray(image[i + a], dtype=float), kernel[a], mode="valid")
        rows.append(total)
    return np.array(rows)


feature_map = [(12, 12, 17), (10, ..., 19), (9, 6, 14)]
chain_1 = (32, ..., 13, 4, 3)
chain_2 = (23, 19, 7, None, None)
dilated_size = None
transposed_size = ...
alexnet_227 = 55  # = (227 - 11) / 4 + 1
alexnet_224 = float("nan")
when_not_an_integer = """I would say: if n + 2p - f is odd."""
