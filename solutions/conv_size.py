"""Reference for `conv_size`: output sizes, correlation and convolution (decks 000:648-742, 003:364-481)."""

import math
from collections import Counter
from fractions import Fraction

import numpy as np

from grader import Box, Line, Panel, Picture, Words, compiled, misconception, numbers, picture, step, twin


def padded(n, padding):
    """The input's size with the zeros at both of its ends."""
    return n + 2 * padding


def effective(f, dilation):
    """From the first to the last pixel that a dilated kernel touches: r (F-1) + 1 (003:716)."""
    return dilation * (f - 1) + 1


def quotient(length, kernel, stride):
    """(N - F) / S + 1, before anything is said about fractions (000:705)."""
    return Fraction(length - kernel) / stride + 1


def whole(value, rounding):
    """A size as an integer; ValueError where it is none and `rounding` is "error"."""
    if rounding == "error" and value != int(value):
        raise ValueError(f"{value} is no size")
    return math.ceil(value) if rounding == "ceil" else math.floor(value)


def size(n, f, stride, padding, dilation, rounding):
    """The size of a layer's output."""
    return whole(quotient(padded(n, padding), effective(f, dilation), stride), rounding)


def refuse(n, f, stride, padding, dilation):
    """ValueError where the kernel cannot be laid on the input."""
    if stride < 1 or effective(f, dilation) > padded(n, padding):
        raise ValueError("the kernel does not fit")


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    """(N + 2P - D(F-1) - 1) / S + 1."""
    n, f, stride, padding, dilation = map(int, (n, f, stride, padding, dilation))
    refuse(n, f, stride, padding, dilation)
    return size(n, f, stride, padding, dilation, rounding)


def grown(n, stride):
    """From the first input pixel to the last, with the zeros that a stride puts between them."""
    return (n - 1) * stride


def cropped(padding):
    """What padding takes away at both ends."""
    return 2 * padding


def spread(n, f, stride, padding, dilation=1):
    """The size of a transposed convolution without output padding (003:669-681)."""
    return grown(n, stride) - cropped(padding) + effective(f, dilation)


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    """(N-1) S - 2P + D(F-1) + 1 + OP."""
    return int(spread(int(n), int(f), int(stride), int(padding), int(dilation)) + int(output_padding))


def same_padding(f, dilation=1):
    """Half of what the effective kernel is larger than 1."""
    extra = effective(int(f), int(dilation)) - 1
    if extra % 2:
        raise ValueError("an even kernel has no such padding")
    return extra // 2


def promoted(x):
    """float64, but float32 stays float32: products of small integers would wrap around."""
    x = np.asarray(x)
    return x if x.dtype == np.float32 else x.astype(np.float64)


def surrounded(image, padding):
    """The image with zeros around it."""
    return np.pad(image, padding)


def as_it_is(kernel):
    """A CNN layer lays the kernel on the image as it stands: cross-correlation (003:409)."""
    return kernel


def flipped(kernel):
    """The kernel as convolution lays it: turned in both directions (000:662)."""
    return kernel[::-1, ::-1]


def products(windows, kernel):
    """Each window times the kernel, entry by entry, summed."""
    return (windows * kernel).sum(axis=(-2, -1))


def scores(image, kernel):
    """One number for each place where the kernel lies wholly on the image."""
    return products(np.lib.stride_tricks.sliding_window_view(image, kernel.shape), kernel)


def thinned(values, stride):
    """Every stride-th place in both directions."""
    return values[::stride, ::stride]


def correlate2d(image, kernel, stride=1, padding=0):
    """What a CNN layer computes."""
    return thinned(scores(surrounded(promoted(image), padding), as_it_is(promoted(kernel))), stride)


def convolve2d(image, kernel):
    """Convolution where the kernel lies wholly on the image."""
    return scores(promoted(image), flipped(promoted(kernel)))


# ---- By hand: the student's own image, kernel and layers (kernel, stride, padding, dilation)


