"""One generator walks through the step and yields every quantity by name; scientific notation on the sheet."""
import numpy as np

STUDENT = "s111"
NUMBERS = "lecture"


def walk(x, t, W1, w2, eta, activation):
    if activation == "sigmoid":
        def f(z): return np.exp(z) / (np.exp(z) + 1)
        def d(out): return out * (1 - out)
    else:
        def f(z): return np.clip(z, 0, None)
        def d(out): return np.sign(out)
    yield "net1", (net1 := W1 @ x)
    yield "o1", (o1 := f(net1))
    yield "net", (net := w2 @ o1)
    yield "o", (o := f(net))
    yield "loss_before", (o - t) ** 2 / 2
    yield "g", (g := (t - o) * d(o))
    yield "e", (e := g * w2 * d(o1))
    yield "W1_new", (W1n := W1 + eta * e.reshape(2, 1) * x)
    yield "w2_new", (w2n := w2 + eta * g * o1)
    yield "loss_after", (f(w2n @ f(W1n @ x)) - t) ** 2 / 2


def bp_step(x, t, W1, w2, eta, activation):
    return dict(walk(*(np.asarray(a, dtype=float) for a in (x, t, W1, w2, eta)), activation))


hidden_error = "df_h*g*w_h"

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
o2 = 0.66374
net3 = 0.80144
o = 0.69028
g = -4.0681e-02
e1 = -2.6545e-03
e2 = -8.1716e-03
w1_new = 0.27233
w2_new = 0.87300
w3_new = 0.09907
w4_new = 0.79761
w5_new = 0.39714
w6_new = 0.59265
net1_after = 0.75252
o1_after = 0.67973
net2_after = 0.67238
o2_after = 0.66204
net3_after = 0.76306
o_after = 0.68202
loss_before = 1.8104e-02
loss_after = 1.6565e-02

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
relu_net1 = 1.800000000000e-01
relu_o1 = 1.800000000000e-01
relu_net2 = 2.300000000000e-01
relu_o2 = 2.300000000000e-01
relu_net3 = 2.740000000000e-01
relu_o = 2.740000000000e-01
relu_g = 2.260000000000e-01
relu_e1 = 1.130000000000e-01
relu_e2 = 1.808000000000e-01
relu_w1_new = 5.406800000000e-01
relu_w2_new = 8.519800000000e-01
relu_w3_new = 6.226000000000e-01
relu_w4_new = 2.339000000000e-01
relu_w5_new = 1.361600000000e-01
relu_w6_new = 7.542400000000e-01
relu_net1_after = 1.946900000000e-01
relu_o1_after = 1.946900000000e-01
relu_net2_after = 2.535040000000e-01
relu_o2_after = 2.535040000000e-01
relu_net3_after = 3.212453271200e-01
relu_o_after = 3.212453271200e-01
relu_loss_before = 2.553800000000e-02
relu_loss_after = 1.597661653822e-02
relu_loss_fell = "yes"

why_old_weights = """Else the hidden deltas would depend on the order in which I change the weights. The gradient does not."""
