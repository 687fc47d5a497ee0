"""Reference for `conv_size`: output sizes, correlation and convolution (decks 000:648-742, 003:364-481)."""

import math
from collections import Counter
from fractions import Fraction

import numpy as np

from grader import Box, Line, Panel, Picture, Words, compiled, misconceptions, numbers, part, picture, steps, twin

# Each part holds one idea, so that a mistake shows wherever it is used.  Hints: conv_size.hints.toml.  First sizes.


def whole(value, rounding):
    """A size as an integer; ValueError where it is none and `rounding` is "error"."""
    if rounding == "error" and value != int(value):
        raise ValueError(f"{value} is no size")
    return math.ceil(value) if rounding == "ceil" else math.floor(value)


misconceptions(
    of=whole,
    rounded_up=lambda value, rounding: math.ceil(value),
    rounded_to_nearest=lambda value, rounding: math.floor(value + Fraction(1, 2)),
    always_rounded_down=lambda value, rounding: math.floor(value),
    fraction_kept=lambda value, rounding: number(value),
)
quotient = part(
    lambda length, kernel, stride: Fraction(length - kernel) / stride + 1,  # no rounding yet (000:705)
    division_too_early=lambda length, kernel, stride: length - Fraction(kernel) / stride + 1,
    division_too_early_in_integers=lambda length, kernel, stride: Fraction(length - kernel // stride + 1),
    one_added_too_early=lambda length, kernel, stride: Fraction(length - kernel + 1) / stride,
    one_added_to_stride=lambda length, kernel, stride: Fraction(length - kernel) / (stride + 1),
    one_forgotten=lambda length, kernel, stride: Fraction(length - kernel) / stride,
    kernel_forgotten=lambda length, kernel, stride: Fraction(length) / stride,
    stride_forgotten=lambda length, kernel, stride: Fraction(length - kernel + 1),
)
size = part(
    lambda n, f, stride, p, dilation, how: whole(quotient(padded(n, p), effective(f, dilation), stride), how),
    same_for_valid=lambda n, f, stride, p, dilation, how: math.ceil(Fraction(n) / stride),
)
# The input's size with the zeros at both ends
padded = part(lambda n, p: n + 2 * p, padding_once=lambda n, p: n + p, padding_forgotten=lambda n, p: n)
effective = part(
    lambda f, dilation: dilation * (f - 1) + 1,  # from the first to the last pixel that is touched (003:716)
    rate_times_kernel=lambda f, dilation: dilation * f,
    rate_added=lambda f, dilation: f + dilation - 1,
    rate_as_zeros=lambda f, dilation: (dilation + 1) * (f - 1) + 1,
    dilation_forgotten=lambda f, dilation: f,
)
# What each layer of a chain is given: the input, then the size after the layer before
inputs = part(lambda n, sizes: (n, *sizes), chain_not_carried=lambda n, sizes: (n,) * (len(sizes) + 1))
fits = part(
    lambda n, f, stride, p, d: stride >= 1 and effective(f, d) <= padded(n, p),
    too_large_accepted=lambda n, f, stride, p, d: stride >= 1,
    stride_not_looked_at=lambda n, f, stride, p, d: effective(f, d) <= padded(n, p),
    undilated_kernel_compared=lambda n, f, stride, p, d: stride >= 1 and f <= padded(n, p),
    padding_not_compared=lambda n, f, stride, p, d: stride >= 1 and effective(f, d) <= n,
    kernel_of_the_same_size_refused=lambda n, f, stride, p, d: stride >= 1 and effective(f, d) < padded(n, p),
)


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    """(N + 2P - D(F-1) - 1) / S + 1."""
    layer = [int(v) for v in (n, f, stride, padding, dilation)]
    if not fits(*layer):
        raise ValueError("the kernel does not fit")
    return size(*layer, rounding)


def cut(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    value = Fraction(int(n) + 2 * int(padding) - int(dilation) * (int(f) - 1) - 1, int(stride) or 1)
    if stride < 1 or (rounding == "error" and value != int(value)):
        raise ValueError("uneven")
    return int(value) + 1 + (rounding == "ceil" and value > int(value))


def told(extra=0, **other):
    """A homework that takes one rounding for another, and then adds `extra` for "ceil"."""
    return lambda n, f, stride=1, padding=0, dilation=1, rounding="error": (
        conv_output_size(n, f, stride, padding, dilation, other.get(rounding, rounding)) + extra * (rounding == "ceil")
    )


misconceptions(
    of=conv_output_size,
    cut_towards_zero=cut,
    uneven_accepted=told(error="floor"),
    roundings_swapped=told(floor="ceil", ceil="floor"),
    one_more_for_ceil=told(1, ceil="floor"),
    float_for_size=lambda *layer, **named: float(conv_output_size(*layer, **named)),
)
spread = part(  # a transposed convolution without output padding (003:669-681)
    lambda n, f, stride, p, d=1: grown(n, stride) - cropped(p) + effective(f, d),
    forward_formula=lambda n, f, stride, p, d=1: number(Fraction(n + 2 * p - effective(f, d)) / stride + 1),
    only_multiplied=lambda n, f, stride, p, d=1: n * stride,
)
# From the first input pixel to the last, with zeros between them; what padding takes away at both ends
grown = part(
    lambda n, s: (n - 1) * s, gap_after_last=lambda n, s: n * s, stride_as_zeros=lambda n, s: (n - 1) * (s + 1)
)
cropped = part(lambda p: 2 * p, padding_added=lambda p: -2 * p, cropped_once=lambda p: p, not_cropped=lambda p: 0)


def ending(factor):
    """A homework that counts output_padding `factor` times."""
    return lambda n, f, stride=1, padding=0, dilation=1, output_padding=0: transposed_conv_output_size(
        n, f, stride, padding, dilation, factor * output_padding
    )


def half(extra):
    if extra % 2:
        raise ValueError("an even kernel has no such padding")
    return extra // 2


transposed_conv_output_size = part(  # (N-1) S - 2P + D(F-1) + 1 + OP
    lambda n, f, stride=1, padding=0, dilation=1, output_padding=0: int(
        spread(int(n), int(f), int(stride), int(padding), int(dilation)) + int(output_padding)
    ),
    output_padding_forgotten=ending(0),
    output_padding_twice=ending(2),
    output_padding_subtracted=ending(-1),
)
same_padding = part(
    lambda f, dilation=1: half(effective(int(f), int(dilation)) - 1),  # of what the kernel is larger than 1
    half_the_kernel=lambda f, dilation=1: (dilation * (int(f) - 1) + 1) // 2,
    less_than_half_the_kernel=lambda f, dilation=1: (effective(int(f), int(dilation)) - 1) // 2,
    both_ends_together=lambda f, dilation=1: effective(int(f), int(dilation)) - 1,
    even_kernels_refused=lambda f, dilation=1: same_padding(f, dilation) + 0 * half(int(f) + 1),
)

# ---- Maps

as_it_is = part(
    lambda kernel: kernel,  # a CNN layer lays it on the image as it stands: cross-correlation (003:409)
    kernel_turned=lambda kernel: kernel[::-1, ::-1],
    kernel_mirrored=lambda kernel: kernel[:, ::-1],
    kernel_upside_down=lambda kernel: kernel[::-1],
    kernel_transposed=lambda kernel: kernel.T,
    kernel_rotated=lambda kernel: np.rot90(kernel),
)


def scores(image, kernel):
    """One number for each place where the kernel lies wholly on the image."""
    return products(np.lib.stride_tricks.sliding_window_view(image, kernel.shape), kernel)


scores_compiled = twin(of=scores)(
    lambda image, kernel: (compiled(slid) if image.dtype == kernel.dtype == np.float64 else scores)(image, kernel)
)


def slid(image, kernel):
    """The kernel on every place of the image, for Numba to compile."""
    height, width = kernel.shape
    values = np.zeros((image.shape[0] - height + 1, image.shape[1] - width + 1))
    for row in range(values.shape[0]):
        for column in range(values.shape[1]):
            for i in range(height):
                for j in range(width):
                    values[row, column] += image[row + i, column + j] * kernel[i, j]
    return values


misconceptions(
    of=scores,
    map_transposed=lambda image, kernel: scores(image, kernel).T,
    zeros_put_around=lambda image, k: scores(np.pad(image, [((f - 1) // 2, f // 2) for f in k.shape]), k),
    laid_over_the_edge=lambda image, kernel: scores(np.pad(image, [(f - 1, f - 1) for f in kernel.shape]), kernel),
    last_place_left_out=lambda image, kernel: scores(image, kernel)[:-1, :-1],
)
products = part(
    lambda windows, kernel: (windows * kernel).sum(axis=(-2, -1)),  # entry by entry
    windows_averaged=lambda windows, kernel: (windows * kernel).mean(axis=(-2, -1)),
    matrix_product=lambda w, kernel: (w @ (kernel if w.shape[-1] == len(kernel) else kernel.T)).sum(axis=(-2, -1)),
)
surrounded = part(
    lambda image, padding: np.pad(image, padding),
    wrapped_around=lambda image, padding: np.pad(image, padding, mode="wrap"),
    edge_repeated=lambda image, padding: np.pad(image, padding, mode="edge"),
    padded_at_one_end=lambda image, padding: np.pad(image, ((padding, 0), (padding, 0))),
    map_padding_forgotten=lambda image, padding: image,
)
thinned = part(
    lambda values, stride: values[::stride, ::stride],
    map_stride_forgotten=lambda values, stride: values,
    stride_in_rows_only=lambda values, stride: values[::stride],
    windows_not_moved_on=lambda values, stride: values[tuple(map(slice, values[::stride, ::stride].shape))],
)
promoted = part(  # float64, but float32 stays: products of small integers would wrap around
    lambda x: np.asarray(x) if np.asarray(x).dtype == np.float32 else np.asarray(x).astype(np.float64),
    small_integers_kept=lambda x: np.asarray(x),
)
correlate2d = part(
    lambda image, kernel, stride=1, padding=0: thinned(
        scores(surrounded(promoted(image), padding), as_it_is(promoted(kernel))), stride
    ),
    cut_to_integers=lambda *given, **named: np.trunc(correlate2d(*given, **named)),
)
flipped = part(
    lambda kernel: kernel[::-1, ::-1],  # as convolution lays it: turned in both directions (000:662)
    not_turned=lambda kernel: kernel,
    turned_in_one_direction=lambda kernel: kernel[:, ::-1],
    turned_upside_down_only=lambda kernel: kernel[::-1],
    transposed_for_turned=lambda kernel: kernel.T,
    turned_by_a_quarter=lambda kernel: np.rot90(kernel),
)
convolve2d = part(
    lambda image, kernel: scores(promoted(image), flipped(promoted(kernel))),
    image_turned=lambda image, kernel: scores(promoted(image)[::-1, ::-1], promoted(kernel)),
)


# ---- By hand: the student's own image, kernel and layers (kernel, stride, padding, dilation)


def number(value):
    return int(value) if value == int(value) else float(value)


def plain(array):
    return tuple(tuple(map(number, row)) for row in array.tolist())


NAMES = "image kernel n_1 layers_1 n_2 layers_2".split() + [f"dilated_{word}" for word in ("n", "f", "rate")]
NAMES += [f"transposed_{word}" for word in ("n", "f", "stride", "padding")]
LECTURE = (
    ((3, 3, 2, 1, 0), (0, 0, 1, 3, 1), (3, 1, 2, 2, 3), (2, 0, 0, 2, 2), (2, 0, 0, 0, 1)),
    ((0, 1, 2), (2, 2, 0), (0, 1, 2)),
    *(64, ((7, 2, 3, 1), (3, 2, 0, 1), (3, 1, 1, 2), (4, 3, 1, 1), (2, 1, 0, 1))),
    *(47, ((5, 2, 1, 1), (3, 1, 0, 2), (3, 3, 1, 1), (4, 3, 1, 1), (3, 1, 1, 1))),
    *(7, 3, 2, 3, 3, 2, 1),
)


@numbers(lecture=dict(zip(NAMES, LECTURE, strict=True)))
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
    drawn = (plain(image), plain(kernel), *first, *second, n, f, rate, m, g, s, p)
    return dict(zip(NAMES, drawn, strict=True))


def drawn_chain(rng, strides, uneven):
    """An input size and a layer for each stride; those at the places `uneven` do not come out even, if they can."""
    n = before = int(rng.integers(40, 65))
    layers = []
    kernels = [(f, p, d) for f in range(2, 8) for p in range(f // 2 + 1) for d in range(1, 4) if d == 1 or f < 4]
    for place, stride in enumerate(strides):
        rooms = {(f, stride, p, d): before + 2 * p - d * (f - 1) - 1 for f, p, d in kernels}
        odd = stride > 1 and place in uneven
        choices = [layer for layer, room in rooms.items() if room >= stride and (room % stride > 0) == odd]
        if not choices:
            return None
        layers.append(choices[int(rng.integers(len(choices)))])
        before = rooms[layers[-1]] // stride + 1
    spaced, around = sum(d > 1 for *_, d in layers), sum(p > 0 for _, _, p, _ in layers)
    return (n, tuple(layers)) if spaced and around > 1 else None


def layer_size(n, layer, rounding="error"):
    """The size after a layer, None where it does not fit or nothing is left for it."""
    f, stride, padding, dilation = layer
    try:
        value = None if n is None else size(n, f, stride, padding, dilation, rounding)
    except ValueError:
        return None
    return value if value is not None and value > 0 else None


def chain(n, layers, sizes, rounding):
    return tuple(layer_size(n, layer, rounding) for n, layer in zip(inputs(n, sizes), layers, strict=False))


steps(
    feature_map=lambda image, kernel: plain(scores(np.array(image), as_it_is(np.array(kernel)))),  # 003:409-419
    chain_1=lambda n_1, layers_1, chain_1: chain(n_1, layers_1, chain_1, "floor"),
    chain_2=lambda n_2, layers_2, chain_2: chain(n_2, layers_2, chain_2, "error"),
    dilated_size=lambda dilated_n, dilated_f, dilated_rate: layer_size(dilated_n, (dilated_f, 1, 0, dilated_rate)),
    transposed_size=lambda transposed_n, transposed_f, transposed_stride, transposed_padding: spread(
        transposed_n, transposed_f, transposed_stride, transposed_padding
    ),
    alexnet_227=lambda: layer_size(227, (11, 4, 0, 1)),
    alexnet_224=lambda: layer_size(224, (11, 4, 0, 1)),  # the size that the paper prints: 54.25
)

# ---- Pictures


def edge(n, layer, title):
    """The right edge of a row of the input: the last window that fits and the one after it."""
    f, stride, padding, dilation = layer
    length, kernel = padded(n, padding), effective(f, dilation)
    last = (length - kernel) // stride * stride
    first = max(0, last - 3)
    zeros = {i: i < padding or i >= n + padding for i in range(first, length)}
    cells = [Box(i, 0, 1, 1, "faint" if zero else "given", "0" if zero else "") for i, zero in zeros.items()]
    fits = [Box(last + i * dilation, -1.3, 1, 0.9, "right") for i in range(f)]
    off = [Box(last + stride + i * dilation, -2.6, 1, 0.9, "wrong") for i in range(f)]
    names = [Words(first - 2, y, text) for y, text in ((0.5, "input"), (-0.85, "fits"), (-2.15, "sticks out"))]
    marks = (*cells, *fits, *off, *names, Line(((length, 1.2), (length, -2.8)), "given"))
    return Panel(title, (first - 4, last + stride + kernel + 0.5), (-3, 1.4), marks, height=0.45)


@picture(of="rounded_up")
def window_over_the_edge():
    text = (
        "Above: the pixels up to the edge. The second window still lies on them; the third would stick out by two "
        "pixels. Rounded down, there are two positions."
    )
    return Picture("7 pixels, kernel 3, stride 3", text, (edge(7, (3, 3, 0, 1), "(7 - 3) / 3 + 1 = 2.33"),))


@picture(of="chains")
def where_a_layer_does_not_come_out_even(n_1, layers_1, chain_1, n_2, layers_2, chain_2):
    panels = (*uneven("chain_1", n_1, layers_1, chain_1), *uneven("chain_2", n_2, layers_2, chain_2))
    text = (
        "In each chain the first layer that does not come out even on your own sizes: the right end of a row of its "
        "input (0 is padding), the last window that fits, and the one after it, which would stick out."
    )
    return Picture("Where a window falls off the edge", text, panels) if panels else None


def uneven(name, n, layers, sizes):
    """The picture of the first uneven layer that the student has said something about, none or one."""
    for number, (before, layer) in enumerate(zip(inputs(n, sizes or ()), layers, strict=False), 1):
        f, stride, padding, dilation = layer
        if not sizes or before is None or before != int(before) or effective(f, dilation) > padded(before, padding):
            return
        if quotient(padded(int(before), padding), effective(f, dilation), stride).denominator > 1:
            numbers = f"{before} pixels, kernel {f}, stride {stride}, padding {padding}, dilation {dilation}"
            yield edge(int(before), layer, f"{name}, layer {number}: {numbers}")
            return
