# -*- coding: utf-8 -*-
"""循环神经网络 (递归的写法, 保留单精度)"""
import numpy as np
STUDENT = "学生四"
NUMBERS = "lecture"


def 取(*数): return [np.asarray(a) if np.asarray(a).dtype.kind == "f" else np.asarray(a, np.float64) for a in 数]


def 走(状态, X, W_xh, W_hh, b):
    if len(X) == 0: return [状态]
    新 = np.tanh(np.matmul(W_hh, 状态) + np.matmul(W_xh, X[0]) + b)
    return [状态] + 走(新, X[1:], W_xh, W_hh, b)


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    X, h0, W_xh, W_hh, W_hy = 取(X, h0, W_xh, W_hh, W_hy)
    b_h = np.zeros_like(h0) if b_h is None else np.asarray(b_h)
    hs = np.stack(走(h0, X, W_xh, W_hh, b_h))
    Y = (W_hy @ hs[1:].T).T
    return hs, Y if b_y is None else Y + np.asarray(b_y)


def rnn_cell_concat(x, h, W): return np.tanh(np.asarray(W) @ np.hstack((x, h)))


def 回(t, 后, hs, X, dY, W, 和):
    """从第 t 步往回走"""
    if t == 0: return 后
    dz = (后 + W["hy"].T @ dY[t - 1]) * (1 - hs[t] ** 2)
    和["dW_xh"] = 和["dW_xh"] + dz[:, None] * X[t - 1][None, :]
    和["dW_hh"] = 和["dW_hh"] + dz[:, None] * hs[t - 1][None, :]
    和["dX"][t - 1] = dz @ W["xh"]
    return 回(t - 1, W["hh"].T @ dz, hs, X, dY, W, 和)


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    X, h0, W_xh, W_hh, W_hy, 目标 = 取(X, h0, W_xh, W_hh, W_hy, targets)
    hs, Y = rnn_forward(X, h0, W_xh, W_hh, W_hy)
    dY = Y - 目标
    和 = {"dW_xh": np.zeros_like(W_xh), "dW_hh": np.zeros_like(W_hh), "dX": np.zeros_like(X)}
    和["dh0"] = 回(len(X), np.zeros_like(h0), hs, X, dY, {"xh": W_xh, "hh": W_hh, "hy": W_hy}, 和)
    和["dW_hy"] = np.tensordot(dY, hs[1:], (0, 0))
    和["loss"] = (dY ** 2).sum() * 0.5
    return 和


h1 = (.226, -.515)
y1 = (.741, .0099)
h2 = (.583, .286)
y2 = (.297, .3487)
count_W_hy, count_W_hh, count_W_xh = 1, 2, 3
vanishing_and_exploding = "每一步乘以 W_hh 的转置和 1 - h^2; 范数小于 1 就消失, 大于 1 就爆炸。"
