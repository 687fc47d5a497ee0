# expect: bp_step=wrong -- net1, o1, e and w2_new are columns (2, 1), the numbers are right
# expect: hidden_error=pending -- eta is no symbol of the formula
# expect: loss_before=wrong -- without 1/2
# expect: loss_after=wrong -- without 1/2
# expect: relu_loss_before=wrong -- without 1/2
# expect: relu_loss_after=wrong -- without 1/2
import numpy as np

STUDENT = "s207"
NUMBERS = "lecture"


def bp_step(x, t, W1, w2, eta, activation):
    x = np.array(x, dtype=float).reshape(2, 1)
    W1 = np.array(W1, dtype=float)
    w2 = np.array(w2, dtype=float).reshape(1, 2)
    if activation == "sigmoid":
        f = lambda z: 1 / (1 + np.exp(-z))
        df = lambda z: f(z) * (1 - f(z))
    else:
        f = lambda z: np.maximum(0, z)
        df = lambda z: (z > 0).astype(float)
    net1 = W1 @ x
    o1 = f(net1)
    net = w2 @ o1
    o = f(net)
    g = (t - o) * df(net)
    e = w2.T @ g * df(net1)
    W1_new = W1 + eta * e @ x.T
    w2_new = w2 + eta * g @ o1.T
    after = f(w2_new @ f(W1_new @ x))
    return {"net1": net1, "o1": o1, "net": net.item(), "o": o.item(), "g": g.item(), "e": e, "W1_new": W1_new,
            "w2_new": w2_new.T, "loss_before": 0.5 * (t - o.item()) ** 2, "loss_after": 0.5 * (t - after.item()) ** 2}


hidden_error = "eta*g*w_h*df_h"

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
g = -0.040683
e1 = -0.0026545
e2 = -0.0081725
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
loss_before = 0.036214
loss_after = 0.033124

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
relu_loss_before = 0.051076
relu_loss_after = 0.0319532330764358074944
relu_loss_fell = "yes"

why_old_weights = """Since backward comes before update."""
