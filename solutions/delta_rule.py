"""Reference for `delta_rule`: LMS error, batch and incremental delta rule, sigmoid unit (deck 004:138-344)."""

from fractions import Fraction

import numpy as np

from grader import definition, derivatives, expected, misconception, numbers, step


def promoted(*arrays):
    """float64, whatever comes in."""
    return [np.asarray(a, np.float64) for a in arrays]


def outputs(X, w):
    """o = w.x, without a threshold (004:152)."""
    return X @ w


def total(errors, X):
    """The sum over the samples of error times input."""
    return errors @ X


def update(w, eta, direction):
    """w after a step of length eta downhill (004:186)."""
    return w + eta * direction


def batch(X, t, w, eta):
    """w + eta sum (t - o) x, every o from the same w."""
    return update(w, eta, total(t - outputs(X, w), X))


def latest(w, first):
    """The weights that a sample meets: as the sample before it left them, not those at the start of the pass."""
    return w


def visit(x, t, w, first, eta):
    """w after one sample: w + eta (t - o) x (004:198)."""
    return update(w, eta, (t - outputs(x, latest(w, first))) * x)


def order(samples):
    """Samples in the order in which they are visited."""
    return samples


def squares(errors):
    """1/2 sum of squares (004:152)."""
    return 0.5 * (errors**2).sum()


def lms_error(X, t, w):
    """E = 1/2 sum (t - o)^2."""
    X, t, w = promoted(X, t, w)
    return float(squares(t - outputs(X, w)))


def delta_batch_step(X, t, w, eta):
    """w - eta dE/dw."""
    return batch(*promoted(X, t, w), eta)


def delta_incremental_epoch(X, t, w, eta):
    """One sample after the other, each with the weights that the one before left."""
    X, t, first = promoted(X, t, w)
    w = first.copy()
    for x, target in zip(order(X), order(t), strict=True):
        w = visit(x, target, w, first, eta)
    return w


def sigmoid(net):
    """1 / (1 + exp(-net)), without overflow."""
    return 0.5 * (1 + np.tanh(0.5 * net))


def slope(net, o):
    """d sigmoid / d net = o (1 - o) (004:318)."""
    return o * (1 - o)


def sigmoid_unit_step(X, t, w, eta):
    """w + eta sum (t - o) o (1 - o) x (004:344)."""
    X, t, w = promoted(X, t, w)
    net = X @ w
    o = sigmoid(net)
    return update(w, eta, total((t - o) * slope(net, o), X))


# ---- Definitions, for SymPy to differentiate: E by the weights

SAMPLES = [
    {"X": (n, m), "t": (n,), "w": (m,)}
    for n, m in (
        (1, 1),
        (1, 2),
        (1, 3),
        (1, 4),
        (2, 2),
        (3, 2),
        (3, 3),
        (4, 3),
        (5, 3),
        (7, 4),
    )
]


def lms_gradient(X, t, w):
    """dE/dw of the linear unit: a step of length 1 goes the other way."""
    return w - delta_batch_step(X, t, w, 1.0)


def sigmoid_unit_gradient(X, t, w):
    """dE/dw of the sigmoid unit."""
    return w - sigmoid_unit_step(X, t, w, 1.0)


def sigmoid_unit_error(X, t, w):
    """E = 1/2 sum (t - o)^2 of the sigmoid unit (004:301)."""
    return squares(t - sigmoid(X @ w))


@definition(value=lms_error, gradients=[lms_gradient], by=["w"], shapes=SAMPLES)
def lms_defined(X, t, w):
    """1/2 sum (t - w.x)^2."""
    return sum((t_n - x @ w) ** 2 for x, t_n in zip(X, t, strict=True)) / 2


@definition(value=sigmoid_unit_error, gradients=[sigmoid_unit_gradient], by=["w"], shapes=SAMPLES)
def sigmoid_unit_defined(X, t, w):
    """1/2 sum (t - 1 / (1 + exp(-w.x)))^2."""
    import sympy

    return sum((t_n - 1 / (1 + sympy.exp(-(x @ w)))) ** 2 for x, t_n in zip(X, t, strict=True)) / 2


