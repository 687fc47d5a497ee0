"""Checks for `conv_size`: hidden unless they say public.  No turn and no mirror leaves LEANING as it is."""

import numpy as np

from grader import args, close, drawn, integers, not_asked, prose, raised, raising, task, unchanged, worksheet

IMAGE = np.array([(3, 3, 2, 1, 0), (0, 0, 1, 3, 1), (3, 1, 2, 2, 3), (2, 0, 0, 2, 2), (2, 0, 0, 0, 1)])
KERNEL, LEANING = np.array([(0, 1, 2), (2, 2, 0), (0, 1, 2)]), np.array([(1, 2, 0), (-1, 3, 1), (0, -2, 4)])
ROUNDINGS, FEW = ("error", "floor", "ceil"), np.array([3, 2, 1, 2], np.int32)


def layers(rng, count, even):
    """Sizes (n, f, stride, padding, dilation) of layers that fit, all of them even or all uneven."""
    found = []
    while len(found) < count:
        n, f, s, p, d = (int(rng.integers(*span)) for span in ((5, 65), (2, 8), (2, 5), (1, 4), (1, 4)))
        room = n + 2 * p - d * (f - 1) - 1
        if room >= s and (room % s == 0) == even:
            found.append((n, f, s, p, d))
    return found


def pair(rng, image, kernel):
    """An image and a kernel of integers, no two lines of the kernel alike."""
    return rng.integers(-9, 10, size=image), rng.permutation(np.arange(-20, 20))[: np.prod(kernel)].reshape(kernel)


def maps(*shapes):
    return [drawn(pair, *shape, parts=2) for shape in shapes]


def leads_back(f, n, k, s, p, d):
    return bool((f(n + 5, k, s, p, d) + 2 * p - d * (k - 1) - 1) / s + 1 == n + 5)


def monotone(f, rng):
    layer, spans = (20, 4, 3, 1, 1), [range(8, 30), (9, 7, 6, 3, 1), (9, 6, 4, 3, 2, 1), range(5), (5, 4, 3, 2, 1)]
    rising = [[f(*layer[:i], v, *layer[i + 1 :], "floor") for v in spans[i]] for i in (0, 3, 1, 2, 4)]
    return [bool(np.all(np.diff(sizes) >= 0) and sizes[0] < sizes[-1]) for sizes in rising]


def convolutions(f, rng):
    small = rng.integers(150, 256, size=(5, 4)).astype(np.uint8), np.uint8([(1, 2), (3, 5)])
    x, k = pair(rng, (6, 5), (2, 3))
    sizes = [f(*pair(rng, *shape)) for shape in (*SOME, ((3, 4), (3, 4)))]
    views = (x[:1], k[:1]), (x[:, :1], k[:, :1]), (x[::2, ::-1], np.asfortranarray(k)), (np.asfortranarray(x), k)
    return sizes, [f(*one) for one in (small, *views)]


SOME = (((6, 6), (3, 3)), ((7, 5), (3, 2)), ((4, 8), (2, 4)))
BYTES = drawn(lambda rng: rng.integers(150, 256, size=(5, 7)).astype(np.uint8))
tolist, SINGLE = np.ndarray.tolist, "single precision; the map may be of it too"
u, v = drawn(pair, (5, 4), (3, 2), parts=2)

t, whole = task("conv_output_size"), task("conv_output_size", close & integers)  # 14 points
c = t.public(2, "7 with kernel 3 at strides 1 and 2, 10 with kernel 3, 5 with padding 1, AlexNet's 227")
c("lecture_sizes", (7, 3), (7, 3, 2), (10, 3), (5, 3, 1, 1), args(227, 11, stride=4), args(7, 3, 3, padding=1))
c = t.public(2, "7 with kernel 3 at dilations 1, 2 and 3, and with padding and stride")
rates = [args(7, 3, dilation=rate) for rate in (1, 2, 3)]
c("dilated_kernels", *rates, (32, 5, 2, 1, 3, "floor"), args(20, 3, 3, 2, 4, rounding="ceil"))
c = whole.public(1, "7 with kernel 3 at stride 3 is 2 rounded down, 3 rounded up, integers, and a ValueError otherwise")
c("seven_three_three", *[args(7, 3, 3, rounding=how) for how in ROUNDINGS[1:]], raising(7, 3, 3), (9, 3, 3))
c = t.hidden(2, "layers that come out even, under every rounding")
c("drawn_sizes", using=lambda f, rng: [f(*layer, how) for layer in layers(rng, 8, even=True) for how in ROUNDINGS])
c = t.hidden(2, "layers that do not come out even: rounded down, rounded up")
c("drawn_roundings", using=lambda f, rng: [f(*one, how) for one in layers(rng, 8, even=False) for how in ROUNDINGS[1:]])

