# Checks of arguments and conversions as decorators; ValueError chained from another exception
import functools
import inspect

import numpy as np

STUDENT = "s016"
NUMBERS = "lecture"


def value_errors(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        try:
            return function(*args, **kwargs)
        except (ArithmeticError, AssertionError) as reason:
            raise ValueError(f"{function.__name__}: {reason}") from reason
    return wrapper


def arrays(*names):
    def decorate(function):
        signature = inspect.signature(function)

        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            for name in names:
                bound.arguments[name] = np.array(bound.arguments[name], dtype=np.float64)
            return function(*bound.args, **bound.kwargs)
        return wrapper
    return decorate


@value_errors
def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    assert stride >= 1, "stride"
    left = n + 2 * padding - (f - 1) * dilation - 1
    assert left >= 0, "too large"
    down = left // stride
    if rounding == "floor":
        return down + 1
    up = (left + stride - 1) // stride
    if rounding == "ceil":
        return up + 1
    assert up == down, "uneven"
    return up + 1


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    return (n - 1) * stride + ((f - 1) * dilation + 1) - 2 * padding + output_padding


@value_errors
def same_padding(f, dilation=1):
    total = dilation * (f - 1)
    assert not total & 1, "odd"
    return total >> 1


@arrays("image", "kernel")
def correlate2d(image, kernel, stride=1, padding=0):
    h, w = kernel.shape
    big = np.pad(image, padding)
    result = []
    i = 0
    while i + h <= big.shape[0]:
        row, j = [], 0
        while j + w <= big.shape[1]:
            row.append(float(np.sum(big[i:i + h, j:j + w] * kernel)))
            j += stride
        result.append(row)
        i += stride
    return result


@arrays("image", "kernel")
def convolve2d(image, kernel):
    return correlate2d(image, kernel[::-1, ::-1])


feature_map = [[12, 12, 17], [10, 17, 19], [9, 6, 14]]
chain_1 = (32, 15, 13, 4, 3)
chain_2 = (23, 19, 7, None, None)
dilated_size = int(3)
transposed_size = 5
alexnet_227 = 55
alexnet_224 = None
when_not_an_integer = """When the window's last step goes beyond the edge; floor; the pixels are left out."""
