"""Reference for `softmax`: softmax, log-sum-exp, log-softmax, their derivatives (decks 000:598-609, 000:963-967)."""

import numpy as np

from grader import Box, Line, Panel, Picture, Words, definition, derivatives, expected, misconception, picture, step


def promoted(x):
    """float64, but float32 stays float32; integers would wrap around when the maximum is subtracted."""
    x = np.asarray(x)
    return x if x.dtype == np.float32 else x.astype(np.float64)


def offset(x, axis):
    """What is subtracted before exponentiating: the largest entry of each slice, 0 where that is -inf."""
    top = x.max(axis=axis, keepdims=True)
    return np.where(np.isfinite(top), top, 0).astype(x.dtype)


def exponentials(x, axis):
    """exp(x - max), whose sum lies between 1 and C."""
    return np.exp(x - offset(x, axis))


def softmax(x, axis=-1):
    """exp(x - max) over its sum."""
    e = exponentials(promoted(x), axis)
    return e / e.sum(axis=axis, keepdims=True)


def logsumexp(x, axis=-1, keepdims=False):
    """max + log sum exp(x - max)."""
    x = promoted(x)
    with np.errstate(divide="ignore"):
        value = offset(x, axis) + np.log(exponentials(x, axis).sum(axis=axis, keepdims=True))
    return value if keepdims else np.squeeze(value, axis=axis)


def log_softmax(x, axis=-1):
    """x - LSE(x)."""
    x = promoted(x)
    return x - logsumexp(x, axis, keepdims=True)


def softmax_jacobian(x):
    """diag(s) - s s^T."""
    s = softmax(x)
    return np.diag(s) - np.outer(s, s)


def logsumexp_gradient(x):
    """s."""
    return softmax(x)


def log_softmax_jacobian(x):
    """I - 1 s^T: row i, column j is delta_ij - s_j."""
    s = softmax(x)
    return np.eye(len(s), dtype=s.dtype) - s


def softmax_vjp(x, v):
    """s * (v - s.v)."""
    s = softmax(x)
    v = np.asarray(v)
    return s * (v - s @ v)


def softmax_cross_entropy(logits, labels):
    """Mean of -log s at the labels; gradient (s - onehot) / N."""
    labels = np.asarray(labels)
    rows = np.arange(len(labels))
    gradient = softmax(logits)
    loss = -log_softmax(logits)[rows, labels].mean()
    gradient[rows, labels] -= 1
    return float(loss), gradient / len(labels)


# ---- Definitions, for SymPy to differentiate

UP_TO_SIX = [{"x": (classes,)} for classes in range(1, 7)]


@definition(value=softmax, gradients=[softmax_jacobian], by=["x"], shapes=UP_TO_SIX)
def softmax_defined(x):
    """exp(x_i) / sum_j exp(x_j)."""
    import sympy

    e = [sympy.exp(x_i) for x_i in x]
    return [e_i / sum(e) for e_i in e]


@definition(value=logsumexp, gradients=[logsumexp_gradient], by=["x"], shapes=UP_TO_SIX)
def logsumexp_defined(x):
    """log sum_j exp(x_j)."""
    import sympy

    return sympy.log(sum(sympy.exp(x_j) for x_j in x))


@definition(value=log_softmax, gradients=[log_softmax_jacobian], by=["x"], shapes=UP_TO_SIX)
def log_softmax_defined(x):
    """log s_i, as it is written."""
    import sympy

    return [sympy.log(s_i) for s_i in softmax_defined(x)]


@expected(of=softmax_jacobian)
def softmax_jacobian_derived(x):
    """d s_i / d x_j."""
    return derivatives(softmax_defined, x)


@expected(of=softmax_vjp)
def softmax_vjp_derived(x, v):
    """v^T J."""
    return np.asarray(v) @ derivatives(softmax_defined, x)


@expected(of=logsumexp_gradient)
def logsumexp_gradient_derived(x):
    """d LSE / d x_i."""
    return derivatives(logsumexp_defined, x)


@expected(of=log_softmax_jacobian)
def log_softmax_jacobian_derived(x):
    """d log s_i / d x_j."""
    return derivatives(log_softmax_defined, x)


@expected(of=softmax_cross_entropy)
def softmax_cross_entropy_derived(logits, labels):
    """The loss falls by the mean of log s at the labels."""
    loss, _ = softmax_cross_entropy(logits, labels)
    slopes = [derivatives(log_softmax_defined, x)[label] for x, label in zip(logits, labels, strict=True)]
    return loss, -np.stack(slopes) / len(slopes)


