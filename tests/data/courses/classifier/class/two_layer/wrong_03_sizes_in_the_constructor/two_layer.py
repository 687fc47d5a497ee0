"""The constructor draws its own parameters."""
import numpy as np
from data_utils import *


class TwoLayerNet:
    __slots__ = ("params", "__weakref__")

    def __init__(self, inputs, hidden, classes):
        W1, W2 = np.random.randn(inputs, hidden), 0.1 * np.random.randn(hidden, classes)
        object.__setattr__(self, "params", {"W1": W1, "b1": np.zeros(hidden), "W2": W2, "b2": np.zeros(classes)})

    def __getattr__(self, name):
        try:
            return object.__getattribute__(self, "params")[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name, value):
        self.params[name] = value

    def scores(self, X):
        return self._forward(X)[-1]

    def _forward(self, X):
        z = X.dot(self.W1) + self.b1
        h = np.where(z > 0, z, 0)
        return z, h, h.dot(self.W2) + self.b2

    def predict(self, X):
        return np.array([int(row.argmax()) for row in self.scores(X)])

    def loss(self, X, y, reg=0.0):
        return self._loss_and_d(X, y)[0] + sum(reg * np.linalg.norm(self.params[k]) ** 2 / 2 for k in self.params if k[0] == "W")

    def _loss_and_d(self, X, y):
        s = self.scores(X)
        p = np.exp(s - s.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        hot = np.eye(p.shape[1])[y]
        return -np.sum(hot * np.log(p)) / len(y), (p - hot) / len(y)

    def gradients(self, X, y, reg=0.0):
        z, h, _ = self._forward(X)
        _, d = self._loss_and_d(X, y)
        below = np.heaviside(z, 0) * (d @ self.W2.T)
        out = {"b2": d.sum(0), "W2": h.T @ d, "b1": below.sum(0), "W1": X.T @ below}
        for k in "W1", "W2":
            out[k] += reg * self.params[k]
        return out


class Solver:
    __slots__ = "net", "rate", "momentum", "v", "losses"

    def __init__(self, net, rate=0.1, momentum=0.0):
        self.net, self.rate, self.momentum = net, rate, momentum
        self.v = {k: np.zeros_like(p) for k, p in net.params.items()}
        self.losses = []

    def step(self, X, y, reg=0.0):
        self.losses.append(float(self.net.loss(X, y, reg)))
        g = self.net.gradients(X, y, reg)
        for k in self.v:
            self.v[k] = self.momentum * self.v[k] - self.rate * g[k]
            self.net.params[k] += self.v[k]


def load(path):
    X, y = read_points(path)
    return np.column_stack([(c - c.mean()) / c.std() for c in X.T]), y


def fit(X, y, seed):
    np.random.seed(seed)
    net = TwoLayerNet(2, 32, 3)
    solver = Solver(net, rate=0.2, momentum=0.9)
    [solver.step(X, y) for _ in range(60)]
    return net


def classify(model, X):
    return model.predict(X)
