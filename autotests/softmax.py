"""Checks for `softmax`: hidden unless they say public=True."""

import numpy as np

from grader import answer, check, close, finite, formula, prose, quiet, unchanged

THOUSANDS = np.array([1000.0, 1001.0, 1002.0])
FAR = np.array([0.0, 2000.0, -2000.0])
SMALL = np.array([1.0, 2.0, 3.0])
relative = close(rtol=1e-9, atol=0.0)


def far_apart(rng):
    """A batch whose rows lie around +2000, 0 and -2000."""
    return np.array([[2000.0], [0.0], [-2000.0]]) + rng.normal(size=(3, 4))


def eighths(rng, *shape):
    """Logits that are multiples of 1/8 between -4 and 4, none of them equal."""
    return rng.permutation(65)[: int(np.prod(shape))].reshape(shape) / 8 - 4


def single(rng, *shape):
    """Such logits in float32."""
    return eighths(rng, *shape).astype(np.float32)


def every_other(rng, n):
    """n such logits that do not lie side by side, and in the other direction."""
    return eighths(rng, 2 * n)[::-2]


# ---- softmax: 8


@check(points=1, public=True, expect=close & quiet)
def ordinary_logits(hw, rng):
    """softmax of (1, 2, 3), and of a batch of two rows"""
    return hw.softmax(SMALL), hw.softmax(np.array([[1.0, 2.0, 3.0], [1.0, 1.0, 1.0]]))


@check(points=1, public=True, expect=close & finite & quiet)
def large_logits(hw, rng):
    """softmax of logits near 1000"""
    return hw.softmax(THOUSANDS)


@check(points=1, expect=close & finite & quiet)
def small_and_equal_logits(hw, rng):
    """softmax of logits near -1000, and of three times 709, where only the sum overflows"""
    return hw.softmax(-THOUSANDS + rng.integers(0, 3, size=3)), hw.softmax(np.full(3, 709.0))


@check(points=1, expect=close & finite & quiet)
def logits_far_apart(hw, rng):
    """softmax of -2000 beside 2000, of 0 beside 1000, of logits near 20000, of a batch of rows that lie far apart"""
    return (
        hw.softmax(np.array([-2000.0, 2000.0])),
        hw.softmax(np.array([0.0, 1000.0, 900.0])),
        hw.softmax(far_apart(rng)),
        hw.softmax(20 * THOUSANDS),
    )


@check(points=0.5, expect=close & quiet)
def integers_and_minus_infinity(hw, rng):
    """softmax of a list of integers, of logits with -inf, of one class"""
    return hw.softmax([1, 2, 4]), hw.softmax(np.array([-np.inf, 0.0, 1.0])), hw.softmax(np.array([[3], [4]]))


@check(points=0.5, expect=close & quiet)
def softmax_of_bytes(hw, rng):
    """8-bit logits, unsigned and signed"""
    return hw.softmax(np.array([1, 2, 3], np.uint8)), hw.softmax(np.array([-100, 100], np.int8))


@check(points=1, expect=close & quiet)
def along_any_axis(hw, rng):
    """softmax along the first, the middle and the last axis; of columns and of views"""
    x = eighths(rng, 2, 3, 4)
    return (
        hw.softmax(x, axis=-2),
        hw.softmax(x.T, axis=0),
        hw.softmax(x[:, ::2, ::-1], axis=1),
        hw.softmax(x[:1, :, 0]),
        hw.softmax(eighths(rng, 3, 3), 0),
    )


@check(points=0.5, expect=relative)
def shift_changes_nothing(hw, rng):
    """softmax(x + c) = softmax(x), and each slice sums to 1"""
    x = eighths(rng, 3, 5)
    one, other = (np.asarray(hw.softmax(x + c), float) for c in (0.0, 512.0))
    return bool(np.allclose(one, other, rtol=1e-9, atol=0)), bool(np.allclose(one.sum(axis=-1), 1, rtol=1e-12))


