"""Checks for `rnn`: hidden unless they say public."""

import numpy as np

from grader import args, close, drawn, not_asked, prose, task, unchanged, worksheet


def a(*values):
    return np.array(values)


def network(rng, T, d, H, K):
    shapes = ((T, d), (H,), (H, d), (H, H), (K, H))  # of X, h0, W_xh, W_hh, W_hy: nothing is 0, nothing saturates
    return tuple(rng.choice([-1, 1], size=s) * rng.uniform(0.1, 1.0, size=s) for s in shapes)


def network_and_targets(rng, *size):
    return *network(rng, *size), rng.normal(size=(size[0], size[3]))


def cell(rng, d, H):
    X, h, W_xh, W_hh, _ = network(rng, 1, d, H, 1)
    return X[0], h, np.hstack([W_xh, W_hh])


def net(*size):
    return drawn(network, *size, parts=5)


def learning(*size):
    return drawn(network_and_targets, *size, parts=6)


def views(given):
    """The same arrays, but that matrices lie column by column, and vectors run backwards."""
    return tuple(x.turned(lambda x: np.asfortranarray(x) if x.ndim > 1 else x[::-1]) for x in given)


def loss(X, h0, W_xh, W_hh, W_hy, targets):
    h, total = h0, 0
    for x, t in zip(X, targets, strict=True):
        total = total + ((W_hy @ (h := np.tanh(W_hh @ h + W_xh @ x)) - t) ** 2).sum() / 2
    return total


def complex_step(given, place, h=1e-30):
    gradient = np.zeros(given[place].shape)
    for index in np.ndindex(gradient.shape):
        moved = [x.astype(complex) for x in given]
        moved[place][index] += 1j * h
        gradient[index] = loss(*moved).imag / h
    return gradient


def agree(**places):
    """A check of whether each gradient named is that of the loss with respect to the array at its place."""

    def same(f, *given):
        found = f(*given)
        pairs = ((np.asarray(found[name], float), complex_step(given, place)) for name, place in places.items())
        return [bool(x.shape == y.shape and np.allclose(x, y, rtol=1e-6, atol=1e-9)) for x, y in pairs]

    return same


def parts(found, names):
    """Some of what rnn_bptt gives: a slip in one gradient costs no points that are for another."""
    return {name: found[name] for name in names}


def of_lecture(*names):
    return lambda f, rng: parts(f(*LECTURE, TARGETS), names)


def of_sizes(sizes, *names, times=1):

    def found(f, rng):
        given = [network_and_targets(rng, *size) for size in sizes]
        return [parts(f(*network, times * targets), names) for *network, targets in given]

    return found


W_XH, W_HH, W_HY = a([0.1, 0.4], [-0.6, 0.3]), a([0.5, -0.3], [0.2, 0.1]), a([1.0, -1.0])
H0, X, TARGETS = a(0.2, -0.1), a([1, 0], [0, 1], [1, 1], [-1, 0.5]), a([0.5], [-0.2], [0.4], [0.0])
LECTURE, W = (X, H0, W_XH, W_HH, W_HY), np.hstack([W_XH, W_HH])
WHOLE = [[1, 0], [0, 2], [-1, 1], [1, 1]], [1, 0], [[1, -1], [0, 1]], [[0, 1], [-1, 0]], [[2, 1]]
AIMED, WEIGHTS = (*WHOLE, [[1], [0], [2], [1]]), ("dW_xh", "dW_hh", "dW_hy")
DIFFERENT = ((4, 3, 2, 1), (5, 2, 4, 3), (4, 1, 3, 2), (2, 3, 2, 1))
ALIKE = [(T, n, n, n) for T, n in ((4, 2), (5, 3), (6, 1), (2, 2))]
DIFFER, SAME = "for drawn networks where d, H and K differ", "for drawn networks where d, H and K are the same"
FLOAT32 = "float32; the result may be of it too"
LOCKED = "what is given is left as it was, also where it cannot be written to"


def far(given):
    """Inputs so large that states are 1 and -1 to the last digit, and an output that hangs on one of them alone."""
    X, h0, W_xh, W_hh, W_hy, *targets = given
    return 200 * X, h0, W_xh, W_hh, W_hy * (1, 0), *targets


t = task("rnn_forward")  # 20 points
t.public(4, "four steps with H = 2 from h0 = (0.2, -0.1)")("lecture_states", LECTURE)
t.public(2, "the same with both biases")("biases", (*LECTURE, a(0.3, -0.2), a(0.5)))
t.hidden(4, "drawn networks where d, H and K differ")("drawn_states", net(4, 3, 2, 1), net(5, 2, 4, 3), net(6, 1, 3, 2))
c = t.hidden(3, "drawn networks where d, H and K are the same, so that nothing but the values tells a transpose")
c("square_matrices", net(4, 2, 2, 2), net(5, 3, 3, 3), net(4, 1, 1, 1))
given, b_h, b_y = net(4, 2, 3, 2), drawn(lambda rng: rng.normal(size=3)), drawn(lambda rng: rng.normal(size=2))
t.hidden(2, "b_h alone, b_y alone, both")(
    "one_bias_at_a_time", (*given, b_h), args(*given, b_y=b_y), (*given, b_h, b_y)
)
c = t.hidden(0.5, "large inputs, an output weight of 0, an output bias of 0")
c("saturated_states", far(net(4, 3, 2, 2)), args(*far(net(4, 2, 2, 1)), b_y=[0]))
t.hidden(1, "a single step of the network, T = 1")("one_step", net(1, 3, 2, 2), net(1, 1, 1, 1))
given = net(0, 3, 2, 4)
c = t.hidden(2, "T = 0: h0 alone, and no output: shapes (1, H) and (0, K)")
c("no_step", given, (*given, np.ones(2), np.ones(4)))
c = t.hidden(0.5, "lists, integers, a start of integers; views")
biased = (*WHOLE, [1, 0], [2]), (*WHOLE, [0, -1], [-2])
c("lists_and_integers", WHOLE, tuple(map(np.int8, WHOLE)), *biased, views(net(4, 3, 2, 2)))
t.float32(0.5, FLOAT32)("single_precision", net(4, 3, 2, 2))
t.read_only(0.5, LOCKED)("forward_leaves_its_inputs", (*net(4, 2, 3, 2), np.ones(3), np.ones(2)))

