# expect: lms_error=right
# expect: delta_batch_step=right
# expect: delta_incremental_epoch=not_attempted -- still raises NotImplementedError
# expect: sigmoid_unit_step=wrong -- begun, a name is missing
# expect: linear_gradient=right
# expect: sigmoid_gradient=not_attempted
# expect: batch_1=not_attempted
# expect: batch_2=right -- the blank before blocks nothing
# expect: incremental_1=not_attempted
# expect: incremental_2=wrong -- forgot the new weights in the output (o = 0)
# expect: incremental_3=right -- carried on
# expect: largest_stable_eta=not_attempted
import numpy as np

STUDENT = "s214"
NUMBERS = "lecture"


def lms_error(X, t, w):
    """E of a linear unit, o = w.x: a float."""
    o = np.matmul(X, w)
    return 0.5 * sum((np.array(t) - o) ** 2)


def delta_batch_step(X, t, w, eta):
    """One step of gradient descent on E of a linear unit -> new w (m,).  The gradient is a sum over all samples."""
    gradient = -np.matmul(np.array(t) - np.matmul(X, w), X)
    return np.array(w) - eta * gradient


def delta_incremental_epoch(X, t, w, eta):
    """One pass of the incremental delta rule -> new w (m,).

    Samples come in the order given; each changes the weights by its own gradient step before the next is looked at.
    """
    raise NotImplementedError


def sigmoid_unit_step(X, t, w, eta):
    """One step of gradient descent on E of a sigmoid unit, o = 1 / (1 + exp(-w.x)) -> new w (m,)."""
    o = sigmoid(np.matmul(X, w))
    return np.array(w) + eta * np.matmul((np.array(t) - o) * o * (1 - o), X)


linear_gradient = "-(t - o)*x_i"
sigmoid_gradient = ...

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

batch_1 = ...
batch_2 = (0.0056, 0.1304, 0.1064)
incremental_1 = ...
incremental_2 = (0.04, 0.14, 0.12)
incremental_3 = (0.014, 0.114, 0.094)
largest_stable_eta = ...

same_rule_as_the_perceptron = ...
incremental_or_batch_limit = ...
