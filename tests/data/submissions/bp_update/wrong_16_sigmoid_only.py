# expect: bp_step=wrong -- relu is not written
# expect: hidden_error=wrong -- w_h squared
# expect: w2_new=wrong -- o1 in place of o2
# expect: net2=wrong -- 0.35*0.4 + 0.9*0.8, w4 in place of w6
# expect: relu_sheet=not_attempted
# expect: why_old_weights=not_attempted
import numpy as np

STUDENT = "s216"
NUMBERS = "lecture"


def bp_step(x, t, W1, w2, eta, activation):
    if activation == "relu":
        raise NotImplementedError("later")
    x = np.array(x, float)
    W1 = np.array(W1, float)
    w2 = np.array(w2, float)
    sigmoid = lambda z: 1 / (1 + np.exp(-z))
    net1 = W1 @ x
    o1 = sigmoid(net1)
    net = w2 @ o1
    o = sigmoid(net)
    g = (t - o) * o * (1 - o)
    e = g * w2 * o1 * (1 - o1)
    W1_new = W1 + eta * np.outer(e, x)
    w2_new = w2 + eta * g * o1
    o_new = sigmoid(w2_new @ sigmoid(W1_new @ x))
    return {"net1": net1, "o1": o1, "net": net, "o": o, "g": g, "e": e, "W1_new": W1_new, "w2_new": w2_new,
            "loss_before": 0.5 * (t - o) ** 2, "loss_after": 0.5 * (t - o_new) ** 2}


hidden_error = "g*w_h**2*df_h"

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
net2 = 0.8600
o2 = 0.7027
net3 = 0.8365
o = 0.6977
g = -0.04170
e1 = -0.002721
e2 = -0.007840
w1_new = 0.2716
w2_new = 0.8716
w3_new = 0.0990
w4_new = 0.7976
w5_new = 0.3973
w6_new = 0.5929
net1_after = 0.7525
o1_after = 0.6797
net2_after = 0.6727
o2_after = 0.6621
net3_after = 0.7617
o_after = 0.6817
loss_before = 0.01954
loss_after = 0.01651

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

relu_net1 = ...
relu_o1 = ...
relu_net2 = ...
relu_o2 = ...
relu_net3 = ...
relu_o = ...
