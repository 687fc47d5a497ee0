"""A small tape of closures: each operation keeps how to go back; answers as strings and sums."""
import numpy as np

tape = []


class Node:
    def __init__(self, value):
        self.value, self.grad = np.array(value, float), None
        self.grad = np.zeros_like(self.value)


def affine(W, v):
    out = Node(W.value @ v.value)

    def back():
        W.grad += np.outer(out.grad, v.value)
        v.grad += W.value.T @ out.grad

    tape.append(back)
    return out


def add(a, b):
    out = Node(a.value + b.value)

    def back():
        a.grad += out.grad
        b.grad += out.grad

    tape.append(back)
    return out


def tanh(a):
    out = Node(np.tanh(a.value))
    tape.append(lambda: np.add(a.grad, out.grad / np.cosh(a.value) ** 2, out=a.grad))
    return out


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    W_xh, W_hh, W_hy, h = Node(W_xh), Node(W_hh), Node(W_hy), Node(h0)
    hs, Y = [h.value.copy()], np.zeros((len(X), len(W_hy.value)))
    for t, x in enumerate(X):
        z = add(affine(W_hh, h), affine(W_xh, Node(x)))
        h = tanh(z if b_h is None else add(z, Node(b_h)))
        hs.append(h.value)
        Y[t] = affine(W_hy, h).value + (0 if b_y is None else np.asarray(b_y))
    tape.clear()
    return np.array(hs), Y


def rnn_cell_concat(x, h, W):
    made = tanh(affine(Node(W), Node(list(x) + list(h)))).value
    tape.clear()
    return made


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    tape.clear()
    W_xh, W_hh, W_hy, start = Node(W_xh), Node(W_hh), Node(W_hy), Node(h0)
    xs, h, loss = [Node(x) for x in X], start, 0.0
    for x, target in zip(xs, targets):
        h = tanh(add(affine(W_hh, h), affine(W_xh, x)))
        y = affine(W_hy, h)
        miss = y.value - np.asarray(target, float)
        loss += miss @ miss / 2
        tape.append(lambda y=y, miss=miss: np.add(y.grad, miss, out=y.grad))
    while tape:
        tape.pop()()
    dX = np.array([x.grad for x in xs]).reshape(np.shape(X))
    return {"dX": dX, "loss": loss, "dh0": start.grad, "dW_xh": W_xh.grad, "dW_hh": W_hh.grad, "dW_hy": W_hy.grad}


h1 = ["0.2260", "-0.5154"]
y1 = (0.2260 + 0.5154, 0.5 * 0.2260 - 0.2 * 0.5154)
h2 = ("0.5834", "0.2855")
y2 = (0.5834 - 0.2855, 0.5 * 0.5834 + 0.2 * 0.2855)
count_W_hy = "1"
count_W_hh = 3 - 1
count_W_xh = [3]