@expected(of=delta_batch_step)
def delta_batch_step_derived(X, t, w, eta):
    """w - eta dE/dw."""
    return np.asarray(w) - eta * derivatives(lms_defined, X, t, w)


@expected(of=delta_incremental_epoch)
def delta_incremental_epoch_derived(X, t, w, eta):
    """The same for one sample after the other."""
    for x, target in zip(X, t, strict=True):
        w = delta_batch_step_derived([x], [target], w, eta)
    return np.array(w, float)


@expected(of=sigmoid_unit_step)
def sigmoid_unit_step_derived(X, t, w, eta):
    """w - eta dE/dw."""
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


def before_second(batch_1):
    """The weights before the second batch step."""
    return batch_1


def before_pass(batch_2):
    """The weights before the incremental pass: it starts from 0 again."""
    return ORIGIN


def after_sample(k, points, targets, w, first, eta):
    """The weights after the k-th sample of the pass, from those after the one before."""
    X, t, w = given(points, targets, w)
    return tuple(visit(order(X)[k], order(t)[k], w, np.array(first, object)[-len(w) :], eta))


@step
def batch_1(points, targets, eta):
    """The weights after one batch step from 0."""
    return tuple(batch(*given(points, targets, ORIGIN), eta))


@step
def batch_2(points, targets, eta, batch_1):
    """The weights after one more."""
    return tuple(batch(*given(points, targets, before_second(batch_1)), eta))


@step
def incremental_1(points, targets, eta, batch_2):
    """The weights after the first sample, from 0."""
    return after_sample(0, points, targets, before_pass(batch_2), before_pass(batch_2), eta)


@step
def incremental_2(points, targets, eta, batch_2, incremental_1):
    """The weights after the second sample."""
    return after_sample(1, points, targets, incremental_1, before_pass(batch_2), eta)


@step
def incremental_3(points, targets, eta, batch_2, incremental_2):
    """The weights after the third sample."""
    return after_sample(2, points, targets, incremental_2, before_pass(batch_2), eta)


def curvatures(X):
    """The eigenvalues of X'X, the second derivative of E, in rising order."""
    return np.linalg.eigvalsh((X.T @ X).astype(float))


def bound(X):
    """Below it E falls at every batch step: 2 / lambda_max."""
    return 2 / float(curvatures(X)[-1])


@step
def largest_stable_eta(points):
    """2 / lambda_max(X'X), X with the bias column."""
    return bound(augmented(points))


@step
def linear_gradient(t, o, x_i):
    """dE/dw_i of a linear unit, one sample."""
    return -(t - o) * x_i


@step
def sigmoid_gradient(t, o, x_i):
    """dE/dw_i of a sigmoid unit, one sample."""
    return -(t - o) * o * (1 - o) * x_i


# ---- Known mistakes


@misconception(of=outputs)
def thresholded_output(X, w):
    """You threshold the output. That is the perceptron's rule; in the delta rule o is w.x itself."""
    return np.where(X @ w > 0, 1, -1)


@misconception(of=outputs)
def sign_of_output(X, w):
    """You take the sign of w.x for the output. The delta rule has no threshold: o is w.x itself."""
    return np.sign(X @ w)


@misconception(of=total)
def averaged(errors, X):
    """You divide by the number of samples. E is half the sum of squares, not a mean, so its gradient is a sum too."""
    return errors @ X / len(X)


@misconception(of=total)
def input_forgotten(errors, X):
    """Your step is the same for every weight. Each error is multiplied by the input of the weight that it changes."""
    return errors.sum() + 0 * X.sum(axis=0)


@misconception(of=total)
def last_sample_only(errors, X):
    """Only the last sample changes your weights. Add up error times input over all samples."""
    return errors[-1:] @ X[-1:]


@misconception(of=update)
def factor_two(w, eta, direction):
    """Your steps are twice too long. The 1/2 in E cancels the 2 that comes from the square."""
    return w + 2 * eta * direction


@misconception(of=update)
def half_step(w, eta, direction):
    """Your steps are half as long as they should be: the 1/2 in E has been cancelled by the 2 from the square."""
    return w + eta * direction / 2


