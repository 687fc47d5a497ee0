# expect: bp_step=wrong -- the output weights are exchanged on the way back
# expect: hidden_error=pending -- w and df are no symbols of the formula
# expect: e1=wrong -- the value of e2
# expect: e2=wrong -- the value of e1
# expect: o2=wrong -- net2 is taken over
# expect: relu_o1=wrong -- sigmoid of net1
# expect: relu_o2=wrong -- sigmoid of net2
# expect: relu_o1_after=wrong -- the same
# expect: relu_o2_after=wrong -- the same
import numpy as np

STUDENT = "s223"
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
    e = g * np.flip(w2) * df(net1)
    W1_new = W1 + eta * np.outer(e, x)
    w2_new = w2 + eta * g * o1
    o_after = f(w2_new @ f(W1_new @ x))
    return {"net1": net1, "o1": o1, "net": net, "o": o, "g": g, "e": e, "W1_new": W1_new, "w2_new": w2_new,
            "loss_before": 0.5 * (t - o) ** 2, "loss_after": 0.5 * (t - o_after) ** 2}


hidden_error = "g*w*df"

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

net1 = 0.75500
o1 = 0.68027
net2 = 0.68000
o2 = 0.68000
net3 = 0.81608
o = 0.69340
g = -0.041116
e1 = -0.0080522
e2 = -0.0026829
w1_new = 0.27203
w2_new = 0.87204
w3_new = 0.09718
w4_new = 0.79275
w5_new = 0.39906
w6_new = 0.59759
net1_after = 0.74749
o1_after = 0.67863
net2_after = 0.67750
o2_after = 0.66318
net3_after = 0.76293
o_after = 0.68199
loss_before = 0.018702
loss_after = 0.016560

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

relu_net1 = 0.180000
relu_o1 = 0.544879
relu_net2 = 0.230000
relu_o2 = 0.557248
relu_net3 = 0.718238
relu_o = 0.718238
relu_g = -0.218238
relu_e1 = -0.109119
relu_e2 = -0.174590
relu_w1_new = 0.381087
relu_w2_new = 0.678387
relu_w3_new = 0.578176
relu_w4_new = 0.167264
relu_w5_new = 0.065082
relu_w6_new = 0.647623
relu_net1_after = 0.165814
relu_o1_after = 0.541359
relu_net2_after = 0.207303
relu_o2_after = 0.551641
relu_net3_after = 0.580531
relu_o_after = 0.580531
relu_loss_before = 0.0238139
relu_loss_after = 0.00324262
relu_loss_fell = "yes"

why_old_weights = """The blame is shared by the weights that were in use."""
