import numpy as np

STUDENT = "right_02"
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
    W1_new = W1 + eta * np.outer(e, x)
    w2_new = w2 + eta * g * o1
    o_after = f(w2_new @ f(W1_new @ x))
    return dict(net1=net1, o1=o1, net=net, o=o, g=g, e=e, W1_new=W1_new, w2_new=w2_new,
                loss_before=(t - o) ** 2 / 2, loss_after=(t - o_after) ** 2 / 2)


hidden_error = "f'(net_h) w_h g"

net1 = 0.755000000000
o1 = 0.680267196699
net2 = 0.680000000000
o2 = 0.663738697404
net3 = 0.801444986673
o = 0.690283492908
g = -4.06811251124e-02
e1 = -2.65448903089e-03
e2 = -8.17164506415e-03
w1_new = 0.272325965061
w2_new = 0.872998363009
w3_new = 0.099070928839
w4_new = 0.797610959872
w5_new = 0.397139924228
w6_new = 0.592645519442
net1_after = 0.752524688978
o1_after = 0.679728567228
net2_after = 0.672379940978
o2_after = 0.662035862798
net3_after = 0.763063962526
o_after = 0.682018583264
loss_before = 1.81039038366e-02
loss_after = 1.65653823267e-02

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
