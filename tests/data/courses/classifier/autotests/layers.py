"""Checks for `layers`: hidden unless they say public=True."""

import numpy as np

from grader import check, close, finite, unchanged


@check(points=5, public=True)
def affine_outputs(hw, rng):
    """outputs of a small layer"""
    out, _ = hw.affine_forward(np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([[1.0, 0.0, 2.0], [3.0, 1.0, 0.0]]), np.ones(3))
    return out


@check(points=5, expect=close & unchanged)
def affine_outputs_of_images(hw, rng):
    """outputs for samples of several axes, which stay as they are"""
    out, _ = hw.affine_forward(rng.normal(size=(3, 2, 2, 3)), rng.normal(size=(12, 4)), rng.normal(size=4))
    return out


@check(points=10, public=True, task="affine_backward")
def affine_gradients(hw, rng):
    """gradients of a layer with two samples"""
    _, cache = hw.affine_forward(np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([[1.0, 0.0, 2.0], [3.0, 1.0, 0.0]]), np.ones(3))
    return hw.affine_backward(np.array([[1.0, 0.0, -1.0], [2.0, 1.0, 0.0]]), cache)


@check(points=10, task="affine_backward")
def affine_gradients_of_two(hw, rng):
    """gradients of two layers of images, the first one last, and once more"""
    x, w, b = rng.normal(size=(3, 2, 2)), rng.normal(size=(4, 4)), rng.normal(size=4)
    _, first = hw.affine_forward(x, w, b)
    _, second = hw.affine_forward(x[:2] + 1, 2 * w, b)
    d = rng.normal(size=(3, 4))
    return hw.affine_backward(d[:2], second), hw.affine_backward(d, first), hw.affine_backward(2 * d, first)


@check(points=5, expect=close & unchanged)
def relu_outputs(hw, rng):
    """outputs of both signs; x stays as it is"""
    out, _ = hw.relu_forward(rng.normal(size=(2, 3, 2)))
    return out


@check(points=5, task="relu_backward")
def relu_gradients(hw, rng):
    """gradients for x of both signs"""
    _, cache = hw.relu_forward(rng.normal(size=(4, 5)))
    return hw.relu_backward(rng.normal(size=(4, 5)), cache)


@check(points=5, public=True, task="relu_backward")
def relu_at_zero(hw, rng):
    """the gradient where x is 0"""
    _, cache = hw.relu_forward(np.array([-1.0, 0.0, 2.0]))
    return hw.relu_backward(np.array([1.0, 1.0, 1.0]), cache)


@check(points=5, task="relu_backward")
def relu_gradients_of_two(hw, rng):
    """gradients of two layers that are open at other places"""
    x = rng.normal(size=(4, 5))
    _, first = hw.relu_forward(x)
    _, second = hw.relu_forward(-x)
    d = rng.normal(size=(4, 5))
    return hw.relu_backward(d, second), hw.relu_backward(d, first)


@check(points=5, public=True)
def normalised(hw, rng):
    """three samples, normalised"""
    x = np.array([[1.0, 0.0], [2.0, 4.0], [6.0, -1.0]])
    out, _ = hw.batchnorm_forward(x, np.ones(2), np.zeros(2))
    return out


@check(points=5, expect=close & unchanged)
def normalised_with_eps(hw, rng):
    """drawn samples with a scale, a shift and an eps that counts"""
    out, _ = hw.batchnorm_forward(rng.normal(size=(5, 3)), rng.normal(size=3), rng.normal(size=3), eps=0.25)
    return out


@check(points=10, task="batchnorm_backward")
def batchnorm_gradients(hw, rng):
    """all three gradients"""
    _, cache = hw.batchnorm_forward(3 * rng.normal(size=(6, 3)) + 1, rng.normal(size=3), rng.normal(size=3), eps=0.1)
    return hw.batchnorm_backward(rng.normal(size=(6, 3)), cache)


@check(points=10, public=True)
def small_loss(hw, rng):
    """loss and gradient of two samples"""
    return hw.softmax_loss(np.array([[1.0, 2.0, 3.0], [0.0, 1.0, -1.0]]), np.array([2, 0]))


@check(points=5, expect=close & finite)
def loss_of_large_scores(hw, rng):
    """scores near 1000"""
    return hw.softmax_loss(1000 + rng.normal(size=(5, 4)), rng.integers(0, 4, size=5))


@check(points=15)
def three_steps(hw, rng):
    """three steps, each with the state of the one before, while another one goes on"""
    w, other = rng.normal(size=(2, 4))
    state = other_state = None
    for dw in rng.normal(size=(3, 4)):
        w, state = hw.momentum_step(w, dw, state, rate=0.2)
        other, other_state = hw.momentum_step(other, -dw, other_state, momentum=0.5)
    return w, other
