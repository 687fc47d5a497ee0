# expect: bp_step=wrong -- a tuple in place of the dict
# expect: hidden_error=wrong -- plus in place of times
# expect: net1=not_attempted -- under another name
# expect: net2=not_attempted -- under another name
# expect: net3=not_attempted -- under another name
# expect: w1_new=not_attempted -- under another name
# expect: w2_new=not_attempted -- under another name
# expect: w3_new=not_attempted -- under another name
# expect: w4_new=not_attempted -- under another name
# expect: w5_new=not_attempted -- under another name
# expect: w6_new=not_attempted -- under another name
# expect: net1_after=not_attempted -- under another name
# expect: net2_after=not_attempted -- under another name
# expect: net3_after=not_attempted -- under another name
# expect: relu_net1_after=wrong -- 0.19496, digits exchanged
# expect: relu_loss_fell=right -- True for yes
import numpy as np

STUDENT = "s218"
NUMBERS = "lecture"


def bp_step(x, t, W1, w2, eta, activation):
    x, W1, w2 = np.array(x, float), np.array(W1, float), np.array(w2, float)
    if activation == "sigmoid":
        f = lambda z: 1 / (1 + np.exp(-z))
        df = lambda z: f(z) * (1 - f(z))
    else:
        f = lambda z: np.maximum(0, z)
        df = lambda z: np.where(z > 0, 1.0, 0.0)
    net1 = W1 @ x
    o1 = f(net1)
    net = w2 @ o1
    o = f(net)
    g = (t - o) * df(net)
    e = g * w2 * df(net1)
    W1_new = W1 + eta * np.outer(e, x)
    w2_new = w2 + eta * g * o1
    o_after = f(w2_new @ f(W1_new @ x))
    return net1, o1, net, o, g, e, W1_new, w2_new, 0.5 * (t - o) ** 2, 0.5 * (t - o_after) ** 2


hidden_error = "g + w_h*df_h"

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

net_1 = 0.7550
o1 = 0.6803
net_2 = 0.6800
o2 = 0.6637
net_3 = 0.8014
o = 0.6903
g = -0.04068
e1 = -0.002654
e2 = -0.008172
w1new = 0.2723
w2new = 0.8730
w3new = 0.0991
w4new = 0.7976
w5new = 0.3971
w6new = 0.5926
net_1_after = 0.7525
o1_after = 0.6797
net_2_after = 0.6723
o2_after = 0.6620
net_3_after = 0.7630
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
relu_net1_after = 0.19496
relu_o1_after = 0.19496
relu_net2_after = 0.253504
relu_o2_after = 0.253504
relu_net3_after = 0.32139131072
relu_o_after = 0.32139131072
relu_loss_before = 0.025538
relu_loss_after = 0.0159505319431597934592
relu_loss_fell = True

why_old_weights = """The hidden units must be blamed for what they did with the weights of that moment."""
