"""The network as a graph, walked by recursion: output of a unit from its sources, delta from its targets."""
from functools import lru_cache
from math import exp

import numpy as np

STUDENT = "s109"
NUMBERS = "lecture"

SOURCES = {"h1": ("a", "b"), "h2": ("a", "b"), "out": ("h1", "h2")}
TARGETS = {"h1": ("out",), "h2": ("out",), "out": ()}


def _evaluate(inputs, weights, t, kind):
    def f(z):
        return 1 / (1 + exp(-z)) if kind == "sigmoid" else max(z, 0.0)

    def df(z):
        return f(z) * (1 - f(z)) if kind == "sigmoid" else float(z > 0)

    @lru_cache(maxsize=None)
    def net(unit):
        return sum(weights[source, unit] * out(source) for source in SOURCES[unit])

    @lru_cache(maxsize=None)
    def out(unit):
        return inputs[unit] if unit in inputs else f(net(unit))

    @lru_cache(maxsize=None)
    def delta(unit):
        if unit == "out":
            return (t - out("out")) * df(net("out"))
        return df(net(unit)) * sum(weights[unit, target] * delta(target) for target in TARGETS[unit])

    return net, out, delta


def bp_step(x, t, W1, w2, eta, activation):
    inputs = {"a": float(x[0]), "b": float(x[1])}
    weights = {("a", "h1"): float(W1[0][0]), ("b", "h1"): float(W1[0][1]), ("a", "h2"): float(W1[1][0]),
               ("b", "h2"): float(W1[1][1]), ("h1", "out"): float(w2[0]), ("h2", "out"): float(w2[1])}
    net, out, delta = _evaluate(inputs, weights, t, activation)
    later = {(s, u): w + eta * delta(u) * out(s) for (s, u), w in weights.items()}
    _, out_later, _ = _evaluate(inputs, later, t, activation)
    both = ("h1", "h2")
    return {
        "net1": np.array([net(u) for u in both]), "o1": np.array([out(u) for u in both]),
        "net": net("out"), "o": out("out"), "g": delta("out"), "e": np.array([delta(u) for u in both]),
        "W1_new": np.array([[later[s, u] for s in "ab"] for u in both]),
        "w2_new": np.array([later[u, "out"] for u in both]),
        "loss_before": (t - out("out")) ** 2 / 2, "loss_after": (t - out_later("out")) ** 2 / 2,
    }


hidden_error = "w_h*df_h*g"

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

# written as arithmetic, with the numbers of the lines above put in
net1 = 0.35 * 0.1 + 0.9 * 0.8
o1 = 0.680267
net2 = 0.35 * 0.4 + 0.9 * 0.6
o2 = 0.663739
net3 = 0.3 * 0.6803 + 0.9 * 0.6637
o = 0.69028
g = (0.5 - 0.69028) * 0.69028 * (1 - 0.69028)
e1 = -0.040680 * 0.3 * 0.6803 * (1 - 0.6803)
e2 = -0.040680 * 0.9 * 0.6637 * (1 - 0.6637)
w1_new = 0.3 + 1 * (-0.040680) * 0.6803
w2_new = 0.9 + 1 * (-0.040680) * 0.6637
w3_new = 0.1 + -0.002654 * 0.35
w4_new = 0.8 + -0.002654 * 0.9
w5_new = 0.4 - 0.008172 * 0.35
w6_new = 0.6 - 0.008172 * 0.9
net1_after = 0.35 * 0.09907 + 0.9 * 0.79761
o1_after = 0.67973
net2_after = 0.35 * 0.39714 + 0.9 * 0.59265
o2_after = 0.66204
net3_after = 0.27232 * 0.67973 + 0.873 * 0.66204
o_after = 0.68202
loss_before = (0.5 - 0.69028) ** 2 / 2
loss_after = 0.5 * (0.5 - 0.68202) ** 2

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

relu_net1 = 0.2 * 0.6 + 0.3 * 0.2
relu_o1 = 0.18
relu_net2 = 0.2 * 0.1 + 0.3 * 0.7
relu_o2 = 0.23
relu_net3 = 0.5 * 0.18 + 0.8 * 0.23
relu_o = 0.274
relu_g = 0.5 - 0.274
relu_e1 = 0.226 * 0.5
relu_e2 = 0.226 * 0.8
relu_w1_new = 0.5 + 0.226 * 0.18
relu_w2_new = 0.8 + 0.226 * 0.23
relu_w3_new = 0.6 + 0.113 * 0.2
relu_w4_new = 0.2 + 0.113 * 0.3
relu_w5_new = 0.1 + 0.1808 * 0.2
relu_w6_new = 0.7 + 0.1808 * 0.3
relu_net1_after = 0.2 * 0.6226 + 0.3 * 0.2339
relu_o1_after = 0.19469
relu_net2_after = 0.2 * 0.13616 + 0.3 * 0.75424
relu_o2_after = 0.253504
relu_net3_after = 0.54068 * 0.19469 + 0.85198 * 0.253504
relu_o_after = 0.54068 * 0.19469 + 0.85198 * 0.253504
relu_loss_before = 0.5 * (0.5 - 0.274) ** 2
relu_loss_after = 0.5 * (0.5 - (0.54068 * 0.19469 + 0.85198 * 0.253504)) ** 2
relu_loss_fell = "yes"

why_old_weights = """All deltas are computed first and only then all weights are changed, because a delta measures the
error as it was in the forward pass."""
