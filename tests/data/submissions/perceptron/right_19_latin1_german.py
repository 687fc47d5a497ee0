# -*- coding: latin-1 -*-
# expect: mp_neuron=right
# expect: perceptron_fit=right
# expect: perceptron_criterion=right
# expect: trace_table=right
# expect: one_update=right
# expect: number_of_updates=right
# Übungsblatt 2 - Lösung (mit Umlauten: ä ö ü ß)
STUDENT = "s001"
NUMBERS = "lecture"

import collections
import numpy as np

Ergebnis = collections.namedtuple("Ergebnis", "trace picked converged")


def mp_neuron(x, w, theta):
    """Schwellwertelement: 1, wenn die gewichtete Summe die Schwelle erreicht."""
    x = np.asarray(x, dtype=float)
    netz = np.matmul(x, np.asarray(w, dtype=float))
    netz = np.subtract(netz, theta)
    aus = np.greater_equal(netz, 0)
    return tuple(int(b) for b in aus) if x.ndim == 2 else int(aus)


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    X = np.asarray(X, dtype=float)
    größe = X.shape[1] + 1
    gewicht = np.zeros(größe)
    if w0 is not None:
        gewicht = gewicht + np.asarray(w0, dtype=float)
    schlange = collections.deque((k, np.array([1.0, *zeile]), float(ziel))
                                 for k, (zeile, ziel) in enumerate(zip(X, t)))
    verlauf, schuldige = [], []
    fehlerfrei = 0
    konvergiert = True
    while fehlerfrei < len(schlange):
        k, zeile, ziel = schlange[0]
        netz = float(np.vdot(gewicht, zeile))
        if netz == 0:
            ausgabe = -ziel if tie == "err" else -1.0 if tie == "neg" else 1.0
        else:
            ausgabe = netz / abs(netz)
        if ausgabe == ziel:
            fehlerfrei += 1
        elif len(verlauf) >= max_updates:
            konvergiert = False
            break
        else:
            gewicht = gewicht + eta * (ziel - ausgabe) * zeile
            verlauf.append(tuple(gewicht.tolist()))
            schuldige.append(k)
            fehlerfrei = 0
        schlange.rotate(-1)
    if not verlauf:
        return Ergebnis(np.empty((0, größe)), np.empty(0, dtype=int), konvergiert)
    return Ergebnis(tuple(verlauf), tuple(schuldige), konvergiert)


def perceptron_criterion(a, Y):
    Y = np.asarray(Y, dtype=float)
    a = np.asarray(a, dtype=float)
    abstände = Y.dot(a)
    J = sum((-s for s in abstände if s <= 0), 0.0)
    gradient = tuple(-Y[abstände <= 0, j].sum() for j in range(a.size))
    return J, gradient


trace_table = [
    (1, 2, 6, 6),
    (3, 0, 4, 4),
    (3, -2, 2, 2),
    (3, -4, 0, 0),
    (1, -2, 6, 6),
    (3, -4, 4, 4),
    (3, -6, 2, 2),
]
one_update = 16e-2
number_of_updates = 7
why_xor_never_converges = "XOR lässt sich durch keine Gerade trennen; für jeden Gewichtsvektor bleibt ein Fehler übrig."
why_zero_is_a_fake_optimum = "Für a = 0 ist J = 0, aber a = 0 beschreibt gar keine Trennebene."
