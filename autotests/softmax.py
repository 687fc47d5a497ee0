"""Checks for `softmax`: hidden unless they say public."""

import numpy as np

from grader import answer, args, close, drawn, finite, formula, not_asked, prose, quiet, task, unchanged


def a(*values):
    return np.array(values, float)


def eighths(*shape):
    """Logits that are multiples of 1/8 between -4 and 4, none of them equal."""
    return drawn(lambda rng: rng.permutation(65)[: int(np.prod(shape))].reshape(shape) / 8 - 4)


def normal(*shape):
    return drawn(lambda rng: rng.normal(size=shape))


def sums_to_zero(f, x, symmetric):
    """Whether rows sum to 0, in a symmetric Jacobian with a positive diagonal or in one that is not symmetric."""
    J = np.asarray(f(x), float)
    positive = np.allclose(J, J.T) and np.all(np.diag(J) > 0) if symmetric else not np.allclose(J, J.T)
    return bool(np.allclose(J.sum(axis=1), 0, atol=1e-12) and positive)


def shifted(f, x):
    one, other = (np.asarray(f(x + c), float) for c in (0.0, 512.0))
    return bool(np.allclose(one, other, rtol=1e-9, atol=0)), bool(np.allclose(one.sum(axis=-1), 1, rtol=1e-12))


INF, SMALL, K, FAR, SAME = np.inf, a(1, 2, 3), a(1000, 1001, 1002), a(0, 2000, -2000), a(709, 709, 709)
WIDE, UNLIKELY, x = a(10000, 0, -10000), a([0, 1000, 10], [2000, 0, -3]), eighths(2, 3, 4)
few = drawn(lambda rng: rng.integers(0, 3, size=3))
far_apart = a([2000], [0], [-2000]) + normal(3, 4)
REST = "at drawn, large and integer logits, at logits far apart, for one class"
FLOAT32, BYTES = "float32 logits; the result may be float32 too", "unsigned 8-bit logits"
LOCKED, LARGE_BYTES = "x is left as it was, also where it cannot be written to", [100, 200, 250]
relative = close(rtol=1e-9, atol=0.0)

t, stable = task("softmax"), task("softmax", close & finite)  # 8 points
t.public(1, "softmax of (1, 2, 3), and of a batch of two rows")("ordinary_logits", SMALL, a([1, 2, 3], [1, 1, 1]))
stable.public(1, "softmax of logits near 1000")("large_logits", K)
c = stable.hidden(1, "softmax of logits near -1000, and of three times 709, where only the sum overflows")
c("small_and_equal_logits", -K + few, SAME)
c = stable.hidden(
    1, "softmax of -2000 beside 2000, of 0 beside 1000, of logits near 20000, of a batch of rows that lie far apart"
)
c("logits_far_apart", a(-2000, 2000), a(0, 1000, 900), far_apart, 20 * K)
c = t.hidden(0.5, "softmax of a list of integers, of logits with -inf, of one class")
c("integers_and_minus_infinity", [1, 2, 4], a(-INF, 0, 1), np.array([[3], [4]]))
c = t.hidden(0.5, "8-bit logits, unsigned and signed")
c("softmax_of_bytes", np.uint8([1, 2, 3]), np.int8([-100, 100]), np.uint8(LARGE_BYTES))
c = t.hidden(1, "softmax along the first, the middle and the last axis; of columns and of views")
c("along_any_axis", args(x, axis=-2), args(x.T, axis=0), args(x[:, ::2, ::-1], axis=1), x[:1, :, 0], (eighths(3, 3), 0))

c = t.hidden(0.5, "softmax(x + c) = softmax(x), and each slice sums to 1", relative)
c("shift_changes_nothing", eighths(3, 5), using=shifted)
t.hidden(0.5, "a square batch")("square_batch", eighths(3, 3))
t.float32(0.5, FLOAT32)("softmax_in_single_precision", eighths(2, 4))
t.read_only(0.5, LOCKED)("softmax_leaves_its_input", eighths(3, 3))

