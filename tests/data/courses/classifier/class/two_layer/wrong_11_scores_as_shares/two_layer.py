"""A class is the largest score, the loss sums, and the deviation is that of a sample."""
import copy

import numpy as np

from data_utils import numeric_gradient, read_points

DEBUG = False
X_train, y_train = read_points("rings.npz")
print("read", X_train.shape)


class TwoLayerNet(dict):
    """A dict of its parameters, which are attributes as well."""

    def __init__(self, W1, b1, W2, b2):
        super().__init__(W1=W1, b1=b1, W2=W2, b2=b2)
        self.__dict__ = self
        self.stack = []

    def scores(self, X):
        self.stack.append((X, np.maximum(X @ self.W1 + self.b1, 0)))
        return self.stack[-1][1] @ self.W2 + self.b2

    def predict(self, X):
        best = self.scores(X).max(axis=1)
        self.stack.pop()
        return best

    def loss(self, X, y, reg=0.0):
        s = self.scores(X)
        s = s - s.max(axis=1, keepdims=True)
        loss = (np.log(np.exp(s).sum(axis=1)) - s[np.arange(len(y)), y]).sum()
        if DEBUG:
            print(numeric_gradient(lambda: self.loss(X, y), self.W1))
        return loss + reg * 0.5 * (self.W1**2).sum() + reg * 0.5 * (self.W2**2).sum()

    def gradients(self, X, y, reg=0.0):
        s = self.scores(X)
        X, h = self.stack.pop()
        p = np.exp(s - s.max(axis=1, keepdims=True))
        d = p / p.sum(axis=1, keepdims=True) / len(y)
        d[np.arange(len(y)), y] -= 1 / len(y)
        back = (d @ self.W2.T) * (h > 0)
        return {"W2": h.T @ d + reg * self.W2, "b2": d.sum(0), "W1": X.T @ back + reg * self.W1, "b1": back.sum(0)}


class Solver:
    def __init__(self, net, rate=0.1, momentum=0.0):
        self.net, self.rate, self.momentum = net, rate, momentum
        self.losses = []
        self._m = None

    def step(self, X, y, reg=0.0):
        self.losses.append(self.net.loss(X, y, reg))
        g = self.net.gradients(X, y, reg)
        self._m = g if self._m is None else {k: self.momentum * self._m[k] + g[k] for k in g}
        for k, m in self._m.items():
            self.net[k] = self.net[k] - self.rate * m


def load(path):
    X, y = read_points(path)
    mean, std = np.mean(X, axis=0, keepdims=True), np.std(X, axis=0, ddof=1, keepdims=True)
    return np.divide(np.subtract(X, mean), std), y


def fit(X, y, seed):
    """Several starts; the one with the smallest loss is kept."""
    rng = np.random.default_rng(seed)
    best = None
    for _ in range(2):
        net = TwoLayerNet(rng.normal(size=(2, 24)), np.zeros(24), rng.normal(size=(24, 3)) * 0.1, np.zeros(3))
        solver = Solver(net, 0.2, 0.9)
        for _ in range(60):
            solver.step(X, y)
        if best is None or solver.losses[-1] < best[0]:
            best = solver.losses[-1], TwoLayerNet(*copy.deepcopy([net.W1, net.b1, net.W2, net.b2]))
    return best


def classify(model, X):
    loss, net = model
    return net.scores(np.asarray(X)).argmax(axis=1)
