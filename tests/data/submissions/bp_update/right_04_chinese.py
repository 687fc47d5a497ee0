# 反向传播一步
import numpy as np

STUDENT = "right_04"
NUMBERS = "lecture"


激活 = {"sigmoid": lambda z: 1.0 / (1.0 + np.exp(-z)), "relu": lambda z: z * (z > 0)}
导数 = {"sigmoid": lambda z: 激活["sigmoid"](z) * 激活["sigmoid"](-z), "relu": lambda z: 1.0 * (z > 0)}


def bp_step(x, t, W1, w2, eta, activation):
    σ, dσ = 激活[activation], 导数[activation]
    x = np.asarray(x, float).reshape(2, 1)
    V, w = np.asarray(W1, float), np.asarray(w2, float).reshape(1, 2)
    β = V @ x
    b = σ(β)
    α = (w @ b).item()
    y = float(σ(np.float64(α)))
    g = (float(t) - y) * float(dσ(np.float64(α)))
    e = g * w.T * dσ(β)
    V2, w2_new = V + eta * e @ x.T, w + eta * g * b.T
    y2 = float(σ((w2_new @ σ(V2 @ x)).item() + np.float64(0)))
    return {"net1": β.ravel(), "o1": b.ravel(), "net": α, "o": y, "g": g, "e": e.ravel(), "W1_new": V2,
            "w2_new": w2_new.ravel(), "loss_before": (t - y) ** 2 / 2, "loss_after": (t - y2) ** 2 / 2}


hidden_error = "g·w_h·f'(net_h)"

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
w3_new = 0.09907
w4_new = 0.79761
w5_new = 0.39714
w6_new = 0.59265
net1_after = 0.75252
o1_after = 0.67973
net2_after = 0.67238
o2_after = 0.66204
net3_after = 0.76307
o_after = 0.68202
loss_before = 1.8103e-02
loss_after = 1.6566e-02

relu_net1 = 9/50
relu_o1 = 9/50
relu_net2 = 23/100
relu_o2 = 23/100
relu_net3 = 0.5*0.18 + 0.8*0.23
relu_o = 137/500
relu_g = 0.226
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
relu_loss_fell = "Yes"

why_old_weights = "The gradient is taken at one point: the forward pass used the old weights."
