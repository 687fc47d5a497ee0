import numpy as np

STUDENT = "wrong_02"
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
    e = g * w2 * df(net1, net1)
    W1_new = W1 + eta * np.outer(e, x)
    w2_new = w2 + eta * g * o1
    o_after = f(w2_new @ f(W1_new @ x))
    return dict(net1=net1, o1=o1, net=net, o=o, g=g, e=e, W1_new=W1_new, w2_new=w2_new,
                loss_before=(t - o) ** 2 / 2, loss_after=(t - o_after) ** 2 / 2)


hidden_error = "g * df_h"

net1 = 0.7550
o1 = 0.6803
net2 = 0.6800
o2 = 0.6637
net3 = 0.8014
o = 0.6903
g = 0
e1 = 0
e2 = 0
w1_new = 0.3000
w2_new = 0.9000
w3_new = 0.1000
w4_new = 0.8000
w5_new = 0.4000
w6_new = 0.6000
net1_after = 0.7550
o1_after = 0.6803
net2_after = 0.6800
o2_after = 0.6637
net3_after = 0.8014
o_after = 0.6903
loss_before = 1.811e-02
loss_after = 1.811e-02

relu_net1 = 9/50
relu_o1 = 9/50
relu_net2 = 23/100
relu_o2 = 23/100
relu_net3 = 137/500
relu_o = 137/500
relu_g = 0
relu_e1 = 0
relu_e2 = 0
relu_w1_new = 1/2
relu_w2_new = 4/5
relu_w3_new = 3/5
relu_w4_new = 1/5
relu_w5_new = 1/10
relu_w6_new = 7/10
relu_net1_after = 9/50
relu_o1_after = 9/50
relu_net2_after = 23/100
relu_o2_after = 23/100
relu_net3_after = 137/500
relu_o_after = 137/500
relu_loss_before = 12769/500000
relu_loss_after = 12769/500000
relu_loss_fell = 'no'

why_old_weights = "The gradient is taken at one point: the forward pass used the old weights."
