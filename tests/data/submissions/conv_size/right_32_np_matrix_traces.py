import numpy as np

STUDENT = "np_matrix_traces"
NUMBERS = "lecture"


from collections import defaultdict, namedtuple

Size = namedtuple("Size", "value rest")
_seen = defaultdict(dict)


def _size(n, f, s, p, d):
    key = (int(n), int(f), int(s), int(p), int(d))
    if key not in _seen["sizes"]:
        if key[2] < 1:
            raise ValueError("stride")
        room = key[0] + 2 * key[3] - 1 - key[4] * (key[1] - 1)
        if room < 0:
            raise ValueError("room")
        _seen["sizes"][key] = Size(1 + room // key[2], room % key[2])
    return _seen["sizes"][key]


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    value, rest = _size(n, f, stride, padding, dilation)
    if not rest:
        return value
    if rounding == "error":
        raise ValueError(f"{rest} columns are left")
    return value + ["floor", "ceil"].index(rounding)


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    return output_padding - ~(stride * ~-n + dilation * ~-f) - padding * 2


def same_padding(f, dilation=1):
    for p in range(f * dilation):
        if _size(n := 4 * f * dilation, f, 1, p, dilation).value == n:
            return p
    raise ValueError


def correlate2d(image, kernel, stride=1, padding=0):
    A = np.matrix(np.pad(np.array(image, np.float64), padding))
    K = np.matrix(np.array(kernel, np.float64))
    h, w = K.shape
    out = []
    for i in range(0, A.shape[0] - h + 1, stride):
        out.append([])
        for j in range(0, A.shape[1] - w + 1, stride):
            out[-1].append(np.trace(A[i : i + h, j : j + w] * K.T))
    return np.asmatrix(out)


def convolve2d(image, kernel):
    return correlate2d(image, np.array(kernel)[::-1].T[::-1].T)


feature_map = [(12, 12, 17), (10, 17, 19), (9, 6, 14)]
chain_1 = (32, 15, 13, 4, 3)
chain_2 = (23, 19, 7, None, None)
dilated_size = 3
transposed_size = 5
alexnet_227 = 55
alexnet_224 = None
when_not_an_integer = """Where (n + 2p - f) / s is none; libraries round down, and the last columns are not looked at."""