@misconception(of=update)
def uphill(w, eta, direction):
    """You go uphill: a sign is the wrong way round. With t - o in the step, eta times it is added."""
    return w - eta * direction


@misconception(of=update)
def rate_forgotten(w, eta, direction):
    """The step is not scaled by eta."""
    return w + direction


@misconception(of=update)
def change_alone(w, eta, direction):
    """What you give is the change. The weights after the step are the old ones plus the change."""
    return eta * direction


@misconception(of=update)
def bias_not_learnt(w, eta, direction):
    """The bias never changes in your work. Its input is the 1 before the sample, and it learns like the others."""
    return np.concatenate([w[:1], (w + eta * direction)[1:]])


@misconception(of=latest)
def weights_kept_in_pass(w, first):
    """All your outputs come from the weights at the start of the pass. That is the batch rule: use the latest ones."""
    return first


@misconception(of=visit)
def output_anew_for_each_weight(x, t, w, first, eta):
    """You work the output out anew after each weight. It is worked out once a sample; then all weights change."""
    w = w.copy()
    for i in range(len(w)):
        w[i] = update(w, eta, (t - outputs(x, w)) * x)[i]
    return w


@misconception(of=visit)
def samples_not_carried(x, t, w, first, eta):
    """Each sample starts from the first weights again. It goes on from the weights that the sample before left."""
    return update(first, eta, (t - outputs(x, first)) * x)


@misconception(of=delta_incremental_epoch)
def first_sample_only(X, t, w, eta):
    """Only the first sample changes your weights: is your `return` inside the loop? A pass goes through all of them."""
    return delta_incremental_epoch(X[:1], t[:1], w, eta)


@misconception(of=order)
def backwards(samples):
    """You go through the samples from the last to the first. The order given matters in the incremental rule."""
    return samples[::-1]


@misconception(of=delta_batch_step)
def incremental_for_batch(X, t, w, eta):
    """That is the incremental rule. In a batch step all outputs come from the same weights."""
    return delta_incremental_epoch(X, t, w, eta)


def like(w, new):
    """New weights of the type that the old ones had."""
    return new.astype(np.asarray(w).dtype)


@misconception(of=delta_batch_step)
def step_in_whole_numbers(X, t, w, eta):
    """Where the weights are integers your new ones are cut to integers too. Go over to floats first."""
    return like(w, delta_batch_step(X, t, w, eta))


@misconception(of=delta_incremental_epoch)
def pass_in_whole_numbers(X, t, w, eta):
    """Where the weights are integers your pass cuts them to integers. Go over to floats first."""
    new = like(w, np.array(w))
    for n in range(len(t)):
        new = like(w, delta_incremental_epoch(X[n : n + 1], t[n : n + 1], new, eta))
    return new


@misconception(of=sigmoid_unit_step)
def sigmoid_in_whole_numbers(X, t, w, eta):
    """Where the weights are integers your new ones are cut to integers too. Go over to floats first."""
    return like(w, sigmoid_unit_step(X, t, w, eta))


@misconception(of=delta_batch_step)
def weights_changed_in_place(X, t, w, eta):
    """`w += ...` changes the caller's array. Write w = w + ..., which makes a new one."""
    new = delta_batch_step(X, t, w, eta)
    if isinstance(w, np.ndarray) and w.dtype == np.float64:
        w[:] = new
        return w
    return new


@misconception(of=delta_incremental_epoch)
def pass_in_place(X, t, w, eta):
    """The caller's w is changed by your pass. Begin with a copy of it."""
    new = delta_incremental_epoch(X, t, w, eta)
    if isinstance(w, np.ndarray) and w.dtype == np.float64:
        w[:] = new
        return w
    return new


@misconception(of=squares)
def half_left_out(errors):
    """The 1/2 in E is missing."""
    return (errors**2).sum()


@misconception(of=squares)
def mean_of_squares(errors):
    """You take the mean of the squares. E is half their sum."""
    return (errors**2).mean()


@misconception(of=squares)
def half_the_mean(errors):
    """You divide by the number of samples. E is half the sum of the squares."""
    return 0.5 * (errors**2).mean()


@misconception(of=squares)
def first_error_only(errors):
    """Only the first sample counts: is your `return` inside the loop? E is the sum over all samples."""
    return 0.5 * (errors[:1] ** 2).sum()


