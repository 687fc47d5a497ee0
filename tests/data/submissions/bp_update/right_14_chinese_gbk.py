# -*- coding: gbk -*-
"""误差逆传播作业：先前向，再反向，最后更新权值。"""
import numpy as np

STUDENT = "s114"
NUMBERS = "lecture"


def 激活(z, 种类):
    return 1 / (1 + np.exp(-z)) if 种类 == "sigmoid" else np.maximum(0, z)


def 导数(z, 种类):
    if 种类 == "sigmoid":
        y = 激活(z, 种类)
        return y * (1 - y)
    return (np.asarray(z) > 0).astype(float)


def bp_step(x, t, W1, w2, eta, activation):
    x, W1, w2 = np.array(x, float), np.array(W1, float), np.array(w2, float)
    净输入 = W1 @ x
    隐层 = 激活(净输入, activation)
    net = w2 @ 隐层
    o = 激活(net, activation)
    g = (t - o) * 导数(net, activation)
    e = g * w2 * 导数(净输入, activation)  # 用旧权值
    新W1 = W1 + eta * np.outer(e, x)
    新w2 = w2 + eta * g * 隐层
    新o = 激活(新w2 @ 激活(新W1 @ x, activation), activation)
    return {"net1": 净输入, "o1": 隐层, "net": net, "o": o, "g": g, "e": e, "W1_new": 新W1, "w2_new": 新w2,
            "loss_before": 0.5 * (t - o) ** 2, "loss_after": 0.5 * (t - 新o) ** 2}


hidden_error = "g*w_h*df_h"

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

# 手算，计算器只显示四位，后面的截去
net1 = 0.7550
o1 = 0.6802
net2 = 0.6800
o2 = 0.6637
net3 = 0.8013
o = 0.6902
g = -0.04066
e1 = -0.002653
e2 = -0.008167
w1_new = 0.2723
w2_new = 0.8730
w3_new = 0.0990
w4_new = 0.7976
w5_new = 0.3971
w6_new = 0.5926
net1_after = 0.7524
o1_after = 0.6797
net2_after = 0.6723
o2_after = 0.6620
net3_after = 0.7630
o_after = 0.6820
loss_before = 0.01808
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

# 第二张表：精确值
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
relu_loss_fell = "yes"

why_old_weights = """前向计算用的是旧权值，误差也要沿旧权值传回去；若先更新输出层权值再算隐层误差，得到的就不是当前点的梯度。"""