@check(points=0.5, expect=close & quiet)
def square_batch(hw, rng):
    """a square batch"""
    return hw.softmax(eighths(rng, 3, 3))


@check(points=0.5)
def softmax_in_single_precision(hw, rng):
    """float32 logits; the result may be float32 too"""
    return hw.softmax(single(rng, 2, 4))


@check(points=0.5, expect=unchanged)
def softmax_leaves_its_input(hw, rng):
    """x is as it was before the call, and the result is a new array each time"""
    return hw.softmax(eighths(rng, 3, 3)), hw.softmax(eighths(rng, 3, 3))


# ---- logsumexp: 8


@check(points=2, public=True, expect=close & quiet)
def logsumexp_of_ordinary_and_large(hw, rng):
    """logsumexp of (1, 2, 3) and of logits near 1000"""
    return hw.logsumexp(SMALL), hw.logsumexp(THOUSANDS)


@check(points=2, expect=relative & quiet)
def logsumexp_of_the_extremes(hw, rng):
    """logsumexp near -1000 and near 20000, of three times 709, of logits far apart, of a batch of such rows"""
    return (
        hw.logsumexp(-THOUSANDS - rng.integers(0, 3, size=3)),
        hw.logsumexp(np.full(3, 709.0)),
        hw.logsumexp(np.array([10000.0, 0.0, -10000.0])),
        hw.logsumexp(far_apart(rng)),
        hw.logsumexp(20 * THOUSANDS),
    )


@check(points=1.5, expect=close & quiet)
def logsumexp_of_minus_infinity(hw, rng):
    """logsumexp of -inf alone is -inf, without a warning; beside numbers it counts for nothing"""
    return (
        hw.logsumexp(np.array([-np.inf, -np.inf])),
        hw.logsumexp(np.array([-np.inf, 0.0, 1.0])),
        hw.logsumexp(np.array([[-np.inf, -np.inf], [0.0, -np.inf]])),
        hw.logsumexp(np.array([7])),
        hw.logsumexp([0, 0]),
    )


@check(points=0.5, expect=close & quiet)
def logsumexp_of_bytes(hw, rng):
    """unsigned 8-bit logits"""
    return hw.logsumexp(np.array([3, 249, 250], np.uint8))


@check(points=1, expect=close & quiet)
def logsumexp_along_any_axis(hw, rng):
    """logsumexp along any axis, with and without keepdims; of one row, of columns and of views"""
    x = eighths(rng, 2, 3, 4)
    return (
        hw.logsumexp(x, axis=-2, keepdims=True),
        hw.logsumexp(x[:, ::2, ::-1], -1, True),
        hw.logsumexp(x.T, axis=0),
        hw.logsumexp(x[:1]),
        hw.logsumexp(x[:, :1, 0]),
    )


@check(points=0.5)
def logsumexp_in_single_precision(hw, rng):
    """float32 logits; the result may be float32 too"""
    return hw.logsumexp(single(rng, 2, 4))


@check(points=0.5, expect=unchanged)
def logsumexp_leaves_its_input(hw, rng):
    """x is as it was before the call, and the result is a new array each time"""
    return (
        hw.logsumexp(eighths(rng, 2, 3)),
        hw.logsumexp(eighths(rng, 2, 3)),
        hw.logsumexp(eighths(rng, 3, 1)),
    )


# ---- log_softmax: 9


@check(points=2, public=True, expect=close & quiet)
def log_softmax_of_ordinary_and_large(hw, rng):
    """log_softmax of (1, 2, 3) and of logits near 1000"""
    return hw.log_softmax(SMALL), hw.log_softmax(THOUSANDS)


@check(points=3, expect=relative & quiet)
def log_softmax_far_apart(hw, rng):
    """log_softmax where softmax itself has gone to 0: it must not become -inf"""
    return (
        hw.log_softmax(np.array([10000.0, 0.0, -10000.0])),
        hw.log_softmax(np.array([0.0, 1000.0])),
        hw.log_softmax(far_apart(rng)),
        hw.log_softmax(-THOUSANDS),
    )


