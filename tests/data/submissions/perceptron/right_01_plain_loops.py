# expect: mp_neuron=right
# expect: perceptron_fit=right
# expect: perceptron_criterion=right
# expect: trace_table=right
# expect: one_update=right
# expect: number_of_updates=right
STUDENT = "s001"
NUMBERS = "lecture"

import numpy as np


def mp_neuron(x, w, theta):
    if np.ndim(x) == 1:
        s = 0.0
        for i in range(len(w)):
            s = s + float(w[i]) * float(x[i])
        if s - float(theta) >= 0:
            return 1
        else:
            return 0
    out = []
    for row in x:
        out.append(mp_neuron(row, w, theta))
    return out


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    N = len(X)
    d = np.shape(X)[1]

    # the samples with the one in front
    samples = []
    for n in range(N):
        row = [1.0]
        for j in range(d):
            row.append(float(X[n][j]))
        samples.append(row)

    w = []
    for j in range(d + 1):
        if w0 is None:
            w.append(0.0)
        else:
            w.append(float(w0[j]))

    trace = []
    picked = []
    converged = False
    stop = False
    while not stop:
        errors = 0
        for n in range(N):
            s = 0.0
            for j in range(d + 1):
                s = s + w[j] * samples[n][j]
            target = float(t[n])
            if s > 0:
                o = 1.0
            elif s < 0:
                o = -1.0
            else:
                if tie == "neg":
                    o = -1.0
                elif tie == "pos":
                    o = 1.0
                else:
                    o = -target
            if o != target:
                errors = errors + 1
                if len(trace) >= max_updates:
                    stop = True
                    break
                new_w = []
                for j in range(d + 1):
                    new_w.append(w[j] + eta * (target - o) * samples[n][j])
                w = new_w
                trace.append(new_w)
                picked.append(n)
        if errors == 0:
            converged = True
            stop = True

    if len(trace) == 0:
        return np.zeros((0, d + 1)), [], converged
    return trace, picked, converged


def perceptron_criterion(a, Y):
    J = 0.0
    grad = [0.0] * len(a)
    for y in Y:
        g = 0.0
        for j in range(len(a)):
            g = g + float(a[j]) * float(y[j])
        if g <= 0:
            J = J - g
            for j in range(len(a)):
                grad[j] = grad[j] - float(y[j])
    return J, grad


trace_table = [
    (1, 2, 6, 6),
    (3, 0, 4, 4),
    (3, -2, 2, 2),
    (3, -4, 0, 0),
    (1, -2, 6, 6),
    (3, -4, 4, 4),
    (3, -6, 2, 2),
]
one_update = 0.16
number_of_updates = 7
why_xor_never_converges = "XOR is not linearly separable, so every w has at least one sample on the wrong side and every pass makes another update."
why_zero_is_a_fake_optimum = "With a = 0 every a'y is 0, J_p is 0 and minimal, but nothing is classified; all samples are ties."