c = t.hidden(1, 'layers that do not come out even raise ValueError under "error", even ones do not')
pairs = drawn(lambda rng: list(zip([*layers(rng, 5, False), (1002, 2, 999)], layers(rng, 6, True), strict=True)))
c("uneven_is_an_error", pairs, using=lambda f, pairs: [(raised(f, *one), f(*even, "error")) for one, even in pairs])
c = t.hidden(1, "a dilated kernel larger than the padded input raises ValueError whatever the rounding")
large = [(2, 3, 2), (3, 8, 1, 2), (6, 4, 1, 0, 2), (4, 3, 3, 0, 2), (5, 4, 4, 1, 3), (1, 2)]
fits = [(2, 4, 2, 1), (7, 4, 1, 0, 2), (3, 7, 1, 2)]
c("kernel_too_large", *[raising(*one, rounding=how) for one in large + fits for how in ROUNDINGS], (9, 3))
c = t.hidden(1, "a stride of 0 or below raises ValueError whatever the rounding")
below = [raising(7, 3, s, rounding=how) for s in (0, -1, -2) for how in ROUNDINGS]
c("stride_below_one", *below, (7, 3, 1), args(8, 3, 10, rounding="floor"))
c = t.hidden(1, "f = n gives 1, at any stride; so does f = 1, n = 1")
large = [(n, n, stride) for n in (1, 3, 8) for stride in (1, 2, 5)]
c("kernel_as_large_as_the_input", *large, (5, 9, 3, 2), (9, 5, 4, 0, 2), (1, 1, 3, 0, 7))

c = t.hidden(0.5, "a larger input, more padding, a smaller kernel or stride never make the output smaller")
c("monotone", using=monotone)
c = t.hidden(0.5, "NumPy integers are integers")
c("numpy_integers", *[(n, *FEW, "floor") for n in np.arange(30, 34)], (np.int8(9), FEW[1], 7))


t, whole = task("transposed_conv_output_size"), task("transposed_conv_output_size", close & integers)  # 10 points
c = t.public(3, "the lecture's three pictures, and the last with output_padding 1")
c("lecture_transposed", (2, 3), (2, 3, 2), (3, 3, 2, 1), args(3, 3, 2, padding=1, output_padding=1))

c = t.hidden(3, "drawn sizes with stride, padding, dilation and output padding")
some = drawn(lambda r: [(n + 5, k, s, p % k, d, int(r.integers(0, s))) for n, k, s, p, d in layers(r, 8, True)])
c("drawn_transposed", some, using=lambda f, some: [f(*layer) for layer in some])
c = t.hidden(2, "a convolution with the same numbers leads back to n")
c("transposed_there_and_back", using=lambda f, rng: [leads_back(f, *layer) for layer in layers(rng, 8, even=True)])
c = t.hidden(1, "each output_padding below the stride gives another size")
c("output_padding", *[args(6, 5, 4, 2, output_padding=extra) for extra in range(4)])
c = whole.hidden(1, "one pixel grows to the kernel; NumPy integers are integers")
pixel = [(1, f, stride) for f in (1, 4, 5) for stride in (1, 3)]
c("one_pixel_and_numpy_integers", *pixel, (np.int64(4), np.int32(3), np.int8(2), np.int64(1), np.int64(2)))

t, whole = task("same_padding"), task("same_padding", close & integers)  # 5 points
c = whole.public(1, "kernels 1, 3, 5, 7, and 3 with dilations 2 and 3; integers")
c("odd_kernels", 1, 3, 5, 7, (3, 2), args(3, dilation=3))
c = t.public(1, "kernels 2 and 4 have none, ValueError; 5 has one, and 4 with dilation 2")
c("even_kernels", raising(2), raising(4), raising(5), raising(4, 2), 5)
c = t.hidden(1, "even kernels have one where the dilation is even, and none where it is odd")
c("even_kernels_dilated", *[(k, d) for k in (2, 4, 6) for d in (2, 4)], *[raising(k, 3) for k in (2, 4, 6)])
c = t.hidden(1, "drawn odd kernels and dilations, NumPy integers among them")
c("drawn_paddings", using=lambda f, rng: [*map(f, 2 * rng.integers(1, 8, size=6) + 1, rng.integers(1, 6, size=6))])
c = t.hidden(1, "with this padding a convolution of stride 1 keeps the size")
pairs = [(k, d) for k in (1, 2, 3, 4, 7) for d in (1, 2, 3, 4) if (k - 1) * d % 2 == 0]
c("same_padding_keeps_the_size", using=lambda f, rng: [bool(20 + 2 * f(k, d) - d * (k - 1) == 20) for k, d in pairs])

