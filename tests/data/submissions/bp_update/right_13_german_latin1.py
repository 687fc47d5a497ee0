# -*- coding: latin-1 -*-
"""Hausübung zur Rückpropagierung. Größen wie in der Vorlesung, Umlaute in Latin-1."""
import numpy as np

STUDENT = "s113"
NUMBERS = "lecture"


def vorwärts(x, W, w, f):
    netz = W @ x
    aus = f(netz)
    return netz, aus, w @ aus, f(w @ aus)


def bp_step(x, t, W1, w2, eta, activation):
    # Kopien, damit die Eingaben unverändert bleiben
    x = np.array(x, dtype=float)
    W = np.array(W1, dtype=float)
    w = np.array(w2, dtype=float)
    if activation == "sigmoid":
        f = lambda z: 1.0 / (1.0 + np.exp(-z))
        f_strich = lambda z: f(z) * (1.0 - f(z))
    elif activation == "relu":
        f = lambda z: (np.abs(z) + z) / 2
        f_strich = lambda z: np.where(z > 0, 1.0, 0.0)
    else:
        raise ValueError(f"unbekannte Aktivierung: {activation}")
    net1, o1, net, o = vorwärts(x, W, w, f)
    fehler = 0.5 * (t - o) ** 2
    g = (t - o) * f_strich(net)
    e = g * w * f_strich(net1)          # alte Gewichte w!
    w += eta * g * o1
    W += eta * np.outer(e, x)
    nachher = vorwärts(x, W, w, f)[3]
    return {"net1": net1, "o1": o1, "net": net, "o": o, "g": g, "e": e, "W1_new": W, "w2_new": w,
            "loss_before": fehler, "loss_after": 0.5 * (t - nachher) ** 2}


hidden_error = "w_h * g * df_h"     # Fehlersignal der verdeckten Einheit h

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

# Vorwärts und rückwärts, sechs Stellen
net1 = 0.755000
o1 = 0.680267
net2 = 0.680000
o2 = 0.663739
net3 = 0.801445
o = 0.690283
g = -0.040681
e1 = -0.002654
e2 = -0.008172
w1_new = 0.272326
w2_new = 0.872998
w3_new = 0.099071
w4_new = 0.797611
w5_new = 0.397140
w6_new = 0.592645
net1_after = 0.752525
o1_after = 0.679729
net2_after = 0.672380
o2_after = 0.662036
net3_after = 0.763064
o_after = 0.682019
loss_before = 0.018104
loss_after = 0.016565

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

# zweites Blatt: genau
relu_net1 = 0.18
relu_o1 = 0.18
relu_net2 = 0.23
relu_o2 = 0.23
relu_net3 = 0.274
relu_o = 0.274
relu_g = 0.226
relu_e1 = 0.113
relu_e2 = 0.1808
relu_w1_new = 0.54068
relu_w2_new = 0.85198
relu_w3_new = 0.6226
relu_w4_new = 0.2339
relu_w5_new = 0.13616
relu_w6_new = 0.75424
relu_net1_after = 0.19469
relu_o1_after = 0.19469
relu_net2_after = 0.253504
relu_o2_after = 0.253504
relu_net3_after = 0.32124532712
relu_o_after = 0.32124532712
relu_loss_before = 0.025538
relu_loss_after = 0.0159766165382179037472
relu_loss_fell = "yes"

why_old_weights = """Die Gewichte werden gleichzeitig geändert. Das Fehlersignal einer verdeckten Einheit ist eine Ableitung
an der Stelle, an der vorwärts gerechnet wurde; dort galten noch die alten Gewichte."""