t, exactly = task("logsumexp"), task("logsumexp", relative)  # 8 points
t.public(2, "logsumexp of (1, 2, 3) and of logits near 1000")("logsumexp_of_ordinary_and_large", SMALL, K)
c = exactly.hidden(
    1.5, "logsumexp near -1000 and near 20000, of three times 709, of logits far apart, of a batch of such rows"
)
c("logsumexp_of_the_extremes", -K - few, SAME, WIDE, far_apart, 20 * K)
c = t.hidden(1.5, "logsumexp of -inf alone is -inf; beside numbers it counts for nothing")
c("logsumexp_of_minus_infinity", a(-INF, -INF), a(-INF, 0, 1), a([-INF, -INF], [0, -INF]), np.array([7]), [0, 0])
t.small_integers(0.5, BYTES)("logsumexp_of_bytes", [3, 249, 250])
c = t.hidden(1, "logsumexp along any axis, with and without keepdims; of one row, of columns and of views")
views = (x[:, ::2, ::-1], -1, True), args(x.T, axis=0), x[:1], x[:, :1, 0]
c("logsumexp_along_any_axis", args(x, axis=-2, keepdims=True), *views)
t.float32(0.5, FLOAT32)("logsumexp_in_single_precision", eighths(2, 4))
ALONE = "x is as it was before the call, the result is a new array each time, no warning at -inf and at large logits"
rows = eighths(2, 3), eighths(2, 3), eighths(3, 1), a([-INF, -INF], [0, -INF]), 20 * K
t.hidden(1, ALONE, unchanged & quiet)("logsumexp_leaves_its_input", *rows)

t, exactly = task("log_softmax"), task("log_softmax", relative)  # 9 points
t.public(2, "log_softmax of (1, 2, 3) and of logits near 1000")("log_softmax_of_ordinary_and_large", SMALL, K)
c = exactly.hidden(3, "log_softmax where softmax itself has gone to 0: it must not become -inf")
c("log_softmax_far_apart", WIDE, a(0, 1000), far_apart, -K)
c = t.hidden(1.5, "log_softmax of integers, lists, one class, along any axis, of views, with -inf among the logits")
c("log_softmax_of_integers_and_axes", a(5), [[3, 1, 4]], a(-INF, 0, 1), args(x, axis=1), args(x.T, axis=0))
t.small_integers(0.5, BYTES)("log_softmax_of_bytes", [1, 2, 3], LARGE_BYTES)
c = t.hidden(1, "exp(log_softmax(x)) is the softmax of x", relative)
c("exponential_gives_softmax_back", eighths(2, 5), using=lambda f, x: np.exp(np.asarray(f(x), float)))
t.float32(0.5, FLOAT32)("log_softmax_in_single_precision", eighths(2, 4))
t.read_only(0.5, LOCKED)("log_softmax_leaves_its_input", eighths(2, 3))

t = task("softmax_jacobian")  # 8 points
t.public(3, "the Jacobian of softmax at (1, 2, 3)")("jacobian_at_123", SMALL)
t.hidden(2.5, f"the Jacobian of softmax {REST}")("jacobian_elsewhere", eighths(10)[::-2], K, [1, 3, 2], a(4), FAR)
t.small_integers(0.5, BYTES)("jacobian_of_bytes", [1, 2, 5], LARGE_BYTES)

c = t.hidden(1, "its rows sum to 0, it is symmetric, and its diagonal is positive")
c("jacobian_rows_sum_to_zero", eighths(4), True, using=sums_to_zero)
t.float32(0.5, FLOAT32)("jacobian_in_single_precision", eighths(4))
t.read_only(0.5, LOCKED)("jacobian_leaves_its_input", eighths(4))

t = task("logsumexp_gradient")  # 6 points
t.public(2, "the gradient of logsumexp at (1, 2, 3)")("gradient_at_123", SMALL)
t.hidden(2.5, f"the gradient of logsumexp {REST}")("gradient_elsewhere", eighths(12)[::-2], K, [2, 0, 1], a(4), FAR)
t.small_integers(0.5, BYTES)("gradient_of_bytes", [1, 2, 5], LARGE_BYTES)
t.float32(0.5, FLOAT32)("gradient_in_single_precision", eighths(4))
t.read_only(0.5, LOCKED)("gradient_leaves_its_input", eighths(4))

t = task("log_softmax_jacobian")  # 8 points
c = t.public(3, "the Jacobian of log_softmax at (1, 2, 3): rows are outputs, columns are inputs")
c("log_jacobian_at_123", SMALL)
c = t.hidden(2.5, f"the Jacobian of log_softmax {REST}")
c("log_jacobian_elsewhere", eighths(10)[::-2], K, [0, 2, 1], a(4), FAR)
t.small_integers(0.5, BYTES)("log_jacobian_of_bytes", [1, 2, 5], LARGE_BYTES)

