# expect: lms_error=right
# expect: delta_batch_step=wrong -- one-sided difference with h = 0.001: three digits
# expect: delta_incremental_epoch=wrong -- a mutable default keeps the weights of the call before
# expect: sigmoid_unit_step=right -- central differences with h = 1e-5 are good enough
# expect: linear_gradient=wrong -- E itself
# expect: sigmoid_gradient=wrong -- precedence: o*1 - o
# expect: batch_1=right
# expect: batch_2=wrong -- batch_1 added twice over: w stays
# expect: incremental_1=wrong -- starts from batch_1
# expect: incremental_2=right -- carried on
# expect: incremental_3=right -- carried on
# expect: largest_stable_eta=wrong -- 4/lambda
import numpy as np

STUDENT = "s216"
NUMBERS = "lecture"


def lms_error(X, t, w):
    return 0.5 * float(np.sum((np.array(t) - np.array(X).dot(w)) ** 2))


def delta_batch_step(X, t, w, eta):
    h = 1e-3
    w = np.array(w, dtype=float)
    grad = np.array([(lms_error(X, t, w + h * e) - lms_error(X, t, w)) / h for e in np.eye(len(w))])
    return w - eta * grad


def delta_incremental_epoch(X, t, w, eta, state=[]):
    if not state:
        state.append(np.array(w, dtype=float))
    now = state[0]
    for x, target in zip(np.array(X), t):
        now = now + eta * (target - x @ now) * x
    state[0] = now
    return now


def sigmoid_unit_step(X, t, w, eta):
    X, t, w = np.array(X, float), np.array(t, float), np.array(w, float)

    def E(v):
        return 0.5 * np.sum((t - 1 / (1 + np.exp(-X @ v))) ** 2)

    h = 1e-5
    grad = np.array([(E(w + h * e) - E(w - h * e)) / (2 * h) for e in np.eye(len(w))])
    return w - eta * grad


linear_gradient = "1/2*(t - o)^2"
sigmoid_gradient = "-(t - o)*o*1 - o*x_i"

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

batch_1 = (0.02, 0.12, 0.1)
batch_2 = (0.02, 0.12, 0.1)
incremental_1 = (0.0264, 0.1392, 0.1192)
incremental_2 = (0.027584, 0.143936, 0.122752)
incremental_3 = (0.00169856, 0.11805056, 0.09686656)
largest_stable_eta = 0.08452

same_rule_as_the_perceptron = """No, but it looks it."""
incremental_or_batch_limit = """Depends."""
