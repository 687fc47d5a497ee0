# expect: bp_step=wrong -- everything in float32 although float64 went in
# expect: hidden_error=pending -- t and o_h are no symbols of the formula
# expect: sigmoid_sheet=pending -- two decimals where four are asked for: in part too coarse
# expect: relu_loss_after=right -- four decimals where exact is asked for, a remark
import numpy as np

STUDENT = "s222"
NUMBERS = "lecture"


def bp_step(x, t, W1, w2, eta, activation):
    x = np.array(x, dtype=np.float32)
    W1 = np.array(W1, dtype=np.float32)
    w2 = np.array(w2, dtype=np.float32)
    one = np.float32(1)
    if activation == "sigmoid":
        f = lambda z: one / (one + np.exp(-z))
        df = lambda z: f(z) * (one - f(z))
    else:
        f = lambda z: np.maximum(z, np.float32(0))
        df = lambda z: np.where(z > 0, one, np.float32(0))
    net1 = W1 @ x
    o1 = f(net1)
    net = w2 @ o1
    o = f(net)
    g = np.float32(t - o) * df(net)
    e = g * w2 * df(net1)
    W1_new = W1 + np.float32(eta) * np.outer(e, x)
    w2_new = w2 + np.float32(eta) * g * o1
    o_after = f(w2_new @ f(W1_new @ x))
    return {"net1": net1, "o1": o1, "net": net, "o": o, "g": g, "e": e, "W1_new": W1_new, "w2_new": w2_new,
            "loss_before": (np.float32(t) - o) ** 2 / 2, "loss_after": (np.float32(t) - o_after) ** 2 / 2}


hidden_error = "g*w_h*o_h*(1-o_h)"

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

net1 = 0.76
o1 = 0.68
net2 = 0.68
o2 = 0.66
net3 = 0.80
o = 0.69
g = -0.041
e1 = -0.0027
e2 = -0.0082
w1_new = 0.27
w2_new = 0.87
w3_new = 0.10
w4_new = 0.80
w5_new = 0.40
w6_new = 0.59
net1_after = 0.75
o1_after = 0.68
net2_after = 0.67
o2_after = 0.66
net3_after = 0.76
o_after = 0.68
loss_before = 0.018
loss_after = 0.017

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

relu_net1 = 0.1800
relu_o1 = 0.1800
relu_net2 = 0.2300
relu_o2 = 0.2300
relu_net3 = 0.2740
relu_o = 0.2740
relu_g = 0.2260
relu_e1 = 0.1130
relu_e2 = 0.1808
relu_w1_new = 0.5407
relu_w2_new = 0.8520
relu_w3_new = 0.6226
relu_w4_new = 0.2339
relu_w5_new = 0.1362
relu_w6_new = 0.7542
relu_net1_after = 0.1947
relu_o1_after = 0.1947
relu_net2_after = 0.2535
relu_o2_after = 0.2535
relu_net3_after = 0.3213
relu_o_after = 0.3213
relu_loss_before = 0.02554
relu_loss_after = 0.01597
relu_loss_fell = "yes"

why_old_weights = """It keeps the step a gradient step."""
