"""Reference for `delta_rule`: LMS error, batch and incremental delta rule, sigmoid unit (deck 004:138-344).

Each function stands with its known mistakes; what a student reads of each stands in delta_rule.hints.toml.
"""

from fractions import Fraction

import numpy as np

from grader import definition, derivatives, expected, misconception, misconceptions, numbers, part, steps


def promoted(*arrays):
    """float64, whatever comes in."""
    return [np.asarray(a, np.float64) for a in arrays]


# ---- Batch and incremental steps

outputs = part(
    lambda X, w: X @ w,  # o = w.x, without a threshold (004:152)
    thresholded_output=lambda X, w: np.where(X @ w > 0, 1, -1),
    sign_of_output=lambda X, w: np.sign(X @ w),
)
total = part(
    lambda errors, X: errors @ X,  # the sum over the samples of error times input
    averaged=lambda errors, X: errors @ X / len(X),
    input_forgotten=lambda errors, X: errors.sum() + 0 * X.sum(axis=0),
    last_sample_only=lambda errors, X: errors[-1:] @ X[-1:],
)
update = part(
    lambda w, eta, direction: w + eta * direction,  # downhill (004:186)
    factor_two=lambda w, eta, direction: w + 2 * eta * direction,
    half_step=lambda w, eta, direction: w + eta * direction / 2,
    uphill=lambda w, eta, direction: w - eta * direction,
    rate_forgotten=lambda w, eta, direction: w + direction,
    change_alone=lambda w, eta, direction: eta * direction,
    bias_not_learnt=lambda w, eta, direction: np.append(w[:1], (w + eta * direction)[1:]),
)
latest = part(
    lambda w, first: w,  # what a sample meets: the weights that the one before left, not those before the pass
    weights_kept_in_pass=lambda w, first: first,
)


def batch(X, t, w, eta):
    """w + eta sum (t - o) x, every o from the same w."""
    return update(w, eta, total(t - outputs(X, w), X))


def delta_batch_step(X, t, w, eta):
    """w - eta dE/dw."""
    return batch(*promoted(X, t, w), eta)


def visit(x, t, w, first, eta):
    """w after one sample: w + eta (t - o) x (004:198)."""
    return update(w, eta, (t - outputs(x, latest(w, first))) * x)


@misconception(of=visit)
def output_anew_for_each_weight(x, t, w, first, eta):
    w = w.copy()
    for i in range(len(w)):
        w[i] = update(w, eta, (t - outputs(x, w)) * x)[i]
    return w


misconceptions(of=visit, samples_not_carried=lambda x, t, w, first, eta: visit(x, t, first, first, eta))


def delta_incremental_epoch(X, t, w, eta):
    """One sample after the other, each with the weights that the one before left."""
    X, t, first = promoted(X, t, w)
    w = first.copy()
    for x, target in zip(order(X), order(t), strict=True):
        w = visit(x, target, w, first, eta)
    return w


misconceptions(
    of=delta_incremental_epoch,
    first_sample_only=lambda X, t, w, eta: delta_incremental_epoch(X[:1], t[:1], w, eta),
)
order = part(lambda samples: samples, backwards=lambda samples: samples[::-1])  # in which samples are visited


def sigmoid_unit_step(X, t, w, eta):
    """w + eta sum (t - o) o (1 - o) x (004:344)."""
    X, t, w = promoted(X, t, w)
    net = X @ w
    o = sigmoid(net)
    return update(w, eta, total(error(t, net, o) * slope(net, o), X))


def like(w, new):
    """New weights of the type that the old ones had."""
    return new.astype(np.asarray(w).dtype)


def put_into(w, new):
    """New weights, in the caller's own array if it can hold them."""
    if isinstance(w, np.ndarray) and w.dtype == np.float64:
        w[:] = new
        return w
    return new


misconceptions(
    of=delta_batch_step,
    incremental_for_batch=lambda X, t, w, eta: delta_incremental_epoch(X, t, w, eta),
    step_in_whole_numbers=lambda X, t, w, eta: like(w, delta_batch_step(X, t, w, eta)),
)


@misconception(of=delta_incremental_epoch)
def pass_in_whole_numbers(X, t, w, eta):
    new = like(w, np.array(w))
    for n in range(len(t)):
        new = like(w, delta_incremental_epoch(X[n : n + 1], t[n : n + 1], new, eta))
    return new


misconceptions(
    of=sigmoid_unit_step,
    sigmoid_in_whole_numbers=lambda X, t, w, eta: like(w, sigmoid_unit_step(X, t, w, eta)),
)
misconceptions(
    of=delta_batch_step,
    weights_changed_in_place=lambda X, t, w, eta: put_into(w, delta_batch_step(X, t, w, eta)),
)
misconceptions(
    of=delta_incremental_epoch,
    pass_in_place=lambda X, t, w, eta: put_into(w, delta_incremental_epoch(X, t, w, eta)),
)

