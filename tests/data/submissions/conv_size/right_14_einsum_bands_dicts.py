# einsum over shifted copies: a sum over the kernel's pixels, not over the windows.  Dispatch by dict.
import numpy as np

STUDENT = "s014"
NUMBERS = "lecture"

def _even(q, r):
    if r:
        raise ValueError("(n + 2p - k) / s = %d rest %d" % (q, r))
    return q

ROUND = {"error": _even, "floor": lambda q, r: q, "ceil": lambda q, r: q + (r > 0)}


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    checks = {
        "stride has to be positive": stride < 1,
        "kernel is larger than the image": dilation * (f - 1) + 1 > n + 2 * padding,
    }
    for text, bad in checks.items():
        if bad:
            raise ValueError(text)
    return int(ROUND[rounding](*divmod(n + 2 * padding - dilation * (f - 1) - 1, stride)) + 1)


def transposed_conv_output_size(*args, **kw):
    names = ("n", "f", "stride", "padding", "dilation", "output_padding")
    v = dict(stride=1, padding=0, dilation=1, output_padding=0)
    v.update(zip(names, args))
    v.update(kw)
    return eval("(n-1)*stride - 2*padding + dilation*(f-1) + output_padding + 1", {}, v)


def same_padding(f, dilation=1):
    return _even(*divmod((f - 1) * dilation, 2))


def correlate2d(image, kernel, stride=1, padding=0):
    X = np.asarray(image, float)
    K = np.asarray(kernel, float)
    h, w = K.shape
    X = np.pad(X, padding)
    oh, ow = X.shape[0] - h + 1, X.shape[1] - w + 1
    shifted = np.array([[X[a:a + oh, b:b + ow] for b in range(w)] for a in range(h)])
    return np.einsum("ab,abij->ij", K, shifted)[::stride, ::stride]


def convolve2d(image, kernel):
    X = np.asarray(image, float)
    K = np.asarray(kernel, float)
    h, w = K.shape
    oh, ow = X.shape[0] - h + 1, X.shape[1] - w + 1
    out = np.zeros((oh, ow))
    for (a, b), k in np.ndenumerate(K):
        out += k * X[h - 1 - a:h - 1 - a + oh, w - 1 - b:w - 1 - b + ow]
    return out


feature_map = [[12, 12, 17], [10, 17, 19], [9, 6, 14]]
chain_1: tuple = (32, 15, 13, 4, 3)
chain_2: tuple = (23, 19, 7, None, None)
dilated_size = transposed_size = ...
dilated_size = 3
transposed_size = 5
alexnet_227: int = 55
alexnet_224: None = None
when_not_an_integer = """
Der Fall tritt ein, wenn n+2p-f nicht durch s teilbar ist.
Bibliotheken runden ab; Randpixel gehen nicht ein.
"""
