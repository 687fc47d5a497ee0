"""Works with [from, to] inside and turns it back; one-element arrays become 0-d arrays; answers in pairs."""
import numpy as np

STUDENT = "s124"
NUMBERS = "lecture"


def bp_step(x, t, W1, w2, eta, activation):
    row = np.array([x], dtype=float)                  # (1, 2): a batch of one
    V = np.array(W1, dtype=float).T                   # (2, 2) from, to
    U = np.array([w2], dtype=float).T                 # (2, 1)
    if activation == "sigmoid":
        f = lambda z: 1 / (1 + np.exp(-z))
        df = lambda y: y * (1 - y)
    else:
        f = lambda z: z.clip(min=0)
        df = lambda y: (y != 0) * 1.0
    net1 = row @ V
    o1 = f(net1)
    net = o1 @ U
    o = f(net)
    g = (t - o) * df(o)
    e = g @ U.T * df(o1)
    V_new = V + eta * row.T @ e
    U_new = U + eta * o1.T @ g
    o_new = f(f(row @ V_new) @ U_new)
    return {
        "net1": net1[0], "o1": o1[0], "net": net[0, 0], "o": o.reshape(()), "g": g.squeeze(), "e": e.ravel(),
        "W1_new": V_new.T, "w2_new": U_new[:, 0],
        "loss_before": np.sum((t - o) ** 2) / 2, "loss_after": np.array(0.5 * np.sum((t - o_new) ** 2)),
    }


hidden_error = "-(-g) * w_h * df_h"

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

net1, o1 = 0.7550, 0.6803
net2, o2 = 0.6800, 0.6637
(net3, o) = (0.8014, 0.6903)
g = -0.04068
e1, e2 = -0.002654, -0.008172
w1_new, w2_new = 0.2723, 0.8730
w3_new, w4_new = 0.0991, 0.7976
w5_new, w6_new = 0.3971, 0.5926
net1_after, o1_after = 0.7525, 0.6797
net2_after, o2_after = 0.6723, 0.6620
net3_after, o_after = 0.7630, 0.6820
loss_before, loss_after = 0.01811, 0.01656

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

relu_net1 = relu_o1 = 0.18
relu_net2 = relu_o2 = 0.23
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

why_old_weights = """e_h asks how much the loss would have been smaller had net_h been a little larger. In that pass the
signal went through the old weight."""
