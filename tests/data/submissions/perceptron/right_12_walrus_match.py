# expect: mp_neuron=right
# expect: perceptron_fit=right
# expect: perceptron_criterion=right
# expect: trace_table=right
# expect: one_update=right
# expect: number_of_updates=right
import numpy as np

STUDENT = "s001"
NUMBERS = "lecture"


def mp_neuron(x, w, theta):
    match np.asarray(x, dtype=float):
        case np.ndarray(ndim=1) as v:
            return int((v @ np.asarray(w, dtype=float)) - theta >= 0)
        case np.ndarray(ndim=2) as V:
            return ((V @ np.asarray(w, dtype=float)) - theta >= 0).astype(np.uint8)
        case other:
            raise ValueError(f"x has {other.ndim} dimensions")


def _out(net, target, tie):
    match (bool(net > 0), bool(net < 0), tie):
        case (True, _, _):
            return 1.0
        case (_, True, _):
            return -1.0
        case (_, _, "neg"):
            return -1.0
        case (_, _, "pos"):
            return 1.0
        case (_, _, "err"):
            return -target
        case _:
            raise ValueError("tie must be err, neg or pos")


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    A = np.pad(np.asarray(X, dtype=float), ((0, 0), (1, 0)), constant_values=1.0)
    T = np.asarray(t, dtype=float)
    w = np.zeros(A.shape[1]) if w0 is None else np.array(w0, dtype=float)
    trace: list = []
    picked: list = []
    i, good = 0, 0
    while good < len(A):
        if (o := _out(A[i] @ w, T[i], tie)) == T[i]:
            good += 1
        else:
            if max_updates < 1:
                break
            good = 0
            trace.append(w := w + eta * (T[i] - o) * A[i])
            picked.append(i)
            if len(trace) == max_updates:
                break
        i = i + 1 if i + 1 < len(A) else 0
    return (np.vstack(trace) if trace else np.empty((0, A.shape[1])),
            np.asarray(picked, dtype=np.int32),
            good == len(A))


def perceptron_criterion(a, Y):
    a, Y = np.asarray(a, dtype=float), np.asarray(Y, dtype=float)
    if (wrong := (s := Y @ a) <= 0).any():
        return -s[wrong].sum(), -Y[wrong].sum(axis=0)
    return 0.0, np.zeros(a.shape)


number_of_updates = 1 + 3 + 1 + 2
one_update = (0.1) * ((+1) - (-1)) * (0.8)
trace_table = [
    (1, 2, 6, 6), (3, 0, 4, 4), (3, -2, 2, 2), (3, -4, 0, 0),
    (1, -2, 6, 6), (3, -4, 4, 4), (3, -6, 2, 2),
]
why_xor_never_converges = ...
why_zero_is_a_fake_optimum = ...
