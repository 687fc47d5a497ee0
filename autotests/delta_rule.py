"""Checks for `delta_rule`: hidden unless they say public=True."""

import numpy as np

from grader import answer, check, close, formula, prose, unchanged, worksheet

LECTURE_X = np.array([[1.0, 3.0, 3.0], [1.0, 4.0, 3.0], [1.0, 1.0, 1.0]])
LECTURE_T = np.array([1.0, 1.0, -1.0])
AND_X = np.array([[1, 0, 0], [1, 0, 1], [1, 1, 0], [1, 1, 1]])
AND_T = np.array([-1, -1, -1, 1])


def samples(rng, n=7, m=4):
    """X with its column of ones, targets, and weights."""
    X = np.column_stack([np.ones(n), rng.normal(size=(n, m - 1))])
    return X, rng.normal(size=n), rng.normal(size=m)


def gradient(E, w):
    """dE/dw by the complex step, exact to rounding."""
    return np.array([E(w + 1e-30j * unit).imag / 1e-30 for unit in np.eye(len(w))])


def linear(X, t):
    """E of a linear unit as a function of w."""
    return lambda w: 0.5 * ((t - X @ w) ** 2).sum()


def logistic(X, t):
    """E of a sigmoid unit as a function of w."""
    return lambda w: 0.5 * ((t - 1 / (1 + np.exp(-(X @ w)))) ** 2).sum()


def integers():
    """Samples and weights of 32 bits: enough for every product, however a unit is written down."""
    X = np.array([[1, 100, -90], [1, 120, 7], [1, -100, 30]], np.int32)
    return X, np.array([1, -1, 1], np.int32), np.array([3, -2, 5], np.int32)


def single(rng):
    """Samples in float32."""
    return [a.astype(np.float32) for a in samples(rng)]


def views(rng):
    """Samples that are no plain arrays in C order: transposed, strided, backwards, read-only."""
    X, t, w = samples(rng, 5, 3)
    locked = X.copy()
    locked.flags.writeable = False
    wide = np.repeat(X, 2, axis=1)
    return [(np.asfortranarray(X), t, w), (wide[:, ::2], t[::-1], w[::-1]), (locked, t, w)]


# ---- lms_error: 5


@check(points=2, public=True)
def lecture_error(hw, rng):
    """E on the lecture's samples, at w = 0 and after each of two steps"""
    return [hw.lms_error(LECTURE_X, LECTURE_T, np.array(w)) for w in ((0, 0, 0.0), (0.02, 0.12, 0.1), (1, -2, 0.5))]


@check(points=2)
def drawn_error(hw, rng):
    """E on drawn samples, and on one sample"""
    X, t, w = samples(rng)
    return hw.lms_error(X, t, w), hw.lms_error(X[:1], t[:1], w), hw.lms_error(AND_X, AND_T, [-1.5, 1.0, 1.0])


@check(points=0.5, expect=close & unchanged)
def error_of_lists_and_integers(hw, rng):
    """lists, integers, views, no sample; inputs are left as they were"""
    X, t, w = samples(rng)
    return (
        hw.lms_error([[1, 3], [1, -2]], [1, 0], [2, 1]),
        hw.lms_error(*integers()),
        hw.lms_error(X, t, w),
        hw.lms_error(X[:0], t[:0], w),
        [hw.lms_error(*given) for given in views(rng)],
    )


@check(points=0.5)
def error_in_single_precision(hw, rng):
    """float32 arrays; the result may be float32 too"""
    return hw.lms_error(*single(rng))


# ---- delta_batch_step: 15


@check(points=5, public=True)
def lecture_batch_steps(hw, rng):
    """the lecture's samples, eta = 0.02: the first step from w = 0, and the second"""
    return [hw.delta_batch_step(LECTURE_X, LECTURE_T, np.array(w), 0.02) for w in ((0, 0, 0.0), (0.02, 0.12, 0.1))]


@check(points=3)
def drawn_batch_steps(hw, rng):
    """drawn samples, several learning rates, one sample, no sample"""
    X, t, w = samples(rng)
    steps = [hw.delta_batch_step(X, t, w, eta) for eta in (0.01, 0.3)]
    return [*steps, hw.delta_batch_step(X[:1], t[:1], w, 0.1), hw.delta_batch_step(X[:0], t[:0], w, 0.1)]


@check(points=1.5)
def batch_step_of_lists_and_integers(hw, rng):
    """lists, integers, weights given as integers"""
    return (
        hw.delta_batch_step([[1, 3], [1, -2]], [1, 0], [2, 1], 0.25),
        hw.delta_batch_step(*integers(), 0.125),
        hw.delta_batch_step(AND_X, AND_T, np.zeros(3, int), 0.1),
    )


