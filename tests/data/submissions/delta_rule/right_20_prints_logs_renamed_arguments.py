#!/usr/bin/env python3
"""What the arguments are called is up to me, and it talks a lot."""
import logging
import sys
import warnings

import numpy as np

logging.basicConfig(level=logging.DEBUG)
log = logging.getLogger("delta")

STUDENT: str = "s120"
NUMBERS: str = "lecture"


def lms_error(samples, targets, weights, verbose=True):
    outputs = np.array(samples) @ np.array(weights)
    err = float(((np.array(targets) - outputs) ** 2).sum() / 2)
    if verbose:
        print("E =", err)
    return err


def delta_batch_step(samples, targets, weights, lr=0.02):
    print("before:", weights, file=sys.stderr)
    samples, targets, weights = map(np.array, (samples, targets, weights))
    grad = np.zeros(weights.shape)
    for n in range(len(samples)):
        grad -= (targets[n] - samples[n] @ weights) * samples[n]
    log.info("gradient %s", grad)
    return weights - lr * grad


def delta_incremental_epoch(samples, targets, weights, lr=0.02):
    warnings.warn("one sample at a time is slow", RuntimeWarning)
    w = list(weights)
    for n, sample in enumerate(samples):
        delta = targets[n] - sum(w[i] * sample[i] for i in range(len(w)))
        w = [w[i] + lr * delta * sample[i] for i in range(len(w))]
        print(n, w)
    return np.array(w, dtype=float)


def sigmoid_unit_step(samples, targets, weights, lr=0.02):
    samples, targets, weights = map(np.array, (samples, targets, weights))
    o = 1.0 / (1.0 + np.e ** (-(samples @ weights)))
    print("o:", o)
    return weights + lr * ((targets - o) * o * (1 - o) * samples.T).sum(axis=1)


linear_gradient: str = "-((t - o) x_i)"
sigmoid_gradient: str = "-((t - o) x_i) (o (1 - o))"

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

batch_1: tuple = (0.02, 0.12, 0.1)
batch_2: tuple = (0.0056, 0.1304, 0.1064)
incremental_1: tuple = (0.02, 0.06, 0.06)
incremental_2: tuple = (0.0312, 0.1048, 0.0936)
incremental_3: tuple = (0.006608, 0.080208, 0.069008)
largest_stable_eta: float = 0.04226

same_rule_as_the_perceptron = ("No: the perceptron stops when all are right, "
                               "the delta rule goes on to make E smaller.")
incremental_or_batch_limit = (
    "Batch: the minimum. "
    "Incremental: near it."
)

if __name__ == "__main__":
    X = np.array([[1, *p] for p in POINTS])
    w = np.zeros(3)
    for _ in range(2):
        w = delta_batch_step(X, TARGETS, w, ETA)
        print(w, lms_error(X, TARGETS, w))
    assert np.allclose(w, batch_2)
