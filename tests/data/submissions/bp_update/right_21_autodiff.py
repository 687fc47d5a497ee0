"""Reverse-mode differentiation with a small Value class: deltas are read off as gradients of the nets."""
import math

import numpy as np

STUDENT = "s121"
NUMBERS = "lecture"


class Value:
    def __init__(self, data, parents=()):
        self.data, self.parents, self.grad = data, parents, 0.0

    def __add__(self, other):
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    def activate(self, kind):
        if kind == "relu":
            return Value(max(self.data, 0.0), ((self, 1.0 if self.data > 0 else 0.0),))
        y = 1 / (1 + math.exp(-self.data))
        return Value(y, ((self, y * (1 - y)),))

    def backward(self):
        order, seen = [], set()

        def visit(v):
            if id(v) not in seen:
                seen.add(id(v))
                for parent, _ in v.parents:
                    visit(parent)
                order.append(v)

        visit(self)
        self.grad = 1.0
        for v in reversed(order):
            for parent, local in v.parents:
                parent.grad += local * v.grad


def graph(x, t, V, w, kind):
    nets = [V[h][0] * x[0] + V[h][1] * x[1] for h in (0, 1)]
    outs = [n.activate(kind) for n in nets]
    net = w[0] * outs[0] + w[1] * outs[1]
    o = net.activate(kind)
    miss = o + Value(-t)
    return nets, outs, net, o, miss * miss * Value(0.5)


def bp_step(x, t, W1, w2, eta, activation):
    x = [Value(float(v)) for v in x]
    V = [[Value(float(v)) for v in row] for row in W1]
    w = [Value(float(v)) for v in w2]
    nets, outs, net, o, loss = graph(x, float(t), V, w, activation)
    loss.backward()
    V_new = [[v.data - eta * v.grad for v in row] for row in V]
    w_new = [v.data - eta * v.grad for v in w]
    wrap = Value
    after = graph(x, float(t), [[wrap(v) for v in row] for row in V_new], [wrap(v) for v in w_new], activation)
    return {
        "net1": [n.data for n in nets], "o1": [v.data for v in outs], "net": net.data, "o": o.data,
        "g": -net.grad, "e": [-n.grad for n in nets], "W1_new": np.array(V_new), "w2_new": np.array(w_new),
        "loss_before": loss.data, "loss_after": after[-1].data,
    }


hidden_error = "df_h * g * w_h"

A = 0.35
B = 0.9
T = 0.5
ETA = 1.0
W1 = 0.3
W2 = 0.9
W3 = 0.1
W4 = 0.8
W5 = 0.4
W6 = 0.6
net1 = 0.75500
o1 = 0.68027
net2 = 0.68000
o2 = 0.66374
net3 = 0.80145
o = 0.69028
g = -0.04068
e1 = -0.002654
e2 = -0.008171
w1_new = 0.27233
w2_new = 0.87300
w3_new = 0.09907
w4_new = 0.79761
w5_new = 0.39714
w6_new = 0.59265
net1_after = 0.75252
o1_after = 0.67973
net2_after = 0.67238
o2_after = 0.66204
net3_after = 0.76307
o_after = 0.68202
loss_before = 0.01810
loss_after = 0.01657

RELU_A = 0.2
RELU_B = 0.3
RELU_T = 0.5
RELU_ETA = 1.0
RELU_W1 = 0.5
RELU_W2 = 0.8
RELU_W3 = 0.6
RELU_W4 = 0.2
RELU_W5 = 0.1
RELU_W6 = 0.7
relu_net1 = 0.18
relu_o1 = 0.18
relu_net2 = 0.23
relu_o2 = 0.23
relu_net3 = 0.274
relu_o = 0.274
relu_g = 0.226
relu_e1 = 0.113
relu_e2 = 0.1808
relu_w1_new = 0.54068
relu_w2_new = 0.85198
relu_w3_new = 0.6226
relu_w4_new = 0.2339
relu_w5_new = 0.13616
relu_w6_new = 0.75424
relu_net1_after = 0.19469
relu_o1_after = 0.19469
relu_net2_after = 0.253504
relu_o2_after = 0.253504
relu_net3_after = 0.32124532712
relu_o_after = 0.32124532712
relu_loss_before = 0.025538
relu_loss_after = 0.015976616538217903
relu_loss_fell = "yes"

why_old_weights = """Backward means: through the same graph, with the numbers stored in it on the way forward."""
