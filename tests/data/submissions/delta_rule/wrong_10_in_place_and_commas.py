# expect: lms_error=right
# expect: delta_batch_step=wrong -- works in the array it was given (values right)
# expect: delta_incremental_epoch=wrong -- integers: cannot add to an integer array; floats: in place
# expect: sigmoid_unit_step=wrong -- in the loop w is already the new one: incremental
# expect: linear_gradient=wrong -- the factor two of the square kept
# expect: sigmoid_gradient=wrong -- eta in it
# expect: batch_1=pending -- decimal commas
# expect: batch_2=pending -- decimal commas
# expect: incremental_1=pending -- decimal commas in a text
# expect: incremental_2=right
# expect: incremental_3=right
# expect: largest_stable_eta=pending -- decimal comma
import numpy as np

STUDENT = "s210"
NUMBERS = "lecture"


def lms_error(X, t, w):
    d = np.asarray(t) - np.asarray(X) @ np.asarray(w)
    return d @ d / 2


def delta_batch_step(X, t, w, eta):
    X, t = np.asarray(X), np.asarray(t)
    step = eta * X.T @ (t - X @ np.asarray(w))
    for i in range(len(w)):
        w[i] += step[i]
    return w


def delta_incremental_epoch(X, t, w, eta):
    for x, target in zip(np.asarray(X), t):
        w += eta * (target - x @ w) * x
    return w


def sigmoid_unit_step(X, t, w, eta):
    new = np.array(w, float)
    for x, target in zip(np.asarray(X), t):
        o = 1 / (1 + np.exp(-x @ new))
        new += eta * (target - o) * o * (1 - o) * x
    return new


linear_gradient = "-2*(t - o)*x_i"
sigmoid_gradient = "-eta*(t - o)*o*(1 - o)*x_i"

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

batch_1 = (.02, 0,12, 0,1)
batch_2 = (.0056, 0,1304, 0,1064)
incremental_1 = "0,02; 0,06; 0,06"
incremental_2 = (0.0312, 0.1048, 0.0936)
incremental_3 = (0.006608, 0.080208, 0.069008)
largest_stable_eta = 4,226e-2

same_rule_as_the_perceptron = """Nein."""
incremental_or_batch_limit = """Im Minimum, beziehungsweise nahebei."""
