# expect: bp_step=wrong -- eta is in g, hence in e; the weights are right
# expect: hidden_error=wrong -- g missing
# expect: e1=wrong -- o1(1-o1) missing
# expect: relu_sheet=partial -- stops after w2_new
# expect: why_old_weights=not_attempted
import numpy as np

STUDENT = "s213"
NUMBERS = "lecture"


def bp_step(x, t, W1, w2, eta, activation):
    x, W1, w2 = np.array(x, float), np.array(W1, float), np.array(w2, float)
    sigmoid = activation == "sigmoid"

    def forward(W, w):
        a = W @ x
        b = 1 / (1 + np.exp(-a)) if sigmoid else np.maximum(0, a)
        c = w @ b
        return a, b, c, 1 / (1 + np.exp(-c)) if sigmoid else max(c, 0.0)

    net1, o1, net, o = forward(W1, w2)
    g = eta * (t - o) * (o * (1 - o) if sigmoid else float(net > 0))
    e = g * w2 * (o1 * (1 - o1) if sigmoid else (net1 > 0))
    W1_new = W1 + np.outer(e, x)
    w2_new = w2 + g * o1
    o_after = forward(W1_new, w2_new)[-1]
    return {"net1": net1, "o1": o1, "net": net, "o": o, "g": g, "e": e, "W1_new": W1_new, "w2_new": w2_new,
            "loss_before": (t - o) ** 2 / 2, "loss_after": (t - o_after) ** 2 / 2}


hidden_error = "w_h * df_h"

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
e1 = -0.01220
e2 = -0.008172
w1_new = 0.2723
w2_new = 0.8730
w3_new = 0.0957
w4_new = 0.7890
w5_new = 0.3971
w6_new = 0.5926
net1_after = 0.7436
o1_after = 0.6778
net2_after = 0.6723
o2_after = 0.6620
net3_after = 0.7625
o_after = 0.6819
loss_before = 0.01811
loss_after = 0.01654

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
relu_w3_new = ...
relu_w4_new = ...
relu_w5_new = ...
relu_w6_new = ...
relu_net1_after = ...
relu_o1_after = ...
relu_net2_after = ...
relu_o2_after = ...
relu_net3_after = ...
relu_o_after = ...
relu_loss_before = ...
relu_loss_after = ...
relu_loss_fell = ...

why_old_weights = ...
