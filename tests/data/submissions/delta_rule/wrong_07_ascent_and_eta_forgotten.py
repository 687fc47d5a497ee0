# expect: lms_error=wrong -- the sum of errors is squared, not the errors
# expect: delta_batch_step=wrong -- uphill
# expect: delta_incremental_epoch=wrong -- last sample first
# expect: sigmoid_unit_step=wrong -- eta is not used
# expect: linear_gradient=wrong -- x_i forgotten
# expect: sigmoid_gradient=wrong -- sign
# expect: batch_1=wrong -- uphill
# expect: batch_2=wrong -- uphill
# expect: incremental_1=wrong -- the third point first
# expect: incremental_2=right -- carried on
# expect: incremental_3=wrong -- the first point last: but carried on it is the third point's turn
# expect: largest_stable_eta=wrong -- the largest eigenvalue itself
STUDENT = "s207"
NUMBERS = "lecture"

from math import exp


def o(x, w):
    return sum(a * b for a, b in zip(x, w))


def lms_error(X, t, w):
    return 0.5 * sum(t[n] - o(X[n], w) for n in range(len(t))) ** 2


def delta_batch_step(X, t, w, eta):
    new = list(w)
    for n in range(len(t)):
        for i in range(len(w)):
            new[i] -= eta * (t[n] - o(X[n], w)) * X[n][i]
    return new


def delta_incremental_epoch(X, t, w, eta):
    new = list(w)
    for n in range(len(t) - 1, -1, -1):
        d = t[n] - o(X[n], new)
        for i in range(len(w)):
            new[i] += eta * d * X[n][i]
    return new


def sigmoid_unit_step(X, t, w, eta):
    new = list(w)
    for n in range(len(t)):
        s = 1 / (1 + exp(-o(X[n], w)))
        for i in range(len(w)):
            new[i] += (t[n] - s) * s * (1 - s) * X[n][i]
    return new


linear_gradient = "-(t - o)"
sigmoid_gradient = "(t - o)*o*(1 - o)*x_i"

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

batch_1 = (-0.02, -0.12, -0.1)
batch_2 = (-0.0744, -0.3496, -0.2936)
incremental_1 = (-0.02, -0.02, -0.02)
incremental_2 = (0.0032, 0.0728, 0.0496)
incremental_3 = (0.015792, 0.110576, 0.087376)
largest_stable_eta = 47.33

same_rule_as_the_perceptron = """The perceptron's o is a sign."""
incremental_or_batch_limit = """..."""
