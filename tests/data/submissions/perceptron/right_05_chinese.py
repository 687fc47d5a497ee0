# -*- coding: utf-8 -*-
# expect: mp_neuron=right
# expect: perceptron_fit=right
# expect: perceptron_criterion=right
# expect: trace_table=right
# expect: one_update=right
# expect: number_of_updates=right
# 第二周作业:感知器
import numpy as np

STUDENT = "s001"
NUMBERS = "lecture"


def 增广(样本):
    """在每个样本前面加一列 1(偏置在最前)。"""
    样本 = np.asarray(样本, dtype=np.float64)
    结果 = np.ones((样本.shape[0], 样本.shape[1] + 1))
    结果[:, 1:] = 样本
    return 结果


def 符号(净输入, 期望, 平局):
    # 净输入恰好为零时,由 tie 参数决定输出
    if 净输入 > 0:
        return 1.0
    if 净输入 < 0:
        return -1.0
    if 平局 == "neg":
        return -1.0
    if 平局 == "pos":
        return 1.0
    return -期望


def mp_neuron(x, w, theta):
    """M-P 神经元:w·x − θ ≥ 0 输出 1,否则 0。"""
    输入 = np.asarray(x, dtype=np.float64)
    权 = np.asarray(w, dtype=np.float64)
    if 输入.ndim == 1:
        return 1 if float(np.dot(输入, 权)) - theta >= 0 else 0
    return np.array([1 if float(np.dot(行, 权)) - theta >= 0 else 0 for 行 in 输入], dtype=np.int32)


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    增广样本 = 增广(X)
    标签 = [float(值) for 值 in t]
    维数 = 增广样本.shape[1]
    权 = np.zeros(维数)
    if w0 is not None:
        权 += np.asarray(w0, dtype=np.float64)      # 不改动 w0 本身
    轨迹, 序号 = [], []

    def 打包(收敛):
        return (np.array(轨迹, dtype=np.float64).reshape(-1, 维数),
                np.array(序号, dtype=np.int64), 收敛)

    while True:
        有错 = False
        for 第几个, (样本, 期望) in enumerate(zip(增广样本, 标签)):
            输出 = 符号(样本.dot(权), 期望, tie)
            if 输出 == 期望:
                continue
            有错 = True
            if max_updates <= 0:
                return 打包(False)
            权 = 权 + eta * (期望 - 输出) * 样本
            轨迹.append(权.copy())
            序号.append(第几个)
            if len(轨迹) == max_updates:
                return 打包(False)              # 达到最大修正次数
        if not 有错:
            return 打包(True)                   # 一整轮都没有错误 → 收敛


def perceptron_criterion(a, Y):
    """感知器准则函数 J_p 及其梯度。"""
    权 = np.asarray(a, dtype=np.float64)
    规范化样本 = np.asarray(Y, dtype=np.float64)
    得分 = 规范化样本.dot(权)
    错分 = 得分 <= 0                             # 等于零也算错
    准则 = -得分[错分].sum()
    梯度 = -规范化样本[错分].sum(axis=0)
    return float(准则), 梯度


# 手算:(样本, w0, w1, w2)
trace_table = [
    (1, 2.0, 6.0, 6.0),     # 样本一错
    (3, 0.0, 4.0, 4.0),
    (3, -2.0, 2.0, 2.0),
    (3, -4.0, 0.0, 0.0),
    (1, -2.0, 6.0, 6.0),    # 样本一又错
    (3, -4.0, 4.0, 4.0),
    (3, -6.0, 2.0, 2.0),
]
one_update = 0.16
number_of_updates = 7
why_xor_never_converges = "异或问题线性不可分,任何一条直线都至少分错一个样本,所以每一轮都会有修正,永远不收敛。"
why_zero_is_a_fake_optimum = "a=0 时所有 a'y=0,准则函数 J_p=0 取得最小,但它根本没有分类面,是假的最优解。"
