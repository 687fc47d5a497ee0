"""Softmax and log-sum-exp: overflow and gradients.

Homework for the lecture on losses.  Write the functions so that they give the right value for every input that float64
can hold, write the derivatives as formulas, answer the questions.  Run `grader check softmax.py` as often as you like;
hand in this one file.

NumPy and the standard library may be used.  Inputs must not be modified; new arrays are returned.  Lists, integers and
float32 are accepted.  A RuntimeWarning (overflow, invalid value, division by zero) counts as a mistake in the first
three functions; underflow does not.
"""

import numpy as np
from scipy.special import logsumexp as lse

STUDENT = "s036"
NUMBERS = "lecture"


def softmax(x, axis=-1):
    """exp(x_i) / sum_j exp(x_j) along an axis, for x of any number of dimensions.  Same shape as x."""
    return np.exp(log_softmax(x, axis))


def logsumexp(x, axis=-1, keepdims=False):
    """log(sum_j exp(x_j)) along an axis.  A slice of -inf gives -inf.

    The axis is left out of the result's shape, or has length 1 with keepdims.
    """
    return lse(x, axis=axis, keepdims=keepdims)


def log_softmax(x, axis=-1):
    """log of softmax along an axis.  Same shape as x."""
    x = np.asarray(x, dtype=float)
    z = x - x.max(axis=axis, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=axis, keepdims=True))


def softmax_jacobian(x):
    """x (C,) -> J (C, C), J[i, j] = d softmax_i / d x_j."""
    s = softmax(x)
    return np.diag(s) - np.outer(s, s)


def logsumexp_gradient(x):
    """x (C,) -> gradient of logsumexp (C,)."""
    return softmax(x)


def log_softmax_jacobian(x):
    """x (C,) -> J (C, C), J[i, j] = d log_softmax_i / d x_j."""
    s = softmax(x)
    return np.eye(len(s)) - s


def softmax_vjp(x, v):
    """x (C,), v (C,) -> J^T v (C,), where J is the Jacobian of softmax at x.  It can be had without building J."""
    s = softmax(x)
    v = np.asarray(v, dtype=float)
    return s * (v - s @ v)


def softmax_cross_entropy(logits, labels):
    """logits (N, C), labels (N,) integers from 0 to C-1 -> (mean loss, its gradient with respect to the logits (N, C)).

    The loss of a sample is -log softmax(logits)[label]; the gradient is that of the mean.
    """
    logits = np.asarray(logits, dtype=float)
    labels = np.asarray(labels, dtype=int)
    N = len(labels)
    logp = log_softmax(logits, axis=1)
    grad = np.exp(logp)
    grad[np.arange(N), labels] -= 1
    return float(-logp[np.arange(N), labels].mean()), grad / N


# The derivatives as formulas, each in s_i, s_j and delta_ij (1 where i = j, else 0), where s = softmax(x).
# Like this: some_derivative = "2*s_i - delta_ij"
softmax_derivative = ...  # d s_i / d x_j
logsumexp_derivative = ...  # d LSE(x) / d x_i
log_softmax_derivative = ...  # d log s_i / d x_j

# The smallest x for which exp(x) overflows, to four significant digits: in float64, float32 and float16.
exp_overflow_float64 = ...
exp_overflow_float32 = ...
exp_overflow_float16 = ...

# The largest n for which n * exp(709) is still finite in float64.
largest_n = ...

# In your own words (text in triple quotes): where do softmax and log-sum-exp overflow and underflow when they are
# computed as they are written?  What is to be done about it, why does it change nothing, and what is still left to do?
overflow_discussion = ...
