import numpy as np

from .losses import cross_entropy, softmax


class Net:
    def __init__(self, W1, b1, W2, b2):
        self.params = [np.array(p) for p in (W1, b1, W2, b2)]

    @property
    def W1(self):
        return self.params[0]

    @property
    def b1(self):
        return self.params[1]

    @property
    def W2(self):
        return self.params[2]

    @property
    def b2(self):
        return self.params[3]

    def hidden(self, X):
        return np.maximum(0, X @ self.W1 + self.b1)

    def scores(self, X):
        return self.hidden(X) @ self.W2 + self.b2

    def predict(self, X):
        return softmax(self.scores(X)).argmax(axis=1)

    def loss(self, X, y, reg=0.0):
        return cross_entropy(self.scores(X), y)[0] + reg / 2 * sum((p**2).sum() for p in self.params if p.ndim == 2)

    def gradients(self, X, y, reg=0.0):
        h = self.hidden(X)
        d = cross_entropy(self.scores(X), y)[1]
        d1 = d @ self.W2.T * (h > 0)
        return {"W1": X.T @ d1 + reg * self.W1, "b1": d1.sum(0), "W2": h.T @ d + reg * self.W2, "b2": d.sum(0)}