@check(points=1.5, expect=close & quiet)
def log_softmax_of_integers_and_axes(hw, rng):
    """log_softmax of integers, lists, one class, along any axis, of views, with -inf among the logits"""
    x = eighths(rng, 2, 3, 4)
    return (
        hw.log_softmax(np.array([5.0])),
        hw.log_softmax([[3, 1, 4]]),
        hw.log_softmax(np.array([-np.inf, 0.0, 1.0])),
        hw.log_softmax(x, axis=1),
        hw.log_softmax(x.T, axis=0),
    )


@check(points=0.5, expect=close & quiet)
def log_softmax_of_bytes(hw, rng):
    """unsigned 8-bit logits"""
    return hw.log_softmax(np.array([1, 2, 3], np.uint8))


@check(points=1, expect=relative)
def exponential_gives_softmax_back(hw, rng):
    """exp(log_softmax(x)) is the softmax of x"""
    return np.exp(np.asarray(hw.log_softmax(eighths(rng, 2, 5)), float))


@check(points=0.5)
def log_softmax_in_single_precision(hw, rng):
    """float32 logits; the result may be float32 too"""
    return hw.log_softmax(single(rng, 2, 4))


@check(points=0.5, expect=unchanged)
def log_softmax_leaves_its_input(hw, rng):
    """x is as it was before the call, and the result is a new array each time"""
    return hw.log_softmax(eighths(rng, 2, 3)), hw.log_softmax(eighths(rng, 2, 3))


# ---- derivatives: 8 + 6 + 8 + 4


@check(points=3, public=True)
def jacobian_at_123(hw, rng):
    """the Jacobian of softmax at (1, 2, 3)"""
    return hw.softmax_jacobian(SMALL)


@check(points=2.5)
def jacobian_elsewhere(hw, rng):
    """the Jacobian of softmax at drawn, large and integer logits, at logits far apart, for one class"""
    return (
        hw.softmax_jacobian(every_other(rng, 5)),
        hw.softmax_jacobian(THOUSANDS),
        hw.softmax_jacobian([1, 3, 2]),
        hw.softmax_jacobian(np.array([4.0])),
        hw.softmax_jacobian(FAR),
    )


@check(points=0.5)
def jacobian_of_bytes(hw, rng):
    """unsigned 8-bit logits"""
    return hw.softmax_jacobian(np.array([1, 2, 5], np.uint8))


@check(points=1)
def jacobian_rows_sum_to_zero(hw, rng):
    """its rows sum to 0, it is symmetric, and its diagonal is positive"""
    J = np.asarray(hw.softmax_jacobian(eighths(rng, 4)), float)
    return bool(np.allclose(J.sum(axis=1), 0, atol=1e-12) and np.allclose(J, J.T) and np.all(np.diag(J) > 0))


@check(points=0.5)
def jacobian_in_single_precision(hw, rng):
    """float32 logits; the result may be float32 too"""
    return hw.softmax_jacobian(single(rng, 4))


@check(points=0.5, expect=unchanged)
def jacobian_leaves_its_input(hw, rng):
    """x is as it was before the call, and the result is a new array each time"""
    return hw.softmax_jacobian(eighths(rng, 4)), hw.softmax_jacobian(eighths(rng, 4))


@check(points=2, public=True)
def gradient_at_123(hw, rng):
    """the gradient of logsumexp at (1, 2, 3)"""
    return hw.logsumexp_gradient(SMALL)


@check(points=2.5)
def gradient_elsewhere(hw, rng):
    """the gradient of logsumexp at drawn, large and integer logits, at logits far apart, for one class"""
    return (
        hw.logsumexp_gradient(every_other(rng, 6)),
        hw.logsumexp_gradient(THOUSANDS),
        hw.logsumexp_gradient([2, 0, 1]),
        hw.logsumexp_gradient(np.array([4.0])),
        hw.logsumexp_gradient(FAR),
    )