# ---- Answers


@step
def exp_overflow_float64():
    """log of the largest float64, to four significant digits (000:965)."""
    return float(np.log(np.finfo(np.float64).max))


@step
def exp_overflow_float32():
    """log of the largest float32."""
    return float(np.log(np.float64(np.finfo(np.float32).max)))


@step
def exp_overflow_float16():
    """log of the largest float16."""
    return float(np.log(np.float64(np.finfo(np.float16).max)))


@step
def largest_n():
    """The largest n for which n exp(709) does not overflow in float64."""
    return int(np.finfo(np.float64).max / np.exp(709.0))


@step
def softmax_derivative(s_i, s_j, delta_ij):
    """d s_i / d x_j."""
    return s_i * (delta_ij - s_j)


@step
def logsumexp_derivative(s_i):
    """d LSE / d x_i."""
    return s_i


@step
def log_softmax_derivative(s_j, delta_ij):
    """d log s_i / d x_j."""
    return delta_ij - s_j


# ---- Known mistakes


@misconception(of=offset)
def unshifted(x, axis):
    """You exponentiate without subtracting the maximum, so large logits overflow and very small ones all vanish."""
    return np.zeros_like(x.max(axis=axis, keepdims=True))


@misconception(of=offset)
def shifted_by_minimum(x, axis):
    """You subtract the smallest entry. Then the largest is still large: subtract the maximum."""
    return x.min(axis=axis, keepdims=True)


@misconception(of=offset)
def shifted_by_mean(x, axis):
    """You subtract the mean. With logits far apart the largest exponent still overflows: subtract the maximum."""
    return x.mean(axis=axis, keepdims=True).astype(x.dtype)


@misconception(of=offset)
def shifted_by_largest_size(x, axis):
    """You subtract max|x|. For negative logits that pushes everything to 0: subtract the maximum itself."""
    return abs(x).max(axis=axis, keepdims=True)


@misconception(of=offset)
def one_maximum_for_all(x, axis):
    """You subtract one maximum of the whole batch. Rows far below it vanish: each slice has its own maximum."""
    return np.broadcast_to(x.max(), x.max(axis=axis, keepdims=True).shape).astype(x.dtype)


@misconception(of=promoted)
def clipped(x):
    """You clip the logits. That changes the answer: shift them by the maximum instead."""
    return np.clip(np.asarray(x, float), -100, 100)


@misconception(of=promoted)
def integers_kept(x):
    """Integers are subtracted as integers, and unsigned ones wrap around: go over to floats first."""
    return np.asarray(x)


