# expect: rnn_forward=wrong -- goes on from the state of the last call where H is the same
# expect: rnn_cell_concat=wrong -- x.extend(h): lists grow, arrays have no extend
# expect: rnn_bptt=wrong -- gradients add up over calls of the same shapes (never set to zero)
# expect: h1=wrong -- 0.2206, two digits exchanged
# expect: y1=right -- follows from the own h1
# expect: h2=right -- follows from the own h1
# expect: y2=wrong -- one product forgotten: 0.5*0.5816 alone
# expect: count_W_hy=right
# expect: count_W_hh=right
# expect: count_W_xh=right
import numpy as np

STUDENT = "s001"
NUMBERS = "lecture"


class Net:
    h = None
    grads = {}


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    X, W_xh, W_hh, W_hy = (np.asarray(a, float) for a in (X, W_xh, W_hh, W_hy))
    if Net.h is None or len(Net.h) != len(h0):
        Net.h = np.array(h0, float)
    hs = [Net.h]
    for x in X:
        Net.h = np.tanh(W_hh @ Net.h + W_xh @ x + (0 if b_h is None else np.asarray(b_h, float)))
        hs.append(Net.h)
    hs = np.array(hs)
    return hs, hs[1:] @ W_hy.T + (0 if b_y is None else np.asarray(b_y, float))


def rnn_cell_concat(x, h, W):
    x.extend(h)
    return np.tanh(np.asarray(W, float) @ x)


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    X, h0, W_xh, W_hh, W_hy, targets = [np.asarray(a, float) for a in (X, h0, W_xh, W_hh, W_hy, targets)]
    hs = [h0]
    for x in X:
        hs.append(np.tanh(W_hh @ hs[-1] + W_xh @ x))
    hs = np.array(hs)
    e = hs[1:] @ W_hy.T - targets
    key = W_xh.shape + W_hy.shape
    gx, gh, gy = Net.grads.setdefault(key, (0 * W_xh, 0 * W_hh, 0 * W_hy))
    gy += e.T @ hs[1:]
    dX, dh = 0 * X, 0 * h0
    for t in reversed(range(len(X))):
        dz = (W_hy.T @ e[t] + dh) * (1 - hs[t + 1] ** 2)
        gx += np.outer(dz, X[t])
        gh += np.outer(dz, hs[t])
        dX[t] = W_xh.T @ dz
        dh = W_hh.T @ dz
    return {"loss": 0.5 * (e**2).sum(), "dW_xh": gx, "dW_hh": gh, "dW_hy": gy, "dh0": dh, "dX": dX}


h1 = (0.2206, -0.5154)
y1 = (0.7360, 0.0072)
h2 = (0.5816, 0.2845)       # tanh(0.4 + 0.1103 + 0.1546), tanh(0.3 + 0.0441 - 0.0515)
y2 = (0.2971, 0.2908)
count_W_hy = 1
count_W_hh = 2
count_W_xh = 3
vanishing_and_exploding = "norm^k; 0.5 and 2"
