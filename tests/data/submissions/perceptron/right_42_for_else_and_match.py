import numpy as np

STUDENT = "for_else_and_match"
NUMBERS = "lecture"


def mp_neuron(x, w, theta):
    return np.heaviside(np.dot(np.asarray(x, float), np.asarray(w, float)) - theta, 1).astype(int)[()]


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    A = np.insert(np.asarray(X, float), 0, 1, axis=1)
    t = [int(v) for v in t]
    w = np.zeros(A.shape[1]) if w0 is None else np.asarray(w0, float).copy()
    history = np.empty((0, A.shape[1]))
    order = np.empty(0, int)
    while True:
        errors = False
        for k, (a, target) in enumerate(zip(A, t)):
            net = float(a @ w)
            match tie:
                case _ if net:
                    wrong = (net > 0) != (target > 0)
                case "err":
                    wrong = True
                case "neg":
                    wrong = target == 1
                case "pos":
                    wrong = target == -1
            if not wrong:
                continue
            if len(order) == max_updates:
                return history, order, False
            errors = True
            w = w + eta * 2 * target * a
            history = np.vstack([history, w])
            order = np.append(order, k)
            if len(order) == max_updates:
                return history, order, False
        if not errors:
            return history, order, True


def perceptron_criterion(a, Y):
    Y, a = np.asarray(Y, float), np.asarray(a, float)
    s = np.einsum("ij,j->i", Y, a)
    M = s <= 0
    return np.sum(-s * M), -np.einsum("i,ij->j", M.astype(float), Y)


trace_table = [(1, 2, 6, 6), (3, 0, 4, 4), (3, -2, 2, 2), (3, -4, 0, 0), (1, -2, 6, 6), (3, -4, 4, 4), (3, -6, 2, 2)]
number_of_updates = 7
one_update = 0.16
why_xor_never_converges = """No line separates the classes, so in every pass there is an error, and w goes round in a cycle."""
why_zero_is_a_fake_optimum = """It classifies nothing and has no gradient: count a.y <= 0, or ask for a margin."""
