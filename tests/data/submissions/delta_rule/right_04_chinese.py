# 增量规则与 sigmoid 单元
import numpy as np

STUDENT = "s004"
NUMBERS = "lecture"


def 输出(X, w):
    return np.matmul(np.asarray(X, dtype="float64"), np.asarray(w, dtype="float64"))


def 梯度(X, δ):
    return -np.sum(np.asarray(X, dtype="float64") * np.reshape(δ, (-1, 1)), axis=0)


def lms_error(X, t, w):
    误差 = np.asarray(t, dtype="float64") - 输出(X, w)
    return np.sum(np.square(误差)) / 2.0


def delta_batch_step(X, t, w, eta):
    return np.asarray(w, dtype="float64") - eta * 梯度(X, np.asarray(t, dtype="float64") - 输出(X, w))


def delta_incremental_epoch(X, t, w, eta):
    w = np.array(w, dtype="float64", copy=True)
    for i in range(len(X)):
        w -= eta * 梯度(X[i : i + 1], np.asarray(t, dtype="float64")[i] - 输出(X[i : i + 1], w))
    return w


def sigmoid_unit_step(X, t, w, eta):
    z = 输出(X, w)
    o = np.where(z >= 0, 1 / (1 + np.exp(-abs(z))), np.exp(-abs(z)) / (1 + np.exp(-abs(z))))
    return np.asarray(w, dtype="float64") - eta * 梯度(X, (np.asarray(t, dtype="float64") - o) * o * (1 - o))


linear_gradient = "-(t - o) * x_i"
sigmoid_gradient = "-(t-o)*o*(1-o)*x_i"

batch_1 = (0.02, 0.12, 0.1)
batch_2 = (0.0056, 0.1304, 0.1064)
incremental_1 = (0.02, 0.06, 0.06)
incremental_2 = (0.0312, 0.1048, 0.0936)
incremental_3 = (0.006608, 0.080208, 0.069008)
largest_stable_eta = 0.04226

same_rule_as_the_perceptron = "No: o is linear here, without a threshold, and it is gradient descent on E."
incremental_or_batch_limit = "Batch steps end in the minimum, the incremental rule cycles around it unless eta is small."
