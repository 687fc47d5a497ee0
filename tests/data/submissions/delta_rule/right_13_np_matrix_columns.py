import numpy as np

STUDENT = "s113"
NUMBERS = "lecture"

# all vectors are columns, as in the lecture: X w = o


def col(v):
    return np.asmatrix(np.asarray(v, dtype=float)).T


def lms_error(X, t, w):
    X = np.asmatrix(X)
    e = col(t) - X * col(w)
    return ((e.T * e) / 2)[0, 0]


def delta_batch_step(X, t, w, eta):
    X = np.asmatrix(X)
    new = col(w) + eta * X.T * (col(t) - X * col(w))
    return new.A1


def delta_incremental_epoch(X, t, w, eta):
    X = np.asmatrix(X)
    W = col(w)
    T = col(t)
    for n in range(X.shape[0]):
        x = X[n].T
        W = W + eta * x * (T[n] - x.T * W)
    return np.asarray(W).ravel()


def sigmoid_unit_step(X, t, w, eta):
    X = np.asmatrix(X)
    O = 1 / (1 + np.exp(-(X * col(w))))
    D = np.multiply(np.multiply(col(t) - O, O), 1 - O)
    return np.squeeze(np.asarray(col(w) + eta * X.T * D), axis=1)


linear_gradient = "-(t-o)*xi"
sigmoid_gradient = "-(t-o)*o*(1-o)*xi"

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

batch_1 = np.array([0.02, 0.12, 0.1])
batch_2 = np.array([0.0056, 0.1304, 0.1064])
incremental_1 = np.array([0.02, 0.06, 0.06])
incremental_2 = np.array([0.0312, 0.1048, 0.0936])
incremental_3 = np.array([0.006608, 0.080208, 0.069008])
largest_stable_eta = 0.04226

same_rule_as_the_perceptron = "no - linear o against thresholded o"
incremental_or_batch_limit = "least squares; near least squares"
