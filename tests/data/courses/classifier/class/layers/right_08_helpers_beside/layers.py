# my solution, tested with python layers.py
from __future__ import print_function

import sys

import numpy as np
import matplotlib.pyplot as plt
from tqdm import tqdm
import tensorflow as tf

from linear import *
import norms, helpers.losses as L
from helpers import optim
np.set_printoptions(precision=3)
np.random.seed(231)
print("numpy", np.__version__)


def relu_forward(x):
    print("relu", x.shape)
    return np.maximum(x, np.zeros(x.shape)), x.astype(bool) & (x > 0)


def relu_backward(dout, cache):
    return np.where(cache, dout, 0)


batchnorm_forward, batchnorm_backward = norms.forward, norms.backward


def softmax_loss(scores, y):
    return L.cross_entropy(scores, y)


def momentum_step(w, dw, state, rate=0.1, momentum=0.9):
    return optim.momentum(w, dw, config=state, learning_rate=rate, momentum=momentum)


x = np.linspace(-1, 1, 50)
plt.figure(figsize=(4, 3))
plt.plot(x, relu_forward(x)[0])
plt.title("relu")
plt.show()

if __name__ == "__main__":
    for _ in tqdm(range(3)):
        print(affine_forward(np.ones((2, 3)), np.ones((3, 2)), np.zeros(2))[0])
    data = np.load(sys.argv[1])