@check(points=0.5)
def batch_step_in_single_precision(hw, rng):
    """float32 arrays; the result may be float32 too"""
    return hw.delta_batch_step(*single(rng), 0.05)


@check(points=1)
def batch_step_of_views(hw, rng):
    """transposed, strided, reversed and read-only arrays"""
    return [hw.delta_batch_step(*given, 0.1) for given in views(rng)]


@check(points=2)
def batch_step_is_the_gradient(hw, rng):
    """the step is -eta times the gradient of E"""
    X, t, w = samples(rng)
    step = np.asarray(hw.delta_batch_step(X, t, w, 0.05)) - w
    return bool(np.allclose(step, -0.05 * gradient(linear(X, t), w), rtol=1e-9, atol=1e-12))


@check(points=0.5)
def error_falls_below_the_bound(hw, rng):
    """E falls at every step for eta a little below 2 / lambda_max"""
    X, t, w = samples(rng)
    eta = 1.9 / np.linalg.eigvalsh(X.T @ X)[-1]
    path = [w]
    for _ in range(12):
        path.append(np.asarray(hw.delta_batch_step(X, t, path[-1], eta)))
    return bool(np.all(np.diff([linear(X, t)(at) for at in path]) < 0))


@check(points=0.5)
def batch_is_the_sum_over_samples(hw, rng):
    """the step is the sum of the steps of the single samples, all from the same w"""
    X, t, w = samples(rng, 4, 3)
    alone = [np.asarray(hw.delta_batch_step(X[i : i + 1], t[i : i + 1], w, 0.1)) - w for i in range(4)]
    return bool(np.allclose(np.asarray(hw.delta_batch_step(X, t, w, 0.1)) - w, sum(alone), rtol=1e-9, atol=1e-12))


@check(points=1, expect=unchanged)
def batch_step_leaves_its_inputs(hw, rng):
    """X, t and w are as they were before the call; the result is a new array each time"""
    return [hw.delta_batch_step(*samples(rng), 0.1) for _ in range(2)]


# ---- delta_incremental_epoch: 15


@check(points=5, public=True)
def lecture_pass(hw, rng):
    """the lecture's samples, eta = 0.02: one pass from w = 0, and one more"""
    starts = (0, 0, 0.0), (0.006608, 0.080208, 0.069008)
    return [hw.delta_incremental_epoch(LECTURE_X, LECTURE_T, np.array(w), 0.02) for w in starts]


@check(points=4)
def drawn_passes(hw, rng):
    """drawn samples, several learning rates, one sample, no sample"""
    X, t, w = samples(rng)
    passes = [hw.delta_incremental_epoch(X, t, w, eta) for eta in (0.01, 0.3)]
    rest = [hw.delta_incremental_epoch(X[:n], t[:n], w, 0.1) for n in (1, 0)]
    return passes + rest


@check(points=1.5)
def order_matters(hw, rng):
    """the same samples in another order"""
    X, t, w = samples(rng, 5, 3)
    turned = rng.permutation(5)
    return [hw.delta_incremental_epoch(X[i], t[i], w, 0.2) for i in (turned, turned[::-1])]


@check(points=1.5)
def pass_of_lists_and_integers(hw, rng):
    """lists, integers, weights given as integers"""
    return (
        hw.delta_incremental_epoch([[1, 3], [1, -2]], [1, 0], [2, 1], 0.25),
        hw.delta_incremental_epoch(*integers(), 0.0625),
        hw.delta_incremental_epoch(AND_X, AND_T, np.zeros(3, int), 0.1),
    )


@check(points=0.5)
def pass_in_single_precision(hw, rng):
    """float32 arrays; the result may be float32 too"""
    return hw.delta_incremental_epoch(*single(rng), 0.05)


@check(points=0.5)
def pass_of_views(hw, rng):
    """transposed, strided, reversed and read-only arrays"""
    return [hw.delta_incremental_epoch(*given, 0.1) for given in views(rng)]


@check(points=1)
def each_sample_is_a_gradient_step(hw, rng):
    """a pass over one sample is -eta times the gradient of that sample's E; a pass over three is three such passes"""
    X, t, w = samples(rng, 3, 4)
    whole, one = np.asarray(hw.delta_incremental_epoch(X, t, w, 0.2), float), w
    rule = []
    for i in range(3):
        after = np.asarray(hw.delta_incremental_epoch(X[i : i + 1], t[i : i + 1], one, 0.2), float)
        step = -0.2 * gradient(linear(X[i : i + 1], t[i : i + 1]), one)
        rule.append(bool(np.allclose(after - one, step, rtol=1e-9, atol=1e-12)))
        one = after
    return rule, bool(np.allclose(whole, one, rtol=1e-9, atol=1e-12))


