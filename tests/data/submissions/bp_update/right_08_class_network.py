"""A small class with forward and backward; the sheet was computed on a pocket calculator and rounded at the end only."""
import numpy as np

STUDENT = "s108"
NUMBERS = "lecture"


class Sigmoid:
    def __call__(self, a):
        return 0.5 * (1 + np.tanh(a / 2))

    def derivative(self, a):
        return self(a) * self(-a)


class ReLU:
    def __call__(self, a):
        return a * (a > 0)

    def derivative(self, a):
        return (a > 0) * 1.0


class Network:
    """2-2-1, no biases."""

    def __init__(self, hidden, output, f):
        self.hidden = np.array(hidden, float)
        self.output = np.array(output, float)
        self.f = f

    def forward(self, x):
        self.x = np.asarray(x, float)
        self.a1 = self.hidden @ self.x
        self.b1 = self.f(self.a1)
        self.a2 = self.output @ self.b1
        self.b2 = self.f(self.a2)
        return self.b2

    def backward(self, t):
        self.g = (t - self.b2) * self.f.derivative(self.a2)
        self.e = self.g * self.output * self.f.derivative(self.a1)

    def update(self, eta):
        # own copies, made in __init__, so this does not touch what the caller gave
        self.output += eta * self.g * self.b1
        self.hidden += eta * self.e[:, None] * self.x[None, :]

    def loss(self, t):
        return 0.5 * (t - self.b2) ** 2


def bp_step(x, t, W1, w2, eta, activation):
    network = Network(W1, w2, {"sigmoid": Sigmoid(), "relu": ReLU()}[activation])
    network.forward(x)
    network.backward(t)
    answer = {"net1": network.a1, "o1": network.b1, "net": network.a2, "o": network.b2, "g": network.g, "e": network.e,
              "loss_before": network.loss(t)}
    network.update(eta)
    network.forward(x)
    answer.update(W1_new=network.hidden, w2_new=network.output, loss_after=network.loss(t))
    return answer


hidden_error = "(g*w_h)*df_h"

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

# forward
net1 = 0.7550
o1 = 0.6803
net2 = 0.6800
o2 = 0.6637
net3 = 0.8014
o = 0.6903
g = -0.04068
e1 = -0.002654
e2 = -0.008172
w1_new = 0.2723
w2_new = 0.8730
w3_new = 0.0991
w4_new = 0.7976
w5_new = 0.3971
w6_new = 0.5926
net1_after = 0.7525
o1_after = 0.6797
net2_after = 0.6724
o2_after = 0.6620
net3_after = 0.7631
o_after = 0.6820
loss_before = 0.01810
loss_after = 0.01657

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

# forward, ReLU is the identity here as every net is positive
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

why_old_weights = "The chain rule differentiates the function that was evaluated; its weights were the old ones."
