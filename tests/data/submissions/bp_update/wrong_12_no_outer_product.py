# expect: bp_step=wrong -- eta * e * x is added to both rows
# expect: hidden_error=wrong -- sign
# expect: w4_new=wrong -- input A in place of B
# expect: w6_new=wrong -- input A in place of B
# expect: relu_w1_new=wrong -- minus in the update
# expect: relu_w2_new=wrong -- minus in the update
# expect: relu_w3_new=wrong -- minus in the update
# expect: relu_w4_new=wrong -- minus in the update
# expect: relu_w5_new=wrong -- minus in the update
# expect: relu_w6_new=wrong -- minus in the update
import numpy as np

STUDENT = "s212"
NUMBERS = "lecture"


def bp_step(x, t, W1, w2, eta, activation):
    x, W1, w2 = np.array(x, float), np.array(W1, float), np.array(w2, float)
    f = {"sigmoid": lambda z: 1 / (1 + np.exp(-z)), "relu": lambda z: np.maximum(z, 0)}[activation]
    df = {"sigmoid": lambda z: f(z) * (1 - f(z)), "relu": lambda z: (z > 0) * 1.0}[activation]
    net1 = W1 @ x
    o1 = f(net1)
    net = w2 @ o1
    o = f(net)
    g = (t - o) * df(net)
    e = g * w2 * df(net1)
    W1_new = W1 + eta * e * x
    w2_new = w2 + eta * g * o1
    o_after = f(w2_new @ f(W1_new @ x))
    return {"net1": net1, "o1": o1, "net": net, "o": o, "g": g, "e": e, "W1_new": W1_new, "w2_new": w2_new,
            "loss_before": (t - o) ** 2 / 2, "loss_after": (t - o_after) ** 2 / 2}


hidden_error = "-g*w_h*df_h"

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
g = -0.0406811
e1 = -0.00265449
e2 = -0.00817164
w1_new = 0.272326
w2_new = 0.872998
w3_new = 0.099071
w4_new = 0.799071
w5_new = 0.397140
w6_new = 0.597140
net1_after = 0.753839
o1_after = 0.680015
net2_after = 0.676425
o2_after = 0.662940
net3_after = 0.763931
o_after = 0.682207
loss_before = 0.0181038
loss_after = 0.0165997

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
relu_w1_new = 0.45932
relu_w2_new = 0.74802
relu_w3_new = 0.5774
relu_w4_new = 0.1661
relu_w5_new = 0.06384
relu_w6_new = 0.64576
relu_net1_after = 0.16531
relu_o1_after = 0.16531
relu_net2_after = 0.206496
relu_o2_after = 0.206496
relu_net3_after = 0.23039332712
relu_o_after = 0.23039332712
relu_loss_before = 0.025538
relu_loss_after = 0.0363438790307116637472
relu_loss_fell = "no"

why_old_weights = """Gradient descent evaluates the gradient once per step."""
