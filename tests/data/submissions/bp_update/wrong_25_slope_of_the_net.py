# expect: bp_step=wrong -- sigmoid: net(1-net) in place of o(1-o); relu is right
# expect: hidden_error=wrong -- |g|
# expect: net1=wrong -- a bias of 1 added
# expect: w1_new=wrong -- net1 in place of o1
# expect: e2=wrong -- sign lost
# expect: net2_after=not_attempted
# expect: o2_after=right -- net2_after blank, from the exact value of his own weights
# expect: relu_o=wrong -- 0.247, digits exchanged
# expect: relu_loss_after=wrong -- loss_before minus something, 0.0095615
import numpy as np

STUDENT = "s225"
NUMBERS = "lecture"


def bp_step(x, t, W1, w2, eta, activation):
    x, W1, w2 = np.array(x, float), np.array(W1, float), np.array(w2, float)
    if activation == "relu":
        f, df = lambda z: np.maximum(z, 0.0), lambda z: np.where(z > 0, 1.0, 0.0)
    else:
        f, df = lambda z: 1 / (1 + np.exp(-z)), lambda z: z * (1 - z)
    net1 = W1 @ x
    o1 = f(net1)
    net = w2 @ o1
    o = f(net)
    g = (t - o) * df(net)
    e = g * w2 * df(net1)
    W1_new = W1 + eta * np.outer(e, x)
    w2_new = w2 + eta * g * o1
    o_after = f(w2_new @ f(W1_new @ x))
    return {"net1": net1, "o1": o1, "net": net, "o": o, "g": g, "e": e, "W1_new": W1_new, "w2_new": w2_new,
            "loss_before": 0.5 * (t - o) ** 2, "loss_after": 0.5 * (t - o_after) ** 2}


# a small trial
demo = bp_step([0.35, 0.9], 0.5, [[0.1, 0.8], [0.4, 0.6]], [0.3, 0.9], 1.0, "sigmoid")
print(demo["W1_old"])

hidden_error = "abs(g)*w_h*df_h"

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

net1 = 1.75500
o1 = 0.85258
net2 = 0.68000
o2 = 0.66374
net3 = 0.85314
o = 0.70123
g = -0.04216
e1 = -0.001590
e2 = 0.008469
w1_new = 0.22601
w2_new = 0.87202
w3_new = 0.09944
w4_new = 0.79857
w5_new = 0.40296
w6_new = 0.60762
net1_after = 0.75352
o1_after = 0.67995
net2_after = ...
o2_after = 0.66550
net3_after = 0.73400
o_after = 0.67568
loss_before = 0.02025
loss_after = 0.01543

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
relu_o = 0.247
relu_g = 0.253
relu_e1 = 0.1265
relu_e2 = 0.2024
relu_w1_new = 0.54554
relu_w2_new = 0.85819
relu_w3_new = 0.6253
relu_w4_new = 0.23795
relu_w5_new = 0.14048
relu_w6_new = 0.76072
relu_net1_after = 0.196445
relu_o1_after = 0.196445
relu_net2_after = 0.256312
relu_o2_after = 0.256312
relu_net3_after = 0.32713300058
relu_o_after = 0.32713300058
relu_loss_before = 0.0320045
relu_loss_after = 0.0170630002557628598318
relu_loss_fell = "yes"

why_old_weights = """So that the update of one layer does not disturb that of the other."""
