import numpy as np
STUDENT = "s020"; NUMBERS = "lecture"
def _bad(why): raise ValueError(why)
_span = lambda n, f, p, d: n + 2*p - d*(f - 1) - 1
conv_output_size = lambda n, f, stride=1, padding=0, dilation=1, rounding="error": (
    _bad("stride") if stride < 1 else
    _bad("kernel") if _span(n, f, padding, dilation) < 0 else
    _bad("fit") if rounding == "error" and _span(n, f, padding, dilation) % stride else
    (_span(n, f, padding, dilation) + (stride - 1)*(rounding == "ceil"))//stride + 1)
transposed_conv_output_size = lambda n, f, stride=1, padding=0, dilation=1, output_padding=0: stride*n - stride - 2*padding + dilation*f - dilation + output_padding + 1
same_padding = lambda f, dilation=1: _bad("odd") if dilation*(f - 1) % 2 else dilation*(f - 1)//2
correlate2d = lambda image, kernel, stride=1, padding=0: (lambda x, k: np.array([[(x[i:i + k.shape[0], j:j + k.shape[1]]*k).sum() for j in range(0, x.shape[1] - k.shape[1] + 1, stride)] for i in range(0, x.shape[0] - k.shape[0] + 1, stride)]))(np.pad(np.asarray(image, float), padding), np.asarray(kernel, float))
convolve2d = lambda image, kernel: correlate2d(image, np.rot90(kernel, 2))
feature_map = [[12,12,17],[10,17,19],[9,6,14]]; chain_1 = 32,15,13,4,3; chain_2 = 23,19,7,None,None
dilated_size = 3; transposed_size = 5; alexnet_227 = 55; alexnet_224 = None
when_not_an_integer = "stride does not divide n+2p-k; floor; unseen"
