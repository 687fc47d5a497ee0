import numpy as np

STUDENT = "np_convolve_rows"
NUMBERS = "lecture"


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    if stride < 1:
        raise ValueError()
    taps = np.zeros(dilation * (f - 1) + 1)
    line = np.zeros(n + 2 * padding)
    if taps.size > line.size:
        raise ValueError()
    full = np.correlate(line, taps, "valid")
    left = (full.size - 1) % stride
    if left and rounding == "error":
        raise ValueError()
    return full[::stride].size + int(bool(left) and rounding == "ceil")


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    up = np.zeros(n * stride - (stride - 1))
    return np.convolve(up, np.zeros(dilation * (f - 1) + 1)).size - padding * 2 + output_padding


def same_padding(f, dilation=1):
    extra = np.convolve(np.zeros(1), np.zeros((f - 1) * dilation + 1)).size - 1
    if extra & 1:
        raise ValueError("odd")
    return extra >> 1


def correlate2d(image, kernel, stride=1, padding=0):
    z = np.pad(np.asarray(image, float), padding)
    k = np.asarray(kernel, float)
    rows = []
    for top in range(0, len(z) - len(k) + 1, stride):
        acc = 0
        for a in range(len(k)):
            acc = acc + np.correlate(z[top + a], k[a], mode="valid") if k.shape[1] <= z.shape[1] else acc
        rows.append(acc[::stride])
    return np.array(rows)


def convolve2d(image, kernel):
    z, k = np.asarray(image, float), np.asarray(kernel, float)
    h = len(k)
    return np.array(
        [sum(np.convolve(z[i + h - 1 - a], k[a], "valid") for a in range(h)) for i in range(len(z) - h + 1)]
    )


feature_map = [(12, 12, 17), (10, 17, 19), (9, 6, 14)]
chain_1 = (32, 15, 13, 4, 3)
chain_2 = (23, 19, 7, None, None)
dilated_size = 3
transposed_size = 5
alexnet_227 = 55
alexnet_224 = None
when_not_an_integer = """Where (n + 2p - f) / s is none; libraries round down, and the last columns are not looked at."""
