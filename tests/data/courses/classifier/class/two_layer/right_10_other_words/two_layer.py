"""German words inside, arguments under other names where they go by their place, loops over samples."""
import math
import os.path as osp

import numpy as np
from data_utils import read_points as lies


class TwoLayerNet:
    def __init__(self, gewichte1, schwellen1, gewichte2, schwellen2):
        self.W1, self.b1, self.W2, self.b2 = [np.asarray(t, dtype=np.float64) for t in (gewichte1, schwellen1, gewichte2, schwellen2)]

    def _eines(self, x):
        netz = [sum(x[i] * self.W1[i][j] for i in range(len(x))) + self.b1[j] for j in range(len(self.b1))]
        verdeckt = [max(0.0, n) for n in netz]
        return verdeckt, [sum(v * self.W2[j][k] for j, v in enumerate(verdeckt)) + self.b2[k] for k in range(len(self.b2))]

    def scores(self, punkte):
        return [self._eines(x)[1] for x in punkte]

    def predict(self, punkte):
        return [max(range(len(s)), key=s.__getitem__) for s in self.scores(punkte)]

    @classmethod
    def anteile(cls, s):
        e = [math.exp(v - max(s)) for v in s]
        return [v / math.fsum(e) for v in e]

    def loss(self, punkte, klassen, reg=0):
        summe = 0
        for s, k in zip(self.scores(punkte), klassen):
            summe -= math.log(self.anteile(s)[k])
        return summe / len(klassen) + reg * (np.sum(self.W1**2) + np.sum(self.W2**2)) / 2

    def gradients(self, punkte, klassen, reg=0):
        g = {"W1": reg * self.W1, "b1": np.zeros(len(self.b1)), "W2": reg * self.W2, "b2": np.zeros(len(self.b2))}
        for x, klasse in zip(punkte, klassen):
            v, s = self._eines(x)
            d = [(a - (k == klasse)) / len(klassen) for k, a in enumerate(self.anteile(s))]
            for k in range(len(d)):
                g["b2"][k] += d[k]
                for j in range(len(v)):
                    g["W2"][j, k] += v[j] * d[k]
            for j in range(len(v)):
                if v[j] > 0:
                    e = sum(d[k] * self.W2[j, k] for k in range(len(d)))
                    g["b1"][j] += e
                    for i in range(len(x)):
                        g["W1"][i, j] += x[i] * e
        return g


class Solver:
    def __init__(self, netz, rate=0.1, momentum=0):
        self.netz, self.rate, self.momentum = netz, rate, momentum
        self.losses = ()
        self.schwung = {}

    def step(self, punkte, klassen, reg=0):
        self.losses += (self.netz.loss(punkte, klassen, reg),)
        for name, g in self.netz.gradients(punkte, klassen, reg).items():
            alt = self.schwung.get(name)
            neu = -self.rate * g if alt is None else self.momentum * alt - self.rate * g
            self.schwung[name] = neu
            setattr(self.netz, name, getattr(self.netz, name) + neu)
        return self.losses


def load(pfad):
    punkte, klassen = lies(osp.join(".", pfad))
    return np.array([[(p - m) / s for p, m, s in zip(zeile, punkte.mean(0), punkte.std(0))] for zeile in punkte]), klassen


class Modell:
    """Features that a line separates, by least squares: the radius tells the rings apart."""

    def __init__(self, X, y):
        self.mitte, self.maß = X.mean(0), X.std(0)
        self.w = np.linalg.lstsq(self.merkmale(X), np.eye(3)[y], rcond=None)[0]

    def merkmale(self, X):
        r = np.hypot(*((X - self.mitte) / self.maß).T)
        return np.stack([r**i for i in range(4)], axis=1)

    def __call__(self, X):
        return (self.merkmale(X) @ self.w).argmax(1)


def fit(X, y, seed):
    return Modell(X, y)


def classify(modell, X):
    return modell(X)
