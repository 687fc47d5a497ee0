"""No class statement at all: functions that make objects of closures."""
import types

import numpy as np
from data_utils import read_points


def TwoLayerNet(W1, b1, W2, b2):
    self = types.SimpleNamespace(W1=W1, b1=b1, W2=W2, b2=b2)

    def forward(X):
        z = X @ self.W1 + self.b1
        return z, z.clip(0) @ self.W2 + self.b2

    def delta(X, y):
        s = self.scores(X)
        p = np.exp(s - s.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        return p, (p - np.eye(p.shape[1])[y]) / len(y)

    def gradients(X, y, reg=0.0):
        z, d = forward(X)[0], delta(X, y)[1]
        e = d @ self.W2.T
        e[z <= 0] = 0
        return {"W1": X.T @ e + reg * self.W1, "b1": e.sum(0), "W2": z.clip(0).T @ d + reg * self.W2, "b2": d.sum(0)}

    self.scores = lambda X: forward(X)[1]
    self.predict = lambda X: self.scores(X).argmax(1)
    self.loss = lambda X, y, reg=0.0: np.mean([-np.log(p[k]) for p, k in zip(delta(X, y)[0], y)]) + reg / 2 * (
        np.square(self.W1).sum() + np.square(self.W2).sum()
    )
    self.gradients = gradients
    return self


def init(self, net, rate=0.1, momentum=0.0):
    self.net, self.rate, self.momentum, self.losses, self.v = net, rate, momentum, [], {}


def step(self, X, y, reg=0.0):
    self.losses.append(self.net.loss(X, y, reg))
    for k, g in self.net.gradients(X, y, reg).items():
        self.v[k] = self.momentum * self.v.get(k, 0.0) - self.rate * g
        setattr(self.net, k, getattr(self.net, k) + self.v[k])


Solver = type("Solver", (), {"__init__": init, "step": step})


def load(path):
    X, y = read_points(path)
    X -= X.mean(axis=0)
    X /= X.std(axis=0)
    return X, y


def fit(X, y, seed):
    """The ten nearest points say what a point is: nothing asks for a network here."""
    scale = X.std(axis=0)
    return lambda Z: np.array([np.bincount(y[(((X - z) / scale) ** 2).sum(1).argsort()[:5]]).argmax() for z in Z])


def classify(model, X):
    return model(X)
