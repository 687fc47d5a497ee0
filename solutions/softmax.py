"""Reference for `softmax`: softmax, log-sum-exp, log-softmax, their derivatives (decks 000:598-609, 000:963-967)."""

import numpy as np

from grader import (
    Box,
    Line,
    Panel,
    Picture,
    Words,
    definition,
    derivatives,
    expected,
    misconception,
    misconceptions,
    picture,
    steps,
)

# ---- Each function holds one idea, so that a mistake in it shows wherever it is used


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


def normalised(e, axis):
    return e / e.sum(axis=axis, keepdims=True)


def softmax(x, axis=-1):
    return normalised(exponentials(promoted(x), axis), axis)


def logsumexp(x, axis=-1, keepdims=False):
    x = promoted(x)
    with np.errstate(divide="ignore"):
        value = offset(x, axis) + np.log(exponentials(x, axis).sum(axis=axis, keepdims=True))
    return value if keepdims else np.squeeze(value, axis=axis)


def log_softmax(x, axis=-1):
    return promoted(x) - logsumexp(promoted(x), axis, keepdims=True)


def jacobian(s):
    return np.diag(s) - np.outer(s, s)


def softmax_jacobian(x):
    return jacobian(softmax(x))


def logsumexp_gradient(x):
    return softmax(x)


def log_jacobian(s):
    """Row i, column j is delta_ij - s_j."""
    return np.eye(len(s), dtype=s.dtype) - s


def log_softmax_jacobian(x):
    return log_jacobian(softmax(x))


def product(s, v):
    """v^T J."""
    return s * (v - s @ v)


def softmax_vjp(x, v):
    return product(softmax(x), np.asarray(v))


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
    from sympy import exp

    return [exp(x_i) / sum(map(exp, x)) for x_i in x]


@definition(value=logsumexp, gradients=[logsumexp_gradient], by=["x"], shapes=UP_TO_SIX)
def logsumexp_defined(x):
    from sympy import exp, log

    return log(sum(map(exp, x)))


@definition(value=log_softmax, gradients=[log_softmax_jacobian], by=["x"], shapes=UP_TO_SIX)
def log_softmax_defined(x):
    from sympy import log

    return [log(s_i) for s_i in softmax_defined(x)]


softmax_jacobian_derived = expected(of=softmax_jacobian)(lambda x: derivatives(softmax_defined, x))
softmax_vjp_derived = expected(of=softmax_vjp)(lambda x, v: np.asarray(v) @ derivatives(softmax_defined, x))
logsumexp_gradient_derived = expected(of=logsumexp_gradient)(lambda x: derivatives(logsumexp_defined, x))
log_softmax_jacobian_derived = expected(of=log_softmax_jacobian)(lambda x: derivatives(log_softmax_defined, x))


@expected(of=softmax_cross_entropy)
def softmax_cross_entropy_derived(logits, labels):
    """The loss falls by the mean of log s at the labels."""
    loss, _ = softmax_cross_entropy(logits, labels)
    slopes = [derivatives(log_softmax_defined, x)[label] for x, label in zip(logits, labels, strict=True)]
    return loss, -np.stack(slopes) / len(slopes)


# ---- Answers


def overflow(kind):
    """Where exp overflows: log of the largest number (000:965)."""
    return float(np.log(np.float64(np.finfo(kind).max)))


steps(
    exp_overflow_float64=lambda: overflow(np.float64),
    exp_overflow_float32=lambda: overflow(np.float32),
    exp_overflow_float16=lambda: overflow(np.float16),
    largest_n=lambda: int(np.finfo(np.float64).max / np.exp(709.0)),
    softmax_derivative="s_i * (delta_ij - s_j)",
    logsumexp_derivative="s_i",
    log_softmax_derivative="delta_ij - s_j",
)

# ---- Known mistakes; what a student reads of each stands in softmax.hints.toml


def unwarned(compute):
    with np.errstate(over="ignore", invalid="ignore"):
        return compute()


