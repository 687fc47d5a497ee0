# expect: mp_neuron=right
# expect: perceptron_fit=right
# expect: perceptron_criterion=right
# expect: trace_table=right
# expect: one_update=right
# expect: number_of_updates=right
# old MATLAB habits ...
STUDENT = "s001"
NUMBERS = "lecture"
import numpy as np
import math


def mp_neuron(x, w, theta):
    nd = np.ndim(x)
    M = np.matrix(np.array(x, dtype=float))
    wc = np.matrix(np.array(w, dtype=float)).T
    net = (M * wc).A1 - theta
    o = np.array(net >= 0, dtype=int)
    if nd == 1:
        return int(o[0])
    return o


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    X = np.matrix(np.array(X, dtype=float))
    N, d = X.shape
    X = np.hstack([np.matrix(np.ones((N, 1))), X])
    T = np.matrix(np.array(t, dtype=float)).T
    w = np.matrix(np.zeros((d + 1, 1)))
    if w0 is not None:
        w = np.matrix(np.array(w0, dtype=float)).T
    trace = np.zeros((0, d + 1))
    picked = np.zeros((0,), dtype=int)
    converged = False
    running = True
    while running:
        before = trace.shape[0]
        for i in range(N):
            net = (X[i, :] * w)[0, 0]
            ti = T[i, 0]
            if net == 0:
                if tie == 'err':
                    o = -ti
                elif tie == 'neg':
                    o = -1
                else:
                    o = 1
            else:
                o = math.copysign(1, net)
            if o != ti:
                if trace.shape[0] >= max_updates:
                    running = False
                    break
                w = w + eta * (ti - o) * X[i, :].T
                trace = np.vstack([trace, w.A1])
                picked = np.hstack([picked, [i]])
        if running and trace.shape[0] == before:
            converged = True
            running = False
    return trace, picked, converged


def perceptron_criterion(a, Y):
    a = np.matrix(np.array(a, dtype=float)).T
    Y = np.matrix(np.array(Y, dtype=float))
    s = Y * a
    e = np.matrix((s.A1 <= 0).astype(float))
    J = -(e * s)[0, 0]
    g = -(e * Y).A1
    return J, g


trace_table = [
    (1, 0+2*1, 0+2*3, 0+2*3),
    (3, 2-2, 6-2, 6-2),
    (3, 0-2, 4-2, 4-2),
    (3, -2-2, 2-2, 2-2),
    (1, -4+2, 0+6, 0+6),
    (3, -2-2, 6-2, 6-2),
    (3, -4-2, 4-2, 4-2),
]
one_update = 2*(0.1)*(0.8)
number_of_updates = 7
why_xor_never_converges = '''XOR: there are 4 points, (0,0),(1,1) in one class, (0,1),(1,0) in the other.
A line cannot do it, hence there is always some error and always an update.'''
why_zero_is_a_fake_optimum = '''At a = 0 all products are zero -> J = 0, but it's no solution ("all ties").'''
