"""Star imports, one over the other; sum, abs, exp and e are whatever came last."""
from math import *
from cmath import *
from numpy import *
from random import random

STUDENT = "s118"
NUMBERS = "lecture"


def bp_step(x, t, W1, w2, eta, activation):
    x = array(x, dtype=double)
    V = array(W1, dtype=double)
    w = array(w2, dtype=double)
    f = vectorize(lambda z: 1 / (1 + exp(-z)) if activation == "sigmoid" else max([z, 0.0]), otypes=[float])
    df = vectorize(lambda z: f(z) * (1 - f(z)) if activation == "sigmoid" else float(z > 0), otypes=[float])
    net1 = dot(V, x)
    o1 = f(net1)
    net = dot(w, o1)
    o = f(net)
    g = (t - o) * df(net)
    e_hidden = g * w * df(net1)
    W1_new = V + eta * outer(e_hidden, x)
    w2_new = w + eta * g * o1
    o_again = f(dot(w2_new, f(dot(W1_new, x))))
    return {"net1": net1, "o1": o1, "net": net, "o": o, "g": g, "e": e_hidden, "W1_new": W1_new, "w2_new": w2_new,
            "loss_before": square(t - o) / 2, "loss_after": square(t - o_again) / 2}


hidden_error = "df_h * (w_h * g)"

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
net1 = 0.7550000
o1 = 0.6802672
net2 = 0.6800000
o2 = 0.6637387
net3 = 0.8014450
o = 0.6902835
g = -0.04068113
e1 = -0.002654489
e2 = -0.008171645
w1_new = 0.2723260
w2_new = 0.8729984
w3_new = 0.0990709
w4_new = 0.7976110
w5_new = 0.3971399
w6_new = 0.5926455
net1_after = 0.7525247
o1_after = 0.6797286
net2_after = 0.6723799
o2_after = 0.6620359
net3_after = 0.7630640
o_after = 0.6820186
loss_before = 0.01810390
loss_after = 0.01656538

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
relu_loss_after = 0.0159766165382179037472
relu_loss_fell = "yes"

why_old_weights = """In e_h stands d net_3 / d o_h. net_3 = w1 o1 + w2 o2 was formed before the update."""