misconceptions(
    of=offset,
    unshifted=lambda x, axis: np.zeros_like(x.max(axis=axis, keepdims=True)),
    shifted_by_minimum=lambda x, axis: x.min(axis=axis, keepdims=True),
    shifted_by_mean=lambda x, axis: x.mean(axis=axis, keepdims=True).astype(x.dtype),
    shifted_by_largest_size=lambda x, axis: abs(x).max(axis=axis, keepdims=True),
    one_maximum_for_all=lambda x, axis: np.full_like(x.max(axis=axis, keepdims=True), x.max()),
)
misconceptions(
    of=promoted,
    clipped=lambda x: np.clip(np.asarray(x, float), -100, 100),
    integers_kept=lambda x: np.asarray(x),
)
misconceptions(
    of=softmax,
    divided_by_maximum=lambda x, axis=-1: normalised(np.exp((x := promoted(x)) / x.max(axis, keepdims=True)), axis),
    nan_hidden=lambda x, axis=-1: unwarned(lambda: np.nan_to_num(normalised(np.exp(promoted(x)), axis))),
    shifted_numerator_only=lambda x, axis=-1: (
        exponentials(promoted(x), axis) / np.exp(promoted(x)).sum(axis, keepdims=True)
    ),
    first_axis=lambda x, axis=-1: softmax(x, 0),
    whole_array_normalised=lambda x, axis=-1: normalised(np.exp((x := promoted(x)) - x.max()), None),
    axis_lost_in_sum=lambda x, axis=-1: (e := exponentials(promoted(x), axis)) / e.sum(axis=axis),
    without_exponential=lambda x, axis=-1: normalised(promoted(x), axis),
    divided_by_largest=lambda x, axis=-1: exponentials(promoted(x), axis),
    base_two=lambda x, axis=-1: softmax(promoted(x) * np.log(2), axis),
    sign_of_logits=lambda x, axis=-1: softmax(-promoted(x), axis),
    sigmoid_of_each=lambda x, axis=-1: 1 / (1 + np.exp(-promoted(x))),
)


@misconception(of=softmax)
def input_shifted_in_place(x, axis=-1):
    if isinstance(x, np.ndarray) and x.dtype.kind == "f":
        x -= x.max(axis=axis, keepdims=True)
    return softmax(x, axis)


@misconception(of=softmax)
def cut_to_integers(x, axis=-1):
    kind = np.asarray(x).dtype
    return softmax(x, axis).astype(kind) if kind.kind in "iu" else softmax(x, axis)


misconceptions(
    of=logsumexp,
    maximum_not_added_back=lambda x, axis=-1, keepdims=False: np.log(
        exponentials(promoted(x), axis).sum(axis, keepdims=keepdims)
    ),
    maximum_subtracted_twice=lambda x, axis=-1, keepdims=False: (
        np.log(exponentials((x := promoted(x)), axis).sum(axis, keepdims=keepdims)) - x.max(axis, keepdims=keepdims)
    ),
    sum_of_logs=lambda x, axis=-1, keepdims=False: promoted(x).sum(axis=axis, keepdims=keepdims),
    log_of_mean=lambda x, axis=-1, keepdims=False: logsumexp(x, axis, keepdims) - np.log(np.shape(x)[axis]),
    only_the_maximum=lambda x, axis=-1, keepdims=False: promoted(x).max(axis=axis, keepdims=keepdims),
)
misconceptions(of=offset, minus_infinity_subtracted=lambda x, axis: x.max(axis=axis, keepdims=True))
misconceptions(
    of=log_softmax,
    log_of_softmax=lambda x, axis=-1: np.log(softmax(x, axis)),
    negated=lambda x, axis=-1: -log_softmax(x, axis),
    log_of_unshifted_softmax=lambda x, axis=-1: np.log(normalised(np.exp(promoted(x)), axis)),
)
misconceptions(
    of=jacobian,
    diagonal_only=lambda s: np.diag(s * (1 - s)),
    plus_for_minus=lambda s: np.diag(s) + np.outer(s, s),
    plus_off_the_diagonal=lambda s: 2 * np.diag(s * (1 - s)) - jacobian(s),
    delta_forgotten=lambda s: -np.outer(s, s),
    identity_for_diagonal=lambda s: np.eye(len(s)) - np.outer(s, s),
    jacobian_as_vector=lambda s: s * (1 - s),
    product_for_outer=lambda s: np.diag(s) - s * s,
)
misconceptions(
    of=logsumexp_gradient,
    one_hot=lambda x: (np.arange(len(x)) == np.argmax(x)).astype(float),
    exponential_for_softmax=lambda x: np.exp(promoted(x)),
    log_softmax_for_gradient=lambda x: log_softmax(x),
    logistic_derivative=lambda x: (s := softmax(x)) * (1 - s),
)
misconceptions(
    of=log_jacobian,
    transposed=lambda s: log_jacobian(s).T,
    softmax_added=lambda s: np.eye(len(s)) + s,
    negated_jacobian=lambda s: -log_jacobian(s),
    ones_for_identity=lambda s: np.ones((len(s), 1)) - s,
    reciprocal=lambda s: 1 / s,
    jacobian_of_softmax=lambda s: jacobian(s),
    gradient_of_logsumexp=lambda s: s,
    divided_by_softmax=lambda s: unwarned(lambda: jacobian(s) / s[:, None]),
)


