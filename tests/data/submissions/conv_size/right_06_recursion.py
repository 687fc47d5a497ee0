# Everything is a recursion: no loop anywhere.
STUDENT = "s006"
NUMBERS = "lecture"


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    if stride < 1:
        raise ValueError("stride must be at least 1")
    reach = f if dilation == 1 else conv_output_size_reach(f, dilation)
    room = n + padding + padding - reach
    if room < 0:
        raise ValueError("kernel does not fit")
    steps, left = halve(room, stride)
    if left == 0:
        return steps + 1
    if rounding == "floor":
        return steps + 1
    if rounding == "ceil":
        return steps + 2
    raise ValueError("%d pixels are left over" % left)


def conv_output_size_reach(f, dilation):
    if f == 1:
        return 1
    return dilation + conv_output_size_reach(f - 1, dilation)


def halve(room, stride):
    """divmod by doubling, so that the recursion is not deep"""
    if room < stride:
        return 0, room
    steps, left = halve(room, 2 * stride)
    if left >= stride:
        return 2 * steps + 1, left - stride
    return 2 * steps, left


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    if output_padding > 0:
        return 1 + transposed_conv_output_size(n, f, stride, padding, dilation, output_padding - 1)
    if padding > 0:
        return transposed_conv_output_size(n, f, stride, padding - 1, dilation) - 2
    return (n - 1) * stride + conv_output_size_reach(f, dilation)


def same_padding(f, dilation=1):
    extra = conv_output_size_reach(f, dilation) - 1

    def half(k):
        if k == 0:
            return 0
        if k == 1:
            raise ValueError("%d zeros cannot be shared between two ends" % extra)
        return 1 + half(k - 2)

    return half(extra)


def dot(a, b):
    if not len(a):
        return 0.0
    return float(a[0]) * float(b[0]) + dot(a[1:], b[1:])


def dots(rows, kernel):
    if not len(kernel):
        return 0.0
    return dot(rows[0], kernel[0]) + dots(rows[1:], kernel[1:])


def correlate2d(image, kernel, stride=1, padding=0):
    if padding > 0:
        width = len(image[0]) + 2
        wider = [[0] * width] + list(map(lambda row: [0] + list(row) + [0], image)) + [[0] * width]
        return correlate2d(wider, kernel, stride, padding - 1)

    def line(rows):
        if len(rows[0]) < len(kernel[0]):
            return []
        rest = list(map(lambda r: r[stride:], rows))
        return [dots(list(map(lambda r: r[:len(kernel[0])], rows)), kernel)] + line(rest)

    if len(image) < len(kernel):
        return []
    return [line(image[:len(kernel)])] + correlate2d(image[stride:], kernel, stride)


def convolve2d(image, kernel):
    return correlate2d(image, list(map(lambda row: row[::-1], kernel[::-1])))


feature_map = [(12, 12, 17), (10, 17, 19), (9, 6, 14)]
chain_1 = (32, 15, 13, 4, 3)
chain_2 = (23, 19, 7, None, None)
dilated_size = 3
transposed_size = 5
alexnet_227 = 55
alexnet_224 = None
when_not_an_integer = """When the stride does not divide n + 2p - f.  Most libraries round down; the pixels at the right
and lower edge are then not looked at by any window."""
