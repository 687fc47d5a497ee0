"""Checks for `rnn`: hidden unless they say public=True."""

import numpy as np

from grader import check, close, prose, unchanged, worksheet

W_XH, W_HH, W_HY = np.array([[0.1, 0.4], [-0.6, 0.3]]), np.array([[0.5, -0.3], [0.2, 0.1]]), np.array([[1.0, -1.0]])
H0, X = np.array([0.2, -0.1]), np.array([[1, 0], [0, 1], [1, 1], [-1, 0.5]])
TARGETS = np.array([[0.5], [-0.2], [0.4], [0.0]])
LECTURE = (X, H0, W_XH, W_HH, W_HY)
WHOLE = [[1, 0], [0, 2], [-1, 1], [1, 1]], [1, 0], [[1, -1], [0, 1]], [[0, 1], [-1, 0]], [[2, 1]]
WEIGHTS = ("dW_xh", "dW_hh", "dW_hy")
DIFFERENT = ((4, 3, 2, 1), (5, 2, 4, 3), (4, 1, 3, 2), (2, 3, 2, 1))
ALIKE = ((4, 2), (5, 3), (6, 1), (2, 2))


def network(rng, T, d, H, K):
    """X, h0, W_xh, W_hh, W_hy: nothing is 0, nothing saturates."""
    shapes = ((T, d), (H,), (H, d), (H, H), (K, H))
    return tuple(rng.choice([-1, 1], size=s) * rng.uniform(0.1, 1.0, size=s) for s in shapes)


def task(rng, T, d, H, K):
    """A network and targets."""
    return (*network(rng, T, d, H, K), rng.normal(size=(T, K)))


def views(given):
    """The same arrays, but that matrices lie column by column, and vectors run backwards."""
    return [np.asfortranarray(a) if a.ndim > 1 else a[::-1] for a in given]


def loss(X, h0, W_xh, W_hh, W_hy, targets):
    """1/2 sum (Y - targets)^2, of complex numbers too."""
    h, total = h0, 0
    for x, t in zip(X, targets, strict=True):
        h = np.tanh(W_hh @ h + W_xh @ x)
        total = total + ((W_hy @ h - t) ** 2).sum() / 2
    return total


def complex_step(given, place, h=1e-30):
    """The gradient of the loss with respect to one of the arrays given."""
    gradient = np.zeros(given[place].shape)
    for index in np.ndindex(gradient.shape):
        moved = [a.astype(complex) for a in given]
        moved[place][index] += 1j * h
        gradient[index] = loss(*moved).imag / h
    return gradient


def agree(found, given, places):
    """Whether each gradient named is that of the loss with respect to the array at its place."""
    same = []
    for name, place in places.items():
        mine, true = np.asarray(found[name], float), complex_step(given, place)
        same.append(bool(mine.shape == true.shape and np.allclose(mine, true, rtol=1e-6, atol=1e-9)))
    return same


def parts(found, names):
    """Some of what rnn_bptt gives: a slip in one gradient costs no points that are for another."""
    return {name: found[name] for name in names}


# ---- rnn_forward: 20


@check(points=4, public=True)
def lecture_states(hw, rng):
    """four steps with H = 2 from h0 = (0.2, -0.1)"""
    return hw.rnn_forward(*LECTURE)


@check(points=2, public=True)
def biases(hw, rng):
    """the same with both biases"""
    return hw.rnn_forward(*LECTURE, np.array([0.3, -0.2]), np.array([0.5]))


@check(points=4)
def drawn_states(hw, rng):
    """drawn networks where d, H and K differ"""
    sizes = ((4, 3, 2, 1), (5, 2, 4, 3), (6, 1, 3, 2))
    return [hw.rnn_forward(*network(rng, *size)) for size in sizes]


@check(points=3)
def square_matrices(hw, rng):
    """drawn networks where d, H and K are the same, so that nothing but the values tells a transpose"""
    return [hw.rnn_forward(*network(rng, T, n, n, n)) for T, n in ((4, 2), (5, 3), (4, 1))]


@check(points=2)
def one_bias_at_a_time(hw, rng):
    """b_h alone, b_y alone, both"""
    given, b_h, b_y = network(rng, 4, 2, 3, 2), rng.normal(size=3), rng.normal(size=2)
    return hw.rnn_forward(*given, b_h), hw.rnn_forward(*given, b_y=b_y), hw.rnn_forward(*given, b_h, b_y)


