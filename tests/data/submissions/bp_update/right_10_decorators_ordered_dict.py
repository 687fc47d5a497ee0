"""Activations register themselves by a decorator; the result is an OrderedDict with tuples in it."""
from collections import OrderedDict
from functools import wraps

import numpy as np

STUDENT = "s110"
NUMBERS = "lecture"

ACTIVATIONS = {}


def activation_named(name):
    def register(pair):
        ACTIVATIONS[name] = pair()
        return pair
    return register


def in_float(function):
    @wraps(function)
    def wrapper(x, t, W1, w2, *rest, **named):
        return function(np.float64(x), np.float64(t), np.float64(W1), np.float64(w2), *rest, **named)
    return wrapper


@activation_named("sigmoid")
def logistic():
    def f(z):
        return 1 / (1 + np.exp(-z))
    return f, lambda z: f(z) - f(z) ** 2


@activation_named("relu")
def rectifier():
    return (lambda z: np.where(z > 0, z, 0)), (lambda z: np.where(z > 0, 1, 0))


@in_float
def bp_step(x, t, W1, w2, eta, activation):
    f, df = ACTIVATIONS[activation]
    net1 = W1.dot(x)
    o1 = f(net1)
    net = w2.dot(o1)
    o = f(net)
    g = (t - o) * df(net)
    e = g * w2 * df(net1)
    W1_new = W1 + eta * np.multiply.outer(e, x)
    w2_new = w2 + eta * g * o1
    return OrderedDict([
        ("loss_before", (t - o) ** 2 / 2), ("loss_after", (t - f(w2_new @ f(W1_new @ x))) ** 2 / 2),
        ("W1_new", tuple(map(tuple, W1_new))), ("w2_new", tuple(w2_new)), ("e", tuple(e)), ("g", g),
        ("o", o), ("net", net), ("o1", tuple(o1)), ("net1", tuple(net1)),
    ])


hidden_error = "g*(w_h*df_h)"

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
g = -0.040681
e1 = -0.0026545
e2 = -0.0081716
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
loss_before = 0.018103
loss_after = 0.016566

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
relu_net1_after = 19469/100000
relu_o1_after = 19469/100000
relu_net2_after = 3961/15625
relu_o2_after = 3961/15625
relu_net3_after = 4015566589/12500000000
relu_o_after = 4015566589/12500000000
relu_loss_before = 12769/500000
relu_loss_after = 4992692668193094921/312500000000000000000
relu_loss_fell = "yes"

why_old_weights = """We want the gradient of E at the present weights. dE/dnet_h = dE/dnet_3 * dnet_3/do_h * do_h/dnet_h,
and dnet_3/do_h is the weight with which net_3 was computed, that is the old one."""
