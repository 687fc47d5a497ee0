import numpy as np

STUDENT = "s002"
NUMBERS = "lecture"

f64 = lambda *a: (np.array(v, dtype=np.float64) for v in a)


def lms_error(X, t, w):
    X, t, w = f64(X, t, w)
    r = t - np.einsum("ni,i->n", X, w)
    return np.einsum("n,n->", r, r) * 0.5


def _step(X, r, w, eta):
    return w + eta * np.einsum("n,ni->i", r, X)


def delta_batch_step(X, t, w, eta):
    X, t, w = f64(X, t, w)
    return _step(X, t - np.einsum("ni,i->n", X, w), w, eta)


def delta_incremental_epoch(X, t, w, eta):
    X, t, w = f64(X, t, w)
    for n in range(X.shape[0]):
        w = _step(X[n : n + 1], t[n : n + 1] - X[n : n + 1] @ w, w, eta)
    return w


def sigmoid_unit_step(X, t, w, eta):
    X, t, w = f64(X, t, w)
    o = np.exp(-np.logaddexp(0, -(X @ w)))
    return _step(X, (t - o) * o * (1 - o), w, eta)


linear_gradient = "(o - t) x_i"
sigmoid_gradient = "o(1-o)(o-t) x_i"
batch_1 = [1/50, 6/50, 5/50]
batch_2 = ["7/1250", "163/1250", "133/1250"]
incremental_1 = (0.02, 0.06, 0.06)
incremental_2 = (0.02 + 0.02*0.56, 0.06 + 0.02*0.56*4, 0.06 + 0.02*0.56*3)
incremental_3 = (0.006608, 0.080208, 0.069008)
largest_stable_eta = 4.226e-2
same_rule_as_the_perceptron = "It only looks like it."
incremental_or_batch_limit = "The minimum for batch."