@misconception(of=lms_error)
def every_pair(X, t, w):
    """Each target is held against every output: a column minus a row is a whole table. Give both the shape (N,)."""
    X, t, w = promoted(X, t, w)
    return float(squares(t[:, None] - outputs(X, w)))


@misconception(of=squares)
def sizes_added(errors):
    """You add up the sizes of the errors. E is half the sum of their squares."""
    return abs(errors).sum()


@misconception(of=squares)
def square_of_the_sum(errors):
    """You square the sum of the errors, where they cancel. Square each of them, then add."""
    return 0.5 * errors.sum() ** 2


@misconception(of=slope)
def slope_forgotten(net, o):
    """The derivative o (1 - o) is missing. Without it you have the gradient of the cross-entropy, not of E."""
    return 1


@misconception(of=slope)
def slope_at_net(net, o):
    """You write net (1 - net). The derivative of the sigmoid in terms of its output is o (1 - o)."""
    return net * (1 - net)


@misconception(of=slope)
def sigmoid_twice(net, o):
    """You apply the sigmoid to o once more. o is the sigmoid of net already, so its derivative is o (1 - o)."""
    return sigmoid(o) * (1 - sigmoid(o))


@misconception(of=slope)
def slope_of_tanh(net, o):
    """1 - o^2 is the derivative of tanh. That of the sigmoid is another one."""
    return 1 - o**2


@misconception(of=slope)
def slope_o_alone(net, o):
    """The derivative of the sigmoid has two factors; 1 - o is missing."""
    return o


@misconception(of=slope)
def slope_rest_alone(net, o):
    """The derivative of the sigmoid has two factors; o is missing."""
    return 1 - o


@misconception(of=sigmoid)
def exponent_positive(net):
    """Your sigmoid falls where it should rise: the exponent is -net."""
    return 0.5 * (1 - np.tanh(0.5 * net))


@misconception(of=sigmoid)
def parentheses_left_out(net):
    """1 / 1 + exp(-net) is 1 + exp(-net). The whole sum stands below the line: 1 / (1 + exp(-net))."""
    return 1 + np.exp(-net)


@misconception(of=sigmoid)
def tanh_for_sigmoid(net):
    """You use tanh. The sigmoid lies between 0 and 1."""
    return np.tanh(net)


@misconception(of=sigmoid_unit_step)
def linear_unit(X, t, w, eta):
    """Your output is net itself. This unit's output is the sigmoid of net."""
    return delta_batch_step(X, t, w, eta)


@misconception(of=sigmoid_unit_step)
def sigmoid_sample_by_sample(X, t, w, eta):
    """Each sample meets the weights that the one before left. In this step all outputs come from the old weights."""
    X, t, w = promoted(X, t, w)
    for n in range(len(X)):
        w = sigmoid_unit_step(X[n : n + 1], t[n : n + 1], w, eta)
    return w


@misconception(of=sigmoid_unit_step)
def linear_output_with_slope(X, t, w, eta):
    """Your error is t - net. The sigmoid's derivative is there, but the error has to be t - o too."""
    X, t, w = promoted(X, t, w)
    net = X @ w
    return update(w, eta, total((t - net) * slope(net, sigmoid(net)), X))


# ---- Known mistakes by hand


@misconception(of=given)
def bias_left_out(points, targets, w):
    """You leave the bias out. Put a 1 before each point, x = (1, x1, x2), and give its weight first."""
    X, t, w = given(points, targets, w)
    return X[:, 1:], t, w[-2:]


@misconception(of=before_second)
def second_step_from_zero(batch_1):
    """Your second step starts from 0 again. It goes on from the weights after the first."""
    return ORIGIN


@misconception(of=before_pass)
def pass_goes_on_from_batch(batch_2):
    """Your incremental pass goes on from the batch steps. It is a run of its own, from 0."""
    return batch_2


@misconception(of=after_sample)
def step_of_the_point_before(k, points, targets, w, first, eta):
    """That is the step of the point before. Asked for are the weights after each point, not those that it meets."""
    return after_sample(max(k - 1, 0), points, targets, w, first, eta)


