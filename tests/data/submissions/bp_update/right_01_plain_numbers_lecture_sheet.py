"""One step of BP with plain numbers."""
import math

STUDENT = "right_01"
NUMBERS = "lecture"


def f(z, activation):
    if activation == "sigmoid":
        return 1 / (1 + math.exp(-z))
    return max(0.0, z)


def df(z, activation):
    if activation == "sigmoid":
        return f(z, activation) * (1 - f(z, activation))
    return 1.0 if z > 0 else 0.0


def forward(x, W1, w2, activation):
    nets = [sum(float(w) * float(v) for w, v in zip(row, x)) for row in W1]
    outs = [f(z, activation) for z in nets]
    net = float(w2[0]) * outs[0] + float(w2[1]) * outs[1]
    return nets, outs, net, f(net, activation)


def bp_step(x, t, W1, w2, eta, activation):
    t = float(t)
    nets, outs, net, o = forward(x, W1, w2, activation)
    g = (t - o) * df(net, activation)
    e = [g * float(w2[h]) * df(nets[h], activation) for h in range(2)]
    W1n = [[float(W1[h][i]) + eta * e[h] * float(x[i]) for i in range(2)] for h in range(2)]
    w2n = [float(w2[h]) + eta * g * outs[h] for h in range(2)]
    after = forward(x, W1n, w2n, activation)[3]
    return {
        "net1": nets, "o1": outs, "net": net, "o": o, "g": g, "e": e, "W1_new": W1n, "w2_new": w2n,
        "loss_before": 0.5 * (t - o) ** 2, "loss_after": 0.5 * (t - after) ** 2,
    }


hidden_error = "g * w_h * df_h"

net1 = 0.755
o1 = 0.68
net2 = 0.68
o2 = 0.6637
net3 = 0.80133
o = 0.69
g = -0.0406
e1 = -2.650e-3
e2 = -8.156e-3
w1_new = 0.2724
w2_new = 0.8731
w3_new = 0.0991
w4_new = 0.7976
w5_new = 0.3971
w6_new = 0.5927
net1_after = 0.7525
o1_after = 0.6797
net2_after = 0.6724
o2_after = 0.6620
net3_after = 0.7631
o_after = 0.6820
loss_before = (0.5 - 0.69)**2 / 2
loss_after = 0.5 * (0.5 - 0.6820)**2

relu_net1 = 9/50
relu_o1 = 9/50
relu_net2 = 23/100
relu_o2 = 23/100
relu_net3 = 137/500
relu_o = 137/500
relu_g = 113/500
relu_e1 = 113/1000
relu_e2 = 113/625
relu_w1_new = 13517/25000
relu_w2_new = 42599/50000
relu_w3_new = 3113/5000
relu_w4_new = 2339/10000
relu_w5_new = 851/6250
relu_w6_new = 2357/3125
relu_net1_after = 19469/100000
relu_o1_after = 19469/100000
relu_net2_after = 3961/15625
relu_o2_after = 3961/15625
relu_net3_after = 4015566589/12500000000
relu_o_after = 4015566589/12500000000
relu_loss_before = 12769/500000
relu_loss_after = 4992692668193094921/312500000000000000000
relu_loss_fell = 'yes'

why_old_weights = "The gradient is taken at one point: the forward pass used the old weights."
