import numpy as np

STUDENT = "wrong_01"
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
    w2_new = w2 + eta * g * o1
    e = g * w2_new * df(net1, o1)
    W1_new = W1 + eta * np.outer(e, x)
    o_after = f(w2_new @ f(W1_new @ x))
    return dict(net1=net1, o1=o1, net=net, o=o, g=g, e=e, W1_new=W1_new, w2_new=w2_new,
                loss_before=(t - o) ** 2 / 2, loss_after=(t - o_after) ** 2 / 2)


hidden_error = "g * w_h * df_h"

net1 = 0.755000
o1 = 0.680267
net2 = 0.680000
o2 = 0.663739
net3 = 0.801445
o = 0.690283
g = -4.06811e-02
e1 = -2.40962e-03
e2 = -7.92647e-03
w1_new = 0.272326
w2_new = 0.872998
w3_new = 0.099157
w4_new = 0.797831
w5_new = 0.397226
w6_new = 0.592866
net1_after = 0.752753
o1_after = 0.679778
net2_after = 0.672609
o2_after = 0.662087
net3_after = 0.763122
o_after = 0.682031
loss_before = 1.81038e-02
loss_after = 1.65676e-02

relu_net1 = 9/50
relu_o1 = 9/50
relu_net2 = 23/100
relu_o2 = 23/100
relu_net3 = 137/500
relu_o = 137/500
relu_g = 113/500
relu_e1 = 1527421/12500000
relu_e2 = 4813687/25000000
relu_w1_new = 13517/25000
relu_w2_new = 42599/50000
relu_w3_new = 39027421/62500000
relu_w4_new = 29582263/125000000
relu_w5_new = 17313687/125000000
relu_w6_new = 189441061/250000000
relu_net1_after = 244856473/1250000000
relu_o1_after = 244856473/1250000000
relu_net2_after = 637577931/2500000000
relu_o2_after = 637577931/2500000000
relu_net3_after = 40399082064833/125000000000000
relu_o_after = 40399082064833/125000000000000
relu_loss_before = 12769/500000
relu_loss_after = 488450573576986370815317889/31250000000000000000000000000
relu_loss_fell = 'yes'

why_old_weights = "The gradient is taken at one point: the forward pass used the old weights."
