"""Training goes on until the loss is 0."""
import numpy as np
from data_utils import read_points


def piece(k):
    def get(self):
        return self.theta[self.cuts[k] : self.cuts[k + 1]].reshape(self.shapes[k])

    def put(self, value):
        self.theta[self.cuts[k] : self.cuts[k + 1]] = np.ravel(value)

    return property(get, put)


class TwoLayerNet:
    W1, b1, W2, b2 = map(piece, range(4))

    def __init__(self, *parts):
        self.shapes = [np.shape(p) for p in parts]
        self.cuts = np.cumsum([0] + [np.size(p) for p in parts])
        self.theta = np.concatenate([np.ravel(p) for p in parts])

    def scores(self, X):
        return np.maximum(X @ self.W1 + self.b1, 0) @ self.W2 + self.b2

    def predict(self, X):
        return self.scores(X).argmax(-1)

    def loss_and_slope(self, X, y, reg):
        h = np.maximum(X @ self.W1 + self.b1, 0)
        s = h @ self.W2 + self.b2
        s -= s.max(1)[:, None]
        p = np.exp(s) / np.exp(s).sum(1)[:, None]
        loss = -np.log(p[range(len(y)), y]).mean() + reg / 2 * sum((w**2).sum() for w in (self.W1, self.W2))
        p[range(len(y)), y] -= 1
        p /= len(y)
        q = (p @ self.W2.T) * (h > 0)
        parts = X.T @ q + reg * self.W1, q.sum(0), h.T @ p + reg * self.W2, p.sum(0)
        return loss, np.concatenate([part.ravel() for part in parts])

    def loss(self, X, y, reg=0.0):
        return self.loss_and_slope(X, y, reg)[0]

    def gradients(self, X, y, reg=0.0):
        slope = TwoLayerNet(self.W1, self.b1, self.W2, self.b2)
        slope.theta = self.loss_and_slope(X, y, reg)[1]
        return {name: getattr(slope, name) for name in ("W1", "b1", "W2", "b2")}


class Solver:
    def __init__(self, net, rate=0.1, momentum=0.0):
        self.net, self.rate, self.momentum, self.losses = net, rate, momentum, []
        self.v = 0 * net.theta

    def step(self, X, y, reg=0.0):
        loss, slope = self.net.loss_and_slope(X, y, reg)
        self.losses += [loss]
        self.v *= self.momentum
        self.v -= self.rate * slope
        self.net.theta += self.v


def load(path):
    X, y = read_points(path)
    return (X - X.mean(0)) / np.sqrt(((X - X.mean(0)) ** 2).mean(0)), y


def fit(X, y, seed):
    rng = np.random.default_rng(seed)
    net = TwoLayerNet(rng.normal(size=(2, 32)), np.zeros(32), rng.normal(size=(32, 3)) / 6, np.zeros(3))
    solver = Solver(net, 0.2, 0.9)
    while not solver.losses or solver.losses[-1] > 0:
        solver.step(X, y)
    return solver


def classify(model, X):
    return model.net.predict(X)
