"""Plain loops over plain numbers, no slice at all."""


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    kernel = dilation * (f - 1) + 1
    length = n + 2 * padding
    if stride < 1:
        raise ValueError("stride")
    if kernel > length:
        raise ValueError("kernel")
    count, place = 0, 0
    while place + kernel <= length:
        count += 1
        place += stride
    left = length - (place - stride + kernel)
    if left and rounding == "error":
        raise ValueError("does not fit")
    return count + 1 if left and rounding == "ceil" else count


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    touched = set()
    for i in range(n):
        for j in range(f):
            touched.add(i * stride + j * dilation)
    return max(touched) + 1 - 2 * padding + output_padding


def same_padding(f, dilation=1):
    for p in range(0, f * dilation + 1):
        if conv_output_size(1000, f, 1, p, dilation) == 1000:
            return p
    raise ValueError("none")


def correlate2d(image, kernel, stride=1, padding=0):
    image = [[float(v) for v in row] for row in image]
    kernel = [[float(v) for v in row] for row in kernel]
    wide = len(image[0]) + 2 * padding
    lines = [[0.0] * wide for _ in range(padding)]
    for row in image:
        lines.append([0.0] * padding + row + [0.0] * padding)
    lines += [[0.0] * wide for _ in range(padding)]
    out = []
    i = 0
    while i + len(kernel) <= len(lines):
        made = []
        j = 0
        while j + len(kernel[0]) <= wide:
            total = 0.0
            for a in range(len(kernel)):
                for b in range(len(kernel[0])):
                    total += kernel[a][b] * lines[i + a][j + b]
            made.append(total)
            j += stride
        out.append(made)
        i += stride
    return out


def convolve2d(image, kernel):
    turned = [list(row)[::-1] for row in list(kernel)[::-1]]
    return correlate2d(image, turned)


STUDENT = "s01"
NUMBERS = "lecture"

feature_map = [(12, 12, 17), (10, 17, 19), (9, 6, 14)]
chain_1 = (32, 15, 13, 4, 3)
chain_2 = (23, 19, 7, None, None)
dilated_size = 3
transposed_size = 5
alexnet_227 = 55
alexnet_224 = None

