STUDENT = "s001"
NUMBERS = "lecture"

import functools
import types

import numpy as np

_TEMPLATE = """
def {name}({args}):
    {body}
"""
_space = {"np": np}
exec(_TEMPLATE.format(name="mp_neuron", args="x, w, theta",
                      body="return np.greater_equal(np.asarray(x, float).dot(np.asarray(w, float)), theta).astype('i4')[()]"), _space)
globals()["mp_neuron"] = _space["mp_neuron"]


def _fit(options, X, t, *args, **kwargs):
    o = types.SimpleNamespace(**{**options, **dict(zip(options, args)), **kwargs})
    A, t = np.append(np.ones((len(X), 1)), np.array(X, float), 1), np.array(t, float)
    w, out, who, go = (np.zeros(A.shape[1]) if o.w0 is None else np.array(o.w0, float)), [], [], True
    while go:
        go = False
        for n, x in enumerate(A):
            net = eval("x @ w")
            y = (net > 0) * 2.0 - 1 if net else eval({"err": "-t[n]", "neg": "-1", "pos": "+1"}[o.tie])
            if y != t[n]:
                if len(who) >= o.max_updates:
                    return np.reshape(out, (-1, A.shape[1])), np.array(who, int), False
                go, w = True, w + o.eta * (t[n] - y) * x
                out.append(w), who.append(n)
    return np.reshape(out, (-1, A.shape[1])).astype(float), np.array(who, int), True


perceptron_fit = functools.partial(_fit, {"eta": 1.0, "w0": None, "tie": "err", "max_updates": 10_000})
perceptron_criterion = types.FunctionType(
    compile("def f(a, Y):\n m = np.asarray(Y, float) @ np.asarray(a, float)\n e = m <= 0\n return -m[e].sum(), -np.asarray(Y, float)[e].sum(0)", "f", "exec").co_consts[0],
    {"np": np, "__builtins__": __builtins__}, "perceptron_criterion")
trace_table = [(1, 2, 6, 6), (3, 0, 4, 4), (3, -2, 2, 2), (3, -4, 0, 0), (1, -2, 6, 6), (3, -4, 4, 4), (3, -6, 2, 2)]
number_of_updates = 7
one_update = 0.16
