# SciPy where there is one, else by hand.  A plot at the end of the notebook was left in as a function.
import numpy as np
import matplotlib.pyplot as plt
try:
    from scipy.signal import correlate2d as _scipy_correlate
except ImportError:
    _scipy_correlate = None

STUDENT = "s018"
NUMBERS = "lecture"


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    """see the lecture"""
    if stride < 1:
        raise ValueError(f"{stride=}")
    if (k := dilation * (f - 1) + 1) > (m := n + 2 * padding):
        raise ValueError(f"{k=} > {m=}")
    match rounding, (m - k) % stride:
        case "error", rest if rest:
            raise ValueError(f"{rest=}")
        case "ceil", rest if rest:
            return (m - k) // stride + 2
        case _:
            return (m - k) // stride + 1


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    return stride * (n - 1) + dilation * (f - 1) + 1 + output_padding - 2 * padding


def same_padding(f, dilation=1):
    match divmod(dilation * (f - 1), 2):
        case p, 0:
            return p
        case _:
            raise ValueError(f"{f=} {dilation=}")


def correlate2d(image, kernel, stride=1, padding=0):
    image = np.pad(np.asarray(image, dtype=np.float64), padding)
    kernel = np.asarray(kernel, dtype=np.float64)
    if _scipy_correlate is not None:
        return _scipy_correlate(image, kernel, mode="valid")[::stride, ::stride]
    view = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return (view * kernel).sum((-1, -2))[::stride, ::stride]


def convolve2d(image, kernel):
    return correlate2d(image, [row[::-1] for row in kernel][::-1])


def show(image):
    plt.imshow(image, cmap="gray")
    plt.show()


feature_map = [
    [3*0 + 3*1 + 2*2 + 0*2 + 0*2 + 1*0 + 3*0 + 1*1 + 2*2,
     3*0 + 2*1 + 1*2 + 0*2 + 1*2 + 3*0 + 1*0 + 2*1 + 2*2,
     2*0 + 1*1 + 0*2 + 1*2 + 3*2 + 1*0 + 2*0 + 2*1 + 3*2],
    [0*0 + 0*1 + 1*2 + 3*2 + 1*2 + 2*0 + 2*0 + 0*1 + 0*2,
     0*0 + 1*1 + 3*2 + 1*2 + 2*2 + 2*0 + 0*0 + 0*1 + 2*2,
     1*0 + 3*1 + 1*2 + 2*2 + 2*2 + 3*0 + 0*0 + 2*1 + 2*2],
    [3*0 + 1*1 + 2*2 + 2*2 + 0*2 + 0*0 + 2*0 + 0*1 + 0*2,
     1*0 + 2*1 + 2*2 + 0*2 + 0*2 + 2*0 + 0*0 + 0*1 + 0*2,
     2*0 + 2*1 + 3*2 + 0*2 + 2*2 + 2*0 + 0*0 + 0*1 + 1*2],
]
chain_1 = ((64 + 6 - 7) // 2 + 1, (32 - 3) // 2 + 1, (15 + 2 - 5) // 1 + 1, (13 + 2 - 4) // 3 + 1, (4 - 2) // 1 + 1)
chain_2 = ((47 + 2 - 5) / 2 + 1, (23 - 5) / 1 + 1, (19 + 2 - 3) / 3 + 1, None, None)
dilated_size = (7 - (2 * 2 + 1)) // 1 + 1
transposed_size = (3 - 1) * 2 + 3 - 2
alexnet_227 = (227 - 11) // 4 + 1
alexnet_224 = None
when_not_an_integer = """Whenever the stride does not divide n + 2p - f.  PyTorch rounds down.  The pixels are lost."""
