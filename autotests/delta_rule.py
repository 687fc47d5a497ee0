"""Checks for `delta_rule`: hidden unless they say public."""

import numpy as np

from grader import answer, drawn, formula, not_asked, prose, task, worksheet


def a(*values):
    return np.array(values)


def samples(rng, n=7, m=4):
    """X with its column of ones, targets, and weights."""
    X = np.column_stack([np.ones(n), rng.normal(size=(n, m - 1))])
    return X, rng.normal(size=n), rng.normal(size=m)


def views(rng):
    """Samples that are no plain arrays in C order: transposed, strided, backwards, read-only."""
    X, t, w = samples(rng, 5, 3)
    locked = X.copy()
    locked.flags.writeable = False
    wide = np.repeat(X, 2, axis=1)
    return [(np.asfortranarray(X), t, w), (wide[:, ::2], t[::-1], w[::-1]), (locked, t, w)]


def linear_error(X, t, w):
    return 0.5 * ((t - X @ w) ** 2).sum()


def logistic_error(X, t, w):
    return 0.5 * ((t - 1 / (1 + np.exp(-(X @ w)))) ** 2).sum()


def is_downhill(E, eta, after, X, t, w):
    """Whether the weights after a step are w - eta dE/dw, by the complex step, which is exact to rounding."""
    gradient = np.array([E(X, t, w + 1e-30j * unit).imag / 1e-30 for unit in np.eye(len(w))])
    return bool(np.allclose(np.asarray(after) - w, -eta * gradient, rtol=1e-9, atol=1e-12))


LECTURE = a([1.0, 3.0, 3.0], [1.0, 4.0, 3.0], [1.0, 1.0, 1.0]), a(1.0, 1.0, -1.0)
AND = a([1, 0, 0], [1, 0, 1], [1, 1, 0], [1, 1, 1]), a(-1, -1, -1, 1)
# Of 32 bits: enough for every product, however a unit is written down.
WHOLE_X, WHOLE_T = np.int32([[1, 100, -90], [1, 120, 7], [1, -100, 30]]), np.int32([1, -1, 1])
WHOLE = WHOLE_X, WHOLE_T, np.int32([3, -2, 5])
ZERO, FIRST = a(0, 0, 0.0), a(0.02, 0.12, 0.1)
X, t, w = drawn(samples, parts=3)
X3, t3, w3 = drawn(samples, 5, 3, parts=3)
ONE, NONE, STILL = (X[:1], t[:1], w, 0.1), (X[:0], t[:0], w, 0.1), (X, t, w, 0.0)
seen = drawn(views)
VIEWS = [(seen[i][0], seen[i][1], seen[i][2], 0.1) for i in range(3)]
FLOAT32, VIEWED = "float32 arrays; the result may be float32 too", "transposed, strided, reversed and read-only arrays"
LISTS = "lists, integers, weights given as integers"
ALONE = "X, t and w are as they were before the call; the result is a new array each time, also with eta = 0"
LOCKED = "X, t and w are left as they were, also where they cannot be written to"

error = task("lms_error")  # 5 points
c = error.public(2, "E on the lecture's samples, at w = 0 and after each of two steps")
c("lecture_error", (*LECTURE, ZERO), (*LECTURE, FIRST), (*LECTURE, a(1, -2, 0.5)))
c = error.hidden(1.5, "E on drawn samples, and on one sample")
c("drawn_error", (X, t, w), (X[:1], t[:1], w), (*AND, [-1.5, 1.0, 1.0]))


@error.hidden(0.5, "lists, integers, views, no sample")
def error_of_lists_and_integers(f, rng):
    X, t, w = samples(rng)
    plain = f([[1, 3], [1, -2]], [1, 0], [2, 1]), f(*WHOLE), f(X, t, w), f(X[:0], t[:0], w)
    return *plain, [f(*given) for given in views(rng)]


error.float32(0.5, FLOAT32)("error_in_single_precision", (X, t, w))
error.read_only(0.5, LOCKED)("error_leaves_its_inputs", (X, t, w))

batch = task("delta_batch_step")  # 15 points
c = batch.public(5, "the lecture's samples, eta = 0.02: the first step from w = 0, and the second")
c("lecture_batch_steps", (*LECTURE, ZERO, 0.02), (*LECTURE, FIRST, 0.02))
c = batch.hidden(3, "drawn samples, several learning rates, 0 too, one sample, no sample")
c("drawn_batch_steps", (X, t, w, 0.01), (X, t, w, 0.3), ONE, NONE, STILL)
small = [[1, 3], [1, -2]], [1, 0], [2, 1], 0.25
c = batch.hidden(1.5, LISTS)
c("batch_step_of_lists_and_integers", small, (*WHOLE, 0.125), (*AND, np.zeros(3, int), 0.1))
batch.float32(0.5, FLOAT32)("batch_step_in_single_precision", (X, t, w, 0.05))
batch.hidden(1, VIEWED)("batch_step_of_views", *VIEWS)
c = batch.hidden(2, "the step is -eta times the gradient of E")
c("batch_step_is_the_gradient", X, t, w, using=lambda f, *at: is_downhill(linear_error, 0.05, f(*at, 0.05), *at))


@batch.hidden(0.5, "E falls at every step for eta a little below 2 / lambda_max")
def error_falls_below_the_bound(f, rng):
    X, t, w = samples(rng)
    eta, path = 1.9 / np.linalg.eigvalsh(X.T @ X)[-1], [w]
    for _ in range(12):
        path.append(np.asarray(f(X, t, path[-1], eta)))
    return bool(np.all(np.diff([linear_error(X, t, at) for at in path]) < 0))


