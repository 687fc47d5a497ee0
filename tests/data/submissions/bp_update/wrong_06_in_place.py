# expect: bp_step=wrong -- adds into the caller's W1 and w2; every number that it returns is right
# expect: hidden_error=wrong -- f'(net_h) is missing
# expect: e1=wrong -- output weight after its update
# expect: e2=wrong -- the same
# expect: relu_net2=wrong -- inputs exchanged, 0.2*0.7+0.3*0.1
import numpy as np

STUDENT = "s206"
NUMBERS = "lecture"


def f(z, activation):
    return 1 / (1 + np.exp(-z)) if activation == "sigmoid" else np.maximum(z, 0)


def df(z, activation):
    return f(z, activation) * (1 - f(z, activation)) if activation == "sigmoid" else (z > 0) * 1.0


def bp_step(x, t, W1, w2, eta, activation):
    x = np.asarray(x, dtype=float)
    W1 = np.asarray(W1, dtype=float)
    w2 = np.asarray(w2, dtype=float)
    net1 = W1 @ x
    o1 = f(net1, activation)
    net = w2 @ o1
    o = f(net, activation)
    g = (t - o) * df(net, activation)
    e = g * w2 * df(net1, activation)
    w2 += eta * g * o1
    W1 += eta * np.outer(e, x)
    o_after = f(w2 @ f(W1 @ x, activation), activation)
    return {"net1": net1, "o1": o1, "net": net, "o": o, "g": g, "e": e, "W1_new": W1, "w2_new": w2,
            "loss_before": (t - o) ** 2 / 2, "loss_after": (t - o_after) ** 2 / 2}


hidden_error = "g*w_h"

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

net1 = 0.755000
o1 = 0.680267
net2 = 0.680000
o2 = 0.663739
net3 = 0.801445
o = 0.690283
g = -0.04068
e1 = -0.002410
e2 = -0.007926
w1_new = 0.272326
w2_new = 0.872998
w3_new = 0.099157
w4_new = 0.797831
w5_new = 0.397226
w6_new = 0.592866
net1_after = 0.752753
o1_after = 0.679778
net2_after = 0.672609
o2_after = 0.662087
net3_after = 0.763122
o_after = 0.682031
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
relu_net2 = 0.17
relu_o2 = 0.17
relu_net3 = 0.226
relu_o = 0.226
relu_g = 0.274
relu_e1 = 0.137
relu_e2 = 0.2192
relu_w1_new = 0.54932
relu_w2_new = 0.84658
relu_w3_new = 0.6274
relu_w4_new = 0.2411
relu_w5_new = 0.14384
relu_w6_new = 0.76576
relu_net1_after = 0.19781
relu_o1_after = 0.19781
relu_net2_after = 0.258496
relu_o2_after = 0.258496
relu_net3_after = 0.32749853288
relu_o_after = 0.32749853288
relu_loss_before = 0.037538
relu_loss_after = 0.0148783780792762205472
relu_loss_fell = "yes"

why_old_weights = """They do not have to. After the update the weights are better, so the new ones could be used as well."""
