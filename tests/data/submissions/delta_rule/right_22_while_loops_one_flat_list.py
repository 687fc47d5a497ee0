# We only had while, lists and arithmetic so far, so that is what I use.
STUDENT = "s122"
NUMBERS = "lecture"

E_CONST = 2.718281828459045


def the_output(X, w, n):
    o = 0
    i = 0
    while i < len(w):
        o = o + X[n][i] * w[i]
        i = i + 1
    return o


def lms_error(X, t, w):
    E = 0
    n = len(t) - 1
    while n >= 0:
        o = the_output(X, w, n)
        E = E + (t[n] - o) * (t[n] - o) / 2
        n = n - 1
    return E


def delta_batch_step(X, t, w, eta):
    dw = [0] * len(w)
    n = 0
    while n < len(t):
        o = the_output(X, w, n)
        i = 0
        while i < len(w):
            dw[i] = dw[i] + eta * (t[n] - o) * X[n][i]
            i = i + 1
        n = n + 1
    new = []
    i = 0
    while i < len(w):
        new.append(w[i] + dw[i])
        i = i + 1
    return new


def delta_incremental_epoch(X, t, w, eta):
    new = []
    for v in w:
        new.append(v)
    n = 0
    while n < len(t):
        o = the_output(X, new, n)
        i = 0
        while i < len(new):
            new[i] = new[i] + eta * (t[n] - o) * X[n][i]
            i = i + 1
        n = n + 1
    return new


def sigmoid_unit_step(X, t, w, eta):
    new = list(w)
    n = 0
    while n < len(t):
        o = 1 / (1 + E_CONST ** -the_output(X, w, n))
        i = 0
        while i < len(w):
            new[i] = new[i] + eta * (t[n] - o) * o * (1 - o) * X[n][i]
            i = i + 1
        n = n + 1
    return new


linear_gradient = "∂E/∂w_i = -(t-o) x_i"
sigmoid_gradient = "∂E/∂w_i = -(t-o) o (1-o) x_i"

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

batch_1 = (0.02, 0.12, 0.1)
batch_2 = (0.0056, 0.1304, 0.1064)
incremental_1 = (0.02, 0.06, 0.06)
incremental_2 = (0.0312, 0.1048, 0.0936)
incremental_3 = (0.006608, 0.080208, 0.069008)
largest_stable_eta = 0.04226

same_rule_as_the_perceptron = """no"""
incremental_or_batch_limit = """batch at the smallest E"""
