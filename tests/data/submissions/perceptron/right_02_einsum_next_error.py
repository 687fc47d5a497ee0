# expect: mp_neuron=right
# expect: perceptron_fit=right
# expect: perceptron_criterion=right
# expect: trace_table=right
# expect: one_update=right
# expect: number_of_updates=right
"""Week 2 homework, vectorised: look for the next wrong sample with one einsum."""
import numpy as np

STUDENT = "s001"
NUMBERS = "lecture"


def mp_neuron(x, w, theta):
    x = np.asarray(x, dtype=np.float64)
    w = np.asarray(w, dtype=np.float64)
    net = np.einsum("...i,i->...", x, w) - float(theta)
    fired = (net >= 0).astype(np.int64)
    return fired if x.ndim == 2 else fired[()]      # numpy int for one sample


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    X = np.asarray(X, dtype=np.float64)
    t = np.asarray(t, dtype=np.float64)
    N, d = X.shape
    Y = np.concatenate([np.ones((N, 1)), X], axis=1) * t[:, None]
    w = np.zeros(d + 1) if w0 is None else np.array(w0, dtype=np.float64)
    tie_is_wrong = {"err": np.ones(N, dtype=bool), "neg": t > 0, "pos": t < 0}[tie]

    trace = np.empty((0, d + 1))
    picked = np.empty(0, dtype=np.intp)
    rows, idx = [], []
    position = 0
    while True:
        s = np.einsum("nj,j->n", Y, w)
        wrong = (s < 0) | ((s == 0) & tie_is_wrong)
        order = np.roll(np.arange(N), -position)
        hits = order[wrong[order]]
        converged = ~wrong.any()                     # np.bool_
        if converged or len(rows) >= max_updates:
            break
        n = hits[0]
        w = w + eta * 2.0 * Y[n]                     # t - o = 2t on every error
        rows.append(w)
        idx.append(n)
        position = n + 1
    if rows:
        trace = np.stack(rows)
        picked = np.stack(idx)
    return trace, picked, converged


def perceptron_criterion(a, Y):
    a = np.asarray(a, dtype=np.float64)
    Y = np.asarray(Y, dtype=np.float64)
    s = np.einsum("nm,m->n", Y, a)
    e = (s <= 0).astype(np.float64)
    return -np.einsum("n,n->", e, s), -np.einsum("n,nm->m", e, Y)


trace_table = [[1, 2, 6, 6], [3, 0, 4, 4], [3, -2, 2, 2], [3, -4, 0, 0],
               [1, -2, 6, 6], [3, -4, 4, 4], [3, -6, 2, 2]]
one_update = 0.1 * 2 * 0.8
number_of_updates = 7
why_xor_never_converges = ...
why_zero_is_a_fake_optimum = ...
