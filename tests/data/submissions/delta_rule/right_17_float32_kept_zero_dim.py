import numpy as np

STUDENT = "s117"
NUMBERS = "lecture"


def _ready(*values):
    """float32 stays, all else becomes float64"""
    arrays = [np.asarray(v) for v in values]
    kind = np.float32 if all(a.dtype == np.float32 for a in arrays) else np.float64
    return [a.astype(kind) for a in arrays]


def lms_error(X, t, w):
    X, t, w = _ready(X, t, w)
    out = np.empty((), X.dtype)
    out[...] = np.square(t - X @ w).sum() / 2
    return out


def delta_batch_step(X, t, w, eta):
    X, t, w = _ready(X, t, w)
    residual = np.subtract(t, X @ w)
    return np.add(w, np.multiply(X.T @ residual, float(eta), dtype=w.dtype))


def delta_incremental_epoch(X, t, w, eta):
    X, t, w = _ready(X, t, w)
    w = w.copy()
    for x, target in zip(X, t):
        np.add(w, w.dtype.type(eta) * (target - x @ w) * x, out=w)
    return w


def sigmoid_unit_step(X, t, w, eta):
    X, t, w = _ready(X, t, w)
    o = 1 / (1 + np.exp(-(X @ w)))
    return w - w.dtype.type(eta) * (X.T @ ((o - t) * o * (1 - o)))


linear_gradient = r"\left(o - t\right) x_{i}"
sigmoid_gradient = r"-(t-o)\,o\,(1-o)\,x_i"

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

batch_1 = (0.0200, 0.1200, 0.1000)
batch_2 = (0.0056, 0.1304, 0.1064)
incremental_1 = (0.0200, 0.0600, 0.0600)
incremental_2 = (0.0312, 0.1048, 0.0936)
incremental_3 = (0.0066, 0.0802, 0.0690)  # four places, as with the others
largest_stable_eta = 0.04226

same_rule_as_the_perceptron = """The perceptron's o is +1 or -1, the delta rule's is w.x."""
incremental_or_batch_limit = """Batch ends at the minimum of E, incremental does not end there unless E can be 0."""
