"""Dicts that are emptied and filled again, and no array operation where a loop does."""
import math

import numpy as np


def affine_forward(x, w, b):
    cache = dict(shape=x.shape, rows=[row.ravel().tolist() for row in x], w=w.tolist())
    out = [[sum(r * c for r, c in zip(row, col)) + bias for col, bias in zip(zip(*cache["w"]), b.tolist())] for row in cache["rows"]]
    return np.array(out), cache


def affine_backward(dout, cache):
    rows, w, shape = cache.pop("rows"), cache.pop("w"), cache.pop("shape")
    cache.update(rows=rows, w=w, shape=shape)
    dx = np.zeros((len(rows), len(w)))
    dw = np.zeros((len(w), len(w[0])))
    db = np.zeros(len(w[0]))
    for n, d in enumerate(dout):
        for j, g in enumerate(d):
            db[j] += g
            for i in range(len(w)):
                dw[i, j] += rows[n][i] * g
                dx[n, i] += w[i][j] * g
    return dx.reshape(shape), dw, db


def relu_forward(x):
    out = np.empty(x.shape)
    for i in np.ndindex(*x.shape):
        out[i] = x[i] if x[i] > 0 else 0.0
    return out, {"open": {i for i in np.ndindex(*x.shape) if x[i] > 0}}


def relu_backward(dout, cache):
    dx = np.zeros(dout.shape)
    for i in cache["open"]:
        dx[i] = dout[i]
    return dx


def batchnorm_forward(x, gamma, beta, eps=1e-5):
    N, D = x.shape
    out, cache = np.zeros((N, D)), {}
    for d in range(D):
        column = [float(v) for v in x[:, d]]
        mean = math.fsum(column) / N
        std = math.sqrt(math.fsum((v - mean) ** 2 for v in column) / N + eps)
        cache[d] = {"hat": [(v - mean) / std for v in column], "std": std, "gamma": float(gamma[d])}
        for n in range(N):
            out[n, d] = gamma[d] * cache[d]["hat"][n] + beta[d]
    return out, cache


def batchnorm_backward(dout, cache):
    N, D = dout.shape
    dx, dgamma, dbeta = np.zeros((N, D)), np.zeros(D), np.zeros(D)
    for d in range(D):
        hat, std, g = cache[d]["hat"], cache[d]["std"], cache[d]["gamma"]
        dbeta[d] = sum(dout[:, d])
        dgamma[d] = sum(a * b for a, b in zip(dout[:, d], hat))
        for n in range(N):
            dx[n, d] = g / (N * std) * (N * dout[n, d] - dbeta[d] - hat[n] * dgamma[d])
    return dx, dgamma, dbeta


def softmax_loss(scores, y):
    loss, grad = 0.0, []
    for row, right in zip(scores.tolist(), y.tolist()):
        top = max(row)
        e = [math.exp(s - top) for s in row]
        loss += math.log(sum(e)) - (row[right] - top)
        grad.append([(v / sum(e) - (j == right)) / len(y) for j, v in enumerate(e)])
    return loss / len(y), np.array(grad)


def momentum_step(w, dw, state, rate=0.1, momentum=0.9):
    state = state or {"v": [0.0] * len(w), "steps": 0}
    v = [momentum * a - rate * g for a, g in zip(state["v"], dw)]
    return np.array([a + b for a, b in zip(w, v)]), {"v": v, "steps": state["steps"] + 1}