@check(points=1)
def one_step(hw, rng):
    """a single step of the network, T = 1"""
    return hw.rnn_forward(*network(rng, 1, 3, 2, 2)), hw.rnn_forward(*network(rng, 1, 1, 1, 1))


@check(points=2)
def no_step(hw, rng):
    """T = 0: h0 alone, and no output: shapes (1, H) and (0, K)"""
    given = network(rng, 0, 3, 2, 4)
    return hw.rnn_forward(*given), hw.rnn_forward(*given, np.ones(2), np.ones(4))


@check(points=0.5)
def lists_and_integers(hw, rng):
    """lists, integers, a start of integers; views"""
    small = [np.array(a, np.int8) for a in WHOLE]
    return (
        hw.rnn_forward(*WHOLE),
        hw.rnn_forward(*small),
        hw.rnn_forward(*WHOLE, [1, 0], [2]),
        hw.rnn_forward(*views(network(rng, 4, 3, 2, 2))),
    )


@check(points=0.5)
def single_precision(hw, rng):
    """float32; the result may be of it too"""
    return hw.rnn_forward(*(a.astype(np.float32) for a in network(rng, 4, 3, 2, 2)))


@check(points=1, expect=close & unchanged)
def forward_leaves_its_inputs(hw, rng):
    """what is given is as it was before the call, h0 too; the results are new arrays"""
    return [hw.rnn_forward(*network(rng, 4, 2, 3, 2), np.ones(3), np.ones(2)) for _ in range(2)]


# ---- rnn_cell_concat: 5


@check(points=2, public=True)
def lecture_cell(hw, rng):
    """the lecture's first two steps with W = [W_xh W_hh]"""
    W = np.hstack([W_XH, W_HH])
    return hw.rnn_cell_concat(X[0], H0, W), hw.rnn_cell_concat(X[1], np.array([0.25, -0.5]), W)


@check(points=1.5)
def drawn_cells(hw, rng):
    """drawn cells, d other than H and the same"""
    return [
        hw.rnn_cell_concat(x[0], h, np.hstack([W_xh, W_hh]))
        for x, h, W_xh, W_hh, _ in (network(rng, 1, d, H, 1) for d, H in ((3, 2), (2, 4), (3, 3), (1, 1)))
    ]


@check(points=0.5)
def cell_in_single_precision(hw, rng):
    """float32; the new state may be of it too"""
    x, h, W_xh, W_hh, _ = (a.astype(np.float32) for a in network(rng, 1, 3, 2, 1))
    return hw.rnn_cell_concat(x[0], h, np.hstack([W_xh, W_hh]))


@check(points=1, expect=close & unchanged)
def cell_leaves_its_inputs(hw, rng):
    """lists, integers and views are accepted; what is given is as it was before the call"""
    x, h, W_xh, W_hh, _ = network(rng, 1, 2, 3, 1)
    W = np.hstack([W_xh, W_hh])
    return (
        hw.rnn_cell_concat(x[0], h, W),
        hw.rnn_cell_concat(*views((x[0], h, W))),
        hw.rnn_cell_concat([1, 0], [1], [[1, -1, 2]]),
    )


# ---- rnn_bptt: 35


@check(points=3, public=True)
def lecture_loss(hw, rng):
    """the loss of the lecture's four steps, and its gradient with respect to W_hy"""
    return parts(hw.rnn_bptt(*LECTURE, TARGETS), ("loss", "dW_hy"))


@check(points=4, public=True)
def lecture_weights(hw, rng):
    """the gradients with respect to W_hh and W_xh"""
    return parts(hw.rnn_bptt(*LECTURE, TARGETS), ("dW_hh", "dW_xh"))


@check(points=3, public=True)
def lecture_start_and_inputs(hw, rng):
    """the gradients with respect to h0 and X"""
    return parts(hw.rnn_bptt(*LECTURE, TARGETS), ("dh0", "dX"))


@check(points=2)
def drawn_loss(hw, rng):
    """loss and gradient of W_hy for drawn networks where d, H and K differ"""
    return [parts(hw.rnn_bptt(*task(rng, *size)), ("loss", "dW_hy")) for size in DIFFERENT]


