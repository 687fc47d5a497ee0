"""Checks for `conv_size`: hidden unless they say public=True."""

import numpy as np

from grader import check, close, integers, prose, raised, unchanged, worksheet

IMAGE = np.array([(3, 3, 2, 1, 0), (0, 0, 1, 3, 1), (3, 1, 2, 2, 3), (2, 0, 0, 2, 2), (2, 0, 0, 0, 1)])
KERNEL = np.array([(0, 1, 2), (2, 2, 0), (0, 1, 2)])
ROUNDINGS = ("error", "floor", "ceil")
LEANING = np.array([(1, 2, 0), (-1, 3, 1), (0, -2, 4)])  # no turn and no mirror leaves it as it is


def layers(rng, count, even):
    """Sizes (n, f, stride, padding, dilation) of layers that fit, all of them even or all uneven."""
    found = []
    while len(found) < count:
        n, f, s, p, d = (int(rng.integers(*span)) for span in ((5, 65), (2, 8), (2, 5), (1, 4), (1, 4)))
        room = n + 2 * p - d * (f - 1) - 1
        if room >= s and (room % s == 0) == even:
            found.append((n, f, s, p, d))
    return found


def drawn(rng, image, kernel):
    """An image and a kernel of integers, no two lines of the kernel alike."""
    return rng.integers(-9, 10, size=image), rng.permutation(np.arange(-20, 20))[: np.prod(kernel)].reshape(kernel)


# ---- conv_output_size: 15


@check(points=2, public=True)
def lecture_sizes(hw, rng):
    """7 with kernel 3 at strides 1 and 2, 10 with kernel 3, 5 with padding 1, AlexNet's 227"""
    size = hw.conv_output_size
    return size(7, 3), size(7, 3, 2), size(10, 3), size(5, 3, 1, 1), size(227, 11, stride=4), size(7, 3, 3, padding=1)


@check(points=2, public=True)
def dilated_kernels(hw, rng):
    """7 with kernel 3 at dilations 1, 2 and 3, and with padding and stride"""
    sizes = [hw.conv_output_size(7, 3, dilation=rate) for rate in (1, 2, 3)]
    return sizes, hw.conv_output_size(32, 5, 2, 1, 3, "floor"), hw.conv_output_size(20, 3, 3, 2, 4, rounding="ceil")


@check(points=1, expect=close & integers, public=True)
def seven_three_three(hw, rng):
    """7 with kernel 3 at stride 3 is 2 rounded down, 3 rounded up, integers, and a ValueError otherwise"""
    rounded = [hw.conv_output_size(7, 3, 3, rounding=how) for how in ("floor", "ceil")]
    return rounded, raised(hw.conv_output_size, 7, 3, 3), hw.conv_output_size(9, 3, 3)


@check(points=3)
def drawn_sizes(hw, rng):
    """layers that come out even, under every rounding"""
    return [hw.conv_output_size(*layer, how) for layer in layers(rng, 8, even=True) for how in ROUNDINGS]


@check(points=2)
def drawn_roundings(hw, rng):
    """layers that do not come out even: rounded down, rounded up"""
    return [hw.conv_output_size(*layer, how) for layer in layers(rng, 8, even=False) for how in ("floor", "ceil")]


@check(points=1)
def uneven_is_an_error(hw, rng):
    """layers that do not come out even raise ValueError under "error", even ones do not"""
    pairs = zip([*layers(rng, 5, even=False), (1002, 2, 999)], layers(rng, 6, even=True), strict=True)
    return [(raised(hw.conv_output_size, *uneven), hw.conv_output_size(*even, "error")) for uneven, even in pairs]


@check(points=1)
def kernel_too_large(hw, rng):
    """a dilated kernel larger than the padded input raises ValueError whatever the rounding"""
    large = [(2, 3, 2), (3, 8, 1, 2), (6, 4, 1, 0, 2), (4, 3, 3, 0, 2), (5, 4, 4, 1, 3), (1, 2)]
    fits = [(2, 4, 2, 1), (7, 4, 1, 0, 2), (3, 7, 1, 2)]
    told = [raised(hw.conv_output_size, *one, rounding=how) for one in large + fits for how in ROUNDINGS]
    return told, hw.conv_output_size(9, 3)