c = t.hidden(1, "its rows sum to 0, and it is not symmetric")
c("log_jacobian_rows_sum_to_zero", eighths(4), False, using=sums_to_zero)
t.float32(0.5, FLOAT32)("log_jacobian_in_single_precision", eighths(4))
t.read_only(0.5, LOCKED)("log_jacobian_leaves_its_input", eighths(4))

t = task("softmax_vjp")  # 4 points
t.public(2, "J^T v at (1, 2, 3) with v = (1, 0, -1)")("product_with_a_vector", (SMALL, a(1, 0, -1)))
c = t.hidden(0.5, "J^T v at drawn and at large logits, of lists and integers, for one class")
drawn_ones = (eighths(12)[::-2], normal(12)[::-2]), (K, normal(3))
c("product_elsewhere", *drawn_ones, ([2, 0, 1], [1, 0, -2]), (a(4), a(3)))
t.small_integers(0.5, "unsigned 8-bit logits and vector")("product_of_bytes", ([1, 2, 3], [200, 100, 250]))
c = t.float32(0.5, "float32 logits and vector; the result may be float32 too")
c("product_in_single_precision", (eighths(4), eighths(4)))
c = t.read_only(0.5, "x and v are left as they were, also where they cannot be written to")
c("product_leaves_its_inputs", (eighths(4), normal(4)))

t, x = task("softmax_cross_entropy"), normal(6, 4)  # 4 points
c = t.public(1.5, "mean loss and gradient of two samples")
c("cross_entropy_of_two", (a([1, 2, 3], [0, 0.5, -1]), np.array([1, 0])))
c = t.hidden(0.5, "mean loss and gradient of drawn samples, of one sample, of lists, integers and views")
some = (x, lambda rng: rng.integers(0, 4, size=6)), (x[:1], np.array([2])), ([[1, 0, 2], [2, 4, 1]], [0, 1])
c("cross_entropy_elsewhere", *some, (x[:4].T, np.array([3, 9, 1, 9, 0, 9, 2, 9])[::2]), (x[:, :1], [0, 0, 0, 0, 0, 0]))
t.small_integers(0.5, "unsigned 8-bit logits and labels")("cross_entropy_of_bytes", ([[1, 9, 3], [3, 4, 200]], [0, 2]))
c = t.hidden(
    0.5, "samples whose label has a probability that is no float64 any more: their losses are finite all the same"
)
c("cross_entropy_of_the_unlikely", (UNLIKELY + normal(2, 3), np.array([0, 2])))
c = t.float32(0.5, "float32 logits; the results may be float32 too")
c("cross_entropy_in_single_precision", (eighths(3, 4), [0, 3, 1]))
c = t.read_only(0.5, "logits and labels are left as they were, also where they cannot be written to")
c("cross_entropy_leaves_its_inputs", (eighths(3, 4), np.array([0, 3, 1])))

not_asked("softmax logsumexp log_softmax", "is never 0: add a call without", why="there is something to sum over")

INDEXED, SUMS_TO_ONE = ("s_i", "s_j", "delta_ij"), {"s": "probabilities"}
formula("softmax_derivative", points=7, symbols=INDEXED, domain=SUMS_TO_ONE, title="d s_i / d x_j")
formula("logsumexp_derivative", points=6, symbols=INDEXED, domain=SUMS_TO_ONE, title="d LSE / d x_i")
formula("log_softmax_derivative", points=7, symbols=INDEXED, domain=SUMS_TO_ONE, title="d log s_i / d x_j")
answer("exp_overflow_float64", points=1.5, digits=4, title="where exp overflows in float64")
answer("exp_overflow_float32", points=1, digits=4, title="where exp overflows in float32")
answer("exp_overflow_float16", points=1, digits=4, title="where exp overflows in float16")
answer("largest_n", points=1.5, title="the largest n for which n exp(709) is finite")
FACTS = (
    "709, 308, range, 范围; inf/inf, inf / inf, nan, 0/0, 0 / 0; sum, denominator, 分母; shift, max, 减; "
    "cancel, invarian, 不变; >= 1, at least 1, ≥; log, lse; underflow, 下溢; -inf"
)
prose("overflow_discussion", points=20, title="overflow and underflow", key_facts=FACTS)
