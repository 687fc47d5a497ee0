"""Everything with loops and plain lists, only math is imported; the sheet keeps four decimals at every line."""

import math

STUDENT = "s106"
NUMBERS = "lecture"


def squash(value, kind):
    if kind == "relu":
        if value > 0:
            return value
        return 0.0
    return 1.0 / (1.0 + math.exp(-value))


def slope(value, kind):
    if kind == "relu":
        if value > 0:
            return 1.0
        return 0.0
    y = squash(value, kind)
    return y * (1 - y)


def forward(x, W, w, kind):
    nets = []
    outs = []
    for h in range(2):
        total = 0.0
        for i in range(2):
            total = total + float(W[h][i]) * float(x[i])
        nets.append(total)
        outs.append(squash(total, kind))
    net = 0.0
    for h in range(2):
        net = net + float(w[h]) * outs[h]
    return nets, outs, net, squash(net, kind)


def bp_step(x, t, W1, w2, eta, activation):
    nets, outs, net, o = forward(x, W1, w2, activation)
    g = (t - o) * slope(net, activation)
    errors = []
    for h in range(2):
        errors.append(g * float(w2[h]) * slope(nets[h], activation))
    new_W = []
    for h in range(2):
        row = []
        for i in range(2):
            row.append(float(W1[h][i]) + eta * errors[h] * float(x[i]))
        new_W.append(row)
    new_w = []
    for h in range(2):
        new_w.append(float(w2[h]) + eta * g * outs[h])
    again = forward(x, new_W, new_w, activation)
    result = {}
    result["net1"] = nets
    result["o1"] = outs
    result["net"] = net
    result["o"] = o
    result["g"] = g
    result["e"] = errors
    result["W1_new"] = new_W
    result["w2_new"] = new_w
    result["loss_before"] = (t - o) ** 2 / 2
    result["loss_after"] = (t - again[3]) ** 2 / 2
    return result


hidden_error = "g * w_h * df_h"

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

net1 = 0.7550
o1 = 0.6803
net2 = 0.6800
o2 = 0.6637
net3 = 0.8014
o = 0.6903
g = -0.04068
e1 = -0.002654
e2 = -0.008172
w1_new = 0.2723
w2_new = 0.8730
w3_new = 0.0991
w4_new = 0.7976
w5_new = 0.3971
w6_new = 0.5926
net1_after = 0.7525
o1_after = 0.6797
net2_after = 0.6723
o2_after = 0.6620
net3_after = 0.7630
o_after = 0.6820
loss_before = 0.01811
loss_after = 0.01656

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

why_old_weights = """The delta of a hidden unit says how the loss of this forward pass would change. That pass used the old
weights, so the derivative has the old ones in it. The new weights belong to the next pass."""
