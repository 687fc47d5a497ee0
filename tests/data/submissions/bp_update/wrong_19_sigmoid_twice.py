# expect: bp_step=wrong -- f' is called with o, not with net
# expect: hidden_error=wrong -- product divided by two
# expect: e1=wrong -- o(1-o) of the output unit
# expect: e2=wrong -- o(1-o) of the output unit
# expect: o_after=wrong -- exp(+net) in the sigmoid
# expect: relu_net1=wrong -- cross labels exchanged (w4 and w5)
# expect: relu_net2=wrong -- the same
import numpy as np

STUDENT = "s219"
NUMBERS = "lecture"


class Sigmoid:
    def value(self, z):
        return 1 / (1 + np.exp(-z))

    def prime(self, z):
        return self.value(z) * (1 - self.value(z))


class Relu:
    def value(self, z):
        return np.maximum(z, 0)

    def prime(self, z):
        return np.where(np.asarray(z) > 0, 1.0, 0.0)


def bp_step(x, t, W1, w2, eta, activation):
    x, W1, w2 = np.array(x, float), np.array(W1, float), np.array(w2, float)
    unit = Sigmoid() if activation == "sigmoid" else Relu()
    net1 = W1 @ x
    o1 = unit.value(net1)
    net = w2 @ o1
    o = unit.value(net)
    g = (t - o) * unit.prime(o)
    e = g * w2 * unit.prime(o1)
    W1_new = W1 + eta * np.outer(e, x)
    w2_new = w2 + eta * g * o1
    o_after = unit.value(w2_new @ unit.value(W1_new @ x))
    return {"net1": net1, "o1": o1, "net": net, "o": o, "g": g, "e": e, "W1_new": W1_new, "w2_new": w2_new,
            "loss_before": 0.5 * (t - o) ** 2, "loss_after": 0.5 * (t - o_after) ** 2}


hidden_error = "(g*w_h*df_h)/2"

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

net1 = 0.7550
o1 = 0.6803
net2 = 0.6800
o2 = 0.6637
net3 = 0.8014
o = 0.6903
g = -0.04068
e1 = -0.002609
e2 = -0.007827
w1_new = 0.2723
w2_new = 0.8730
w3_new = 0.0991
w4_new = 0.7977
w5_new = 0.3973
w6_new = 0.5930
net1_after = 0.7526
o1_after = 0.6797
net2_after = 0.6728
o2_after = 0.6621
net3_after = 0.7631
o_after = 0.3180
loss_before = 0.01811
loss_after = 0.01656

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

relu_net1 = 0.15
relu_o1 = 0.15
relu_net2 = 0.25
relu_o2 = 0.25
relu_net3 = 0.275
relu_o = 0.275
relu_g = 0.225
relu_e1 = 0.1125
relu_e2 = 0.18
relu_w1_new = 0.53375
relu_w2_new = 0.85625
relu_w3_new = 0.6225
relu_w4_new = 0.23375
relu_w5_new = 0.136
relu_w6_new = 0.754
relu_net1_after = 0.194625
relu_o1_after = 0.194625
relu_net2_after = 0.2534
relu_o2_after = 0.2534
relu_net3_after = 0.32085484375
relu_o_after = 0.32085484375
relu_loss_before = 0.0253125
relu_loss_after = 0.01604649350391845703125
relu_loss_fell = "yes"

why_old_weights = """Because e is computed before w is changed."""
