from numpy import *

STUDENT = "s109"
NUMBERS = "lecture"

HALF = 0.5
calls = 0
last_output = None


def output(X, w):
    global calls, last_output
    calls += 1
    last_output = dot(array(X), array(w))
    return last_output


def lms_error(X, t, w):
    r = array(t) - output(X, w)
    return HALF * inner(r, r)


def delta_batch_step(X, t, w, eta):
    output(X, w)
    return array(w) + eta * dot(transpose(array(X)), array(t) - last_output)


def delta_incremental_epoch(X, t, w, eta):
    global now
    now = 1.0 * array(w)
    for k in arange(len(t)):
        now = now + eta * (t[k] - output(X[k], now)) * array(X[k])
    return now


def sigmoid_unit_step(X, t, w, eta):
    o = 1 / (1 + exp(-output(X, w)))
    d = (array(t) - o) * o * (1 - o)
    return array(w) + eta * dot(d, array(X))


linear_gradient = "-t*x_i + o*x_i"
sigmoid_gradient = "(o*x_i - t*x_i)*(o - o^2)"

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

batch_1 = [.02, .12, .1]
batch_2 = [.0056, .1304, .1064]
incremental_1 = [.02, .06, .06]
incremental_2 = [.0312, .1048, .0936]
incremental_3 = [.006608, .080208, .069008]
largest_stable_eta = .0422604

same_rule_as_the_perceptron = "No, in the perceptron o is the sign. Here it is the linear output."
incremental_or_batch_limit = "batch goes to the least-squares weights, incremental to somewhere near."
