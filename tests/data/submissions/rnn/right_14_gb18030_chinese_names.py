# -*- coding: gb18030 -*-
"""循环神经网络作业：前向传播与随时间反向传播（BPTT）"""
import numpy as np

STUDENT = "s001"
NUMBERS = "lecture"


def 转浮点(*数组):
    return [np.asarray(a, dtype=float) for a in 数组]


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    X, h0, W_xh, W_hh, W_hy = 转浮点(X, h0, W_xh, W_hh, W_hy)
    偏置 = 0 if b_h is None else np.asarray(b_h, dtype=float)
    输出偏置 = 0 if b_y is None else np.asarray(b_y, dtype=float)
    状态 = [h0.copy()]
    for 输入 in X:
        状态.append(np.tanh(W_hh @ 状态[-1] + W_xh @ 输入 + 偏置))
    hs = np.array(状态)
    return hs, hs[1:] @ W_hy.T + 输出偏置


def rnn_cell_concat(x, h, W):
    """先 x 后 h 拼接"""
    x, h, W = 转浮点(x, h, W)
    return np.tanh(W @ np.concatenate((x, h)))


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    X, h0, W_xh, W_hh, W_hy, targets = 转浮点(X, h0, W_xh, W_hh, W_hy, targets)
    hs, Y = rnn_forward(X, h0, W_xh, W_hh, W_hy)
    误差 = Y - targets
    结果 = {"loss": 0.5 * float((误差**2).sum())}
    结果["dW_hy"] = 误差.T @ hs[1:]
    结果["dW_hh"] = np.zeros(W_hh.shape)
    结果["dW_xh"] = np.zeros(W_xh.shape)
    结果["dX"] = np.zeros(X.shape)
    后来 = np.zeros(h0.shape)      # 从后面的时刻传回来的梯度
    t = len(X)
    while t > 0:
        δ = (W_hy.T @ 误差[t - 1] + 后来) * (1 - hs[t] ** 2)
        结果["dW_hh"] += np.outer(δ, hs[t - 1])
        结果["dW_xh"] += np.outer(δ, X[t - 1])
        结果["dX"][t - 1] = W_xh.T @ δ
        后来 = W_hh.T @ δ
        t -= 1
    结果["dh0"] = 后来
    return 结果


# 手算：每一步都保留四位小数
h1 = (0.2260, -0.5154)
y1 = (0.7414, 0.0099)
h2 = (0.5834, 0.2855)
y2 = (0.2979, 0.3488)
count_W_hy = 1   # 只有第三步有损失
count_W_hh = 2   # 第一步乘的是零状态，不算
count_W_xh = 3
vanishing_and_exploding = """每往回走一步，梯度都要乘以 W_hh 的转置和 1-h²。范数不超过 ||W_hh|| 的 k 次方。
W_hh=0.5 时，十步以后不到千分之一，梯度消失；W_hh=2 且状态很小时，三步约为八倍，梯度爆炸。"""