@misconception(of=bound)
def one_over_curvature(X):
    """1 / lambda_max is where the steepest direction is solved in one step. E still falls up to a larger eta."""
    return 1 / float(curvatures(X)[-1])


@misconception(of=bound)
def flattest_direction(X):
    """You take the smallest eigenvalue. The steepest direction diverges first: take the largest."""
    return 2 / float(curvatures(X)[0])


@misconception(of=bound)
def sum_of_curvatures(X):
    """You divide by the trace, which is the sum of all eigenvalues. That is safe, but E falls up to a larger eta."""
    return 2 / float(curvatures(X).sum())


@misconception(of=bound)
def singular_value(X):
    """You take the singular value of X. The second derivative of E is X'X, whose eigenvalues are its squares."""
    return 2 / float(curvatures(X)[-1]) ** 0.5


@misconception(of=bound)
def curvature_of_the_mean(X):
    """You divide X'X by the number of samples. E is a sum, not a mean."""
    return 2 * len(X) / float(curvatures(X)[-1])


@misconception(of=largest_stable_eta)
def bias_left_out_of_bound(points):
    """You leave the column of ones out of X. The bias is learnt as well."""
    return bound(augmented(points)[:, 1:])


# ---- Known mistakes in formulas


@misconception(of=linear_gradient)
def linear_sign(t, o, x_i):
    """That is minus the gradient: it has the direction of the step. Differentiating t - o by w_i brings a minus."""
    return (t - o) * x_i


@misconception(of=linear_gradient)
def linear_factor_two(t, o, x_i):
    """The 2 from the square cancels the 1/2 in E."""
    return -2 * (t - o) * x_i


@misconception(of=linear_gradient)
def linear_half(t, o, x_i):
    """The square brings a 2, which cancels the 1/2 in E."""
    return -(t - o) * x_i / 2


@misconception(of=linear_gradient)
def linear_without_input(t, o, x_i):
    """The inner derivative is missing: o depends on w_i through w_i times its input."""
    return -(t - o)


@misconception(of=linear_gradient)
def linear_error_squared(t, o, x_i):
    """The square is differentiated too: its derivative is proportional to the error itself."""
    return -((t - o) ** 2) * x_i / 2


@misconception(of=linear_gradient)
def linear_with_slope(t, o, x_i):
    """o (1 - o) belongs to the sigmoid unit. A linear unit's output has derivative 1 by net."""
    return -(t - o) * o * (1 - o) * x_i


@misconception(of=sigmoid_gradient)
def sigmoid_sign(t, o, x_i):
    """That is minus the gradient: it has the direction of the step. Differentiating t - o by w_i brings a minus."""
    return (t - o) * o * (1 - o) * x_i


@misconception(of=sigmoid_gradient)
def sigmoid_factor_two(t, o, x_i):
    """The 2 from the square cancels the 1/2 in E."""
    return -2 * (t - o) * o * (1 - o) * x_i


@misconception(of=sigmoid_gradient)
def sigmoid_without_input(t, o, x_i):
    """The inner derivative is missing: net depends on w_i through w_i times its input."""
    return -(t - o) * o * (1 - o)


@misconception(of=sigmoid_gradient)
def sigmoid_without_slope(t, o, x_i):
    """The derivative of the sigmoid by net is missing."""
    return -(t - o) * x_i


@misconception(of=sigmoid_gradient)
def sigmoid_without_error(t, o, x_i):
    """That is the derivative of o. E depends on o through the error: the factor from the square is missing."""
    return o * (1 - o) * x_i


@misconception(of=sigmoid_gradient)
def sigmoid_slope_o_alone(t, o, x_i):
    """The derivative of the sigmoid has two factors; one is missing."""
    return -(t - o) * o * x_i


@misconception(of=sigmoid_gradient)
def sigmoid_slope_rest_alone(t, o, x_i):
    """The derivative of the sigmoid has two factors; o is missing."""
    return -(t - o) * (1 - o) * x_i


@misconception(of=sigmoid_gradient)
def sigmoid_slope_of_tanh(t, o, x_i):
    """1 - o^2 is the derivative of tanh, not of the sigmoid."""
    return -(t - o) * (1 - o**2) * x_i
