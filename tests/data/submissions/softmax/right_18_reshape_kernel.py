# expect: softmax=right
# expect: logsumexp=right
# expect: log_softmax=right
# expect: softmax_jacobian=right
# expect: logsumexp_gradient=right
# expect: log_softmax_jacobian=right
# expect: softmax_vjp=right
# expect: softmax_cross_entropy=right
# expect: softmax_derivative=right
# expect: logsumexp_derivative=right
# expect: log_softmax_derivative=right
# expect: exp_overflow_float64=right
# expect: exp_overflow_float32=right
# expect: exp_overflow_float16=right
# expect: largest_n=right

#!/usr/bin/env python3
from __future__ import annotations
from dataclasses import dataclass
import numpy as np
import sys

@dataclass(frozen=True)
class _Rows:
    data: np.ndarray           # (R, C) float64
    lead: tuple
    axis: int

    @classmethod
    def of(cls, x, axis):
        a = np.array(x, dtype=np.float64, order="C")
        if not -a.ndim <= axis < a.ndim:
            raise ValueError("bad axis")
        a = np.swapaxes(a, axis, a.ndim - 1)
        return cls(np.ascontiguousarray(a).reshape(-1, a.shape[-1]), a.shape, axis)

    def restore(self, r):
        return np.swapaxes(r.reshape(self.lead), self.axis, len(self.lead) - 1)

def _kernel(X):
    m = X.max(axis=1)
    dead = np.isneginf(m)
    Z = X - np.where(dead, 0.0, m)[:, None]
    E = np.exp(Z)
    S = E.sum(axis=1)
    S[dead] = 1.0
    return m, Z, E, S

def softmax(x, axis=-1):
    R = _Rows.of(x, axis)
    _, _, E, S = _kernel(R.data)
    return R.restore(E / S[:, None])

def log_softmax(x, axis=-1):
    R = _Rows.of(x, axis)
    _, Z, _, S = _kernel(R.data)
    return R.restore(Z - np.log(S)[:, None])

def logsumexp(x, axis=-1, keepdims=False):
    R = _Rows.of(x, axis)
    m, _, _, S = _kernel(R.data)
    out = (m + np.log(S)).reshape(R.lead[:-1] + (1,))
    out = np.swapaxes(out, axis, len(R.lead) - 1)
    match keepdims:
        case True:
            return out
        case _:
            return np.squeeze(out, axis=axis)

def softmax_jacobian(x):
    s = softmax(x)
    return (np.diag(s) - np.outer(s, s)).T        # symmetric anyway

def logsumexp_gradient(x):
    return np.ravel(softmax(np.reshape(x, (1, -1)), 1))

def log_softmax_jacobian(x):
    s = softmax(x)
    return (np.eye(len(s)) - s[:, None]).T

def softmax_vjp(x, v):
    s = softmax(x)
    w = np.asarray(v, dtype=np.float64)
    w = w - w.mean()                              # J kills constants
    return s * (w - (s * w).sum())

def softmax_cross_entropy(logits, labels):
    R = _Rows.of(logits, 1)
    _, Z, E, S = _kernel(R.data)
    idx = np.s_[np.arange(len(Z)), np.asarray(labels, dtype=np.intp)]
    G = E / S[:, None]
    G[idx] -= 1
    return np.array((np.log(S) - Z[idx]).mean()), (G / len(Z)).tolist()

softmax_derivative, logsumexp_derivative, log_softmax_derivative = "si (δij - sj)", "si", "δij - sj"
exp_overflow_float64, exp_overflow_float32, exp_overflow_float16 = 709.8, 88.72, 11.09
largest_n = 2
overflow_discussion = "ok"

if __name__ == "__main__":
    print(softmax([1, 2, 3]), file=sys.stderr)
    sys.exit(0)
