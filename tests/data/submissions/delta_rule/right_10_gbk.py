# -*- coding: gbk -*-
# 增量法则作业。用列表和循环，不用矩阵。
import numpy as np

STUDENT = "s110"
NUMBERS = "lecture"


def 线性输出(样本, 权):
    return sum(a * b for a, b in zip(样本, 权))


def lms_error(X, t, w):
    """误差平方和的一半"""
    总和 = 0.0
    for 样本, 目标 in zip(X, t):
        总和 += (目标 - 线性输出(样本, w)) ** 2
    return 总和 / 2


def delta_batch_step(X, t, w, eta):
    """先累加所有样本的梯度，再改权"""
    增量 = np.zeros(len(w))
    for 样本, 目标 in zip(X, t):
        误差 = 目标 - 线性输出(样本, w)
        增量 += eta * 误差 * np.asarray(样本)
    return np.asarray(w) + 增量


def delta_incremental_epoch(X, t, w, eta):
    """每个样本之后马上改权"""
    权 = np.array(w, dtype=float)
    for 样本, 目标 in zip(X, t):
        权 = 权 + eta * (目标 - 线性输出(样本, 权)) * np.asarray(样本)
    return 权


def sigmoid_unit_step(X, t, w, eta):
    增量 = np.zeros(len(w))
    for 样本, 目标 in zip(X, t):
        o = 1 / (1 + np.exp(-线性输出(样本, w)))
        增量 += eta * (目标 - o) * o * (1 - o) * np.asarray(样本)
    return np.asarray(w) + 增量


linear_gradient = "-（t-o）×x_i"
sigmoid_gradient = "-（t－o）×o×（1－o）×x_i"

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

# 手算：第一步 o 全是 0，误差 1, 1, -1
batch_1 = (0.02, 0.12, 0.10)
batch_2 = (0.0056, 0.1304, 0.1064)
incremental_1 = (0.02, 0.06, 0.06)
incremental_2 = (0.0312, 0.1048, 0.0936)
# 保留四位小数
incremental_3 = (0.0066, 0.0802, 0.0690)
largest_stable_eta = 0.04226

same_rule_as_the_perceptron = """形式一样，但不是同一个法则：感知器的 o 是阈值以后的输出，这里的 o 是线性输出。"""
incremental_or_batch_limit = """批量：收敛到最小二乘解。增量：学习率固定时在最小值附近循环。"""
