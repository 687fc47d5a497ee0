# expect: bp_step=wrong -- prints the dict and returns None
# expect: hidden_error=pending -- as the sheets
# expect: relu_sheet=pending -- whose numbers are these?
# expect: sigmoid_sheet=pending -- W3 was changed to 0.2 in the file and the sheet worked out with it
import numpy as np

STUDENT = "s224"
NUMBERS = "lecture"


def bp_step(x, t, W1, w2, eta, activation):
    x, W1, w2 = np.array(x, float), np.array(W1, float), np.array(w2, float)
    f = lambda z: 1 / (1 + np.exp(-z)) if activation == "sigmoid" else np.maximum(z, 0)
    df = lambda z: f(z) * (1 - f(z)) if activation == "sigmoid" else np.where(z > 0, 1.0, 0.0)
    net1 = W1 @ x
    o1 = f(net1)
    net = w2 @ o1
    o = f(net)
    g = (t - o) * df(net)
    e = g * w2 * df(net1)
    W1_new = W1 + eta * np.outer(e, x)
    w2_new = w2 + eta * g * o1
    o_after = f(w2_new @ f(W1_new @ x))
    print({"net1": net1, "o1": o1, "net": net, "o": o, "g": g, "e": e, "W1_new": W1_new, "w2_new": w2_new,
           "loss_before": 0.5 * (t - o) ** 2, "loss_after": 0.5 * (t - o_after) ** 2})


hidden_error = "df_h(g*w_h)"

A = 0.35
B = 0.9
T = 0.5
ETA = 1.0
W1 = 0.3
W2 = 0.9
W3 = 0.2
W4 = 0.8
W5 = 0.4
W6 = 0.6

net1 = 0.7900
o1 = 0.6878
net2 = 0.6800
o2 = 0.6637
net3 = 0.8037
o = 0.6908
g = -0.04075
e1 = -0.002625
e2 = -0.008186
w1_new = 0.2720
w2_new = 0.8730
w3_new = 0.1991
w4_new = 0.7976
w5_new = 0.3971
w6_new = 0.5926
net1_after = 0.7875
o1_after = 0.6873
net2_after = 0.6723
o2_after = 0.6620
net3_after = 0.7649
o_after = 0.6824
loss_before = 0.01820
loss_after = 0.01663

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

why_old_weights = """One evaluates the slope where one stands."""
