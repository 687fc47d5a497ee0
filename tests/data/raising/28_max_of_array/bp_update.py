"""One step of BP by hand: a sigmoid network and the ReLU network of the homework.

Homework for the lecture on back-propagation.  Write the function, fill in both sheets, answer the rest.  Run
`grader check bp_update.py` as often as you like; hand in this one file.

NumPy and the standard library may be used.  Inputs must not be modified; new arrays are returned.  Lists, integers and
float32 are accepted.

The network: two inputs A and B, two hidden units 1 and 2, one output unit 3; no biases.

    w3: A -> 1    w5: A -> 2    w1: 1 -> 3
    w4: B -> 1    w6: B -> 2    w2: 2 -> 3

The loss is 1/2 (t - o)^2.  One step: g = (t - o) f'(net) of the output unit; e_h = g w_h f'(net_h) of a hidden unit,
w_h being the weight from it to the output before the step; each weight changes by eta * delta * input.  The delta is
that of the unit to which the weight leads, the input is what comes in through it.  ReLU'(0) = 0.
"""

import numpy as np

STUDENT = "s028"
NUMBERS = "lecture"


def bp_step(x, t, W1, w2, eta, activation):
    """One step of BP on one sample.

    x (2,) are the inputs, t the target, W1 (2, 2) the weights of the hidden units, W1[to, from], w2 (2,) those of the
    output unit; activation is "sigmoid" or "relu", for the hidden units and for the output.
    Returns a dict: net1 (2,) and o1 (2,) of the hidden units, net and o of the output, g, e (2,), W1_new (2, 2),
    w2_new (2,), loss_before and loss_after, which is that of a second pass with the new weights.
    """
    x = np.asarray(x, dtype=float)
    W1 = np.asarray(W1, dtype=float)
    w2 = np.asarray(w2, dtype=float)
    if activation == "sigmoid":
        def f(z):
            return 1 / (1 + np.exp(-z))

        def df(z):
            return f(z) * (1 - f(z))
    else:
        def f(z):
            return max(0, z)

        def df(z):
            return (z > 0).astype(float)
    net1 = W1.dot(x)
    o1 = f(net1)
    net = w2.dot(o1)
    o = f(net)
    g = (t - o) * df(net)
    e = g * w2 * df(net1)
    W1_new = W1 + eta * e[:, None] * x[None, :]
    w2_new = w2 + eta * g * o1
    after = f(w2_new.dot(f(W1_new.dot(x))))
    return {"net1": net1, "o1": o1, "net": net, "o": o, "g": g, "e": e, "W1_new": W1_new, "w2_new": w2_new,
            "loss_before": 0.5 * (t - o) ** 2, "loss_after": 0.5 * (t - after) ** 2}


# e_h as a formula in g, w_h and df_h, which stands for f'(net_h).  Like this: some_formula = "2*g + w_h/df_h"
hidden_error = ...


# By hand, first sheet: sigmoid units.  Inputs A and B, target T, learning rate ETA, weights before the step.
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

# Write at least 4 decimals; of g, e1, e2 and the losses at least 4 significant digits (-0.002654, or -2.654e-3).
# Go on from the numbers that you have written.  Forward:
net1 = ...
o1 = ...
net2 = ...
o2 = ...
net3 = ...
o = ...

# Back:
g = ...
e1 = ...
e2 = ...

# The weights after the step:
w1_new = ...
w2_new = ...
w3_new = ...
w4_new = ...
w5_new = ...
w6_new = ...

# Forward again, with the new weights:
net1_after = ...
o1_after = ...
net2_after = ...
o2_after = ...
net3_after = ...
o_after = ...

# The loss before the step and after it:
loss_before = ...
loss_after = ...


# By hand, second sheet: ReLU units, the same network with other numbers.
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

# Exact: write all decimals, fractions (137/500) or arithmetic (0.5 * 0.18 + 0.8 * 0.23).  Forward:
relu_net1 = 0.18
relu_o1 = 0.18
relu_net2 = 0.23
relu_o2 = 0.23
relu_net3 = ...
relu_o = ...

# Back:
relu_g = ...
relu_e1 = ...
relu_e2 = ...

# The weights after the step:
relu_w1_new = ...
relu_w2_new = ...
relu_w3_new = ...
relu_w4_new = ...
relu_w5_new = ...
relu_w6_new = ...

# Forward again, with the new weights:
relu_net1_after = ...
relu_o1_after = ...
relu_net2_after = ...
relu_o2_after = ...
relu_net3_after = ...
relu_o_after = ...

# The loss before the step and after it.  Did it fall?  "yes" or "no"
relu_loss_before = ...
relu_loss_after = ...
relu_loss_fell = ...


# In your own words, a few sentences (text in triple quotes).
# Why do the hidden deltas take the output weights from before the step, and not the new ones?
why_old_weights = ...
