"""No derivative written down: the deltas are complex-step derivatives of the loss with respect to the nets."""
import numpy as np

STUDENT = "s122"
NUMBERS = "lecture"

H = 1e-30


def f(z, kind):
    return np.where(np.real(z) > 0, z, 0) if kind == "relu" else 1 / (1 + np.exp(-z))


def loss(net1, t, w, kind, bump=0):
    o = f(w @ f(net1, kind) + bump, kind)
    return (t - o) ** 2 / 2


def bp_step(x, t, W1, w2, eta, activation):
    x, W1, w2 = (np.asarray(a, dtype=np.float64) for a in (x, W1, w2))
    t = float(t)
    net1 = W1 @ x
    o1 = f(net1, activation)
    net = w2 @ o1
    g = -np.imag(loss(net1, t, w2, activation, bump=1j * H)) / H
    e = np.array([-np.imag(loss(net1 + 1j * H * unit, t, w2, activation)) / H for unit in np.eye(2)])
    W1_new = W1 + eta * np.outer(e, x)
    w2_new = w2 + eta * g * o1
    return {"net1": net1, "o1": o1, "net": net, "o": f(net, activation), "g": g, "e": e, "W1_new": W1_new,
            "w2_new": w2_new, "loss_before": loss(net1, t, w2, activation),
            "loss_after": loss(W1_new @ x, t, w2_new, activation)}


hidden_error = "w_h*g/(1/df_h)"

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
g = -0.040681
e1 = -0.0026545
e2 = -0.0081716
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
loss_before = 0.018104
loss_after = 0.016565

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

why_old_weights = """A derivative is local. Its place is the weights at the start of the step."""
