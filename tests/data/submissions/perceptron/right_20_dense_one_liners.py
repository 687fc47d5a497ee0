# expect: mp_neuron=right
# expect: perceptron_fit=right
# expect: perceptron_criterion=right
# expect: trace_table=right
# expect: one_update=right
# expect: number_of_updates=right
import numpy as np
STUDENT = "s001"
NUMBERS = "lecture"
f = lambda v: np.array(v, dtype="f8")
mp_neuron = lambda x, w, theta: (np.heaviside(f(x) @ f(w) - theta, 1).astype(int)[()] if np.ndim(x) > 1 else int(f(x) @ f(w) >= theta))
def perceptron_fit(X, t, *args, **kwargs):
    opt = dict(zip(("eta", "w0", "tie", "max_updates"), (1.0, None, "err", 10_000))) | dict(zip(("eta", "w0", "tie", "max_updates"), args)) | kwargs
    A, T = np.c_[np.ones(len(X)), f(X)], f(t)
    ws, ps, n, ok = [np.zeros(A.shape[1]) if opt["w0"] is None else f(opt["w0"])], [], 0, 0
    bad = lambda n: (s := T[n] * (A[n] @ ws[-1])) < 0 or s == 0 and opt["tie"] in ("err", {1: "neg", -1: "pos"}[int(T[n])])
    while ok < len(A) and not ((b := bad(n)) and len(ps) >= opt["max_updates"]):
        ok = 0 if b else ok + 1
        if b: ws.append(ws[-1] + 2 * opt["eta"] * T[n] * A[n]); ps.append(n)
        n = (n + 1) % len(A)
    return f(ws)[1:], np.array(ps, dtype=int), ok >= len(A)
perceptron_criterion = lambda a, Y: (-np.minimum(f(Y) @ f(a), 0).sum(), -((f(Y) @ f(a) <= 0) * 1.0) @ f(Y))
trace_table = [(1, 2, 6, 6), (3, 0, 4, 4), (3, -2, 2, 2), (3, -4, 0, 0), (1, -2, 6, 6), (3, -4, 4, 4), (3, -6, 2, 2)]
one_update, number_of_updates = 0.16, 7