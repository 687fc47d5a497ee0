import numpy as np

STUDENT = "wrong_04"
NUMBERS = "lecture"


def bp_step(x, t, W1, w2, eta, activation):
    x, W1, w2 = (np.array(v, dtype=float) for v in (x, W1, w2))
    act = {"sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z, o: o * (1 - o)),
           "relu": (lambda z: np.maximum(z, 0), lambda z, o: (z > 0).astype(float))}
    f, df = act[activation]
    net1 = W1 @ x
    o1 = f(net1)
    net = w2 @ o1
    o = f(net)
    g = (float(t) - o) * df(net, o)
    e = g * w2 * df(net1, o1)
    W1_new = W1 + eta * np.outer(e, x[::-1])
    w2_new = w2 + eta * g * o1
    o_after = f(w2_new @ f(W1_new @ x))
    return dict(net1=net1, o1=o1, net=net, o=o, g=g, e=e, W1_new=W1_new, w2_new=w2_new,
                loss_before=(t - o) ** 2 / 2, loss_after=(t - o_after) ** 2 / 2)


hidden_error = "g * w_h"

net1 = 0.75500
o1 = 0.68027
net2 = 0.68000
o2 = 0.66374
net3 = 0.80145
o = 0.69028
g = -4.0681e-02
e1 = -2.6545e-03
e2 = -8.1716e-03
w1_new = 0.27233
w2_new = 0.87300
w3_new = 0.09761
w4_new = 0.79907
w5_new = 0.39265
w6_new = 0.59714
net1_after = 0.75333
o1_after = 0.67990
net2_after = 0.67485
o2_after = 0.66259
net3_after = 0.76360
o_after = 0.68213
loss_before = 1.8103e-02
loss_after = 1.6586e-02

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
relu_w3_new = 6339/10000
relu_w4_new = 1113/5000
relu_w5_new = 482/3125
relu_w6_new = 4601/6250
relu_net1_after = 4839/25000
relu_o1_after = 4839/25000
relu_net2_after = 15731/62500
relu_o2_after = 15731/62500
relu_net3_after = 249292171/781250000
relu_o_after = 249292171/781250000
relu_loss_before = 12769/500000
relu_loss_after = 19974968553143241/1220703125000000000
relu_loss_fell = 'yes'

why_old_weights = "The gradient is taken at one point: the forward pass used the old weights."