@check(points=1)
def stride_below_one(hw, rng):
    """a stride of 0 or below raises ValueError whatever the rounding"""
    refused = [raised(hw.conv_output_size, 7, 3, s, rounding=how) for s in (0, -1, -2) for how in ROUNDINGS]
    return hw.conv_output_size(7, 3, 1), hw.conv_output_size(8, 3, 10, rounding="floor"), refused


@check(points=1)
def kernel_as_large_as_the_input(hw, rng):
    """f = n gives 1, at any stride; so does f = 1, n = 1"""
    sizes = [hw.conv_output_size(n, n, stride) for n in (1, 3, 8) for stride in (1, 2, 5)]
    return sizes, [hw.conv_output_size(*one) for one in ((5, 9, 3, 2), (9, 5, 4, 0, 2), (1, 1, 3, 0, 7))]


@check(points=0.5)
def monotone(hw, rng):
    """a larger input, more padding, a smaller kernel or stride never make the output smaller"""

    def size(n=20, f=4, s=3, p=1, d=1):
        return hw.conv_output_size(n, f, s, p, d, "floor")

    rising = [
        [size(n=n) for n in range(8, 30)],
        [size(p=p) for p in range(5)],
        [size(f=f) for f in (9, 7, 6, 3, 1)],
        [size(s=s) for s in (9, 6, 4, 3, 2, 1)],
        [size(d=d) for d in (5, 4, 3, 2, 1)],
    ]
    return [bool(np.all(np.diff(sizes) >= 0) and sizes[0] < sizes[-1]) for sizes in rising]


@check(points=0.5)
def numpy_integers(hw, rng):
    """NumPy integers are integers"""
    f, s, p, d = np.array([3, 2, 1, 2], np.int32)
    sizes = [hw.conv_output_size(n, f, s, p, d, "floor") for n in np.arange(30, 34)]
    return sizes, hw.conv_output_size(np.int8(9), s, 7)


# ---- transposed_conv_output_size: 10


@check(points=3, public=True)
def lecture_transposed(hw, rng):
    """the lecture's three pictures, and the last with output_padding 1"""
    size = hw.transposed_conv_output_size
    return size(2, 3), size(2, 3, 2), size(3, 3, 2, 1), size(3, 3, 2, padding=1, output_padding=1)


@check(points=3)
def drawn_transposed(hw, rng):
    """drawn sizes with stride, padding, dilation and output padding"""
    found = [(n + 5, f, s, p % f, d, int(rng.integers(0, s))) for n, f, s, p, d in layers(rng, 8, even=True)]
    return [hw.transposed_conv_output_size(*layer) for layer in found]


@check(points=2)
def transposed_there_and_back(hw, rng):
    """a convolution with the same numbers leads back to n"""
    found = layers(rng, 8, even=True)
    sizes = [hw.transposed_conv_output_size(n + 5, *layer) for n, *layer in found]
    back = [(m + 2 * p - d * (f - 1) - 1) / s + 1 for m, (_, f, s, p, d) in zip(sizes, found, strict=True)]
    return [bool(size == n + 5) for size, (n, *_) in zip(back, found, strict=True)]


@check(points=1)
def output_padding(hw, rng):
    """each output_padding below the stride gives another size"""
    return [hw.transposed_conv_output_size(6, 5, 4, 2, output_padding=extra) for extra in range(4)]


@check(points=1, expect=close & integers)
def one_pixel_and_numpy_integers(hw, rng):
    """one pixel grows to the kernel; NumPy integers are integers"""
    sizes = [hw.transposed_conv_output_size(1, f, stride) for f in (1, 4, 5) for stride in (1, 3)]
    return sizes, hw.transposed_conv_output_size(np.int64(4), np.int32(3), np.int8(2), np.int64(1), np.int64(2))


# ---- same_padding: 5


@check(points=1, expect=close & integers, public=True)
def odd_kernels(hw, rng):
    """kernels 1, 3, 5, 7, and 3 with dilations 2 and 3; integers"""
    return [hw.same_padding(f) for f in (1, 3, 5, 7)], hw.same_padding(3, 2), hw.same_padding(3, dilation=3)


