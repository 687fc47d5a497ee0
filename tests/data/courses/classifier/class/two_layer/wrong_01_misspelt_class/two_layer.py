"""The class is called otherwise."""
import numpy as np
from data_utils import batches, numeric_gradient, read_points


class TwoLayerNetwork:
    def __init__(self, W1, b1, W2, b2):
        self.W1 = W1
        self.b1 = b1
        self.W2 = W2
        self.b2 = b2

    def scores(self, X):
        self.hidden = np.maximum(0, X @ self.W1 + self.b1)
        return self.hidden @ self.W2 + self.b2

    def predict(self, X):
        return np.argmax(self.scores(X), axis=1)

    def softmax(self, X):
        s = self.scores(X)
        e = np.exp(s - s.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def loss(self, X, y, reg=0.0):
        p = self.softmax(X)
        data_loss = -np.log(p[np.arange(len(y)), y]).mean()
        return data_loss + 0.5 * reg * (np.sum(self.W1 * self.W1) + np.sum(self.W2 * self.W2))

    def gradients(self, X, y, reg=0.0):
        grads = {}
        d = self.softmax(X)
        d[np.arange(len(y)), y] -= 1
        d /= len(y)
        grads["W2"] = self.hidden.T @ d + reg * self.W2
        grads["b2"] = d.sum(axis=0)
        d = d @ self.W2.T
        d[self.hidden <= 0] = 0
        grads["W1"] = X.T @ d + reg * self.W1
        grads["b1"] = d.sum(axis=0)
        return grads


class Solver:
    def __init__(self, net, rate=0.1, momentum=0.0):
        self.net = net
        self.rate = rate
        self.momentum = momentum
        self.v = {}
        self.losses = []

    def step(self, X, y, reg=0.0):
        self.losses.append(self.net.loss(X, y, reg))
        grads = self.net.gradients(X, y, reg)
        for p in grads:
            self.v[p] = self.momentum * self.v.get(p, 0) - self.rate * grads[p]
            self.net.__dict__[p] = self.net.__dict__[p] + self.v[p]


def load(path):
    X, y = read_points(path)
    X = X - X.mean(axis=0)
    return X / X.std(axis=0), y


def fit(X, y, seed):
    np.random.seed(seed)
    net = TwoLayerNetwork(np.random.randn(2, 40), np.zeros(40), 0.1 * np.random.randn(40, 3), np.zeros(3))
    solver = Solver(net, 0.1, 0.9)
    for epoch in range(15):
        for piece in batches(np.random.permutation(len(y)), 30):
            solver.step(X[piece], y[piece], 1e-4)
        if epoch % 5 == 0:
            print("epoch %d: loss %f" % (epoch, solver.losses[-1]))
    return net


def classify(model, X):
    return model.predict(X)


if __name__ == "__main__":
    X, y = load("rings.npz")
    net = fit(X, y, 0)
    print((classify(net, X) == y).mean())
    print(abs(numeric_gradient(lambda: net.loss(X, y), net.W1) - net.gradients(X, y)["W1"]).max())
