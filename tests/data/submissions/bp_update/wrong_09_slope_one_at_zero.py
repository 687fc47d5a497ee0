# expect: bp_step=wrong -- ReLU'(0) is taken as 1 (>=)
# expect: hidden_error=wrong -- w_h is missing
# expect: g=wrong -- o - t
# expect: relu_g=wrong -- sigmoid derivative in the ReLU network
# expect: relu_e1=wrong -- the same
# expect: relu_e2=wrong -- the same
import numpy as np

STUDENT = "s209"
NUMBERS = "lecture"


def bp_step(x, t, W1, w2, eta, activation):
    x, W1, w2 = np.array(x, float), np.array(W1, float), np.array(w2, float)

    def f(z):
        if activation == "relu":
            return np.where(z >= 0, z, 0.0)
        return 1 / (1 + np.exp(-z))

    def slope(z):
        if activation == "relu":
            return np.where(z >= 0, 1.0, 0.0)
        return f(z) * (1 - f(z))

    net1 = W1 @ x
    o1 = f(net1)
    net = w2 @ o1
    o = f(net)
    g = (t - o) * slope(net)
    e = g * w2 * slope(net1)
    W1_new = W1 + eta * np.outer(e, x)
    w2_new = w2 + eta * g * o1
    o_after = f(w2_new @ f(W1_new @ x))
    return {"net1": net1, "o1": o1, "net": net, "o": o, "g": g, "e": e, "W1_new": W1_new, "w2_new": w2_new,
            "loss_before": (t - o) ** 2 / 2, "loss_after": (t - o_after) ** 2 / 2}


hidden_error = "df_h*g"

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

# g = (o - t) o (1 - o)
net1 = 0.75500
o1 = 0.68027
net2 = 0.68000
o2 = 0.66374
net3 = 0.80145
o = 0.69028
g = 0.04068
e1 = 0.002654
e2 = 0.008171
w1_new = 0.32767
w2_new = 0.92700
w3_new = 0.10093
w4_new = 0.80239
w5_new = 0.40286
w6_new = 0.60735
net1_after = 0.75748
o1_after = 0.68081
net2_after = 0.68762
o2_after = 0.66544
net3_after = 0.83994
o_after = 0.69845
loss_before = 0.01810
loss_after = 0.01969

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

# g = (t - o) o (1 - o), e = g w o (1 - o)
relu_net1 = 0.18
relu_o1 = 0.18
relu_net2 = 0.23
relu_o2 = 0.23
relu_net3 = 0.274
relu_o = 0.274
relu_g = 0.044956824
relu_e1 = 0.0033178136112
relu_e2 = 0.00636948282432
relu_w1_new = 0.50809222832
relu_w2_new = 0.81034006952
relu_w3_new = 0.60066356272224
relu_w4_new = 0.20099534408336
relu_w5_new = 0.101273896564864
relu_w6_new = 0.701910844847296
relu_net1_after = 0.180431315769456
relu_o1_after = 0.180431315769456
relu_net2_after = 0.2308280327671616
relu_o2_after = 0.2308280327671616
relu_net3_after = 0.278724953407719023351268352
relu_o_after = 0.278724953407719023351268352
relu_loss_before = 0.025538
relu_loss_after = 0.024481323122208058528271398902843509849954823558398
relu_loss_fell = "yes"

why_old_weights = """The error is sent back along the connections of the forward pass."""