# ---- The error

squares = part(
    lambda errors: 0.5 * (errors**2).sum(),  # 004:152
    half_left_out=lambda errors: (errors**2).sum(),
    mean_of_squares=lambda errors: (errors**2).mean(),
    half_the_mean=lambda errors: 0.5 * (errors**2).mean(),
    first_error_only=lambda errors: 0.5 * (errors[:1] ** 2).sum(),
)


def lms_error(X, t, w):
    """E = 1/2 sum (t - o)^2."""
    X, t, w = promoted(X, t, w)
    return float(squares(t - outputs(X, w)))


misconceptions(
    of=lms_error,
    every_pair=lambda X, t, w: float(squares(promoted(t)[0][:, None] - outputs(*promoted(X, w)))),
)
misconceptions(
    of=squares,
    sizes_added=lambda errors: abs(errors).sum(),
    square_of_the_sum=lambda errors: 0.5 * errors.sum() ** 2,
)

# ---- What is of the sigmoid unit alone

slope = part(
    lambda net, o: o * (1 - o),  # d sigmoid / d net (004:318)
    slope_forgotten=lambda net, o: 1,
    slope_at_net=lambda net, o: net * (1 - net),
    sigmoid_twice=lambda net, o: sigmoid(o) * (1 - sigmoid(o)),
    slope_of_tanh=lambda net, o: 1 - o**2,
    slope_o_alone=lambda net, o: o,
    slope_rest_alone=lambda net, o: 1 - o,
)
sigmoid = part(
    lambda net: 0.5 * (1 + np.tanh(0.5 * net)),  # 1 / (1 + exp(-net)), without overflow
    exponent_positive=lambda net: 0.5 * (1 - np.tanh(0.5 * net)),
    parentheses_left_out=lambda net: 1 + np.exp(-net),
    tanh_for_sigmoid=lambda net: np.tanh(net),
)


misconceptions(of=sigmoid_unit_step, linear_unit=lambda X, t, w, eta: delta_batch_step(X, t, w, eta))


@misconception(of=sigmoid_unit_step)
def sigmoid_sample_by_sample(X, t, w, eta):
    X, t, w = promoted(X, t, w)
    for n in range(len(X)):
        w = sigmoid_unit_step(X[n : n + 1], t[n : n + 1], w, eta)
    return w


error = part(lambda t, net, o: t - o, linear_output_with_slope=lambda t, net, o: t - net)

# ---- Definitions, for SymPy to differentiate: E by the weights

SIZES = (1, 1), (1, 2), (1, 3), (1, 4), (2, 2), (3, 2), (3, 3), (4, 3), (5, 3), (7, 4)
SAMPLES = [{"X": (n, m), "t": (n,), "w": (m,)} for n, m in SIZES]


def lms_gradient(X, t, w):
    """dE/dw of the linear unit: a step of length 1 goes the other way."""
    return w - delta_batch_step(X, t, w, 1.0)


def sigmoid_unit_gradient(X, t, w):
    return w - sigmoid_unit_step(X, t, w, 1.0)


def sigmoid_unit_error(X, t, w):
    """E = 1/2 sum (t - o)^2 of the sigmoid unit (004:301)."""
    return squares(t - sigmoid(X @ w))


@definition(value=lms_error, gradients=[lms_gradient], by=["w"], shapes=SAMPLES)
def lms_defined(X, t, w):
    return sum((t_n - x @ w) ** 2 for x, t_n in zip(X, t, strict=True)) / 2


@definition(value=sigmoid_unit_error, gradients=[sigmoid_unit_gradient], by=["w"], shapes=SAMPLES)
def sigmoid_unit_defined(X, t, w):
    import sympy

    return sum((t_n - 1 / (1 + sympy.exp(-(x @ w)))) ** 2 for x, t_n in zip(X, t, strict=True)) / 2


@expected(of=delta_batch_step)
def delta_batch_step_derived(X, t, w, eta):
    return np.asarray(w) - eta * derivatives(lms_defined, X, t, w)


@expected(of=delta_incremental_epoch)
def delta_incremental_epoch_derived(X, t, w, eta):
    """The same for one sample after the other."""
    for x, target in zip(X, t, strict=True):
        w = delta_batch_step_derived([x], [target], w, eta)
    return np.array(w, float)


@expected(of=sigmoid_unit_step)
def sigmoid_unit_step_derived(X, t, w, eta):
    return np.asarray(w) - eta * derivatives(sigmoid_unit_defined, X, t, w)


# ---- By hand: the student's own points, in fractions


