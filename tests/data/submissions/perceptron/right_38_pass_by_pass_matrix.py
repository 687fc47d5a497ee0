STUDENT = "s001"
NUMBERS = "lecture"

import numpy as np


class Meta(type):
    def __call__(cls, *args, **kwargs):
        return super().__call__(*args, **kwargs).answer()


class mp_neuron(metaclass=Meta):
    def __init__(self, x, w, theta):
        self.net = np.dot(np.array(x, dtype=float), np.array(w, dtype=float)) - theta

    def answer(self):
        return np.array(self.net >= 0, dtype=np.int8)


class perceptron_fit(metaclass=Meta):
    def __init__(self, X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
        vars(self).update(X=X, t=t, eta=eta, w0=w0, tie=tie, most=max_updates)

    def answer(self):
        A = np.ones((len(self.X), 1 + len(self.X[0])))
        A[:, 1:] = self.X
        w = np.zeros((A.shape[1], 1))
        if self.w0 is not None:
            w[:, 0] = self.w0
        rows, who = [], []
        while True:
            quiet = True
            for n in range(len(A)):
                net = (A[[n]] @ w).item()
                o = np.sign(net)
                if o == 0:
                    o = -self.t[n] if self.tie == "err" else {"neg": -1, "pos": 1}[self.tie]
                if o != self.t[n]:
                    if len(rows) >= self.most:
                        return np.array(rows).reshape(len(rows), -1) if rows else np.zeros((0, len(w))), who, False
                    quiet = False
                    w = w + self.eta * (self.t[n] - o) * A[[n]].T
                    rows.append(w.T.copy())
                    who.append(n)
            if quiet:
                return np.concatenate(rows or [np.zeros((0, len(w)))]), np.array(who, dtype=int), True


class perceptron_criterion(metaclass=Meta):
    def __init__(self, a, Y):
        self.a, self.Y = np.array(a, float).reshape(-1, 1), np.array(Y, float)

    def answer(self):
        s = self.Y @ self.a
        J = np.where(s <= 0, -s, 0.0).sum()
        return J, -(self.Y.T @ (s <= 0)).ravel()


trace_table = [("x1", 2, 6, 6), ("x3", 0, 4, 4), ("x3", -2, 2, 2), ("x3", -4, 0, 0), (1, -2, 6, 6), ("x3", -4, 4, 4), ("x3", -6, 2, 2)]
number_of_updates = 7
one_update = 0.16
