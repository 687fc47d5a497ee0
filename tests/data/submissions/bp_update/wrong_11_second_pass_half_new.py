# expect: bp_step=wrong -- loss_after with the hidden outputs from before
# expect: hidden_error=not_attempted
# expect: net3_after=wrong -- old o1 and o2
# expect: loss_after=wrong -- loss_before once more
# expect: relu_net2_after=wrong -- w5 old, w6 new
import numpy as np

STUDENT = "s211"
NUMBERS = "lecture"


def act(z, name):
    if name == "sigmoid":
        return 1.0 / (1.0 + np.exp(-z))
    return np.maximum(z, 0.0)


def act_prime(z, name):
    if name == "sigmoid":
        s = act(z, name)
        return s * (1.0 - s)
    return np.where(z > 0, 1.0, 0.0)


def bp_step(x, t, W1, w2, eta, activation):
    x, W1, w2 = np.array(x, float), np.array(W1, float), np.array(w2, float)
    net1 = W1 @ x
    o1 = act(net1, activation)
    net = w2 @ o1
    o = act(net, activation)
    g = (t - o) * act_prime(net, activation)
    e = g * w2 * act_prime(net1, activation)
    W1_new = W1 + eta * np.outer(e, x)
    w2_new = w2 + eta * g * o1
    o_after = act(w2_new @ o1, activation)
    return {"net1": net1, "o1": o1, "net": net, "o": o, "g": g, "e": e, "W1_new": W1_new, "w2_new": w2_new,
            "loss_before": 0.5 * (t - o) ** 2, "loss_after": 0.5 * (t - o_after) ** 2}


hidden_error = ...

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
net3_after = 0.7647
o_after = 0.6824
loss_before = 0.01811
loss_after = 0.01811

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
relu_net2_after = 0.246272
relu_o2_after = 0.246272
relu_net3_after = 0.31508380776
relu_o_after = 0.31508380776
relu_loss_before = 0.025538
relu_loss_after = 0.0170969990762703181088
relu_loss_fell = "yes"

why_old_weights = """Old weights made the error, so old weights carry it back."""