@misconception(of=softmax)
def divided_by_maximum(x, axis=-1):
    """You divide the logits by their maximum. Softmax is unchanged by a shift, not by a scaling."""
    x = promoted(x)
    e = np.exp(x / x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


@misconception(of=softmax)
def nan_hidden(x, axis=-1):
    """nan_to_num turns the overflow into a zero; the answer is still wrong. Keep the overflow from happening."""
    with np.errstate(over="ignore", invalid="ignore"):
        e = np.exp(promoted(x))
        return np.nan_to_num(e / e.sum(axis=axis, keepdims=True))


@misconception(of=softmax)
def shifted_numerator_only(x, axis=-1):
    """You shift the numerator but not the denominator. The shift cancels only where it is in both."""
    x = promoted(x)
    return exponentials(x, axis) / np.exp(x).sum(axis=axis, keepdims=True)


@misconception(of=softmax)
def first_axis(x, axis=-1):
    """You normalise along the first axis. The classes are on the axis that is asked for, by default the last."""
    return softmax(x, 0)


@misconception(of=softmax)
def whole_array_normalised(x, axis=-1):
    """You divide by the sum of the whole array. Each slice along the axis sums to 1 by itself."""
    e = np.exp(promoted(x) - promoted(x).max())
    return e / e.sum()


@misconception(of=softmax)
def axis_lost_in_sum(x, axis=-1):
    """The sum has lost its axis, so the division lines up the wrong rows (or fails): keep it with keepdims=True."""
    e = exponentials(promoted(x), axis)
    return e / e.sum(axis=axis)


@misconception(of=softmax)
def without_exponential(x, axis=-1):
    """You divide the logits by their sum. Softmax exponentiates first."""
    x = promoted(x)
    return x / x.sum(axis=axis, keepdims=True)


@misconception(of=softmax)
def divided_by_largest(x, axis=-1):
    """You divide by the largest exponential. Divide by the sum, so that the result sums to 1."""
    return exponentials(promoted(x), axis)


@misconception(of=softmax)
def base_two(x, axis=-1):
    """You use powers of 2. Softmax uses e."""
    return softmax(promoted(x) * np.log(2), axis)


@misconception(of=softmax)
def sign_of_logits(x, axis=-1):
    """You exponentiate -x, so the smallest logit wins."""
    return softmax(-promoted(x), axis)


@misconception(of=softmax)
def sigmoid_of_each(x, axis=-1):
    """That is the sigmoid of each logit. Softmax compares the logits with one another and sums to 1."""
    return 1 / (1 + np.exp(-promoted(x)))


@misconception(of=softmax)
def input_shifted_in_place(x, axis=-1):
    """You change the caller's array, as `x -= x.max()` does. Write x = x - x.max(...), or work on a copy."""
    if isinstance(x, np.ndarray) and x.dtype.kind == "f":
        x -= x.max(axis=axis, keepdims=True)
    return softmax(x, axis)


@misconception(of=softmax)
def cut_to_integers(x, axis=-1):
    """zeros_like, or empty_like, of integers holds integers: every probability is cut to 0 or 1. Go over to floats."""
    kind = np.asarray(x).dtype
    return softmax(x, axis).astype(kind) if kind.kind in "iu" else softmax(x, axis)


@misconception(of=logsumexp)
def maximum_not_added_back(x, axis=-1, keepdims=False):
    """You shift by the maximum but do not add it back: LSE(x) = max + log sum exp(x - max)."""
    x = promoted(x)
    return np.log(exponentials(x, axis).sum(axis=axis, keepdims=keepdims))


@misconception(of=logsumexp)
def maximum_subtracted_twice(x, axis=-1, keepdims=False):
    """You subtract the maximum at the end. It has to be added back."""
    x = promoted(x)
    return np.log(exponentials(x, axis).sum(axis=axis, keepdims=keepdims)) - x.max(axis=axis, keepdims=keepdims)


@misconception(of=logsumexp)
def sum_of_logs(x, axis=-1, keepdims=False):
    """You add up logarithms, which gives back the sum of x. It is the log of the sum."""
    return promoted(x).sum(axis=axis, keepdims=keepdims)


@misconception(of=logsumexp)
def log_of_mean(x, axis=-1, keepdims=False):
    """You take the mean of the exponentials. It is their sum."""
    return logsumexp(x, axis, keepdims) - np.log(np.shape(x)[axis])


@misconception(of=logsumexp)
def only_the_maximum(x, axis=-1, keepdims=False):
    """The maximum is only the largest part of log-sum-exp; add log sum exp(x - max)."""
    return promoted(x).max(axis=axis, keepdims=keepdims)


@misconception(of=offset)
def minus_infinity_subtracted(x, axis):
    """Where every entry is -inf, the maximum is -inf too, and -inf - (-inf) is no number: shift by 0 there."""
    return x.max(axis=axis, keepdims=True)


@misconception(of=log_softmax)
def log_of_softmax(x, axis=-1):
    """You take the log of the softmax. Where that has gone to 0 the log is -inf: compute x - LSE(x)."""
    return np.log(softmax(x, axis))


@misconception(of=log_softmax)
def negated(x, axis=-1):
    """That is -log softmax, which serves as a loss. log_softmax itself is never above 0."""
    return -log_softmax(x, axis)


@misconception(of=log_softmax)
def log_of_unshifted_softmax(x, axis=-1):
    """You take the log of a softmax that has overflowed or gone to 0 already: compute x - LSE(x), with the shift."""
    e = np.exp(promoted(x))
    return np.log(e / e.sum(axis=axis, keepdims=True))


@misconception(of=softmax_jacobian)
def diagonal_only(x):
    """Every softmax output depends on every logit: off the diagonal stands -s_i s_j."""
    s = softmax(x)
    return np.diag(s * (1 - s))


@misconception(of=softmax_jacobian)
def plus_for_minus(x):
    """The sign of s_i s_j is wrong: raising one logit lowers the other outputs."""
    s = softmax(x)
    return np.diag(s) + np.outer(s, s)


@misconception(of=softmax_jacobian)
def plus_off_the_diagonal(x):
    """Off the diagonal the sign is wrong: raising one logit lowers the other outputs."""
    s = softmax(x)
    return 2 * np.diag(s * (1 - s)) - softmax_jacobian(x)


@misconception(of=softmax_jacobian)
def delta_forgotten(x):
    """On the diagonal s_i is missing: delta_ij is 1 there."""
    s = softmax(x)
    return -np.outer(s, s)


@misconception(of=softmax_jacobian)
def identity_for_diagonal(x):
    """The first part is diag(s), not the identity."""
    s = softmax(x)
    return np.eye(len(s)) - np.outer(s, s)


@misconception(of=softmax_jacobian)
def jacobian_as_vector(x):
    """That is the diagonal alone. The Jacobian is a matrix (C, C): every output by every logit."""
    s = softmax(x)
    return s * (1 - s)


@misconception(of=softmax_jacobian)
def product_for_outer(x):
    """`s * s` is a vector, and each row loses the same one. s s^T, a matrix, is np.outer(s, s)."""
    s = softmax(x)
    return np.diag(s) - s * s


@misconception(of=logsumexp_gradient)
def one_hot(x):
    """That is the gradient of the maximum. Log-sum-exp is a soft maximum: its gradient is the softmax."""
    return (np.arange(len(x)) == np.argmax(x)).astype(float)


@misconception(of=logsumexp_gradient)
def exponential_for_softmax(x):
    """The inner derivative exp(x_i) is right; the outer one, 1 over the sum, is missing."""
    return np.exp(promoted(x))


@misconception(of=logsumexp_gradient)
def log_softmax_for_gradient(x):
    """That is the log-softmax. The gradient of log-sum-exp is the softmax itself."""
    return log_softmax(x)


@misconception(of=logsumexp_gradient)
def logistic_derivative(x):
    """s (1 - s) is the derivative of the softmax. That of log-sum-exp is s."""
    s = softmax(x)
    return s * (1 - s)


@misconception(of=log_softmax_jacobian)
def transposed(x):
    """You have rows and columns the other way round: row i, column j is delta_ij - s_j. It is not symmetric."""
    return log_softmax_jacobian(x).T


@misconception(of=log_softmax_jacobian)
def softmax_added(x):
    """The sign of s_j is wrong: log s_i = x_i - LSE(x), and LSE has the derivative s_j."""
    s = softmax(x)
    return np.eye(len(s)) + s


@misconception(of=log_softmax_jacobian)
def negated_jacobian(x):
    """The sign of all of it is the other way round: row i, column j is delta_ij - s_j."""
    return -log_softmax_jacobian(x)


@misconception(of=log_softmax_jacobian)
def ones_for_identity(x):
    """x_i has the derivative 1 only by itself: the first part is the identity, not a matrix of ones."""
    s = softmax(x)
    return np.ones((len(s), 1)) - s


@misconception(of=log_softmax_jacobian)
def reciprocal(x):
    """1 / s_i is only the outer derivative of the log. Multiply by the inner one, d s_i / d x_j."""
    return 1 / softmax(x)


@misconception(of=log_softmax_jacobian)
def jacobian_of_softmax(x):
    """That is the Jacobian of the softmax. The log divides its row i by s_i."""
    return softmax_jacobian(x)


@misconception(of=log_softmax_jacobian)
def gradient_of_logsumexp(x):
    """That is the gradient of log-sum-exp. Here the Jacobian of log-softmax is asked for, a matrix."""
    return softmax(x)


@misconception(of=log_softmax_jacobian)
def divided_by_softmax(x):
    """You divide row i by s_i. Where s_i has gone to 0 that is 0 / 0: divide on paper, and compute what is left."""
    with np.errstate(invalid="ignore"):
        return softmax_jacobian(x) / softmax(x)[:, None]


@misconception(of=softmax_cross_entropy)
def summed_over_samples(logits, labels):
    """You add up over the samples. Loss and gradient are those of the mean: divide by N."""
    loss, gradient = softmax_cross_entropy(logits, labels)
    return loss * len(labels), gradient * len(labels)


@misconception(of=softmax_cross_entropy)
def gradient_of_the_sum(logits, labels):
    """Your loss is the mean, but your gradient that of the sum: divide it by N too."""
    loss, gradient = softmax_cross_entropy(logits, labels)
    return loss, gradient * len(labels)


@misconception(of=softmax_cross_entropy)
def sign_of_gradient(logits, labels):
    """The gradient is s minus the one-hot label, not the other way round."""
    loss, gradient = softmax_cross_entropy(logits, labels)
    return loss, -gradient


@misconception(of=softmax_cross_entropy)
def label_not_subtracted(logits, labels):
    """The gradient is s minus 1 at the label; you return s alone."""
    loss, _ = softmax_cross_entropy(logits, labels)
    return loss, softmax(logits) / len(labels)


@misconception(of=softmax_cross_entropy)
def averaged_over_classes(logits, labels):
    """You average over all N C entries. The mean is over the samples: divide the sum by N."""
    loss, gradient = softmax_cross_entropy(logits, labels)
    return loss / gradient.shape[1], gradient


@misconception(of=softmax_cross_entropy)
def gradient_averaged_over_classes(logits, labels):
    """Your loss is right, but you divide the gradient by N C. The mean is over the samples: divide by N."""
    loss, gradient = softmax_cross_entropy(logits, labels)
    return loss, gradient / gradient.shape[1]


@misconception(of=softmax_cross_entropy)
def labels_of_all_samples_in_each(logits, labels):
    """`gradient[:, labels] -= 1` changes these columns in every row. In row n only the label of sample n loses 1."""
    loss, _ = softmax_cross_entropy(logits, labels)
    gradient = softmax(logits)
    gradient[:, np.asarray(labels)] -= 1
    return loss, gradient / len(gradient)


@misconception(of=softmax_cross_entropy)
def labels_from_one(logits, labels):
    """You take 1 off the labels. They count from 0 already: label 0 is the first class."""
    return softmax_cross_entropy(logits, np.asarray(labels, dtype=int) - 1)


@misconception(of=softmax_vjp)
def product_with_plain_sum(x, v):
    """You take the plain sum of v. Each entry counts with its s: s (v - s.v)."""
    v = np.asarray(v, dtype=float)
    return softmax(x) * (v - v.sum())


@misconception(of=softmax_vjp)
def product_with_log_jacobian(x, v):
    """That is the product with the Jacobian of log-softmax. That of softmax is diag(s) - s s^T."""
    v = np.asarray(v, dtype=float)
    return v - softmax(x) * v.sum()


@misconception(of=softmax_vjp)
def negated_product(x, v):
    """The sign is the other way round: s (v - s.v)."""
    return -softmax_vjp(x, v)


@misconception(of=softmax_vjp)
def plain_product(x, v):
    """s * v is the diagonal part alone. The rest of J takes s (s.v) away."""
    return softmax(x) * np.asarray(v)


@misconception(of=softmax_vjp)
def product_with_the_diagonal(x, v):
    """s (1 - s) is the diagonal of J alone. Every entry of v counts in each of the product: s (v - s.v)."""
    s = softmax(x)
    return s * (1 - s) * np.asarray(v)


@misconception(of=exp_overflow_float64)
def power_of_two():
    """1024 is where powers of 2 overflow. For exp multiply by log 2."""
    return 1024


@misconception(of=exp_overflow_float32)
def power_of_two_single():
    """128 is where powers of 2 overflow. For exp multiply by log 2."""
    return 128


@misconception(of=exp_overflow_float16)
def power_of_two_half():
    """16 is where powers of 2 overflow. For exp multiply by log 2."""
    return 16


@misconception(of=exp_overflow_float64)
def still_finite():
    """exp(709) is still finite. The threshold lies between 709 and 710: give a digit more."""
    return 709


@misconception(of=exp_overflow_float64)
def decimal_exponent():
    """308 is the largest exponent of 10. For exp multiply by log 10."""
    return 308


@misconception(of=largest_n)
def one_too_many():
    """That many times exp(709) overflows already: divide the largest float64 by exp(709) and round down."""
    return largest_n() + 1


# ---- Known mistakes in formulas


@misconception(of=softmax_derivative)
def formula_of_the_diagonal(s_i, s_j, delta_ij):
    """s_i (1 - s_i) is right only for i = j. Off the diagonal it is -s_i s_j: use delta_ij."""
    return s_i * (1 - s_i)


@misconception(of=softmax_derivative)
def formula_diagonal_only(s_i, s_j, delta_ij):
    """Off the diagonal your derivative is 0, but every output depends on every logit: -s_i s_j."""
    return delta_ij * s_i * (1 - s_i)


@misconception(of=softmax_derivative)
def formula_with_plus(s_i, s_j, delta_ij):
    """The sign of s_i s_j is wrong: raising one logit lowers the other outputs."""
    return s_i * (delta_ij + s_j)


@misconception(of=softmax_derivative)
def formula_plus_off_the_diagonal(s_i, s_j, delta_ij):
    """Off the diagonal the sign is wrong: raising one logit lowers the other outputs."""
    return delta_ij * s_i * (1 - s_i) + (1 - delta_ij) * s_i * s_j


@misconception(of=softmax_derivative)
def formula_negated(s_i, s_j, delta_ij):
    """The sign of all of it is the other way round: raising a logit raises its own output."""
    return s_i * (s_j - delta_ij)


@misconception(of=softmax_derivative)
def formula_without_delta(s_i, s_j, delta_ij):
    """For i = j the numerator has a derivative too: s_i delta_ij is missing."""
    return -s_i * s_j


@misconception(of=softmax_derivative)
def formula_without_factor(s_i, s_j, delta_ij):
    """The factor s_i is missing in front; what you have is the derivative of log s_i."""
    return delta_ij - s_j


@misconception(of=softmax_derivative)
def formula_identity_minus_product(s_i, s_j, delta_ij):
    """The first part is s_i delta_ij, not delta_ij alone."""
    return delta_ij - s_i * s_j


@misconception(of=logsumexp_derivative)
def formula_one_hot(s_i, s_j, delta_ij):
    """That is the derivative of a maximum. Log-sum-exp is a soft one: its derivative is the softmax."""
    return delta_ij


@misconception(of=logsumexp_derivative)
def formula_of_the_other_index(s_i, s_j, delta_ij):
    """That is the derivative by x_j. The one by x_i is asked for."""
    return s_j


@misconception(of=logsumexp_derivative)
def formula_logistic(s_i):
    """s (1 - s) is the derivative of the softmax. That of log-sum-exp is simpler."""
    return s_i * (1 - s_i)


@misconception(of=log_softmax_derivative)
def formula_transposed(s_i, s_j, delta_ij):
    """The wrong index stands on s: log s_i = x_i - LSE(x), and LSE is differentiated by x_j."""
    return delta_ij - s_i


@misconception(of=log_softmax_derivative)
def formula_plus_s(s_i, s_j, delta_ij):
    """The sign of s_j is wrong: LSE is subtracted."""
    return delta_ij + s_j


@misconception(of=log_softmax_derivative)
def formula_negated_log(s_i, s_j, delta_ij):
    """The sign of all of it is the other way round: raising a logit raises its own output."""
    return s_j - delta_ij


@misconception(of=log_softmax_derivative)
def formula_reciprocal(s_i, s_j, delta_ij):
    """1 / s_i is only the outer derivative of the log. Multiply by the inner one, d s_i / d x_j."""
    return 1 / s_i


@misconception(of=log_softmax_derivative)
def formula_of_softmax(s_i, s_j, delta_ij):
    """That is the derivative of s_i itself. The log divides it by s_i."""
    return s_i * (delta_ij - s_j)


@misconception(of=log_softmax_derivative)
def formula_constant(s_i, s_j, delta_ij):
    """x_i has the derivative 1 only by itself: d x_i / d x_j is delta_ij."""
    return 1 - s_j


# ---- Pictures


@picture(of=unshifted)
def before_and_after_the_shift():
    """What becomes of the logits 1000, 1001, 1002 of the public check, without the shift and with it."""
    x, most = np.array([1000.0, 1001.0, 1002.0]), float(np.log10(np.finfo(float).max))
    powers, shifted = x / np.log(10), np.exp(x - x.max())
    above = [Box(i + 0.2, 0, 0.6, float(p), "wrong", "inf") for i, p in enumerate(powers)]
    below = [Box(i + 0.2, 0, 0.6, float(e), "right") for i, e in enumerate(shifted)]
    below += [Words(i + 0.5, float(e) + 0.06, f"{e:.3f}") for i, e in enumerate(shifted)]
    names = [Words(i + 0.5, -0.07, f"x = {v:g}") for i, v in enumerate(x)]
    limit = Line(((0.0, most), (3.0, most)), "given")
    return Picture(
        "exp of 1000, 1001 and 1002",
        "Without the shift each exponential has about 434 digits, more than the 308 that a float64 holds (the line): "
        "all are inf, and inf / inf is nan. With the maximum subtracted first they are 0.135, 0.368 and 1, and their "
        "sum lies between 1 and the number of classes.",
        (
            Panel(
                "exp(x): how many digits",
                (0, 3),
                (0, 480),
                (*above, limit, Words(1.5, 325, "largest float64")),
                ((), (0, 100, 200, 300, 400)),
            ),
            Panel("exp(x - 1002)", (0, 3), (-0.15, 1.2), (*below, *names), ((), (0, 0.5, 1))),
        ),
    )
