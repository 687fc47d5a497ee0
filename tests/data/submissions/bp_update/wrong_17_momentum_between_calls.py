# expect: bp_step=wrong -- keeps a velocity from call to call: the first call is right
# expect: hidden_error=wrong -- df_h squared
# expect: e2=wrong -- w1 in place of w2
# expect: relu_w1_new=wrong -- the change only, w1 not added
# expect: relu_w2_new=wrong -- the same
import numpy as np

STUDENT = "s217"
NUMBERS = "lecture"


def bp_step(x, t, W1, w2, eta, activation, velocity={}):
    x, W1, w2 = np.array(x, float), np.array(W1, float), np.array(w2, float)
    f = (lambda z: np.maximum(z, 0)) if activation == "relu" else (lambda z: 1 / (1 + np.exp(-z)))
    df = (lambda z: 1.0 * (z > 0)) if activation == "relu" else (lambda z: f(z) * (1 - f(z)))
    net1 = W1 @ x
    o1 = f(net1)
    net = w2 @ o1
    o = f(net)
    g = (t - o) * df(net)
    e = g * w2 * df(net1)
    velocity["W1"] = 0.9 * velocity.get("W1", 0) + eta * np.outer(e, x)
    velocity["w2"] = 0.9 * velocity.get("w2", 0) + eta * g * o1
    W1_new = W1 + velocity["W1"]
    w2_new = w2 + velocity["w2"]
    o_new = f(w2_new @ f(W1_new @ x))
    return {"net1": net1, "o1": o1, "net": net, "o": o, "g": g, "e": e, "W1_new": W1_new, "w2_new": w2_new,
            "loss_before": 0.5 * (t - o) ** 2, "loss_after": 0.5 * (t - o_new) ** 2}


hidden_error = "w_h*g*df_h**2"

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
e2 = -0.002724
w1_new = 0.2723
w2_new = 0.8730
w3_new = 0.0991
w4_new = 0.7976
w5_new = 0.3990
w6_new = 0.5975
net1_after = 0.7525
o1_after = 0.6797
net2_after = 0.6775
o2_after = 0.6632
net3_after = 0.7641
o_after = 0.6822
loss_before = 0.01810
loss_after = 0.01660

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
relu_w1_new = 0.04068
relu_w2_new = 0.05198
relu_w3_new = 0.6226
relu_w4_new = 0.2339
relu_w5_new = 0.13616
relu_w6_new = 0.75424
relu_net1_after = 0.19469
relu_o1_after = 0.19469
relu_net2_after = 0.253504
relu_o2_after = 0.253504
relu_net3_after = 0.02109712712
relu_o_after = 0.02109712712
relu_loss_before = 0.025538
relu_loss_after = 0.1146739808263587197472
relu_loss_fell = "no"

why_old_weights = """With new weights one would count the change twice."""