t = task("rnn_cell_concat")  # 5 points
c = t.public(2, "the lecture's first two steps with W = [W_xh W_hh]")
c("lecture_cell", (X[0], H0, W), (X[1], a(0.25, -0.5), W))
c = t.hidden(1.5, "drawn cells, d other than H and the same")
c("drawn_cells", *(drawn(cell, d, H, parts=3) for d, H in ((3, 2), (2, 4), (3, 3), (1, 1))))
t.float32(0.5, "float32; the new state may be of it too")("cell_in_single_precision", drawn(cell, 3, 2, parts=3))
given = drawn(cell, 2, 3, parts=3)
t.read_only(0.5, LOCKED)("cell_leaves_its_inputs", given)
c = t.hidden(0.5, "lists, integers and views; large inputs, a state of 0, weights of 0")
zeros = (a(60.0, -70.0), 0 * given[1], given[2]), (*given[:2], 0 * given[2])
c("other_cells", given, views(given), ([1, 0], [1], [[1, -1, 2]]), *zeros)

t = task("rnn_bptt")  # 35 points
c = t.public(3, "the loss of the lecture's four steps, and its gradient with respect to W_hy")
c("lecture_loss", using=of_lecture("loss", "dW_hy"))
t.public(4, "the gradients with respect to W_hh and W_xh")("lecture_weights", using=of_lecture("dW_hh", "dW_xh"))
t.public(3, "the gradients with respect to h0 and X")("lecture_start_and_inputs", using=of_lecture("dh0", "dX"))
t.hidden(2, f"loss and gradient of W_hy {DIFFER}")("drawn_loss", using=of_sizes(DIFFERENT, "loss", "dW_hy"))
t.hidden(2.5, f"gradients of W_hh and W_xh {DIFFER}")("drawn_weights", using=of_sizes(DIFFERENT, "dW_hh", "dW_xh"))
t.hidden(2, f"gradients of h0 and X {DIFFER}")("drawn_start_and_inputs", using=of_sizes(DIFFERENT, "dh0", "dX"))
t.hidden(3, f"gradients of the weights {SAME}")("square_weights", using=of_sizes(ALIKE, *WEIGHTS))
t.hidden(1, f"gradients of h0 and X {SAME}")("square_start_and_inputs", using=of_sizes(ALIKE, "dh0", "dX"))
FAR = "nine and twelve steps, targets far away: every loss goes back to the first, however large the gradients"
c = t.hidden(3, FAR)
c("longer_sequences", using=of_sizes(((9, 2, 3, 2), (12, 3, 3, 2)), *WEIGHTS, times=20))
t.hidden(2, "the gradients of a single step, T = 1")(
    "gradients_of_one_step", learning(1, 3, 2, 2), learning(1, 1, 1, 1)
)
c = t.hidden(2, "T = 0: loss 0, gradients of zeros, dX of shape (0, d)")
c("gradients_of_no_step", learning(0, 3, 2, 2), learning(0, 2, 2, 1))
c = t.hidden(0.5, "large inputs, an output weight of 0")
c("gradients_of_saturated_states", far(learning(4, 3, 2, 2)), far(learning(3, 2, 2, 1)))
c = t.hidden(0.5, "lists and integers, also small ones; views")
c("gradients_of_lists", AIMED, tuple(map(np.array, AIMED)), tuple(map(np.int8, AIMED)), views(learning(4, 3, 2, 2)))
t.float32(0.5, FLOAT32)("gradients_in_single_precision", learning(4, 3, 2, 2))
c = t.left_alone(
    1, "what is given is as it was before the call, the targets too; the results are new arrays", close & unchanged
)
c("bptt_leaves_its_inputs", learning(4, 2, 3, 2))
c = t.hidden(3, "the weights' gradients are those of the loss itself, by complex steps")
c("complex_step_agrees", *learning(5, 2, 3, 2), using=agree(dW_xh=2, dW_hh=3, dW_hy=4))
c = t.hidden(2, "the gradients of h0 and X are those of the loss itself, by complex steps")
c("complex_step_agrees_further_back", *learning(5, 3, 2, 3), using=agree(dh0=1, dX=0))

BYTES = "a right homework may add 8-bit numbers up in 8 bits, and NumPy's tanh of them has half precision"
not_asked("rnn_forward rnn_cell_concat rnn_bptt", "small integers", why=BYTES)

worksheet("steps", points=20, digits=4, steps=("h1", "y1", "h2", "y2"), title="two steps by hand")
worksheet("counts", points=10, steps=("count_W_hy", "count_W_hh", "count_W_xh"), title="how often each takes part")
FACTS = (
    "product, power, repeated, multipl, 连乘, 乘积; norm, eigenv, spectral, 范数, 特征; tanh, 1 - h, derivative, 导数"
)
FACTS += "; < 1, <1, less than 1, below 1, 小于; > 1, >1, greater than 1, larger than 1, above 1, 大于"
FACTS += "; ^, **, exponential, 指数"
prose("vanishing_and_exploding", points=10, title="why gradients vanish and explode", key_facts=FACTS)
