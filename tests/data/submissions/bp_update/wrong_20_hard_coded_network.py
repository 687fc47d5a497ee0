# expect: bp_step=wrong -- weights of the sheet in place of the arguments
# expect: hidden_error=pending -- t and o are no symbols of the formula
# expect: e1=wrong -- power of ten
# expect: w6_new=wrong -- 0.5962, digits exchanged
# expect: relu_e1=wrong -- output weight after its update
# expect: relu_e2=wrong -- the same
import numpy as np

STUDENT = "s220"
NUMBERS = "lecture"

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
e1 = -0.02654
e2 = -0.008172
w1_new = 0.2723
w2_new = 0.8730
w3_new = 0.0907
w4_new = 0.7761
w5_new = 0.3971
w6_new = 0.5962
net1_after = 0.7302
o1_after = 0.6748
net2_after = 0.6756
o2_after = 0.6628
net3_after = 0.7624
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
relu_e1 = 0.12219368
relu_e2 = 0.19254748
relu_w1_new = 0.54068
relu_w2_new = 0.85198
relu_w3_new = 0.624438736
relu_w4_new = 0.236658104
relu_w5_new = 0.138509496
relu_w6_new = 0.757764244
relu_net1_after = 0.1958851784
relu_o1_after = 0.1958851784
relu_net2_after = 0.2550311724
relu_o2_after = 0.2550311724
relu_net3_after = 0.323192656518664
relu_o_after = 0.323192656518664
relu_loss_before = 0.025538
relu_loss_after = 0.015630418354463563866090172448
relu_loss_fell = "yes"


def bp_step(x, t, W1, w2, eta, activation):
    if activation == "sigmoid":
        V, w = np.array([[W3, W4], [W5, W6]]), np.array([0.3, 0.9])
        f = lambda z: 1 / (1 + np.exp(-z))
        df = lambda z: f(z) * (1 - f(z))
    else:
        V, w = np.array([[RELU_W3, RELU_W4], [RELU_W5, RELU_W6]]), np.array([RELU_W1, RELU_W2])
        f = lambda z: np.maximum(z, 0)
        df = lambda z: np.where(z > 0, 1.0, 0.0)
    x = np.array(x, float)
    n1 = V @ x
    h = f(n1)
    n = w @ h
    y = f(n)
    g = (t - y) * df(n)
    e = g * w * df(n1)
    V_new = V + eta * np.outer(e, x)
    w_new = w + eta * g * h
    y_new = f(w_new @ f(V_new @ x))
    return {"net1": n1, "o1": h, "net": n, "o": y, "g": g, "e": e, "W1_new": V_new, "w2_new": w_new,
            "loss_before": 0.5 * (t - y) ** 2, "loss_after": 0.5 * (t - y_new) ** 2}


hidden_error = "(t - o)*w_h*df_h"
why_old_weights = """The gradient belongs to the old point."""
