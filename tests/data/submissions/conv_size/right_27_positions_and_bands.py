import numpy as np

STUDENT = "positions_and_bands"
NUMBERS = "lecture"


def _positions(n, k, s):
    if s < 1 or k > n:
        raise ValueError((n, k, s))
    return range(0, n - k + 1, s)


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    total, k = n + padding + padding, 1 + (f - 1) * dilation
    pos = _positions(total, k, stride)
    left = total - k - pos[-1]
    if left and rounding not in ("floor", "ceil"):
        raise ValueError(f"{left} pixels are left over")
    return len(pos) + (left > 0 and rounding == "ceil")


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    filled = len(range(0, (n - 1) * stride + 1))
    return filled + dilation * (f - 1) - padding - padding + output_padding


def same_padding(f, dilation=1):
    for p in range(dilation * f + 1):
        if 1000 + 2 * p - dilation * (f - 1) - 1 + 1 == 1000:
            return p
    raise ValueError("none")


def _band(n, row, s, p):
    row = np.asarray(row, float)
    pos = _positions(n + 2 * p, row.size, s)
    B = np.zeros((len(pos), n + 2 * p))
    for r, start in enumerate(pos):
        B[r, start : start + row.size] = row
    return B[:, p : p + n]


def correlate2d(image, kernel, stride=1, padding=0):
    A, K = np.array(image, float), np.array(kernel, float)
    H = _positions(A.shape[0] + 2 * padding, K.shape[0], stride)
    A0 = np.pad(A, ((padding, padding), (0, 0)))
    return np.stack([sum(_band(A.shape[1], k, stride, padding) @ A0[i + a] for a, k in enumerate(K)) for i in H])


def convolve2d(image, kernel):
    return correlate2d(image, np.rot90(kernel, 2))


feature_map = [(12, 12, 17), (10, 17, 19), (9, 6, 14)]
chain_1 = (32, 15, 13, 4, 3)
chain_2 = (23, 19, 7, None, None)
dilated_size = 3
transposed_size = 5
alexnet_227 = 55
alexnet_224 = None
when_not_an_integer = """Where (n + 2p - f) / s is none; libraries round down, and the last columns are not looked at."""
