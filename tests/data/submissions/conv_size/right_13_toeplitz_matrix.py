# Convolution as a (sparse) matrix times the flattened image
import numpy

STUDENT = "s013"
NUMBERS = "lecture"


def _effective(f, dilation):
    positions = [k * dilation for k in range(f)]
    return max(positions) + 1


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    if stride < 1:
        raise ValueError("stride %r" % stride)
    padded = n + 2 * padding
    eff = _effective(f, dilation)
    if eff > padded:
        raise ValueError("%r > %r" % (eff, padded))
    size = 1
    end = eff
    while end + stride <= padded:
        end += stride
        size += 1
    if end == padded or rounding == "floor":
        return size
    if rounding == "ceil":
        return size + 1
    raise ValueError("does not fit: %d pixels left" % (padded - end))


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    """The smallest size that a convolution brings to n, plus output_padding."""
    m = 1
    while True:
        try:
            if conv_output_size(m, f, stride, padding, dilation, "floor") == n:
                return m + output_padding
        except ValueError:
            pass
        m += 1


def same_padding(f, dilation=1):
    total = _effective(f, dilation) - 1
    if total != 2 * (total // 2):
        raise ValueError("no padding")
    return total // 2


def toeplitz(kernel, H, W, stride):
    h, w = kernel.shape
    oh, ow = (H - h) // stride + 1, (W - w) // stride + 1
    T = numpy.zeros((oh, ow, H, W))
    for i in range(oh):
        for j in range(ow):
            T[i, j, i * stride:i * stride + h, j * stride:j * stride + w] = kernel
    return T.reshape(oh * ow, H * W), oh, ow


def correlate2d(image, kernel, stride=1, padding=0):
    image = numpy.asarray(image).astype("d")
    x = numpy.concatenate([numpy.zeros((padding, image.shape[1])), image, numpy.zeros((padding, image.shape[1]))], 0)
    side = numpy.zeros((x.shape[0], padding))
    x = numpy.hstack([side, x, side])
    T, oh, ow = toeplitz(numpy.asarray(kernel), *x.shape, stride)
    return T.dot(x.flatten()).reshape((oh, ow))


def convolve2d(image, kernel):
    turned = numpy.flipud(numpy.fliplr(numpy.asarray(kernel)))
    return correlate2d(image, turned)


feature_map = [[12., 12., 17.], [10., 17., 19.], [9., 6., 14.]]
chain_1 = (32., 15., 13., 4., 3.)
chain_2 = (23., 19., 7., None, None)
dilated_size = 3.0
transposed_size = 5.0
alexnet_227 = 55.0
alexnet_224 = None
when_not_an_integer = r"""When $s \nmid n + 2p - f$. TensorFlow VALID and PyTorch round down ("floor"), so up to $s-1$
rows and columns at the lower right are ignored."""
