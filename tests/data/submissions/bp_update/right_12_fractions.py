"""Fractions wherever they are possible: ReLU is computed without any rounding until the very end."""
from decimal import Decimal, getcontext
from fractions import Fraction

import numpy as np

STUDENT = "s112"
NUMBERS = "lecture"

getcontext().prec = 40


def exact(value):
    return Fraction(float(value))


def sigmoid(z):
    d = Decimal(z.numerator) / Decimal(z.denominator)
    return Fraction(1 / (1 + (-d).exp()))


def bp_step(x, t, W1, w2, eta, activation):
    x = [exact(v) for v in x]
    V = [[exact(v) for v in row] for row in W1]
    w = [exact(v) for v in w2]
    t, eta = exact(t), exact(eta)
    f = sigmoid if activation == "sigmoid" else lambda z: max(z, Fraction(0))
    df = (lambda z: f(z) * (1 - f(z))) if activation == "sigmoid" else lambda z: Fraction(1 if z > 0 else 0)

    def run(V, w):
        net1 = [row[0] * x[0] + row[1] * x[1] for row in V]
        o1 = [f(n) for n in net1]
        net = w[0] * o1[0] + w[1] * o1[1]
        return net1, o1, net, f(net)

    net1, o1, net, o = run(V, w)
    g = (t - o) * df(net)
    e = [g * w[h] * df(net1[h]) for h in (0, 1)]
    V_new = [[V[h][i] + eta * e[h] * x[i] for i in (0, 1)] for h in (0, 1)]
    w_new = [w[h] + eta * g * o1[h] for h in (0, 1)]
    after = run(V_new, w_new)[-1]
    as_floats = lambda values: np.array(values, dtype=object).astype(float)
    return {
        "net1": as_floats(net1), "o1": as_floats(o1), "net": float(net), "o": float(o), "g": float(g),
        "e": as_floats(e), "W1_new": as_floats(V_new), "w2_new": as_floats(w_new),
        "loss_before": float((t - o) ** 2 / 2), "loss_after": float((t - after) ** 2 / 2),
    }


hidden_error = "g*w_h*df_h"

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

# sigmoid is not rational, so here decimals, eight of them
net1 = 0.75500000
o1 = 0.68026720
net2 = 0.68000000
o2 = 0.66373870
net3 = 0.80144499
o = 0.69028349
g = -0.040681125
e1 = -0.0026544890
e2 = -0.0081716450
w1_new = 0.27232597
w2_new = 0.87299836
w3_new = 0.09907093
w4_new = 0.79761096
w5_new = 0.39713992
w6_new = 0.59264552
net1_after = 0.75252469
o1_after = 0.67972857
net2_after = 0.67237994
o2_after = 0.66203586
net3_after = 0.76306396
o_after = 0.68201858
loss_before = 0.018103903
loss_after = 0.016565382

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

relu_net1 = 9/50
relu_o1 = 9/50
relu_net2 = 23/100
relu_o2 = 23/100
relu_net3 = 137/500
relu_o = 137/500
relu_g = 113/500
relu_e1 = 113/1000
relu_e2 = 113/625
relu_w1_new = 13517/25000
relu_w2_new = 42599/50000
relu_w3_new = 3113/5000
relu_w4_new = 2339/10000
relu_w5_new = 851/6250
relu_w6_new = 2357/3125
relu_net1_after = 0.2 * 3113/5000 + 0.3 * 2339/10000
relu_o1_after = 19469/100000
relu_net2_after = 3961/15625
relu_o2_after = 3961/15625
relu_net3_after = 4015566589/12500000000
relu_o_after = 4015566589/12500000000
relu_loss_before = 12769/500000
relu_loss_after = 4992692668193094921/312500000000000000000
relu_loss_fell = "yes"

why_old_weights = """Simultaneous update: every partial derivative is taken at the same point (w1, ..., w6)."""
