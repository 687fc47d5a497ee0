# expect: conv_output_size=right
# expect: transposed_conv_output_size=right
# expect: same_padding=right
# expect: correlate2d=right
# expect: convolve2d=right
# expect: feature_map=wrong -- two rows exchanged (second and third); first right
# expect: chain_1=wrong -- third: padding forgotten (15-5+1 = 11), then (11+2-4)/3+1 = 4, 3: right from there, and right
# expect: chain_2=wrong -- first 22 (slip), then 18, then 17/3 -> None from there, right from there
# expect: dilated_size=wrong -- 5
# expect: transposed_size=wrong -- 7
# expect: alexnet_227=wrong -- 54.25 and None exchanged
# expect: alexnet_224=wrong -- 55
# expect: when_not_an_integer=not_attempted
import numpy as np

STUDENT = "s119"
NUMBERS = "lecture"


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    m = n + 2 * padding - dilation * (f - 1) - 1
    if stride < 1 or m < 0 or (rounding == "error" and m % stride):
        raise ValueError("impossible")
    return (m + stride - 1 if rounding == "ceil" else m) // stride + 1


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    return (n - 1) * stride - 2 * padding + dilation * (f - 1) + output_padding + 1


def same_padding(f, dilation=1):
    if dilation * (f - 1) % 2:
        raise ValueError("odd")
    return dilation * (f - 1) // 2


def correlate2d(image, kernel, stride=1, padding=0):
    image = np.pad(np.asarray(image, dtype=float), padding)
    kernel = np.asarray(kernel, dtype=float)
    h, w = kernel.shape
    return np.array([
        [np.sum(image[i:i + h, j:j + w] * kernel) for j in range(0, image.shape[1] - w + 1, stride)]
        for i in range(0, image.shape[0] - h + 1, stride)
    ])


def convolve2d(image, kernel):
    return correlate2d(image, np.asarray(kernel)[::-1, ::-1])


feature_map = [(12, 12, 17), (9, 6, 14), (10, 17, 19)]
chain_1 = (32, 15, 11, 4, 3)
chain_2 = (22, 18, None, None, None)
dilated_size = 5
transposed_size = 7
alexnet_227 = None
alexnet_224 = 55