@numbers(
    lecture={
        "image": ((3, 3, 2, 1, 0), (0, 0, 1, 3, 1), (3, 1, 2, 2, 3), (2, 0, 0, 2, 2), (2, 0, 0, 0, 1)),
        "kernel": ((0, 1, 2), (2, 2, 0), (0, 1, 2)),
        "n_1": 64,
        "layers_1": ((7, 2, 3, 1), (3, 2, 0, 1), (3, 1, 1, 2), (4, 3, 1, 1), (2, 1, 0, 1)),
        "n_2": 47,
        "layers_2": ((5, 2, 1, 1), (3, 1, 0, 2), (3, 3, 1, 1), (4, 3, 1, 1), (3, 1, 1, 1)),
        "dilated_n": 7,
        "dilated_f": 3,
        "dilated_rate": 2,
        "transposed_n": 3,
        "transposed_f": 3,
        "transposed_stride": 2,
        "transposed_padding": 1,
    }
)
def draw(rng):
    """An image and a kernel whose turned and mirrored maps differ; two chains, the second ends at its fourth layer."""
    image, kernel = rng.integers(0, 4, size=(5, 5)), rng.integers(-2, 3, size=(3, 3))
    right = scores(image, kernel)
    turned = [np.rot90(side, k) for side in (kernel, kernel.T) for k in range(4)][1:]
    if np.any(kernel.sum(axis=0) == 0) or any((scores(image, k) != right).sum() < 6 for k in turned):
        return None
    first = drawn_chain(rng, [int(rng.integers(2, 4)), *rng.permutation([1, 1, 2, 3]).tolist()], uneven=(1, 2, 3, 4))
    second = drawn_chain(rng, [2, *rng.permutation([1, 2]).tolist(), int(rng.integers(2, 5)), 1], uneven=(3,))
    n, f, rate = int(rng.integers(9, 30)), int(rng.integers(3, 6)), int(rng.integers(2, 5))
    m, g, s, p = (int(rng.integers(*span)) for span in ((4, 12), (3, 7), (2, 5), (1, 3)))
    off = Counter((s, m - 1, p, 2 * p, 4 * p, 2 * p + s - g))  # by how much the known mistakes are
    if first is None or second is None or n < rate * f + 2 or off[0] or max(off.values()) > 2:
        return None
    return {
        "image": rows(image),
        "kernel": rows(kernel),
        "n_1": first[0],
        "layers_1": first[1],
        "n_2": second[0],
        "layers_2": second[1],
        "dilated_n": n,
        "dilated_f": f,
        "dilated_rate": rate,
        "transposed_n": m,
        "transposed_f": g,
        "transposed_stride": s,
        "transposed_padding": p,
    }


