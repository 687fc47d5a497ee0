"""A package with relative imports, some folders down."""
from . import tape as _tape
from .parts.affine import affine_backward, affine_forward
from .parts import *
from ..optimise import momentum_step
from ..datasets.cifar import load_cifar  # is not there


def softmax_loss(scores, y):
    from .parts.softmax import loss

    return loss(scores, y)


def relu_forward(x):
    return _tape.push("relu", x, x * (x > 0))


def relu_backward(dout, cache):
    return dout * (_tape.pop("relu", cache) > 0)