t = task("correlate2d")  # 11 points
c = t.public(2, "the lecture's 5x5 image with its 3x3 kernel, and with one that looks different from every side")
c("lecture_map", (IMAGE, KERNEL), (IMAGE, LEANING))
c = t.public(1, "the same image at stride 2, with padding 1, and with both")
c("stride_and_padding", args(IMAGE, LEANING, stride=2), args(IMAGE, LEANING, padding=1), (IMAGE, LEANING, 2, 1))
t.hidden(1.5, "drawn images and kernels, neither square")("drawn_maps", *maps(*SOME, ((5, 9), (4, 3))))
title = "strides and paddings on drawn images, neither square; the windows that fit where it does not come out even"
m = maps(((7, 10), (3, 3)), ((8, 6), (3, 2)), ((5, 7), (3, 3)), ((6, 9), (2, 3)), ((6, 5), (3, 3)))
c = t.hidden(2, title)
c("drawn_strides_and_paddings", (*m[0], 3), (*m[1], 2, 1), (*m[2], 1, 2), args(*m[3], stride=5), (*m[4], 2, 3))
c = t.hidden(1.5, "unsigned and signed 8-bit images and kernels: nothing wraps around")
small = BYTES, np.uint8([(1, 2, 3), (2, 1, 0), (0, 2, 5)])
signed = (BYTES // 2).turned(np.int8), np.int8([(100, 3), (-90, 2)])
c("eight_bit_images", small, (BYTES, np.array([(1, -2, 3), (2, -1, 0)])), (BYTES, np.int8(LEANING), 2, 1), signed)
title = "a kernel of one pixel, one as large as the image, one row, one column; an image of one row, of one column"
c, ((x, k),) = t.hidden(1, title), maps(((4, 5), (4, 5)))
kernels = (x, [[3]]), (x, k), (x, k[:1, :3]), (x, k[:2, :1], 2), (x, k, 1, 1)
c("smallest_and_largest_kernels", *kernels, (x[:1], k[:1, :2]), (x[:, :1], k[:2, :1]))
t.float32(0.5, SINGLE)("single_precision", (u / 7, v / 8, 2, 1))
title = "lists, whole numbers or not; views that run backwards or leave out rows; large numbers that lie close together"
c, ((x, k),) = t.hidden(0.5, title), maps(((9, 8), (3, 2)))
lists = (x.turned(tolist), k.turned(tolist), 2), ((x / 4).turned(tolist), (k / 8).turned(tolist))
near = 2.0**24 + np.array([(1, 4, 2), (5, 3, 8)])  # float32 has no room for the odd ones
c("any_kind_of_array", *lists, (x.T[::-1], k / 8), (x[::2, ::-1], k.turned(np.asfortranarray)), (near, [[1, -1]]))
x, k = drawn(pair, (5, 6), (3, 3), parts=2)
c = t.hidden(1, "image and kernel are as they were before the call; the map is a new array", close & unchanged)
c("image_is_left_alone", (x * 1.0, k * 1.0, 1, 1), (x / 2, np.ones((1, 1))))

t = task("convolve2d")  # 5 points
c = t.public(2, "convolution of the lecture's image with its kernel, and with one that looks different from every side")
c("lecture_convolution", (IMAGE, KERNEL), (IMAGE, LEANING))

c = t.hidden(1.5, "drawn images and kernels, not all square; unsigned 8-bit ones; one row, one column, views")
c("drawn_convolutions", using=convolutions)
t.float32(0.5, SINGLE)("convolution_in_single_precision", (u / 7, v / 8))
c, ((x, k),) = t.hidden(0.5, "lists, fractions, a kernel of one pixel, one of large numbers"), maps(((5, 6), (2, 3)))
some = (x.turned(tolist), k.turned(tolist)), (x / 2, k / 4), (x / 4, np.ones((1, 1))), (x / 2, 9 * k)
c("other_convolutions", *some)
title = "image and kernel are left as they were, also where they cannot be written to"
t.read_only(0.5, title)("convolution_leaves_its_inputs", (x / 2, k / 4))

SIZES = "conv_output_size transposed_conv_output_size same_padding"
not_asked(SIZES, "small integers", why="a right homework may compute sizes in the integers that it is given")

worksheet("map", points=15, steps=("feature_map",), title="the feature map")
worksheet("chains", points=25, steps=("chain_1", "chain_2"), title="sizes through five layers")
worksheet("sizes", points=10, steps=("dilated_size", "transposed_size", "alexnet_227", "alexnet_224"), title="sizes")
UNEVEN = "divi, multiple, remainder, 整除, 余; floor, round down, rounded down, pytorch, 取整; "
LOST = "ceil, error, caffe, same, padding, 报错, 填充; ignor, drop, lost, left out, 丢, 忽略"
prose("when_not_an_integer", points=5, title="when the size is no integer", key_facts=UNEVEN + LOST)