def altered(alter):
    """A homework whose loss and gradient, of n samples, are altered."""
    return lambda logits, labels: alter(*softmax_cross_entropy(logits, labels), len(labels))


misconceptions(
    of=softmax_cross_entropy,
    summed_over_samples=altered(lambda loss, gradient, n: (loss * n, gradient * n)),
    gradient_of_the_sum=altered(lambda loss, gradient, n: (loss, gradient * n)),
    sign_of_gradient=altered(lambda loss, gradient, n: (loss, -gradient)),
    label_not_subtracted=lambda logits, labels: (
        softmax_cross_entropy(logits, labels)[0],
        softmax(logits) / len(labels),
    ),
    averaged_over_classes=altered(lambda loss, gradient, n: (loss / gradient.shape[1], gradient)),
    gradient_averaged_over_classes=altered(lambda loss, gradient, n: (loss, gradient / gradient.shape[1])),
    labels_of_all_samples_in_each=lambda logits, labels: (
        softmax_cross_entropy(logits, labels)[0],
        (softmax(logits) - np.isin(range(np.shape(logits)[1]), labels)) / len(labels),
    ),
    labels_from_one=lambda logits, labels: softmax_cross_entropy(logits, np.asarray(labels, dtype=int) - 1),
)
misconceptions(
    of=product,
    product_with_plain_sum=lambda s, v: s * ((v := v.astype(float)) - v.sum()),
    product_with_log_jacobian=lambda s, v: (v := v.astype(float)) - s * v.sum(),
    negated_product=lambda s, v: -product(s, v),
    plain_product=lambda s, v: s * v,
    product_with_the_diagonal=lambda s, v: s * (1 - s) * v,
)
misconceptions(of="exp_overflow_float64", power_of_two=1024)
misconceptions(of="exp_overflow_float32", power_of_two_single=128)
misconceptions(of="exp_overflow_float16", power_of_two_half=16)
misconceptions(of="exp_overflow_float64", still_finite=709, decimal_exponent=308)
misconceptions(of="largest_n", one_too_many=lambda: int(np.finfo(np.float64).max / np.exp(709.0)) + 1)

misconceptions(
    of="softmax_derivative",
    formula_of_the_diagonal="s_i * (1 - s_i)",
    formula_diagonal_only="delta_ij * s_i * (1 - s_i)",
    formula_with_plus="s_i * (delta_ij + s_j)",
    formula_plus_off_the_diagonal="delta_ij * s_i * (1 - s_i) + (1 - delta_ij) * s_i * s_j",
    formula_negated="s_i * (s_j - delta_ij)",
    formula_without_delta="-s_i * s_j",
    formula_without_factor="delta_ij - s_j",
    formula_identity_minus_product="delta_ij - s_i * s_j",
)
misconceptions(
    of="logsumexp_derivative",
    formula_one_hot="delta_ij",
    formula_of_the_other_index="s_j",
    formula_logistic="s_i * (1 - s_i)",
)
misconceptions(
    of="log_softmax_derivative",
    formula_transposed="delta_ij - s_i",
    formula_plus_s="delta_ij + s_j",
    formula_negated_log="s_j - delta_ij",
    formula_reciprocal="1 / s_i",
    formula_of_softmax="s_i * (delta_ij - s_j)",
    formula_constant="1 - s_j",
)


# ---- Pictures
@picture(of="unshifted")
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
