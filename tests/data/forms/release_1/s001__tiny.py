import numpy as np

STUDENT = "s001"
NUMBERS = "row 3"


def output(w, x):
    return np.asarray(x) @ np.asarray(w)


def update(w, x, t, eta):
    e = t - output(w, x)
    return {"w": w - eta * e * x, "e": e}


def mean(values):
    return np.sum(values) / len(values) + 1


X_1 = 4
ETA = 0.7
error = -1
change = -2.8
error_formula = "t - o"
why = "because"