@numbers(lecture={"points": ((3, 3), (4, 3), (1, 1)), "targets": (1, 1, -1), "eta": Fraction(1, 50)})
def draw(rng):
    """3 different points in 1..5 with mixed targets; steps that are stable, and large enough to show every mistake."""
    points = tuple((int(c) // 5 + 1, int(c) % 5 + 1) for c in rng.permutation(25)[:3])
    targets = tuple(int(v) for v in 2 * rng.integers(0, 2, 3) - 1)
    eta = Fraction(str(rng.choice(["0.01", "0.02", "0.025", "0.04", "0.05"])))
    X = augmented(points)
    o = outputs(X, batch(X, np.array(targets), np.array(ORIGIN), eta))
    if len(set(targets)) == 1 or not 0.4 < eta / bound(X) * 2 < 1.6 or any(v in (0, -1, 1) for v in o):
        return None
    return {"points": points, "targets": targets, "eta": eta}


ORIGIN = (0, 0, 0)


def augmented(points):
    """(1, x1, x2) for each point, exactly."""
    return np.array([(1, *point) for point in points], object)


def given(points, targets, w):
    """What a step by hand stands on: X, t and the weights before it."""
    return augmented(points), np.array([Fraction(t) for t in targets]), np.array(w, object)


def batch_by_hand(points, targets, eta, w):
    return tuple(batch(*given(points, targets, w), eta))


def after_sample(k, points, targets, eta, w, first):
    """The weights after the k-th sample of the pass, from those after the one before."""
    X, t, w = given(points, targets, w)
    return tuple(visit(order(X)[k], order(t)[k], w, np.array(first, object)[-len(w) :], eta))


def curvatures(X):
    """The eigenvalues of X'X, the second derivative of E, in rising order."""
    return np.linalg.eigvalsh((X.T @ X).astype(float))


misconceptions(
    of=given,
    bias_left_out=lambda points, targets, w: (augmented(points)[:, 1:], *given(points, targets, w[-2:])[1:]),
)
before_second = part(lambda batch_1: batch_1, second_step_from_zero=lambda batch_1: ORIGIN)
before_pass = part(lambda batch_2: ORIGIN, pass_goes_on_from_batch=lambda batch_2: batch_2)
misconceptions(
    of=after_sample,
    step_of_the_point_before=lambda k, *others: after_sample(max(k - 1, 0), *others),
)
bound = part(
    lambda X: 2 / float(curvatures(X)[-1]),  # below it E falls at every batch step: 2 / lambda_max
    one_over_curvature=lambda X: 1 / float(curvatures(X)[-1]),
    flattest_direction=lambda X: 2 / float(curvatures(X)[0]),
    sum_of_curvatures=lambda X: 2 / float(curvatures(X).sum()),
    singular_value=lambda X: 2 / float(curvatures(X)[-1]) ** 0.5,
    curvature_of_the_mean=lambda X: 2 * len(X) / float(curvatures(X)[-1]),
)
steps(
    batch_1=lambda points, targets, eta: batch_by_hand(points, targets, eta, ORIGIN),
    batch_2=lambda points, targets, eta, batch_1: batch_by_hand(points, targets, eta, before_second(batch_1)),
    incremental_1=lambda points, targets, eta, batch_2: after_sample(
        0, points, targets, eta, before_pass(batch_2), before_pass(batch_2)
    ),
    incremental_2=lambda points, targets, eta, batch_2, incremental_1: after_sample(
        1, points, targets, eta, incremental_1, before_pass(batch_2)
    ),
    incremental_3=lambda points, targets, eta, batch_2, incremental_2: after_sample(
        2, points, targets, eta, incremental_2, before_pass(batch_2)
    ),
    largest_stable_eta=lambda points: bound(augmented(points)),
    linear_gradient="-(t - o) * x_i",
    sigmoid_gradient="-(t - o) * o * (1 - o) * x_i",
)
misconceptions(of="largest_stable_eta", bias_left_out_of_bound=lambda points: bound(augmented(points)[:, 1:]))
misconceptions(
    of="linear_gradient",
    linear_sign="(t - o) * x_i",
    linear_factor_two="-2 * (t - o) * x_i",
    linear_half="-(t - o) * x_i / 2",
    linear_without_input="-(t - o)",
    linear_error_squared="-((t - o) ** 2) * x_i / 2",
    linear_with_slope="-(t - o) * o * (1 - o) * x_i",
)
misconceptions(
    of="sigmoid_gradient",
    sigmoid_sign="(t - o) * o * (1 - o) * x_i",
    sigmoid_factor_two="-2 * (t - o) * o * (1 - o) * x_i",
    sigmoid_without_input="-(t - o) * o * (1 - o)",
    sigmoid_without_slope="-(t - o) * x_i",
    sigmoid_without_error="o * (1 - o) * x_i",
    sigmoid_slope_o_alone="-(t - o) * o * x_i",
    sigmoid_slope_rest_alone="-(t - o) * (1 - o) * x_i",
    sigmoid_slope_of_tanh="-(t - o) * (1 - o**2) * x_i",
)
