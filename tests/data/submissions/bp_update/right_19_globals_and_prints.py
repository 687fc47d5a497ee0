"""State lives in globals and the function talks while it works. The names are those of the sheet, too."""
import numpy as np

STUDENT = "s119"
NUMBERS = "lecture"

print("bp_update loaded")

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
net3_after = 0.7630
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
relu_net1_after = 0.19469
relu_o1_after = 0.19469
relu_net2_after = 0.253504
relu_o2_after = 0.253504
relu_net3_after = 0.32124532712
relu_o_after = 0.32124532712
relu_loss_before = 0.025538
relu_loss_after = 0.0159766165382179037472
relu_loss_fell = "yes"


def f(z):
    global kind
    if kind == "sigmoid":
        return 1 / (1 + np.exp(-z))
    return np.maximum(z, 0)


def df(z):
    return f(z) * (1 - f(z)) if kind == "sigmoid" else np.where(z > 0, 1.0, 0.0)


def forward(x, V, w):
    global net1, o1, net3, o
    net1 = V @ x
    o1 = f(net1)
    net3 = w @ o1
    o = f(net3)
    print("forward:", net1, o1, net3, o)


def bp_step(x, t, W1, w2, eta, activation):
    global kind, g, e1, e2, loss_before, loss_after
    kind = activation
    x, V, w = np.array(x, float), np.array(W1, float), np.array(w2, float)
    forward(x, V, w)
    g = (t - o) * df(net3)
    e = g * w * df(net1)
    e1, e2 = e
    loss_before = 0.5 * (t - o) ** 2
    answer = {"net1": net1, "o1": o1, "net": net3, "o": o, "g": g, "e": e}
    print("back: g =", g, "e =", e1, e2)
    answer["W1_new"] = V + eta * np.outer(e, x)
    answer["w2_new"] = w + eta * g * o1
    forward(x, answer["W1_new"], answer["w2_new"])
    loss_after = 0.5 * (t - o) ** 2
    answer["loss_before"] = loss_before
    answer["loss_after"] = loss_after
    print("loss %.6f -> %.6f" % (loss_before, loss_after))
    return answer


if __name__ == "__main__":
    print(bp_step([A, B], T, [[W3, W4], [W5, W6]], [W1, W2], ETA, "sigmoid"))

hidden_error = "g*w_h*df_h"
why_old_weights = """The output error is shared out among the hidden units in the proportion in which they caused it, and
that was by the old weights."""
