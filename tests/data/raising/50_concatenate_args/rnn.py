"""Recurrent network: forward, and back through time.

Homework for the lecture on recurrent networks: h_t = tanh(W_hh h_{t-1} + W_xh x_t + b_h), y_t = W_hy h_t + b_y.
Write the three functions, work two steps out by hand, count, answer the question.  Run `grader check rnn.py` as often
as you like; hand in this one file.

NumPy and the standard library may be used.  Inputs must not be modified; new arrays are returned.  Lists, integers and
float32 are accepted.  T steps, d inputs, H hidden units, K outputs; T may be 0 or 1, and then X is still (T, d).
"""

import numpy as np

STUDENT = "s050"
NUMBERS = "lecture"


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    """The states and the outputs of a sequence.

    X (T, d) are the inputs, h0 (H,) is the state before the first, W_xh (H, d), W_hh (H, H) and W_hy (K, H) are the
    weights, b_h (H,) and b_y (K,) the biases (none where None).

    Returns (hs, Y): hs (T+1, H) with h0 first, Y (T, K).
    """
    X, h0, W_xh, W_hh, W_hy = (np.asarray(v, dtype=float) for v in (X, h0, W_xh, W_hh, W_hy))
    H, K, T = len(h0), len(W_hy), len(X)
    b_h = np.zeros(H) if b_h is None else np.asarray(b_h, dtype=float)
    b_y = np.zeros(K) if b_y is None else np.asarray(b_y, dtype=float)
    hs = np.zeros((T + 1, H))
    Y = np.zeros((T, K))
    hs[0] = h0
    for t in range(T):
        hs[t + 1] = np.tanh(W_hh @ hs[t] + W_xh @ X[t] + b_h)
        Y[t] = W_hy @ hs[t + 1] + b_y
    return hs, Y


def rnn_cell_concat(x, h, W):
    """One step with a single matrix: x (d,), h (H,), W (H, d+H) applied to [x, h] -> the new state (H,).  No bias."""
    x = np.asarray(x)
    h = np.asarray(h)
    z = np.concatenate(x, h)
    return np.tanh(np.dot(W, z))


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    """The loss E = 1/2 sum (Y - targets)^2, summed over steps and outputs, and its gradients.  No biases.

    targets (T, K).  Each loss goes back to the first step, and to h0.

    Returns a dict with loss (a number), dW_xh, dW_hh, dW_hy, dh0 and dX, each of the shape of what it belongs to.
    """
    X, h0, W_xh, W_hh, W_hy, targets = (np.asarray(v, dtype=float) for v in (X, h0, W_xh, W_hh, W_hy, targets))
    hs, Y = rnn_forward(X, h0, W_xh, W_hh, W_hy)
    dY = Y - targets
    dW_xh, dW_hh, dW_hy, dX = np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros_like(W_hy), np.zeros_like(X)
    dh = np.zeros_like(h0)
    for t in reversed(range(len(X))):
        dW_hy += np.outer(dY[t], hs[t + 1])
        dz = (dh + W_hy.T @ dY[t]) * (1 - hs[t + 1] ** 2)
        dW_xh += np.outer(dz, X[t])
        dW_hh += np.outer(dz, hs[t])
        dX[t] = W_xh.T @ dz
        dh = W_hh.T @ dz
    return {"loss": 0.5 * np.sum(dY ** 2), "dW_xh": dW_xh, "dW_hh": dW_hh, "dW_hy": dW_hy, "dh0": dh, "dX": dX}


# By hand.  Two steps of a network without biases, H = 2.  The matrices are written row by row.
W_XH = [(0.1, 0.4), (-0.6, 0.3)]
W_HH = [(0.5, -0.3), (0.2, 0.1)]
W_HY = [(1.0, -1.0), (0.5, 0.2)]
H_0 = (0.2, -0.1)
X_1 = (1.0, 0.0)
X_2 = (0.0, 1.0)

# The states and outputs, each as a pair of numbers with four decimals, like h1 = (0.1234, -0.5678).
h1 = ...
y1 = ...
h2 = ...
y2 = ...

# A network is unrolled over COUNT_T steps from the state COUNT_H0, with a loss at each of the steps COUNT_LOSSES (the
# first step is number 1).  Each loss goes back to the first step.  Count how often each matrix takes part: once for
# each loss and each step in which that loss reaches it.  What is multiplied by a state of zeros is not counted.
COUNT_T = 3
COUNT_LOSSES = [3]
COUNT_H0 = (0, 0)
count_W_hy = ...
count_W_hh = ...
count_W_xh = ...

# In your own words, a few sentences (text in triple quotes).
# Why does the gradient of a late loss vanish or explode on its way back?  Give a bound, and an example of each.
vanishing_and_exploding = ...