@check(points=0.5)
def gradient_of_bytes(hw, rng):
    """unsigned 8-bit logits"""
    return hw.logsumexp_gradient(np.array([1, 2, 5], np.uint8))


@check(points=0.5)
def gradient_in_single_precision(hw, rng):
    """float32 logits; the result may be float32 too"""
    return hw.logsumexp_gradient(single(rng, 4))


@check(points=0.5, expect=unchanged)
def gradient_leaves_its_input(hw, rng):
    """x is as it was before the call, and the result is a new array each time"""
    return hw.logsumexp_gradient(eighths(rng, 4)), hw.logsumexp_gradient(eighths(rng, 4))


@check(points=3, public=True)
def log_jacobian_at_123(hw, rng):
    """the Jacobian of log_softmax at (1, 2, 3): rows are outputs, columns are inputs"""
    return hw.log_softmax_jacobian(SMALL)


@check(points=2.5)
def log_jacobian_elsewhere(hw, rng):
    """the Jacobian of log_softmax at drawn, large and integer logits, at logits far apart, for one class"""
    return (
        hw.log_softmax_jacobian(every_other(rng, 5)),
        hw.log_softmax_jacobian(THOUSANDS),
        hw.log_softmax_jacobian([0, 2, 1]),
        hw.log_softmax_jacobian(np.array([4.0])),
        hw.log_softmax_jacobian(FAR),
    )


@check(points=0.5)
def log_jacobian_of_bytes(hw, rng):
    """unsigned 8-bit logits"""
    return hw.log_softmax_jacobian(np.array([1, 2, 5], np.uint8))


@check(points=1)
def log_jacobian_rows_sum_to_zero(hw, rng):
    """its rows sum to 0, and it is not symmetric"""
    J = np.asarray(hw.log_softmax_jacobian(eighths(rng, 4)), float)
    return bool(np.allclose(J.sum(axis=1), 0, atol=1e-12) and not np.allclose(J, J.T))


@check(points=0.5)
def log_jacobian_in_single_precision(hw, rng):
    """float32 logits; the result may be float32 too"""
    return hw.log_softmax_jacobian(single(rng, 4))


@check(points=0.5, expect=unchanged)
def log_jacobian_leaves_its_input(hw, rng):
    """x is as it was before the call, and the result is a new array each time"""
    return hw.log_softmax_jacobian(eighths(rng, 4)), hw.log_softmax_jacobian(eighths(rng, 4))


@check(points=2, public=True)
def product_with_a_vector(hw, rng):
    """J^T v at (1, 2, 3) with v = (1, 0, -1)"""
    return hw.softmax_vjp(SMALL, np.array([1.0, 0.0, -1.0]))


@check(points=0.5)
def product_elsewhere(hw, rng):
    """J^T v at drawn and at large logits, of lists and integers, for one class"""
    return (
        hw.softmax_vjp(every_other(rng, 6), rng.normal(size=12)[::-2]),
        hw.softmax_vjp(THOUSANDS, rng.normal(size=3)),
        hw.softmax_vjp([2, 0, 1], [1, 0, -2]),
        hw.softmax_vjp(np.array([4.0]), np.array([3.0])),
    )


@check(points=0.5)
def product_of_bytes(hw, rng):
    """unsigned 8-bit logits and vector"""
    return hw.softmax_vjp(np.array([1, 2, 3], np.uint8), np.array([200, 100, 250], np.uint8))


@check(points=0.5)
def product_in_single_precision(hw, rng):
    """float32 logits and vector; the result may be float32 too"""
    return hw.softmax_vjp(single(rng, 4), single(rng, 4))


