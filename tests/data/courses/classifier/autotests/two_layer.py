"""Checks for `two_layer`: hidden unless they say public=True."""

from pathlib import Path

import numpy as np

from grader import check, close, exact, integers, unchanged

with np.load("rings.npz") as data:
    GIVEN = data["X"], data["y"]
HELD_OUT = np.loadtxt(Path(__file__).parent / "two_layer" / "held_out.csv", delimiter=",")


def drawn(rng, inputs=3, hidden=5, classes=4):
    """Parameters of a small network."""
    return rng.normal(size=(inputs, hidden)), rng.normal(size=hidden), rng.normal(size=(hidden, classes)), rng.normal(size=classes)


def samples(rng, n=6, inputs=3, classes=4):
    """Inputs, and a class for each."""
    return rng.normal(size=(n, inputs)), rng.integers(0, classes, size=n)


@check(points=10, public=True, task="TwoLayerNet.scores")
def small_scores(hw, rng):
    """scores of a network with two hidden units"""
    net = hw.TwoLayerNet(np.array([[1.0, -1.0]]), np.array([0.5, 0.0]), np.array([[1.0, 2.0], [-1.0, 0.5]]), np.array([0.0, -3.0]))
    return net.scores(np.array([[2.0], [-1.0], [0.25]]))


@check(points=5, task="TwoLayerNet.scores", expect=close & unchanged)
def drawn_scores(hw, rng):
    """scores of drawn samples, which stay as they are"""
    return hw.TwoLayerNet(*drawn(rng)).scores(samples(rng)[0])


@check(points=5, task="TwoLayerNet.predict", expect=exact & integers)
def classes(hw, rng):
    """the classes of drawn samples"""
    return hw.TwoLayerNet(*drawn(rng)).predict(samples(rng)[0])


@check(points=5, public=True, task="TwoLayerNet.loss")
def loss_alone(hw, rng):
    """the loss without a penalty"""
    return hw.TwoLayerNet(*drawn(rng)).loss(*samples(rng))


@check(points=5, task="TwoLayerNet.loss")
def loss_with_penalty(hw, rng):
    """the loss with a penalty"""
    return hw.TwoLayerNet(*drawn(rng)).loss(*samples(rng), reg=0.3)


@check(points=10, task="TwoLayerNet.gradients")
def gradients_alone(hw, rng):
    """the gradients without a penalty"""
    return hw.TwoLayerNet(*drawn(rng)).gradients(*samples(rng))


@check(points=5, task="TwoLayerNet.gradients")
def gradients_with_penalty(hw, rng):
    """the gradients with a penalty"""
    return hw.TwoLayerNet(*drawn(rng)).gradients(*samples(rng), reg=0.3)


@check(points=5, task="TwoLayerNet")
def two_networks(hw, rng):
    """two networks that are used in turn"""
    first, second = hw.TwoLayerNet(*drawn(rng)), hw.TwoLayerNet(*drawn(rng, hidden=3))
    X, y = samples(rng)
    first.loss(X, y)
    second.gradients(X + 1, y)
    return first.W1, second.W1, first.scores(X), second.scores(X)


@check(points=10, public=True, task="Solver.step")
def one_step(hw, rng):
    """the parameters after one step"""
    net = hw.TwoLayerNet(*drawn(rng))
    hw.Solver(net, rate=0.5).step(*samples(rng))
    return net.W1, net.b1, net.W2, net.b2


@check(points=10, task="Solver.step")
def steps_with_momentum(hw, rng):
    """losses and parameters after three steps with momentum and a penalty"""
    net = hw.TwoLayerNet(*drawn(rng))
    solver = hw.Solver(net, rate=0.1, momentum=0.9)
    X, y = samples(rng)
    for _ in range(3):
        solver.step(X, y, reg=0.1)
    return solver.losses, net.W1, net.b2


@check(points=10, expect=close & integers)
def given_points(hw, rng):
    """the points that were given out, scaled"""
    return hw.load("rings.npz")


@check(points=15, task="fit", seconds=3, memory="1 GB")
def held_out_points(hw, rng):
    """nine of ten points are right that nobody has been given"""
    model = hw.fit(*GIVEN, 3)
    return bool(np.mean(hw.classify(model, HELD_OUT[:, :2]) == HELD_OUT[:, 2]) >= 0.9)


@check(points=5, task="classify", seconds=3, memory="1 GB")
def one_by_one(hw, rng):
    """a point is of the same class whatever stands beside it; another model changes nothing"""
    model, X = hw.fit(*GIVEN, 4), HELD_OUT[:, :2]
    together = hw.classify(model, X)
    hw.fit(GIVEN[0][:30], GIVEN[1][:30], 5)
    alone = np.concatenate([hw.classify(model, X[i : i + 1]) for i in range(5)])
    return bool(np.all(together[:5] == alone) and np.mean(together == HELD_OUT[:, 2]) >= 0.8)