@check(points=1, public=True)
def even_kernels(hw, rng):
    """kernels 2 and 4 have none, ValueError; 5 has one, and 4 with dilation 2"""
    return [raised(hw.same_padding, *one) for one in ((2,), (4,), (5,), (4, 2))], hw.same_padding(5)


@check(points=1)
def even_kernels_dilated(hw, rng):
    """even kernels have one where the dilation is even, and none where it is odd"""
    given = [hw.same_padding(f, d) for f in (2, 4, 6) for d in (2, 4)]
    return given, [raised(hw.same_padding, f, 3) for f in (2, 4, 6)]


@check(points=1)
def drawn_paddings(hw, rng):
    """drawn odd kernels and dilations, NumPy integers among them"""
    kernels = 2 * rng.integers(1, 8, size=6) + 1
    return [hw.same_padding(f, d) for f, d in zip(kernels, rng.integers(1, 6, size=6), strict=True)]


@check(points=1)
def same_padding_keeps_the_size(hw, rng):
    """with this padding a convolution of stride 1 keeps the size"""
    pairs = [(f, d) for f in (1, 2, 3, 4, 7) for d in (1, 2, 3, 4) if (f - 1) * d % 2 == 0]
    return [bool(20 + 2 * hw.same_padding(f, d) - d * (f - 1) == 20) for f, d in pairs]


# ---- correlate2d: 10


@check(points=2, public=True)
def lecture_map(hw, rng):
    """the lecture's 5x5 image with its 3x3 kernel, and with one that looks different from every side"""
    return hw.correlate2d(IMAGE, KERNEL), hw.correlate2d(IMAGE, LEANING)


@check(points=1, public=True)
def stride_and_padding(hw, rng):
    """the same image at stride 2, with padding 1, and with both"""
    return (
        hw.correlate2d(IMAGE, LEANING, stride=2),
        hw.correlate2d(IMAGE, LEANING, padding=1),
        hw.correlate2d(IMAGE, LEANING, 2, 1),
    )


@check(points=1.5)
def drawn_maps(hw, rng):
    """drawn images and kernels, neither square"""
    shapes = (((6, 6), (3, 3)), ((7, 5), (3, 2)), ((4, 8), (2, 4)), ((5, 9), (4, 3)))
    return [hw.correlate2d(*drawn(rng, *shape)) for shape in shapes]


@check(points=1.5)
def drawn_strides_and_paddings(hw, rng):
    """strides and paddings on drawn images, neither square; the windows that fit where it does not come out even"""
    return (
        hw.correlate2d(*drawn(rng, (7, 10), (3, 3)), 3),
        hw.correlate2d(*drawn(rng, (8, 6), (3, 2)), 2, 1),
        hw.correlate2d(*drawn(rng, (5, 7), (3, 3)), 1, 2),
        hw.correlate2d(*drawn(rng, (6, 9), (2, 3)), stride=5),
        hw.correlate2d(*drawn(rng, (6, 5), (3, 3)), 2, 3),
    )