@check(points=0.5, expect=unchanged)
def product_leaves_its_inputs(hw, rng):
    """x and v are as they were before the call, and the result is a new array each time"""
    return [hw.softmax_vjp(eighths(rng, 4), rng.normal(size=4)) for _ in range(2)]


# ---- softmax_cross_entropy: 4


@check(points=1.5, public=True)
def cross_entropy_of_two(hw, rng):
    """mean loss and gradient of two samples"""
    return hw.softmax_cross_entropy(np.array([[1.0, 2.0, 3.0], [0.0, 0.5, -1.0]]), np.array([1, 0]))


@check(points=0.5)
def cross_entropy_elsewhere(hw, rng):
    """mean loss and gradient of drawn samples, of one sample, of lists, integers and views"""
    x = rng.normal(size=(6, 4))
    return (
        hw.softmax_cross_entropy(x, rng.integers(0, 4, size=6)),
        hw.softmax_cross_entropy(x[:1], np.array([2])),
        hw.softmax_cross_entropy([[1, 0, 2], [2, 4, 1]], [0, 1]),
        hw.softmax_cross_entropy(x[:4].T, np.array([3, 9, 1, 9, 0, 9, 2, 9])[::2]),
        hw.softmax_cross_entropy(x[:, :1], [0, 0, 0, 0, 0, 0]),
    )


@check(points=0.5)
def cross_entropy_of_bytes(hw, rng):
    """unsigned 8-bit logits and labels"""
    return hw.softmax_cross_entropy(np.array([[1, 9, 3], [3, 4, 200]], np.uint8), np.array([0, 2], np.uint8))


@check(points=0.5)
def cross_entropy_of_the_unlikely(hw, rng):
    """samples whose label has a probability that is no float64 any more: their losses are finite all the same"""
    logits = np.array([[0.0, 1000.0, 10.0], [2000.0, 0.0, -3.0]]) + rng.normal(size=(2, 3))
    return hw.softmax_cross_entropy(logits, np.array([0, 2]))


@check(points=0.5)
def cross_entropy_in_single_precision(hw, rng):
    """float32 logits; the results may be float32 too"""
    return hw.softmax_cross_entropy(single(rng, 3, 4), [0, 3, 1])


@check(points=0.5, expect=unchanged)
def cross_entropy_leaves_its_inputs(hw, rng):
    """logits and labels are as they were before the call, and the gradient is a new array each time"""
    return [hw.softmax_cross_entropy(eighths(rng, 3, 4), np.array([0, 3, 1])) for _ in range(2)]


# ---- formulas, answers, prose

INDEXED = ("s_i", "s_j", "delta_ij")
SUMS_TO_ONE = {"s": "probabilities"}
formula("softmax_derivative", points=7, symbols=INDEXED, domain=SUMS_TO_ONE, title="d s_i / d x_j")
formula("logsumexp_derivative", points=6, symbols=INDEXED, domain=SUMS_TO_ONE, title="d LSE / d x_i")
formula("log_softmax_derivative", points=7, symbols=INDEXED, domain=SUMS_TO_ONE, title="d log s_i / d x_j")
answer("exp_overflow_float64", points=1.5, digits=4, title="where exp overflows in float64")
answer("exp_overflow_float32", points=1, digits=4, title="where exp overflows in float32")
answer("exp_overflow_float16", points=1, digits=4, title="where exp overflows in float16")
answer("largest_n", points=1.5, title="the largest n for which n exp(709) is finite")
prose(
    "overflow_discussion",
    points=20,
    title="overflow and underflow",
    key_facts=(
        ("709", "308", "range", "范围"),
        ("inf/inf", "inf / inf", "nan", "0/0", "0 / 0"),
        ("sum", "denominator", "分母"),
        ("shift", "max", "减"),
        ("cancel", "invarian", "不变"),
        (">= 1", "at least 1", "≥"),
        ("log", "lse"),
        ("underflow", "下溢"),
        ("-inf",),
    ),
)