def drawn_chain(rng, strides, uneven):
    """An input size and a layer for each stride; those at the places `uneven` do not come out even, if they can."""
    n = before = int(rng.integers(40, 65))
    layers = []
    for place, stride in enumerate(strides):
        rooms = {
            (f, stride, p, d): before + 2 * p - d * (f - 1) - 1
            for f in range(2, 8)
            for p in range(f // 2 + 1)
            for d in range(1, 4)
            if d == 1 or f < 4
        }
        odd = stride > 1 and place in uneven
        choices = [layer for layer, room in rooms.items() if room >= stride and (room % stride > 0) == odd]
        if not choices:
            return None
        layers.append(choices[int(rng.integers(len(choices)))])
        before = rooms[layers[-1]] // stride + 1
    spaced, around = sum(d > 1 for *_, d in layers), sum(p > 0 for _, _, p, _ in layers)
    return (n, tuple(layers)) if spaced and around > 1 else None


def rows(array):
    """An array as plain rows of integers."""
    return tuple(tuple(int(v) for v in row) for row in array)


@step
def feature_map(image, kernel):
    """The kernel laid on each place of the image, as a CNN layer does it (003:409-419)."""
    values = scores(np.array(image), as_it_is(np.array(kernel)))
    return tuple(tuple(v if isinstance(v, float) and v % 1 else int(v) for v in row) for row in values.tolist())


def layer_size(n, layer, rounding):
    """The size after a layer, None where it does not fit or nothing is left for it."""
    if n is None:
        return None
    f, stride, padding, dilation = layer
    try:
        value = size(n, f, stride, padding, dilation, rounding)
    except ValueError:
        return None
    return value if value > 0 else None


def inputs(n, sizes):
    """What each layer of a chain is given: the input, then the size after the layer before."""
    return (n, *sizes)


@step
def chain_1(n_1, layers_1, chain_1):
    """Five layers, fractions rounded down."""
    return tuple(layer_size(n, layer, "floor") for n, layer in zip(inputs(n_1, chain_1), layers_1, strict=False))


@step
def chain_2(n_2, layers_2, chain_2):
    """Five layers, each of which has to come out even."""
    return tuple(layer_size(n, layer, "error") for n, layer in zip(inputs(n_2, chain_2), layers_2, strict=False))


@step
def dilated_size(dilated_n, dilated_f, dilated_rate):
    """A dilated kernel, stride 1, no padding."""
    return layer_size(dilated_n, (dilated_f, 1, 0, dilated_rate), "error")


@step
def transposed_size(transposed_n, transposed_f, transposed_stride, transposed_padding):
    """A transposed convolution."""
    return spread(transposed_n, transposed_f, transposed_stride, transposed_padding)


@step
def alexnet_227():
    """AlexNet's first layer: 11 x 11, stride 4, no padding."""
    return layer_size(227, (11, 4, 0, 1), "error")


@step
def alexnet_224():
    """The same on the input size that the paper prints: 54.25."""
    return layer_size(224, (11, 4, 0, 1), "error")


# ---- A twin, for Numba to compile


@twin(of=scores)
def scores_compiled(image, kernel):
    """The same, place by place."""
    if not image.dtype == kernel.dtype == np.float64:
        return scores(image, kernel)
    return compiled(slid)(image, kernel)


def slid(image, kernel):
    """The kernel on every place of the image."""
    height, width = kernel.shape
    values = np.empty((image.shape[0] - height + 1, image.shape[1] - width + 1))
    for row in range(values.shape[0]):
        for column in range(values.shape[1]):
            total = 0.0
            for i in range(height):
                for j in range(width):
                    total += image[row + i, column + j] * kernel[i, j]
            values[row, column] = total
    return values


# ---- Known mistakes in sizes


@misconception(of=whole)
def rounded_up(value, rounding):
    """You round sizes up. The last window would stick out: round up only where "ceil" is asked for."""
    return math.ceil(value)


@misconception(of=whole)
def rounded_to_nearest(value, rounding):
    """You round to the nearest integer. Look at what is asked for: down, up, or no size at all where it is uneven."""
    return math.floor(value + Fraction(1, 2))


@misconception(of=whole)
def always_rounded_down(value, rounding):
    """You round down whatever is asked for. Under "error" a layer that does not come out even does not fit."""
    return math.floor(value)


@misconception(of=whole)
def fraction_kept(value, rounding):
    """Your size is no integer. Such a layer does not fit, unless it is said how to round."""
    return int(value) if value == int(value) else float(value)


@misconception(of=quotient)
def division_too_early(length, kernel, stride):
    """You divide only the kernel by the stride. Subtract first, then divide: mind the brackets."""
    return length - Fraction(kernel) / stride + 1


@misconception(of=quotient)
def division_too_early_in_integers(length, kernel, stride):
    """You divide only the kernel by the stride, in integers. Subtract first, then divide: mind the brackets."""
    return Fraction(length - kernel // stride + 1)


@misconception(of=quotient)
def one_added_too_early(length, kernel, stride):
    """You add 1 before you divide. The first position is no step: divide first, then add 1."""
    return Fraction(length - kernel + 1) / stride


@misconception(of=quotient)
def one_added_to_stride(length, kernel, stride):
    """You divide by the stride plus 1. The 1 is the first position, added after the division."""
    return Fraction(length - kernel) / (stride + 1)


@misconception(of=quotient)
def one_forgotten(length, kernel, stride):
    """You count the steps of the kernel. There is one position more than there are steps."""
    return Fraction(length - kernel) / stride


@misconception(of=quotient)
def kernel_forgotten(length, kernel, stride):
    """Your size does not depend on the kernel. It has to lie on the input as a whole, so fewer positions are left."""
    return Fraction(length) / stride


@misconception(of=quotient)
def stride_forgotten(length, kernel, stride):
    """Your size does not depend on the stride: the kernel moves that many pixels at a time."""
    return Fraction(length - kernel + 1)


@misconception(of=size)
def same_for_valid(n, f, stride, padding, dilation, rounding):
    """That is N/S rounded up, as one library pads for "SAME". Here the padding is given: use it, and the kernel."""
    return math.ceil(Fraction(n) / stride)


@misconception(of=padded)
def padding_once(n, padding):
    """You count the padding once. It is put at both ends."""
    return n + padding


@misconception(of=padded)
def padding_forgotten(n, padding):
    """You leave the padding out. It makes the input larger, at both ends."""
    return n


@misconception(of=effective)
def rate_times_kernel(f, dilation):
    """You multiply the kernel by its rate. Count from its first pixel to its last: there are F - 1 gaps between."""
    return dilation * f


@misconception(of=effective)
def rate_added(f, dilation):
    """You widen the kernel only once. Each of the F - 1 gaps between its pixels is widened by the rate."""
    return f + dilation - 1


@misconception(of=effective)
def rate_as_zeros(f, dilation):
    """You read the rate as the number of zeros between two pixels. It is the distance: rate 1 is an ordinary kernel."""
    return (dilation + 1) * (f - 1) + 1


@misconception(of=effective)
def dilation_forgotten(f, dilation):
    """You leave the dilation out. It draws the kernel's pixels apart, so that it covers more of the input."""
    return f


@misconception(of=inputs)
def chain_not_carried(n, sizes):
    """You put the first input into every layer. A layer is given what the layer before it made."""
    return (n,) * (len(sizes) + 1)


@misconception(of=refuse)
def too_large_accepted(n, f, stride, padding, dilation):
    """You give a size where the kernel is larger than the padded input. There it does not fit: raise ValueError."""
    if stride < 1:
        raise ValueError("no stride")


@misconception(of=refuse)
def stride_not_looked_at(n, f, stride, padding, dilation):
    """You accept any stride. A stride below 1 never moves on: raise ValueError."""
    if dilation * (f - 1) + 1 > n + 2 * padding:
        raise ValueError("the kernel does not fit")


@misconception(of=refuse)
def undilated_kernel_compared(n, f, stride, padding, dilation):
    """You compare the kernel as it is before dilation. Dilated, it may be too large: use its effective size."""
    if stride < 1 or f > n + 2 * padding:
        raise ValueError("the kernel does not fit")


@misconception(of=refuse)
def padding_not_compared(n, f, stride, padding, dilation):
    """You compare the kernel with the bare input. With its padding it may be large enough."""
    if stride < 1 or dilation * (f - 1) + 1 > n:
        raise ValueError("the kernel does not fit")


@misconception(of=refuse)
def kernel_of_the_same_size_refused(n, f, stride, padding, dilation):
    """You refuse a kernel as large as the padded input. It fits, in one place: the size is 1."""
    if stride < 1 or effective(f, dilation) >= padded(n, padding):
        raise ValueError("the kernel does not fit")


@misconception(of=conv_output_size)
def cut_towards_zero(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    """int() cuts towards 0: where the kernel is too large you get 1. Look first whether it fits."""
    if stride < 1:
        raise ValueError("no stride")
    value = Fraction(int(n) + 2 * int(padding) - int(dilation) * (int(f) - 1) - 1, int(stride))
    if rounding == "error" and value != int(value):
        raise ValueError("uneven")
    return int(value) + 1 + (rounding == "ceil" and value > int(value))


@misconception(of=conv_output_size)
def uneven_accepted(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    """Under "error" you round down. Where the size is no integer, raise ValueError."""
    return conv_output_size(n, f, stride, padding, dilation, "floor" if rounding == "error" else rounding)


@misconception(of=conv_output_size)
def roundings_swapped(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    """You take "floor" for "ceil". Floor rounds down, ceil rounds up."""
    other = {"floor": "ceil", "ceil": "floor"}.get(rounding, rounding)
    return conv_output_size(n, f, stride, padding, dilation, other)


@misconception(of=conv_output_size)
def one_more_for_ceil(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    """For "ceil" you take one more than for "floor". Where the size comes out even, both are that size."""
    lower = "floor" if rounding == "ceil" else rounding
    return conv_output_size(n, f, stride, padding, dilation, lower) + (rounding == "ceil")


@misconception(of=conv_output_size)
def float_for_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    """Your size is a float, 3.0 instead of 3. A shape takes integers: divide with //, or turn the result into one."""
    return float(conv_output_size(n, f, stride, padding, dilation, rounding))


@misconception(of=spread)
def forward_formula(n, f, stride, padding, dilation=1):
    """That is the size of an ordinary convolution. A transposed one goes the other way: which n leads to this size?"""
    return fraction_kept(Fraction(n + 2 * padding - effective(f, dilation)) / stride + 1, "floor")


@misconception(of=spread)
def only_multiplied(n, f, stride, padding, dilation=1):
    """You multiply by the stride and are done. The kernel reaches over the last pixel, and padding takes away again."""
    return n * stride


@misconception(of=grown)
def gap_after_last(n, stride):
    """You count n strides. From the first pixel to the last there are n - 1."""
    return n * stride


@misconception(of=grown)
def stride_as_zeros(n, stride):
    """You put as many zeros between two pixels as the stride says. Stride 1 puts none: the pixels lie S apart."""
    return (n - 1) * (stride + 1)


@misconception(of=cropped)
def padding_added(padding):
    """You add the padding. In a transposed convolution it takes away from the output."""
    return -2 * padding


@misconception(of=cropped)
def cropped_once(padding):
    """You take the padding away at one end. It goes at both."""
    return padding


@misconception(of=cropped)
def not_cropped(padding):
    """You leave the padding out. In a transposed convolution it takes away from the output, at both ends."""
    return 0


@misconception(of=transposed_conv_output_size)
def output_padding_forgotten(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    """You leave output_padding out. It is added to the size, at one end."""
    return transposed_conv_output_size(n, f, stride, padding, dilation)


@misconception(of=transposed_conv_output_size)
def output_padding_twice(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    """You count output_padding at both ends. It is added at one."""
    return transposed_conv_output_size(n, f, stride, padding, dilation, 2 * output_padding)


@misconception(of=transposed_conv_output_size)
def output_padding_subtracted(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    """You take output_padding away. Padding makes this output smaller, output_padding larger."""
    return transposed_conv_output_size(n, f, stride, padding, dilation, -output_padding)


@misconception(of=same_padding)
def half_the_kernel(f, dilation=1):
    """You take half the kernel, rounded. With an even one the output changes its size: there raise ValueError."""
    return (dilation * (int(f) - 1) + 1) // 2


@misconception(of=same_padding)
def less_than_half_the_kernel(f, dilation=1):
    """You round down. Where the kernel is even, no padding keeps the size: raise ValueError."""
    return (effective(int(f), int(dilation)) - 1) // 2


@misconception(of=same_padding)
def both_ends_together(f, dilation=1):
    """That is the padding of both ends together. It is asked for each end."""
    return effective(int(f), int(dilation)) - 1


@misconception(of=same_padding)
def even_kernels_refused(f, dilation=1):
    """You refuse every even kernel. With an even dilation it covers an odd number of pixels and has a padding."""
    if f % 2 == 0:
        raise ValueError("an even kernel")
    return same_padding(f, dilation)


# ---- Known mistakes in maps


@misconception(of=as_it_is)
def kernel_turned(kernel):
    """You turn the kernel, which is convolution. A CNN layer lays it on the image as it stands: cross-correlation."""
    return kernel[::-1, ::-1]


@misconception(of=as_it_is)
def kernel_mirrored(kernel):
    """You exchange left and right in the kernel. It is laid on the image as it stands."""
    return kernel[:, ::-1]


@misconception(of=as_it_is)
def kernel_upside_down(kernel):
    """You exchange top and bottom in the kernel. It is laid on the image as it stands."""
    return kernel[::-1]


@misconception(of=as_it_is)
def kernel_transposed(kernel):
    """You exchange rows and columns of the kernel. It is laid on the image as it stands."""
    return kernel.T


@misconception(of=as_it_is)
def kernel_rotated(kernel):
    """You rotate the kernel by a quarter. It is laid on the image as it stands."""
    return np.rot90(kernel)


@misconception(of=scores)
def map_transposed(image, kernel):
    """You exchange rows and columns of the map. Its first row comes from the image's top."""
    return scores(image, kernel).T


@misconception(of=scores)
def zeros_put_around(image, kernel):
    """You put zeros around the image, so that the map is as large as it. Only the padding that is asked for counts."""
    top, left = ((f - 1) // 2 for f in kernel.shape)
    return scores(np.pad(image, ((top, kernel.shape[0] - 1 - top), (left, kernel.shape[1] - 1 - left))), kernel)


@misconception(of=scores)
def laid_over_the_edge(image, kernel):
    """You also count places where the kernel hangs over the edge ("full"). It has to lie on the image as a whole."""
    high, wide = (f - 1 for f in kernel.shape)
    return scores(np.pad(image, ((high, high), (wide, wide))), kernel)


@misconception(of=scores)
def last_place_left_out(image, kernel):
    """You stop one place too early, to the right and at the bottom. There are N - F + 1 places, not N - F."""
    return scores(image, kernel)[:-1, :-1]


@misconception(of=products)
def windows_averaged(windows, kernel):
    """You divide by the number of entries. The products are summed."""
    return (windows * kernel).mean(axis=(-2, -1))


@misconception(of=products)
def matrix_product(windows, kernel):
    """You multiply window and kernel as matrices. Multiply entry by entry, then sum."""
    return (windows @ kernel if windows.shape[-1] == len(kernel) else windows @ kernel.T).sum(axis=(-2, -1))


@misconception(of=surrounded)
def wrapped_around(image, padding):
    """You continue the image from its other side. The padding is zeros."""
    return np.pad(image, padding, mode="wrap")


@misconception(of=surrounded)
def edge_repeated(image, padding):
    """You repeat the image's edge. The padding is zeros."""
    return np.pad(image, padding, mode="edge")


@misconception(of=surrounded)
def padded_at_one_end(image, padding):
    """You pad at the top and on the left only. Padding goes around the image, on all four sides."""
    return np.pad(image, ((padding, 0), (padding, 0)))


@misconception(of=surrounded)
def map_padding_forgotten(image, padding):
    """Your map does not depend on the padding: put that many zeros around the image first."""
    return image


@misconception(of=thinned)
def map_stride_forgotten(values, stride):
    """Your map does not depend on the stride. The kernel moves that many pixels at a time."""
    return values


@misconception(of=thinned)
def stride_in_rows_only(values, stride):
    """You skip rows but no columns. The stride holds in both directions."""
    return values[::stride]


@misconception(of=thinned)
def windows_not_moved_on(values, stride):
    """Your map has the right size, but its windows lie one pixel apart: entry (i, j) starts at row i * stride."""
    high, wide = values[::stride, ::stride].shape
    return values[:high, :wide]


@misconception(of=promoted)
def small_integers_kept(x):
    """Products of 8-bit integers wrap around at 256. Go over to floats, or to larger integers, before you multiply."""
    return np.asarray(x)


@misconception(of=correlate2d)
def cut_to_integers(image, kernel, stride=1, padding=0):
    """Your map holds integers, so fractions are cut off. Make it one of floats."""
    return np.trunc(correlate2d(image, kernel, stride, padding))


@misconception(of=flipped)
def not_turned(kernel):
    """Your convolution does not turn the kernel, so it is a cross-correlation. Turn it in both directions first."""
    return kernel


@misconception(of=flipped)
def turned_in_one_direction(kernel):
    """You exchange only left and right in the kernel. Convolution turns it in both directions."""
    return kernel[:, ::-1]


@misconception(of=flipped)
def turned_upside_down_only(kernel):
    """You exchange only top and bottom in the kernel. Convolution turns it in both directions."""
    return kernel[::-1]


@misconception(of=flipped)
def transposed_for_turned(kernel):
    """You transpose the kernel. Convolution turns it in both directions: half a turn."""
    return kernel.T


@misconception(of=flipped)
def turned_by_a_quarter(kernel):
    """You turn the kernel by a quarter. Convolution turns it by a half: the first entry comes last."""
    return np.rot90(kernel)


@misconception(of=convolve2d)
def image_turned(image, kernel):
    """You turn the image instead of the kernel, so your map comes out turned as well. Turn the kernel."""
    return scores(promoted(image)[::-1, ::-1], promoted(kernel))


# ---- Pictures


def edge(n, layer, title):
    """The right edge of a row of the input, padding and all: the last window that fits and the one after it."""
    f, stride, padding, dilation = layer
    length, kernel = padded(n, padding), effective(f, dilation)
    last = (length - kernel) // stride * stride
    first = max(0, last - 3)
    cells = [
        Box(
            i,
            0,
            1,
            1,
            "faint" if i < padding or i >= n + padding else "given",
            "0" if i < padding or i >= n + padding else "",
        )
        for i in range(first, length)
    ]
    fits = [Box(last + i * dilation, -1.3, 1, 0.9, "right") for i in range(f)]
    off = [Box(last + stride + i * dilation, -2.6, 1, 0.9, "wrong") for i in range(f)]
    over = last + stride + kernel
    names = [Words(first - 2, 0.5, "input"), Words(first - 2, -0.85, "fits"), Words(first - 2, -2.15, "sticks out")]
    marks = (*cells, *fits, *off, *names, Line(((length, 1.2), (length, -2.8)), "given"))
    return Panel(title, (first - 4, over + 0.5), (-3, 1.4), marks, height=0.45)


@picture(of=rounded_up)
def window_over_the_edge():
    """The public check's 7 pixels, kernel 3, stride 3."""
    return Picture(
        "7 pixels, kernel 3, stride 3",
        "Above: the pixels up to the edge. The second window still lies on them; the third would stick out by two "
        "pixels. Rounded down, there are two positions.",
        (edge(7, (3, 3, 0, 1), "(7 - 3) / 3 + 1 = 2.33"),),
    )


@picture(of="chains")
def where_a_layer_does_not_come_out_even(n_1, layers_1, chain_1, n_2, layers_2, chain_2):
    """In each chain the first layer, on the student's own sizes, whose last window does not end at the edge."""
    chains = (("chain_1", n_1, layers_1, chain_1), ("chain_2", n_2, layers_2, chain_2))
    panels = [panel for chain in chains for panel in uneven(*chain)]
    return (
        Picture(
            "Where a window falls off the edge",
            "In each chain the first layer that does not come out even on your own sizes: the right end of a row of "
            "its "
            "input (0 is padding), the last window that fits, and the one after it, which would stick out.",
            tuple(panels),
        )
        if panels
        else None
    )


def uneven(name, n, layers, sizes):
    """The picture of the first uneven layer that the student has said something about, none or one."""
    for number, (before, layer) in enumerate(zip(inputs(n, sizes or ()), layers, strict=False), 1):
        f, stride, padding, dilation = layer
        if not sizes or before is None or before != int(before):
            return
        length, kernel = padded(int(before), padding), effective(f, dilation)
        if kernel > length:
            return
        if quotient(length, kernel, stride).denominator > 1:
            yield edge(
                int(before),
                layer,
                f"{name}, layer {number}: {before} pixels, kernel {f}, stride {stride}, "
                f"padding {padding}, dilation {dilation}",
            )
            return
