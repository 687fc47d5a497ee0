# -*- coding: latin-1 -*-
"""Hausaufgabe RNN: Vorwärtsrechnung und Rückwärtsrechnung durch die Zeit. Größen wie in der Vorlesung."""
import numpy as np

STUDENT = "s001"
NUMBERS = "lecture"


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
	"""Zustände und Ausgaben, rekursiv: ein leerer Rest ist der Anfang."""
	X = np.asarray(X, float)
	if len(X) == 0:
		return np.array([h0], float), np.zeros((0, len(W_hy)))
	hs, Y = rnn_forward(X[:-1], h0, W_xh, W_hh, W_hy, b_h, b_y)
	netz = np.dot(W_hh, hs[-1]) + np.dot(W_xh, X[-1])
	if b_h is not None:
		netz = netz + np.asarray(b_h)
	h = np.tanh(netz)
	y = np.dot(W_hy, h)
	if b_y is not None:
		y = y + np.asarray(b_y)
	return np.vstack([hs, h]), np.vstack([Y, y])


def rnn_cell_concat(x, h, W):
	return np.tanh(np.dot(W, np.concatenate([x, h])))


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
	X = np.asarray(X, float); W_xh = np.asarray(W_xh, float); W_hh = np.asarray(W_hh, float)
	W_hy = np.asarray(W_hy, float); Z = np.asarray(targets, float)

	def rechne(t, h):
		"""ab Schritt t: Fehler, Gradienten und was in den Zustand davor zurückfließt"""
		if t == len(X):
			return 0, 0 * W_xh, 0 * W_hh, 0 * W_hy, 0 * h, []
		neu = np.tanh(W_hh @ h + W_xh @ X[t])
		f = W_hy @ neu - Z[t]
		E, gx, gh, gy, zurück, dX = rechne(t + 1, neu)
		d = (zurück + f @ W_hy) * (1 - neu * neu)
		return E + f @ f / 2, gx + np.outer(d, X[t]), gh + np.outer(d, h), gy + np.outer(f, neu), d @ W_hh, [d @ W_xh] + dX

	E, gx, gh, gy, dh0, dX = rechne(0, np.asarray(h0, float))
	return {"loss": E, "dW_xh": gx, "dW_hh": gh, "dW_hy": gy, "dh0": dh0, "dX": np.reshape(dX, X.shape)}


# Von Hand, überall vier Stellen; die Summen stehen da
h1 = (0.2260, -0.5154)
y1 = (1.0 * 0.2260 - 1.0 * (-0.5154), 0.5 * 0.2260 + 0.2 * (-0.5154))
h2 = (0.5834, 0.2855)
y2 = (1.0 * 0.5834 - 1.0 * 0.2855, 0.5 * 0.5834 + 0.2 * 0.2855)
count_W_hy = 1
count_W_hh = 2
count_W_xh = 3
vanishing_and_exploding = """Jeder Schritt zurück multipliziert mit W_hh^T und 1-h². Schranke: ||W_hh||^k.
Beispiel: 0,5 hoch 10 ist 0,00098 (verschwindet), 2 hoch 3 ist 8 (wächst, solange h klein ist)."""
