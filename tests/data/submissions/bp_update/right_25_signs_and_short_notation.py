"""Plus signs, no leading zeros, underscores and powers of ten; extra keys in the dict; gradients with the other sign."""
import numpy as np

STUDENT = "s125"
NUMBERS = "lecture"


def bp_step(x, t, W1, w2, eta, activation):
    """Works with dE/dnet, and turns the sign at the end."""
    x, W1, w2 = np.asarray(x) * 1.0, np.asarray(W1) * 1.0, np.asarray(w2) * 1.0
    relu = activation == "relu"
    f = (lambda z: z if z > 0 else 0.0) if relu else (lambda z: 1 / (1 + np.e**-z))
    net1 = [float(row @ x) for row in W1]
    o1 = [f(n) for n in net1]
    net = sum(a * b for a, b in zip(w2, o1))
    o = f(net)
    slope = lambda n: float(n > 0) if relu else f(n) - f(n) * f(n)
    dE_dnet = (o - t) * slope(net)
    dE_dnet1 = [dE_dnet * w * slope(n) for w, n in zip(w2, net1)]
    dW = np.array([[d * v for v in x] for d in dE_dnet1])
    dw = np.array([dE_dnet * y for y in o1])
    W1_new, w2_new = W1 - eta * dW, w2 - eta * dw
    last = f(sum(w * f(float(row @ x)) for w, row in zip(w2_new, W1_new)))
    return {"net1": net1, "o1": o1, "net": net, "o": o, "g": -dE_dnet, "e": [-d for d in dE_dnet1], "W1_new": W1_new,
            "w2_new": w2_new, "loss_before": (o - t) ** 2 / 2, "loss_after": (last - t) ** 2 / 2,
            "dW": dW, "dw": dw, "o_after": last}


hidden_error = "((g + w_h)**2 - (g - w_h)**2) / 4 * df_h"

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

net1 = +.755
o1 = +.680_267
net2 = .68
o2 = .663_739
net3 = 8.01445e-1
o = 69_0284e-6
g = -4.0681e-2
e1 = -26.545e-4
e2 = -81.716e-4
w1_new = (.272326)
w2_new = +(.872998)
w3_new = 9.9071e-2
w4_new = .797611
w5_new = .39714
w6_new = .592646
net1_after = .752525
o1_after = .679729
net2_after = .67238
o2_after = .662036
net3_after = .763064
o_after = .682019
loss_before = 1.8104e-2
loss_after = 1.6565e-2

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

relu_net1 = +.18
relu_o1 = +.18
relu_net2 = +.23
relu_o2 = +.23
relu_net3 = +.274
relu_o = +.274
relu_g = +.226
relu_e1 = +.113
relu_e2 = +.1808
relu_w1_new = +.54068
relu_w2_new = +.85198
relu_w3_new = +.6226
relu_w4_new = +.2339
relu_w5_new = +.13616
relu_w6_new = +.75424
relu_net1_after = +.19469
relu_o1_after = +.19469
relu_net2_after = +.253504
relu_o2_after = +.253504
relu_net3_after = +.32124532712
relu_o_after = +.32124532712
relu_loss_before = +.025538
relu_loss_after = +.0159766165382179037472
relu_loss_fell = 'yes'

why_old_weights = """With new ones the result would be neither the gradient at the old point nor that at the new one."""
