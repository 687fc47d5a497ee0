# expect: mp_neuron=right
# expect: perceptron_fit=right
# expect: perceptron_criterion=right
# expect: trace_table=right
# expect: one_update=right
# expect: number_of_updates=right
from numpy import *

STUDENT = "s001"
NUMBERS = "lecture"


def mp_neuron(x, w, theta):
    x = array(x, dtype=float64)
    h = dot(x, array(w, dtype=float64)) - theta
    y = heaviside(h, 1).astype(int64)
    if ndim(x) == 1:
        return y.item()
    return y


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    P = array(X, dtype=float64)
    T = array(t, dtype=float64)
    P = insert(P, 0, 1.0, axis=1)
    w = zeros(P.shape[1])
    if w0 is not None:
        w = w + array(w0, dtype=float64)
    W = empty((0, P.shape[1]))
    I = empty(0, dtype=int64)
    fertig = False
    while not fertig:
        fertig = True
        for k in arange(len(T)):
            net = sum(P[k] * w)
            out = sign(net)
            if out == 0:
                if tie == "err":
                    out = -T[k]
                elif tie == "neg":
                    out = -1.0
                elif tie == "pos":
                    out = 1.0
            if out != T[k]:
                if len(W) >= max_updates:
                    return W, I, False
                fertig = False
                w = w + eta * (T[k] - out) * P[k]
                W = vstack([W, w])
                I = append(I, k)
    return W, I, True


def perceptron_criterion(a, Y):
    Y = array(Y, dtype=float64)
    g = dot(Y, array(a, dtype=float64))
    m = where(g <= 0, 1.0, 0.0)
    return -dot(m, g), -dot(m, Y)


trace_table = [
    (1, +2, +6, +6),
    (3, 0, +4, +4),
    (3, -2, +2, +2),
    (3, -4, 0, 0),
    (1, -2, +6, +6),
    (3, -4, +4, +4),
    (3, -6, +2, +2),
]
one_update = +0.16
number_of_updates = 7
why_xor_never_converges = ...
why_zero_is_a_fake_optimum = "J = 0 is reached, but no sample is on the right side: it is only a trivial zero."
