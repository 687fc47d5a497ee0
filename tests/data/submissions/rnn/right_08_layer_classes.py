import numpy as np

STUDENT = "s001"
NUMBERS = "lecture"

W_XH = [(0.1, 0.4), (-0.6, 0.3)]
W_HH = [(0.5, -0.3), (0.2, 0.1)]
W_HY = [(1.0, -1.0), (0.5, 0.2)]
H_0 = (0.2, -0.1)
X_1 = (1.0, 0.0)
X_2 = (0.0, 1.0)


class Parameter:
    def __init__(self, value):
        self.value = np.array(value, dtype=float)
        self.grad = np.zeros_like(self.value)


class Linear:
    def __init__(self, weight):
        self.weight = weight
        self.inputs = []

    def forward(self, x):
        self.inputs.append(x)
        return self.weight.value @ x

    def backward(self, dy):
        x = self.inputs.pop()
        self.weight.grad += dy[:, None] * x[None, :]
        return self.weight.value.T @ dy


class Tanh:
    def __init__(self):
        self.outputs = []

    def forward(self, z):
        self.outputs.append(np.tanh(z))
        return self.outputs[-1]

    def backward(self, dh):
        h = self.outputs.pop()
        return dh * (1 + h) * (1 - h)


class RNN:
    def __init__(self, W_xh, W_hh, W_hy, b_h=0.0, b_y=0.0):
        self.params = {"W_xh": Parameter(W_xh), "W_hh": Parameter(W_hh), "W_hy": Parameter(W_hy)}
        self.xh, self.hh, self.hy = (Linear(p) for p in self.params.values())
        self.act = Tanh()
        self.b_h = b_h
        self.b_y = b_y

    def forward(self, X, h):
        X = np.array(X, dtype=float)
        h = np.array(h, dtype=float)
        states, outputs = [h], []
        for x in X:
            h = self.act.forward(self.xh.forward(x) + self.hh.forward(h) + self.b_h)
            states.append(h)
            outputs.append(self.hy.forward(h) + self.b_y)
        K = self.hy.weight.value.shape[0]
        return np.stack(states), np.array(outputs).reshape(len(X), K)

    def backward(self, dY):
        dh = np.zeros(self.hh.weight.value.shape[1])
        dX = []
        for dy in dY[::-1]:
            dz = self.act.backward(dh + self.hy.backward(dy))
            dh = self.hh.backward(dz)
            dX.insert(0, self.xh.backward(dz))
        return dh, np.array(dX).reshape(len(dY), self.xh.weight.value.shape[1])


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    net = RNN(W_xh, W_hh, W_hy, 0.0 if b_h is None else np.array(b_h), 0.0 if b_y is None else np.array(b_y))
    return net.forward(X, h0)


def rnn_cell_concat(x, h, W):
    return Tanh().forward(Linear(Parameter(W)).forward(np.concatenate((x, h))))


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    net = RNN(W_xh, W_hh, W_hy)
    _, Y = net.forward(X, h0)
    difference = Y - np.array(targets, dtype=float)
    dh0, dX = net.backward(difference)
    return {
        "loss": float(np.sum(difference**2) * 0.5),
        **{f"d{name}": p.grad for name, p in net.params.items()},
        "dh0": dh0,
        "dX": dX,
    }


# By hand, rounded only at the end
h1 = (0.22603, -0.51536)
y1 = (0.74139, 0.00994)
h2 = (0.58341, 0.28551)
y2 = (0.29790, 0.34881)

COUNT_T = 3
COUNT_LOSSES = [3]
COUNT_H0 = (0, 0)
count_W_hy, count_W_hh, count_W_xh = 1, 2, 3

vanishing_and_exploding = """The gradient is multiplied by W_hh^T diag(1-h^2) once per step.
Bound: sigma_max^k.  0.5 -> 0.5^10 = 0.00098 vanishes, 2 -> about 2^k while tanh is nearly linear, explodes."""
