# expect: bp_step=wrong -- repeats the step until the loss is small, which at the sigmoid network with t = -3 is never
# expect: hidden_error=wrong -- a number, not a formula
# expect: sigmoid_sheet=not_attempted
# expect: relu_sheet=partial -- nothing but the yes
# expect: relu_loss_fell=right -- with nothing under it
# expect: why_old_weights=not_attempted
import numpy as np

STUDENT = "s215"
NUMBERS = "lecture"


def bp_step(x, t, W1, w2, eta, activation):
    W1_new, w2_new = np.array(W1, float), np.array(w2, float)
    loss = 1.0
    while loss > 1e-8:
        net1 = W1_new @ np.array(x)
        o1 = 1 / (1 + np.exp(-net1)) if activation == "sigmoid" else np.maximum(net1, 0)
        net = w2_new @ o1
        o = 1 / (1 + np.exp(-net)) if activation == "sigmoid" else np.maximum(net, 0)
        g = (t - o) * (o * (1 - o) if activation == "sigmoid" else (net > 0))
        e = g * w2_new * (o1 * (1 - o1) if activation == "sigmoid" else (net1 > 0))
        W1_new = W1_new + eta * np.outer(e, x)
        w2_new = w2_new + eta * g * o1
        loss = 0.5 * (t - o) ** 2
    return {"net1": net1, "o1": o1, "net": net, "o": o, "g": g, "e": e, "W1_new": W1_new, "w2_new": w2_new,
            "loss_before": loss, "loss_after": loss}


hidden_error = -0.002654

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

net1 = None
o1 = ...
net2 = ''
o2 = ...
net3 = None
o = ...
g = ''
e1 = ...
e2 = None
w1_new = ...
w2_new = ''
w3_new = ...
w4_new = None
w5_new = ...
w6_new = ''
net1_after = ...
o1_after = None
net2_after = ...
o2_after = ''
net3_after = ...
o_after = None
loss_before = ...
loss_after = ''

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

relu_loss_fell = "yes"