@batch.hidden(0.5, "the step is the sum of the steps of the single samples, all from the same w")
def batch_is_the_sum_over_samples(f, rng):
    X, t, w = samples(rng, 4, 3)
    alone = [np.asarray(f(X[i : i + 1], t[i : i + 1], w, 0.1)) - w for i in range(4)]
    return bool(np.allclose(np.asarray(f(X, t, w, 0.1)) - w, sum(alone), rtol=1e-9, atol=1e-12))


batch.read_only(1, LOCKED)("batch_step_leaves_its_inputs", (X, t, w, 0.1))

epoch = task("delta_incremental_epoch")  # 15 points
c = epoch.public(5, "the lecture's samples, eta = 0.02: one pass from w = 0, and one more")
c("lecture_pass", (*LECTURE, ZERO, 0.02), (*LECTURE, a(0.006608, 0.080208, 0.069008), 0.02))
c = epoch.hidden(4, "drawn samples, several learning rates, 0 too, one sample, no sample")
c("drawn_passes", (X, t, w, 0.01), (X, t, w, 0.3), ONE, NONE, STILL)
c = epoch.hidden(1.5, "the same samples in another order")
turned = drawn(lambda rng: rng.permutation(5))
c("order_matters", X3, t3, w3, turned, using=lambda f, X, t, w, i: [f(X[k], t[k], w, 0.2) for k in (i, i[::-1])])
c = epoch.hidden(1.5, LISTS)
c("pass_of_lists_and_integers", small, (*WHOLE, 0.0625), (*AND, np.zeros(3, int), 0.1))
epoch.float32(0.5, FLOAT32)("pass_in_single_precision", (X, t, w, 0.05))
epoch.hidden(0.5, VIEWED)("pass_of_views", *VIEWS)


@epoch.hidden(
    1, "a pass over one sample is -eta times the gradient of that sample's E; a pass over three is three such passes"
)
def each_sample_is_a_gradient_step(f, rng):
    X, t, w = samples(rng, 3, 4)
    whole, rule = np.asarray(f(X, t, w, 0.2), float), []
    for i in range(3):
        one = X[i : i + 1], t[i : i + 1]
        after = np.asarray(f(*one, w, 0.2), float)
        rule.append(is_downhill(linear_error, 0.2, after, *one, w))
        w = after
    return rule, bool(np.allclose(whole, w, rtol=1e-9, atol=1e-12))


epoch.read_only(1, LOCKED)("pass_leaves_its_inputs", (X, t, w, 0.1))

unit = task("sigmoid_unit_step")  # 15 points
c = unit.public(5, "one sample x = (1, 0.8, 0.5), t = 1, w = (0.1, 0.2, -0.3), eta = 0.5")
c("lecture_sigmoid_step", (a([1.0, 0.8, 0.5]), a(1.0), a(0.1, 0.2, -0.3), 0.5))
c = unit.hidden(4, "drawn samples, several learning rates, targets 0 and 1, no sample")
c("drawn_sigmoid_steps", (X, t, w, 0.1), (X, t, w, 2.0), (X, (t > 0) * 1.0, 2 * w, 0.5), NONE)
c = unit.hidden(1.5, LISTS)
plain = ([[1, 1], [1, -2]], [1, 0], [1, -1], 0.25), (WHOLE_X, WHOLE_T, a(0.1, 0.01, -0.02), 0.5)
c("sigmoid_step_of_lists_and_integers", *plain, (*AND, np.zeros(3, int), 0.5))
unit.float32(0.5, FLOAT32)("sigmoid_step_in_single_precision", (X, t, w, 0.5))
unit.hidden(0.5, VIEWED)("sigmoid_step_of_views", *VIEWS)
c = unit.hidden(0.5, "nets of 30 and of -30 hardly move the weights, and give no NaN")
c("saturated_unit", (a([1.0, 30.0], [1.0, -30.0], [1.0, 0.5]), a(0.0, 1.0, 1.0), a(0.0, 1.0), 1.0))
c = unit.hidden(2, "the step is -eta times the gradient of E")
c("sigmoid_step_is_the_gradient", X, t, w, using=lambda f, *at: is_downhill(logistic_error, 0.5, f(*at, 0.5), *at))
unit.left_alone(1, ALONE)("sigmoid_step_leaves_its_inputs", (X, t, w, 0.1), STILL)

STEPS = "delta_batch_step delta_incremental_epoch sigmoid_unit_step"
not_asked(f"lms_error {STEPS}", "axis 1 of X is never 1", why="there is an input beside the column of ones")
BYTES = "a right homework may add 8-bit numbers up in 8 bits: the task promises integers, not sums beyond their range"
not_asked(f"lms_error {STEPS}", "small integers", why=BYTES)

formula("linear_gradient", points=7, symbols=("t", "o", "x_i"), title="dE/dw_i of the linear unit")
formula("sigmoid_gradient", points=8, symbols=("t", "o", "x_i"), title="dE/dw_i of the sigmoid unit")
STEPS = ("batch_1", "batch_2", "incremental_1", "incremental_2", "incremental_3")
worksheet("steps_by_hand", points=15, title="two batch steps and one incremental pass", steps=STEPS)
answer("largest_stable_eta", points=5, digits=4, title="the largest stable learning rate on your own points")
facts = "threshold, sign, sgn, 阈值, linear, 线性; gradient, descent, 梯度; separab, 可分; converg, 收敛, minimum, 最小"
prose("same_rule_as_the_perceptron", points=8, title="the same rule as the perceptron's?", key_facts=facts)
facts = "minimum, least squares, 最小; cycl, 循环, oscillat, 震荡; small, decay, decreas, 减小, 小"
prose("incremental_or_batch_limit", points=7, title="the limits of incremental and batch steps", key_facts=facts)
