import numpy as np


def forward(x, gamma, beta, eps=1e-5):
    m, s = x.mean(axis=0), np.sqrt(x.var(axis=0) + eps)
    return gamma * (x - m) / s + beta, {"xhat": (x - m) / s, "gamma": gamma, "s": s}


def backward(dout, cache):
    xhat, g, s = cache["xhat"], cache["gamma"], cache["s"]
    n = len(dout)
    dgamma, dbeta = (dout * xhat).sum(axis=0), dout.sum(axis=0)
    return g / n / s * (n * dout - dbeta - xhat * dgamma), dgamma, dbeta
