"""Type hints, match, frozen dataclasses; annotated answers on the sheet."""
from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

STUDENT: str = "s123"
NUMBERS: str = "lecture"

Vector = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Step:
    net1: Vector
    o1: Vector
    net: float
    o: float
    g: float
    e: Vector
    W1_new: NDArray[np.float64]
    w2_new: Vector
    loss_before: float
    loss_after: float


def f(z, kind: str):
    match kind:
        case "sigmoid":
            return np.reciprocal(1 + np.exp(np.negative(z)))
        case "relu":
            return np.select([z > 0], [z], 0.0)
        case _:
            raise ValueError(kind)


def df(z, kind: str):
    match kind:
        case "sigmoid":
            return 1 / (2 + np.exp(z) + np.exp(-z))
        case "relu":
            return np.select([z > 0], [1.0], 0.0)


def bp_step(x: ArrayLike, t: float, W1: ArrayLike, w2: ArrayLike, eta: float, activation: str) -> dict[str, object]:
    x, W1, w2 = np.array(x, float), np.array(W1, float), np.array(w2, float)
    o1 = f(net1 := W1 @ x, activation)
    o = f(net := w2 @ o1, activation)
    g = (t - o) * df(net, activation)
    e = g * w2 * df(net1, activation)
    W1_new, w2_new = W1 + eta * np.outer(e, x), w2 + eta * g * o1
    o_new = f(w2_new @ f(W1_new @ x, activation), activation)
    return asdict(Step(net1=net1, o1=o1, net=net, o=o, g=g, e=e, W1_new=W1_new, w2_new=w2_new,
                       loss_before=(t - o) ** 2 / 2, loss_after=(t - o_new) ** 2 / 2))


hidden_error: str = "g*w_h*df_h"

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
net1: float = 0.755000
o1: float = 0.680267
net2: float = 0.680000
o2: float = 0.663739
net3: float = 0.801445
o: float = 0.690283
g: float = -0.040681
e1: float = -0.0026545
e2: float = -0.0081716
w1_new: float = 0.272326
w2_new: float = 0.872998
w3_new: float = 0.099071
w4_new: float = 0.797611
w5_new: float = 0.397140
w6_new: float = 0.592646
net1_after: float = 0.752525
o1_after: float = 0.679729
net2_after: float = 0.672380
o2_after: float = 0.662036
net3_after: float = 0.763064
o_after: float = 0.682019
loss_before: float = 0.018104
loss_after: float = 0.016565

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
relu_net1: float = 0.18
relu_o1: float = 0.18
relu_net2: float = 0.23
relu_o2: float = 0.23
relu_net3: float = 0.274
relu_o: float = 0.274
relu_g: float = 0.226
relu_e1: float = 0.113
relu_e2: float = 0.1808
relu_w1_new: float = 0.54068
relu_w2_new: float = 0.85198
relu_w3_new: float = 0.6226
relu_w4_new: float = 0.2339
relu_w5_new: float = 0.13616
relu_w6_new: float = 0.75424
relu_net1_after: float = 0.19469
relu_o1_after: float = 0.19469
relu_net2_after: float = 0.253504
relu_o2_after: float = 0.253504
relu_net3_after: float = 0.32124532712
relu_o_after: float = 0.32124532712
relu_loss_before: float = 0.025538
relu_loss_after: float = 0.0159766165382179037472
relu_loss_fell: str = "yes"

why_old_weights: str = """The minus gradient is one vector with six components, all of them at the old weights."""
