import numpy as np

STUDENT = "right_05"
NUMBERS = "lecture"


def bp_step(x, t, W1, w2, eta, activation):
    kind = np.result_type(*(np.asarray(a).dtype for a in (x, t, W1, w2)))
    kind = kind if kind == np.float32 else np.float64
    x, t, W1, w2 = (np.asarray(a, kind) for a in (x, t, W1, w2))
    eta = kind(eta) if kind is np.float64 else kind.type(eta)
    out = {}
    weights = {"before": (W1, w2)}
    for when in ("before", "after"):
        V, w = weights[when]
        net1 = V.dot(x)
        o1 = 1 / (1 + np.exp(-net1)) if activation == "sigmoid" else np.clip(net1, 0, None)
        net = w.dot(o1)
        o = 1 / (1 + np.exp(-net)) if activation == "sigmoid" else max(net, 0 * net)
        out["loss_" + when] = (t - o) ** 2 / 2
        if when == "before":
            d1, d = (o1 * (1 - o1), o * (1 - o)) if activation == "sigmoid" else (1.0 * (o1 > 0), 1.0 * (o > 0))
            g = ((t - o) * d).astype(kind)
            e = (g * w * d1).astype(kind)
            weights["after"] = V + eta * e[:, None] * x, w + eta * g * o1
            out.update(net1=net1, o1=o1, net=net, o=o, g=g, e=e, W1_new=weights["after"][0], w2_new=weights["after"][1])
    return out


hidden_error = "w_h g df_h"

net1 = 0.7550
o1 = 0.6803
net2 = 0.6800
o2 = 0.6637
net3 = 0.8014
o = 0.6903
g = -4.068e-02
e1 = -2.654e-03
e2 = -8.172e-03
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
loss_before = 1.810e-02
loss_after = 1.657e-02

relu_net1 = 0.180000
relu_o1 = 0.180000
relu_net2 = 0.230000
relu_o2 = 0.230000
relu_net3 = 0.274000
relu_o = 0.274000
relu_g = 0.226000
relu_e1 = 0.113000
relu_e2 = 0.180800
relu_w1_new = 0.540680
relu_w2_new = 0.851980
relu_w3_new = 0.622600
relu_w4_new = 0.233900
relu_w5_new = 0.136160
relu_w6_new = 0.754240
relu_net1_after = 0.194690
relu_o1_after = 0.194690
relu_net2_after = 0.253504
relu_o2_after = 0.253504
relu_net3_after = 0.321245
relu_o_after = 0.321245
relu_loss_before = 2.55380e-02
relu_loss_after = 1.59767e-02
relu_loss_fell = 'yes'

why_old_weights = "The gradient is taken at one point: the forward pass used the old weights."
