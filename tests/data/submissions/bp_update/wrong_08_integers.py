# expect: bp_step=wrong -- zeros_like an integer W1 and w2 cuts the new weights; floats are right
# expect: hidden_error=wrong -- divided by df_h
# expect: o1=wrong -- digits exchanged, 0.6082
# expect: relu_loss_fell=wrong -- the numbers written fell
import numpy as np

STUDENT = "s208"
NUMBERS = "lecture"


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def bp_step(x, t, W1, w2, eta, activation):
    W1, w2 = np.asarray(W1), np.asarray(w2)
    net1, o1, e = np.zeros(2), np.zeros(2), np.zeros(2)
    for h in range(2):
        net1[h] = W1[h, 0] * x[0] + W1[h, 1] * x[1]
        o1[h] = sigmoid(net1[h]) if activation == "sigmoid" else max(net1[h], 0)
    net = w2[0] * o1[0] + w2[1] * o1[1]
    o = sigmoid(net) if activation == "sigmoid" else max(net, 0)
    if activation == "sigmoid":
        g = (t - o) * o * (1 - o)
    else:
        g = (t - o) if net > 0 else 0.0
    W1_new = np.zeros_like(W1)
    w2_new = np.zeros_like(w2)
    for h in range(2):
        if activation == "sigmoid":
            e[h] = g * w2[h] * o1[h] * (1 - o1[h])
        elif net1[h] > 0:
            e[h] = g * w2[h]
        for i in range(2):
            W1_new[h, i] = W1[h, i] + eta * e[h] * x[i]
        w2_new[h] = w2[h] + eta * g * o1[h]
    net1_after = W1_new.dot(x)
    if activation == "sigmoid":
        o_after = sigmoid(w2_new.dot(sigmoid(net1_after)))
    else:
        o_after = max(w2_new.dot(np.maximum(net1_after, 0)), 0)
    return {"net1": net1, "o1": o1, "net": net, "o": o, "g": g, "e": e, "W1_new": W1_new, "w2_new": w2_new,
            "loss_before": 0.5 * (t - o) ** 2, "loss_after": 0.5 * (t - o_after) ** 2}


hidden_error = "g*w_h/df_h"

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
o1 = 0.6082
net2 = 0.6800
o2 = 0.6637
net3 = 0.7798
o = 0.6856
g = -0.04001
e1 = -0.002860
e2 = -0.008037
w1_new = 0.2757
w2_new = 0.8734
w3_new = 0.0990
w4_new = 0.7974
w5_new = 0.3972
w6_new = 0.5928
net1_after = 0.7523
o1_after = 0.6797
net2_after = 0.6725
o2_after = 0.6621
net3_after = 0.7657
o_after = 0.6826
loss_before = 0.01722
loss_after = 0.01667

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
relu_loss_fell = "no"

why_old_weights = """Because the lecture says so."""
