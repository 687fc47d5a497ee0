"""Reference for `two_layer`."""

import numpy as np
from data_utils import read_points

from grader import misconception, misconceptions, opaque


def rectified(z):
    """What hidden units give."""
    return np.maximum(z, 0)


def let_through(d, z):
    """The gradient at what goes into hidden units."""
    return d * (z > 0)


def log_softmax(scores):
    """Finite for large scores."""
    scores = scores - scores.max(axis=1, keepdims=True)
    return scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))


def penalty(w, reg):
    """What a weight matrix adds to the loss."""
    return reg / 2 * (w**2).sum()


def pull(w, reg):
    """The gradient of that."""
    return reg * w


class TwoLayerNet:
    """Its parameters are its own copies."""

    def __init__(self, W1, b1, W2, b2):
        self.W1, self.b1, self.W2, self.b2 = (np.array(w, float) for w in (W1, b1, W2, b2))

    def scores(self, X):
        """Two layers."""
        return rectified(X @ self.W1 + self.b1) @ self.W2 + self.b2

    def predict(self, X):
        """By the scores: a softmax changes no order."""
        return self.scores(X).argmax(axis=1)

    def loss(self, X, y, reg=0.0):
        """Biases are not drawn to 0."""
        right = log_softmax(self.scores(X))[np.arange(len(y)), y]
        return float(-right.mean() + penalty(self.W1, reg) + penalty(self.W2, reg))

    def gradients(self, X, y, reg=0.0):
        """From the scores back."""
        z = X @ self.W1 + self.b1
        d = (np.exp(log_softmax(self.scores(X))) - np.eye(len(self.b2))[y]) / len(y)
        below = let_through(d @ self.W2.T, z)
        dW1, dW2 = X.T @ below + pull(self.W1, reg), rectified(z).T @ d + pull(self.W2, reg)
        return {"W1": dW1, "b1": below.sum(axis=0), "W2": dW2, "b2": d.sum(axis=0)}


def moved(v, gradient, rate, momentum):
    """The new velocity."""
    return momentum * v - rate * gradient


class Solver:
    """A velocity for each parameter."""

    def __init__(self, net, rate=0.1, momentum=0.0):
        self.net, self.rate, self.momentum = net, rate, momentum
        self.velocity = dict.fromkeys(("W1", "b1", "W2", "b2"), 0.0)
        self.losses = []

    def step(self, X, y, reg=0.0):
        """All gradients are those before the step."""
        self.losses.append(self.net.loss(X, y, reg))
        for name, gradient in self.net.gradients(X, y, reg).items():
            self.velocity[name] = moved(self.velocity[name], gradient, self.rate, self.momentum)
            setattr(self.net, name, getattr(self.net, name) + self.velocity[name])


def scaled(X):
    """Each column by itself."""
    return (X - X.mean(axis=0)) / X.std(axis=0)


def load(path):
    """Scaled by its own points."""
    X, y = read_points(path)
    return scaled(X), y


STEPS = 40


@opaque()
def fit(X, y, seed):
    """All samples at once are enough here."""
    rng = np.random.default_rng(seed)
    net = TwoLayerNet(rng.normal(size=(2, 32)), np.zeros(32), 0.1 * rng.normal(size=(32, 3)), np.zeros(3))
    solver = Solver(net, rate=0.2, momentum=0.9)
    for _ in range(STEPS):
        solver.step(X, y)
    return net


def classify(model, X):
    """As the network says."""
    return model.predict(X)


misconceptions(
    of=rectified,
    no_relu=(
        "You left the ReLU out. Without it two layers are one: a product of two matrices is a matrix.",
        lambda z: z,
    ),
)


@misconception(of=TwoLayerNet.scores)
def relu_on_the_scores(self, X):
    """You put a ReLU on the scores as well. A score may be negative: what counts is how far it is from the others."""
    return rectified(TwoLayerNet.scores(self, X))


@misconception(of=TwoLayerNet.predict)
def score_for_class(self, X):
    """You return the largest score. The class is the place where it stands."""
    return self.scores(X).max(axis=1)


@misconception(of=penalty)
def penalty_without_half(w, reg):
    """You left out the half in front of the penalty. With it the gradient is reg w, without a 2."""
    return reg * (w**2).sum()


@misconception(of=TwoLayerNet.loss)
def loss_summed(self, X, y, reg=0.0):
    """You sum the loss over the samples. It is their mean, so that it can be compared for any number of samples."""
    return TwoLayerNet.loss(self, X, y) * len(y) + penalty(self.W1, reg) + penalty(self.W2, reg)


@misconception(of=pull)
def penalty_not_in_the_gradient(w, reg):
    """The penalty is in your loss and not in your gradient: each weight adds reg times itself there."""
    return 0 * w


@misconception(of=let_through)
def relu_passed_by(d, z):
    """Your gradient passes the ReLU as if it was not there. Where a unit gave 0, nothing goes back."""
    return d


@misconception(of=TwoLayerNet.gradients)
def gradients_summed(self, X, y, reg=0.0):
    """Your gradient is summed over the samples, but the loss is their mean: divide by the number of samples."""
    inner, whole = TwoLayerNet.gradients(self, X, y), TwoLayerNet.gradients(self, X, y, reg)
    return {name: whole[name] + (len(y) - 1) * inner[name] for name in whole}


misconceptions(
    of=moved,
    uphill=("You go uphill. A step follows minus the gradient.", lambda v, g, rate, momentum: momentum * v + rate * g),
    momentum_forgotten=(
        "You forget the velocity between steps. Keep it in the solver, one for each parameter.",
        lambda v, g, rate, momentum: -rate * g,
    ),
)


@misconception(of=Solver.step)
def loss_after_the_step(self, X, y, reg=0.0):
    """You note the loss after the step. `losses` has it before: the first one says where training began."""
    Solver.step(self, X, y, reg)
    self.losses[-1] = self.net.loss(X, y, reg)


@misconception(of=scaled)
def centred_only(X):
    """Your columns have mean 0, but not standard deviation 1: divide each by its own."""
    return X - X.mean(axis=0)


@misconception(of=scaled)
def one_scale_for_all(X):
    """You take one mean and one deviation for the whole array. Columns are in units of their own: axis=0."""
    return (X - X.mean()) / X.std()


@misconception(of=fit)
def hardly_trained(X, y, seed):
    """Your network has hardly been trained: look at the losses, and go on until they no longer fall."""
    rng = np.random.default_rng(seed)
    return TwoLayerNet(rng.normal(size=(2, 32)), np.zeros(32), 0.1 * rng.normal(size=(32, 3)), np.zeros(3))
