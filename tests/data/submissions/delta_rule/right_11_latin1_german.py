# -*- coding: latin-1 -*-
# Hausübung: Delta-Regel.  Größen heißen wie in der Vorlesung.
import numpy as np

STUDENT = "s111"
NUMBERS = "lecture"


def lms_error(X, t, w):
	"""Halbe Summe der Fehlerquadrate"""
	fehler = np.subtract(t, np.matmul(X, w))
	return float(np.sum(np.square(fehler))) / 2


def delta_batch_step(X, t, w, eta):
	X, t, w = (np.asarray(v, dtype=float) for v in (X, t, w))
	änderung = np.zeros_like(w)
	for i in range(w.size):
		änderung[i] = eta * np.sum((t - X @ w) * X[:, i])
	return w + änderung


def delta_incremental_epoch(X, t, w, eta):
	X, t = np.asarray(X, dtype=float), np.asarray(t, dtype=float)
	neu = np.array(w, dtype=float)      # Kopie, die Eingabe bleibt, wie sie ist
	for zeile, ziel in zip(X, t):
		neu += eta * (ziel - zeile @ neu) * zeile
	return neu


def sigmoid_unit_step(X, t, w, eta):
	X, t, w = (np.asarray(v, dtype=float) for v in (X, t, w))
	o = np.reciprocal(1 + np.exp(-X @ w))
	return w + eta * ((t - o) * o * (1 - o)) @ X


linear_gradient = "-(t - o)·x_i"
sigmoid_gradient = "-(t - o)·o·(1 - o)·x_i"

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

batch_1 = (2e-2, 12e-2, 1e-1)
batch_2 = (5.6e-3, 1.304e-1, 1.064e-1)
incremental_1 = (2e-2, 6e-2, 6e-2)
incremental_2 = (3.12e-2, 1.048e-1, 9.36e-2)
incremental_3 = (6.608e-3, 8.0208e-2, 6.9008e-2)
largest_stable_eta = 4.226e-2

same_rule_as_the_perceptron = """Nein. Beim Perzeptron ist o das Vorzeichen, hier die lineare Ausgabe; geändert wird auch, was
schon richtig klassifiziert ist."""
incremental_or_batch_limit = """Mit allen auf einmal am Minimum von E; einzeln bleibt es in dessen Nähe, es läuft im Kreis."""
