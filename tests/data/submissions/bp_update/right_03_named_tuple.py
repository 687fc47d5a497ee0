from decimal import Decimal
from typing import NamedTuple

import numpy as np

STUDENT = "right_03"
NUMBERS = "lecture"


class Pass(NamedTuple):
    net1: np.ndarray
    o1: np.ndarray
    net: np.float64
    o: np.float64

    @classmethod
    def through(cls, x, W1, w2, f):
        net1 = np.einsum("hi,i->h", W1, x)
        net = np.vdot(w2, f(net1))
        return cls(net1, f(net1), net, f(net))


def sigmoid(z):
    return np.exp(-np.logaddexp(0.0, -z))


def relu(z):
    return np.where(z > 0, z, 0.0)


def bp_step(x, t, W1, w2, eta, activation):
    x, t, W1, w2 = map(lambda a: np.asarray(a).astype(np.float64), (x, t, W1, w2))
    f = globals()[activation]
    slope = (lambda o: o - o * o) if activation == "sigmoid" else (lambda o: np.sign(o))
    p = Pass.through(x, W1, w2, f)
    g = (t - p.o) * slope(p.o)
    e = np.multiply(w2, slope(p.o1)) * g
    new = W1 + eta * e[:, np.newaxis] * x[np.newaxis], w2 + eta * g * p.o1
    q = Pass.through(x, *new, f)
    return {"loss_after": 0.5 * np.square(t - q.o), "loss_before": 0.5 * np.square(t - p.o), "W1_new": new[0],
            "w2_new": new[1], "e": e, "g": g, **p._asdict(), "why": "extra keys do no harm"}


hidden_error = "e_h = w_h*g*df_h"

net1 = 0.755000
o1 = 0.680267
net2 = 0.680000
o2 = 0.663739
net3 = 0.801445
o = 0.690283
g = -4.06811e-02
e1 = -2.65449e-03
e2 = -8.17164e-03
w1_new = 0.272326
w2_new = 0.872998
w3_new = 0.099071
w4_new = 0.797611
w5_new = 0.397140
w6_new = 0.592646
net1_after = 0.752525
o1_after = 0.679729
net2_after = 0.672380
o2_after = 0.662036
net3_after = 0.763064
o_after = 0.682019
loss_before = 1.81038e-02
loss_after = 1.65655e-02

relu_net1 = "9/50"
relu_o1 = "9/50"
relu_net2 = "23/100"
relu_o2 = "23/100"
relu_net3 = "137/500"
relu_o = "137/500"
relu_g = "113/500"
relu_e1 = "113/1000"
relu_e2 = "113/625"
relu_w1_new = "13517/25000"
relu_w2_new = "42599/50000"
relu_w3_new = "3113/5000"
relu_w4_new = "2339/10000"
relu_w5_new = "851/6250"
relu_w6_new = "2357/3125"
relu_net1_after = "19469/100000"
relu_o1_after = "19469/100000"
relu_net2_after = "3961/15625"
relu_o2_after = "3961/15625"
relu_net3_after = "4015566589/12500000000"
relu_o_after = "4015566589/12500000000"
relu_loss_before = "12769/500000"
relu_loss_after = "4992692668193094921/312500000000000000000"
relu_loss_fell = 'yes'

why_old_weights = "The gradient is taken at one point: the forward pass used the old weights."
