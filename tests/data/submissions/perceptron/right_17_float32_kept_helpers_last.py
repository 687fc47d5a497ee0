# expect: mp_neuron=right
# expect: perceptron_fit=right
# expect: perceptron_criterion=right
# expect: trace_table=right
# expect: one_update=right
# expect: number_of_updates=right
STUDENT = "s001"
NUMBERS = "lecture"

number_of_updates = 7
trace_table = [[1, 2., 6., 6.],
               [3, 0., 4., 4.],
               [3, -2., 2., 2.],
               [3, -4., 0., 0.],
               [1, -2., 6., 6.],
               [3, -4., 4., 4.],
               [3, -6., 2., 2.]]
one_update = .16
why_zero_is_a_fake_optimum = "Zero error value, zero information."
why_xor_never_converges = "Not separable, so the update never stops; w goes round in a cycle."


def perceptron_criterion(a, Y):
    kind = result_kind(a, Y)
    a, Y = f64(a), f64(Y)
    margins = Y @ a
    wrong = margins <= 0
    return float(-margins[wrong].sum()), (-Y[wrong].sum(axis=0)).astype(kind)


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    kind = result_kind(X, t, w0)
    X, t = augment(f64(X)), f64(t)
    w = f64(w0) if w0 is not None else np.zeros(X.shape[1])
    trace, picked = [], []
    while True:
        first = next_errors(X, t, w, tie)
        if len(first) == 0:
            return pack(trace, picked, X.shape[1], kind, True)
        # one pass, sample after sample; `first` says where the first error is
        for n in range(first[0], len(t)):
            if is_error(X[n] @ w, t[n], tie):
                if len(trace) >= max_updates:
                    return pack(trace, picked, X.shape[1], kind, False)
                w = w + eta * (t[n] - -t[n]) * X[n]
                trace.append(w)
                picked.append(n)


def mp_neuron(x, w, theta):
    x = f64(x)
    fired = x @ f64(w) - theta >= 0
    return fired.astype(int) if x.ndim == 2 else int(fired)


# ------------------------------------------------------------ helpers (used above)
def is_error(s, target, tie):
    if s == 0:
        return tie == "err" or (tie == "neg") == (target > 0)
    return (s > 0) != (target > 0)


def next_errors(X, t, w, tie):
    return [n for n in range(len(t)) if is_error(X[n] @ w, t[n], tie)]


def pack(trace, picked, m, kind, converged):
    return (np.array(trace, dtype=kind).reshape(len(picked), m), np.array(picked, dtype=int), converged)


def augment(X):
    return np.hstack([np.ones((len(X), 1)), X])


def f64(v):
    return np.array(v, dtype=np.float64)


def result_kind(*arrays):
    """float32 only if every array that was handed in is float32."""
    given = [v for v in arrays if v is not None]
    if all(isinstance(v, np.ndarray) and v.dtype == np.float32 for v in given):
        return np.float32
    return np.float64


import numpy as np  # noqa: E402