@check(points=1)
def eight_bit_images(hw, rng):
    """unsigned and signed 8-bit images and kernels: nothing wraps around"""
    image = rng.integers(150, 256, size=(5, 7)).astype(np.uint8)
    return (
        hw.correlate2d(image, np.array([(1, 2, 3), (2, 1, 0), (0, 2, 5)], np.uint8)),
        hw.correlate2d(image, np.array([(1, -2, 3), (2, -1, 0)])),
        hw.correlate2d(image, LEANING.astype(np.int8), 2, 1),
        hw.correlate2d((image // 2).astype(np.int8), np.array([(100, 3), (-90, 2)], np.int8)),
    )


@check(points=1)
def smallest_and_largest_kernels(hw, rng):
    """a kernel of one pixel, one as large as the image, one row, one column; an image of one row, of one column"""
    image, kernel = drawn(rng, (4, 5), (4, 5))
    return (
        hw.correlate2d(image, [[3]]),
        hw.correlate2d(image, kernel),
        hw.correlate2d(image, kernel[:1, :3]),
        hw.correlate2d(image, kernel[:2, :1], 2),
        hw.correlate2d(image, kernel, 1, 1),
        hw.correlate2d(image[:1], kernel[:1, :2]),
        hw.correlate2d(image[:, :1], kernel[:2, :1]),
    )


@check(points=0.5)
def single_precision(hw, rng):
    """single precision; the map may be of it too"""
    image, kernel = drawn(rng, (5, 4), (3, 2))
    return hw.correlate2d((image / 7).astype(np.float32), kernel.astype(np.float32) / 8, 2, 1)


@check(points=0.5)
def any_kind_of_array(hw, rng):
    """lists, whole numbers or not; views that run backwards or leave out rows; large numbers that lie close together"""
    image, kernel = drawn(rng, (9, 8), (3, 2))
    close_together = 2.0**24 + np.array([(1, 4, 2), (5, 3, 8)])  # float32 has no room for the odd ones
    return (
        hw.correlate2d(image.tolist(), kernel.tolist(), 2),
        hw.correlate2d((image / 4).tolist(), (kernel / 8).tolist()),
        hw.correlate2d(image.T[::-1], kernel / 8),
        hw.correlate2d(image[::2, ::-1], np.asfortranarray(kernel)),
        hw.correlate2d(close_together, [[1, -1]]),
    )


@check(points=1, expect=close & unchanged)
def image_is_left_alone(hw, rng):
    """image and kernel are as they were before the call; the map is a new array"""
    image, kernel = drawn(rng, (5, 6), (3, 3))
    return hw.correlate2d(image.astype(float), kernel.astype(float), 1, 1), hw.correlate2d(image / 2, np.ones((1, 1)))


# ---- convolve2d: 5


@check(points=2, public=True)
def lecture_convolution(hw, rng):
    """convolution of the lecture's image with its kernel, and with one that looks different from every side"""
    return hw.convolve2d(IMAGE, KERNEL), hw.convolve2d(IMAGE, LEANING)


@check(points=1.5)
def drawn_convolutions(hw, rng):
    """drawn images and kernels, not all square; unsigned 8-bit ones; one row, one column, views"""
    shapes = (((6, 6), (3, 3)), ((7, 5), (3, 2)), ((4, 8), (2, 4)), ((3, 4), (3, 4)))
    small = rng.integers(150, 256, size=(5, 4)).astype(np.uint8), np.array([(1, 2), (3, 5)], np.uint8)
    image, kernel = drawn(rng, (6, 5), (2, 3))
    return (
        [hw.convolve2d(*drawn(rng, *shape)) for shape in shapes],
        hw.convolve2d(*small),
        hw.convolve2d(image[:1], kernel[:1]),
        hw.convolve2d(image[:, :1], kernel[:, :1]),
        hw.convolve2d(image[::2, ::-1], np.asfortranarray(kernel)),
        hw.convolve2d(np.asfortranarray(image), kernel),
    )


@check(points=0.5)
def convolution_in_single_precision(hw, rng):
    """single precision; the map may be of it too"""
    image, kernel = drawn(rng, (5, 4), (3, 2))
    return hw.convolve2d((image / 7).astype(np.float32), kernel.astype(np.float32) / 8)


@check(points=1, expect=close & unchanged)
def convolution_leaves_its_inputs(hw, rng):
    """lists are accepted; image and kernel are as they were before the call; the map is a new array"""
    image, kernel = drawn(rng, (5, 6), (2, 3))
    return (
        hw.convolve2d(image.tolist(), kernel.tolist()),
        hw.convolve2d(image / 2, kernel / 4),
        hw.convolve2d(image / 4, np.ones((1, 1))),
    )


# ---- by hand

worksheet("map", points=15, steps=("feature_map",), title="the feature map")
worksheet("chains", points=25, steps=("chain_1", "chain_2"), title="sizes through five layers")
worksheet("sizes", points=10, steps=("dilated_size", "transposed_size", "alexnet_227", "alexnet_224"), title="sizes")
prose(
    "when_not_an_integer",
    points=5,
    title="when the size is no integer",
    key_facts=(
        ("divi", "multiple", "remainder", "整除", "余"),
        ("floor", "round down", "rounded down", "pytorch", "取整"),
        ("ceil", "error", "caffe", "same", "padding", "报错", "填充"),
        ("ignor", "drop", "lost", "left out", "丢", "忽略"),
    ),
)