@check(points=3)
def drawn_weights(hw, rng):
    """gradients of W_hh and W_xh for drawn networks where d, H and K differ"""
    return [parts(hw.rnn_bptt(*task(rng, *size)), ("dW_hh", "dW_xh")) for size in DIFFERENT]


@check(points=2)
def drawn_start_and_inputs(hw, rng):
    """gradients of h0 and X for drawn networks where d, H and K differ"""
    return [parts(hw.rnn_bptt(*task(rng, *size)), ("dh0", "dX")) for size in DIFFERENT]


@check(points=3)
def square_weights(hw, rng):
    """gradients of the weights for drawn networks where d, H and K are the same"""
    return [parts(hw.rnn_bptt(*task(rng, T, n, n, n)), WEIGHTS) for T, n in ALIKE]


@check(points=1)
def square_start_and_inputs(hw, rng):
    """gradients of h0 and X for drawn networks where d, H and K are the same"""
    return [parts(hw.rnn_bptt(*task(rng, T, n, n, n)), ("dh0", "dX")) for T, n in ALIKE]


@check(points=3)
def longer_sequences(hw, rng):
    """nine and twelve steps, targets far away: every loss goes back to the first, however large the gradients"""
    drawn = [task(rng, T, d, 3, 2) for T, d in ((9, 2), (12, 3))]
    return [parts(hw.rnn_bptt(*given, 20 * targets), WEIGHTS) for *given, targets in drawn]


@check(points=2)
def gradients_of_one_step(hw, rng):
    """the gradients of a single step, T = 1"""
    return hw.rnn_bptt(*task(rng, 1, 3, 2, 2)), hw.rnn_bptt(*task(rng, 1, 1, 1, 1))


@check(points=2)
def gradients_of_no_step(hw, rng):
    """T = 0: loss 0, gradients of zeros, dX of shape (0, d)"""
    return hw.rnn_bptt(*task(rng, 0, 3, 2, 2)), hw.rnn_bptt(*task(rng, 0, 2, 2, 1))


@check(points=0.5)
def gradients_of_lists(hw, rng):
    """lists and integers, also small ones; views"""
    given = *WHOLE, [[1], [0], [2], [1]]
    return (
        hw.rnn_bptt(*given),
        hw.rnn_bptt(*(np.array(a) for a in given)),
        hw.rnn_bptt(*(np.array(a, np.int8) for a in given)),
        hw.rnn_bptt(*views(task(rng, 4, 3, 2, 2))),
    )


@check(points=0.5)
def gradients_in_single_precision(hw, rng):
    """float32; the result may be of it too"""
    return hw.rnn_bptt(*(a.astype(np.float32) for a in task(rng, 4, 3, 2, 2)))


@check(points=1, expect=close & unchanged)
def bptt_leaves_its_inputs(hw, rng):
    """what is given is as it was before the call, the targets too; the results are new arrays"""
    return [hw.rnn_bptt(*task(rng, 4, 2, 3, 2)) for _ in range(2)]


@check(points=3)
def complex_step_agrees(hw, rng):
    """the weights' gradients are those of the loss itself, by complex steps"""
    given = task(rng, 5, 2, 3, 2)
    return agree(hw.rnn_bptt(*given), given, dict(zip(WEIGHTS, (2, 3, 4), strict=True)))


@check(points=2)
def complex_step_agrees_further_back(hw, rng):
    """the gradients of h0 and X are those of the loss itself, by complex steps"""
    given = task(rng, 5, 3, 2, 3)
    return agree(hw.rnn_bptt(*given), given, {"dh0": 1, "dX": 0})


# ---- by hand

worksheet("steps", points=20, digits=4, steps=("h1", "y1", "h2", "y2"), title="two steps by hand")
worksheet("counts", points=10, steps=("count_W_hy", "count_W_hh", "count_W_xh"), title="how often each takes part")
prose(
    "vanishing_and_exploding",
    points=10,
    title="why gradients vanish and explode",
    key_facts=(
        ("product", "power", "repeated", "multipl", "连乘", "乘积"),
        ("norm", "eigenv", "spectral", "范数", "特征"),
        ("tanh", "1 - h", "derivative", "导数"),
        ("< 1", "<1", "less than 1", "below 1", "小于"),
        ("> 1", ">1", "greater than 1", "larger than 1", "above 1", "大于"),
        ("^", "**", "exponential", "指数"),
    ),
)