@check(points=1, expect=unchanged)
def pass_leaves_its_inputs(hw, rng):
    """X, t and w are as they were before the call; the result is a new array each time"""
    return [hw.delta_incremental_epoch(*samples(rng), 0.1) for _ in range(2)]


# ---- sigmoid_unit_step: 15


@check(points=5, public=True)
def lecture_sigmoid_step(hw, rng):
    """one sample x = (1, 0.8, 0.5), t = 1, w = (0.1, 0.2, -0.3), eta = 0.5"""
    return hw.sigmoid_unit_step(np.array([[1.0, 0.8, 0.5]]), np.array([1.0]), np.array([0.1, 0.2, -0.3]), 0.5)


@check(points=4)
def drawn_sigmoid_steps(hw, rng):
    """drawn samples, several learning rates, targets 0 and 1, no sample"""
    X, t, w = samples(rng)
    steps = [hw.sigmoid_unit_step(X, t, w, eta) for eta in (0.1, 2.0)]
    return [*steps, hw.sigmoid_unit_step(X, (t > 0) * 1.0, 2 * w, 0.5), hw.sigmoid_unit_step(X[:0], t[:0], w, 0.1)]


@check(points=1.5)
def sigmoid_step_of_lists_and_integers(hw, rng):
    """lists, integers, weights given as integers"""
    X, t, _ = integers()
    return (
        hw.sigmoid_unit_step([[1, 1], [1, -2]], [1, 0], [1, -1], 0.25),
        hw.sigmoid_unit_step(X, t, np.array([0.1, 0.01, -0.02]), 0.5),
        hw.sigmoid_unit_step(AND_X, AND_T, np.zeros(3, int), 0.5),
    )


@check(points=0.5)
def sigmoid_step_in_single_precision(hw, rng):
    """float32 arrays; the result may be float32 too"""
    return hw.sigmoid_unit_step(*single(rng), 0.5)


@check(points=0.5)
def sigmoid_step_of_views(hw, rng):
    """transposed, strided, reversed and read-only arrays"""
    return [hw.sigmoid_unit_step(*given, 0.1) for given in views(rng)]


@check(points=0.5)
def saturated_unit(hw, rng):
    """nets of 30 and of -30 hardly move the weights, and give no NaN"""
    X = np.array([[1.0, 30.0], [1.0, -30.0], [1.0, 0.5]])
    return hw.sigmoid_unit_step(X, np.array([0.0, 1.0, 1.0]), np.array([0.0, 1.0]), 1.0)


@check(points=2)
def sigmoid_step_is_the_gradient(hw, rng):
    """the step is -eta times the gradient of E"""
    X, t, w = samples(rng)
    step = np.asarray(hw.sigmoid_unit_step(X, t, w, 0.5)) - w
    return bool(np.allclose(step, -0.5 * gradient(logistic(X, t), w), rtol=1e-9, atol=1e-12))


@check(points=1, expect=unchanged)
def sigmoid_step_leaves_its_inputs(hw, rng):
    """X, t and w are as they were before the call; the result is a new array each time"""
    return [hw.sigmoid_unit_step(*samples(rng), 0.1) for _ in range(2)]


# ---- formulas, by hand, prose

formula("linear_gradient", points=7, symbols=("t", "o", "x_i"), title="dE/dw_i of the linear unit")
formula("sigmoid_gradient", points=8, symbols=("t", "o", "x_i"), title="dE/dw_i of the sigmoid unit")
worksheet(
    "steps_by_hand",
    points=15,
    title="two batch steps and one incremental pass",
    steps=(
        "batch_1",
        "batch_2",
        "incremental_1",
        "incremental_2",
        "incremental_3",
    ),
)
answer("largest_stable_eta", points=5, digits=4, title="the largest stable learning rate on your own points")
prose(
    "same_rule_as_the_perceptron",
    points=8,
    title="the same rule as the perceptron's?",
    key_facts=(
        ("threshold", "sign", "sgn", "阈值", "linear", "线性"),
        ("gradient", "descent", "梯度"),
        ("separab", "可分"),
        ("converg", "收敛", "minimum", "最小"),
    ),
)
prose(
    "incremental_or_batch_limit",
    points=7,
    title="the limits of incremental and batch steps",
    key_facts=(
        ("minimum", "least squares", "最小"),
        ("cycl", "循环", "oscillat", "震荡"),
        ("small", "decay", "decreas", "减小", "小"),
    ),
)
