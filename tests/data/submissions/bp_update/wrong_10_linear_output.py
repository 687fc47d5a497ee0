# expect: bp_step=wrong -- output unit is linear, whatever the activation
# expect: hidden_error=wrong -- 1 - df_h
# expect: g=wrong -- no o(1-o)
# expect: o_after=wrong -- net3_after is taken over
# expect: relu_w3_new=wrong -- input B
# expect: relu_w4_new=wrong -- input A
# expect: relu_w5_new=wrong -- input B
# expect: relu_w6_new=wrong -- input A
import numpy as np

STUDENT = "s210"
NUMBERS = "lecture"


def bp_step(x, t, W1, w2, eta, activation):
    x, W1, w2 = np.array(x, float), np.array(W1, float), np.array(w2, float)
    net1 = W1 @ x
    if activation == "sigmoid":
        o1 = 1 / (1 + np.exp(-net1))
        slope = o1 * (1 - o1)
    else:
        o1 = np.maximum(net1, 0)
        slope = (net1 > 0).astype(float)
    net = w2 @ o1
    o = net
    g = t - o
    e = g * w2 * slope
    W1_new = W1 + eta * np.outer(e, x)
    w2_new = w2 + eta * g * o1
    net1_again = W1_new @ x
    o1_again = 1 / (1 + np.exp(-net1_again)) if activation == "sigmoid" else np.maximum(net1_again, 0)
    o_again = w2_new @ o1_again
    return dict(net1=net1, o1=o1, net=net, o=o, g=g, e=e, W1_new=W1_new, w2_new=w2_new,
                loss_before=(t - o) ** 2 / 2, loss_after=(t - o_again) ** 2 / 2)


hidden_error = "g*w_h*(1 - df_h)"

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
g = -0.1903
e1 = -0.01242
e2 = -0.03823
w1_new = 0.1705
w2_new = 0.7737
w3_new = 0.0957
w4_new = 0.7888
w5_new = 0.3866
w6_new = 0.5656
net1_after = 0.7434
o1_after = 0.6777
net2_after = 0.6443
o2_after = 0.6557
net3_after = 0.6229
o_after = 0.6229
loss_before = 0.01811
loss_after = 0.007552

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
relu_w3_new = 0.6339
relu_w4_new = 0.2226
relu_w5_new = 0.15424
relu_w6_new = 0.73616
relu_net1_after = 0.19356
relu_o1_after = 0.19356
relu_net2_after = 0.251696
relu_o2_after = 0.251696
relu_net3_after = 0.31909397888
relu_o_after = 0.31909397888
relu_loss_before = 0.025538
relu_loss_after = 0.0163634942387349430272
relu_loss_fell = "yes"

why_old_weights = """The weights stay as they are until every delta is known."""
