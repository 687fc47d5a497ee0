"""Convolution: output sizes, a first convolution.

Homework for the lecture on convolutional networks.  Write the five functions, work the sizes and one feature map out by
hand, answer the question.  Run `grader check conv_size.py` as often as you like; hand in this one file.

NumPy and the standard library may be used.  Inputs must not be modified; new arrays are returned.  Sizes are integers,
NumPy's among them.  Images and kernels may be lists, of any numeric type; cameras give unsigned 8-bit images.
"""

import numpy as np

STUDENT = "s041"
NUMBERS = "lecture"


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    """The size of a convolution's output along one axis, an int: n input size, f kernel size.

    padding zeros are put at both ends; dilation is the distance of the kernel's pixels (1: an ordinary kernel).
    Where the last step does not come out even, rounding says what to do: "error" raises ValueError, "floor" rounds the
    size down, "ceil" up.  Whatever the rounding, ValueError where stride < 1, and where the dilated kernel is larger
    than the padded input.
    """
    n, f, stride, padding, dilation = (int(v) for v in (n, f, stride, padding, dilation))
    if stride < 1:
        raise ValueError("stride must be at least 1")
    span = n + 2 * padding - dilation * (f - 1) - 1
    if span < 0:
        raise ValueError("the kernel does not fit")
    if span % stride and rounding == "error":
        raise ValueError("does not come out even")
    steps = -(-span // stride) if rounding == "ceil" else span // stride
    return steps + 1


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    """The size of a transposed convolution's output along one axis, an int.

    Without output_padding, a convolution with the same f, stride, padding and dilation leads from it back to n.
    """
    n, f, stride, padding, dilation = (int(v) for v in (n, f, stride, padding, dilation))
    return (n - 1) * stride - 2 * padding + dilation * (f - 1) + 1 + int(output_padding)


def same_padding(f, dilation=1):
    """The padding (at each end) with which a convolution of stride 1 keeps the size, an int.

    ValueError where there is none.
    """
    total = int(dilation) * (int(f) - 1)
    if total % 2:
        raise ValueError("no padding keeps the size")
    return total // 2


def correlate2d(image, kernel, stride=1, padding=0):
    """What a CNN layer computes: image (H, W), kernel (h, w) -> map of the windows that fit.

    Zeros are put around the image.  Entry (i, j) is the sum of the kernel times the window that starts at row
    i * stride and column j * stride of the padded image.
    """
    image = np.asarray(image, dtype=float)
    kernel = np.asarray(kernel, dtype=float)
    H, W = image.shape
    h, w = kernel.shape
    padded = np.zeros((H + 2 * padding, W + 2 * padding))
    padded[padding:-padding, padding:-padding] = image
    H_out = (H + 2 * padding - h) // stride + 1
    W_out = (W + 2 * padding - w) // stride + 1
    out = np.zeros((H_out, W_out))
    for i in range(H_out):
        for j in range(W_out):
            out[i, j] = np.sum(padded[i * stride:i * stride + h, j * stride:j * stride + w] * kernel)
    return out


def convolve2d(image, kernel):
    """Convolution, with the kernel flipped in both directions: image (H, W), kernel (h, w) -> (H-h+1, W-w+1)."""
    return correlate2d(image, np.asarray(kernel)[::-1, ::-1])


# By hand.  What a CNN layer computes from this image with this kernel: stride 1, no padding.
IMAGE = [[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1]]
KERNEL = [[0, 1, 2], [2, 2, 0], [0, 1, 2]]

# Three rows of three integers, like [(1, 2, 3), (4, 5, 6), (7, 8, 9)].
feature_map = ...

# Two chains of five layers, each layer (kernel, stride, padding, dilation).  The size of the input is N_1, and N_2.
# In the first chain sizes are rounded down where they do not come out even, as most libraries do.
# In the second they have to come out even: None for a layer that does not fit, and for those after it.
N_1 = 64
LAYERS_1 = [[7, 2, 3, 1], [3, 2, 0, 1], [3, 1, 1, 2], [4, 3, 1, 1], [2, 1, 0, 1]]
N_2 = 47
LAYERS_2 = [[5, 2, 1, 1], [3, 1, 0, 2], [3, 3, 1, 1], [4, 3, 1, 1], [3, 1, 1, 1]]

# The size after each of the five layers, like (16, 8, 6, 3, 1).
chain_1 = ...
chain_2 = ...

# The size of the output of a dilated kernel (rate DILATED_RATE), stride 1, no padding.
DILATED_N = 7
DILATED_F = 3
DILATED_RATE = 2
dilated_size = ...

# The size of the output of a transposed convolution (dilation 1, no output padding).
TRANSPOSED_N = 3
TRANSPOSED_F = 3
TRANSPOSED_STRIDE = 2
TRANSPOSED_PADDING = 1
transposed_size = ...

# AlexNet's first layer: kernel 11, stride 4, no padding.  Its output's size for inputs of 227 and of 224 (the size that
# the paper prints), which has to come out even: None where the layer does not fit.
alexnet_227 = ...
alexnet_224 = ...

# In your own words, a few sentences (text in triple quotes).
# When is a layer's size no integer?  What do libraries do then, and what becomes of the pixels at the edge?
when_not_an_integer = ...
