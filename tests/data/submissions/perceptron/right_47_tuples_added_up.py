import numpy as np

STUDENT = "tuples_added_up"
NUMBERS = "lecture"


import sys


def mp_neuron(x, w, theta):
    """net = w.x - theta"""
    net = np.matmul(np.asarray(x, float), np.asarray(w, float).reshape(-1, 1)) - theta
    out = (net >= 0).astype(np.int64)
    print("net", net, file=sys.stderr)
    return out[..., 0]


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    log = {"trace": [], "picked": []}
    X = np.concatenate([np.ones((np.shape(X)[0], 1)), np.asarray(X, dtype=float)], axis=1)
    w = np.zeros((X.shape[1], 1)) if w0 is None else np.array(w0, dtype=float).reshape(-1, 1)
    converged = False
    while not converged and len(log["picked"]) < max_updates:
        converged = True
        for i in range(len(X)):
            net = (X[i : i + 1] @ w).item()
            target = float(np.ravel(t)[i])
            if net == 0:
                o = -target if tie == "err" else -1.0 if tie == "neg" else 1.0
            else:
                o = 1.0 if net > 0 else -1.0
            if o != target:
                w = w + eta * (target - o) * X[i : i + 1].T
                print(f"update {len(log['picked']) + 1}: {w.ravel()}")
                log["trace"].append(w.ravel())
                log["picked"].append(i)
                converged = False
                if len(log["picked"]) >= max_updates:
                    break
    trace = np.array(log["trace"]).reshape(len(log["trace"]), X.shape[1])
    return trace, np.array(log["picked"], dtype=int), converged


def perceptron_criterion(a, Y):
    a, Y = np.asarray(a, float), np.asarray(Y, float)
    wrong = np.where(Y.dot(a) <= 0)[0]
    return -np.take(Y.dot(a), wrong).sum(), -np.take(Y, wrong, axis=0).sum(0)

trace_table = [(1, 2, 6, 6), (3, 0, 4, 4), (3, -2, 2, 2), (3, -4, 0, 0), (1, -2, 6, 6), (3, -4, 4, 4), (3, -6, 2, 2)]
number_of_updates = 7
one_update = 0.16
why_xor_never_converges = """No line separates the classes, so in every pass there is an error, and w goes round in a cycle."""
why_zero_is_a_fake_optimum = """It classifies nothing and has no gradient: count a.y <= 0, or ask for a margin."""



if __name__ == "__main__":
    how_many = int(input("How many samples? "))
    while True:
        print(how_many)
