# expect: mp_neuron=right
# expect: perceptron_fit=right
# expect: perceptron_criterion=right
# expect: trace_table=right
# expect: one_update=right
# expect: number_of_updates=right
import numpy as np
from itertools import cycle, islice

STUDENT = "s001"
NUMBERS = "lecture"

# ---- answers first, I did the hand work on paper before the code ----
number_of_updates = 7
one_update = 0.1 * (1 - (-1)) * 0.8
trace_table = (
    (1, 2, 6, 6),
    (3, 0, 4, 4),
    (3, -2, 2, 2),
    (3, -4, 0, 0),
    (1, -2, 6, 6),
    (3, -4, 4, 4),
    (3, -6, 2, 2),
)
why_xor_never_converges = (
    "Adding the four inequalities that XOR asks of (w0, w1, w2) gives 0 > 0, "
    "so no weight vector is without error and a clean pass cannot happen."
)
why_zero_is_a_fake_optimum = (
    "J_p(0) = 0 is the smallest value, but a = 0 has no decision boundary at all."
)


def _updates(samples, w, eta, tie):
    """Yield (n, new weights) for ever, return after a clean round."""
    quiet = 0
    for n, x, target in cycle(samples):
        net = np.dot(w, x)
        o = np.sign(net) or {"err": -target, "neg": -1.0, "pos": 1.0}[tie]
        if o == target:
            quiet += 1
        else:
            quiet = 0
            w = w + eta * (target - o) * x
            yield n, w
        if quiet == len(samples):
            return


def mp_neuron(x, w, theta):
    x = np.array(x, dtype=float)
    z = np.inner(x, np.array(w, dtype=float)) - theta
    return (z >= 0).astype(int) if x.ndim > 1 else int(z >= 0)


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    X = np.array(X, dtype=float)
    m = X.shape[1] + 1
    start = np.zeros(m) if w0 is None else np.array(w0, dtype=float)
    samples = [(n, np.r_[1.0, x], float(c)) for n, (x, c) in enumerate(zip(X, t))]
    stream = _updates(samples, start, float(eta), tie)
    steps = list(islice(stream, max_updates))
    # is there still one more update to come?
    converged = next(stream, None) is None
    trace = np.array([w for _, w in steps]).reshape(len(steps), m)
    picked = np.array([n for n, _ in steps], dtype=int)
    return trace, picked, converged


def perceptron_criterion(a, Y):
    a = np.array(a, dtype=float)
    wrong = (y for y in np.array(Y, dtype=float) if y @ a <= 0)
    J, grad = 0.0, np.zeros(len(a))
    for y in wrong:
        J -= y @ a
        grad = grad - y
    return J, grad
