# expect: mp_neuron=right
# expect: perceptron_fit=right
# expect: perceptron_criterion=right
# expect: trace_table=right
# expect: one_update=right
# expect: number_of_updates=right
import numpy as np

STUDENT = "s001"
NUMBERS = "lecture"

print("=" * 60)
print("Homework 2, student", STUDENT, "numbers:", NUMBERS)
print("=" * 60)


def mp_neuron(x, w, theta):
    print("mp_neuron called, x =", x)
    x = np.array(x, dtype=float)
    w = np.array(w, dtype=float)
    z = x.dot(w) - theta
    print("   z =", z)
    if x.ndim == 1:
        return bool(z >= 0)          # True is 1, False is 0
    return z >= 0


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    X = np.array(X, dtype=float)
    t = np.array(t, dtype=float)
    A = np.append(np.ones((X.shape[0], 1)), X, axis=1)
    if w0 is None:
        w = np.zeros(A.shape[1])
    else:
        w = np.array(w0, dtype=float)
    print("start with w =", w)
    trace = []
    picked = []
    epoch = 0
    while True:
        epoch += 1
        mistakes = 0
        for i in range(A.shape[0]):
            net = A[i].dot(w)
            if net > 0:
                o = +1.0
            elif net < 0:
                o = -1.0
            elif tie == "neg":
                o = -1.0
            elif tie == "pos":
                o = +1.0
            else:
                o = -t[i]
            if o == t[i]:
                continue
            if len(trace) == max_updates:
                print("!! limit of", max_updates, "updates")
                return _pack(trace, picked, A.shape[1]) + (False,)
            mistakes += 1
            w = w + eta * (t[i] - o) * A[i]
            print(f"epoch {epoch:4d} sample {i + 1:3d} net {net: .3f} -> w = {w}")
            trace.append(w)
            picked.append(i)
        if mistakes == 0:
            print("clean pass, done after", len(trace), "updates")
            return _pack(trace, picked, A.shape[1]) + (True,)


def _pack(trace, picked, m):
    T = np.zeros((len(trace), m))
    P = np.zeros(len(trace), dtype=int)
    for k in range(len(trace)):
        T[k, :] = trace[k]
        P[k] = picked[k]
    return (T, P)


def perceptron_criterion(a, Y):
    a = np.array(a, dtype=float)
    Y = np.array(Y, dtype=float)
    s = Y.dot(a)
    wrong = s <= 0
    print("wrong samples:", np.flatnonzero(wrong))
    J = np.sum(-s[wrong])
    grad = np.sum(-Y[wrong], axis=0)
    print("J =", J, "grad =", grad)
    return J, grad


trace_table = [
    # sample, w0, w1, w2
    (1, 2, 6, 6),       # 0 = tie -> error
    (3, 0, 4, 4),       # 14 > 0
    # (2, ...) was my mistake, sample 2 is right here
    (3, -2, 2, 2),      # 8 > 0
    (3, -4, 0, 0),      # 2 > 0
    (1, -2, 6, 6),      # -4 < 0
    (3, -4, 4, 4),      # 10 > 0
    (3, -6, 2, 2),      # 4 > 0
]
one_update = 0.16   # = 0.1 * 2 * 0.8, upwards
number_of_updates = 7
why_xor_never_converges = "For XOR we would need b<0, w1+b>0, w2+b>0, w1+w2+b<0: contradiction, so errors never end."
why_zero_is_a_fake_optimum = "Because J_p(0)=0 without any sample being right."

if __name__ == "__main__":
    assert mp_neuron([1, 1], [1, 1], 2) == 1
    assert mp_neuron([1, 0], [1, 1], 2) == 0
    assert list(mp_neuron([[0, 0], [0, 1], [1, 0], [1, 1]], [1, 1], 1)) == [0, 1, 1, 1]
    tr, pk, ok = perceptron_fit([[3, 3], [4, 3], [1, 1]], [1, 1, -1])
    assert ok and len(tr) == number_of_updates
    assert [(p + 1, *row) for p, row in zip(pk, tr)] == trace_table
    tr, pk, ok = perceptron_fit([[0, 0], [0, 1], [1, 0], [1, 1]], [-1, 1, 1, -1], max_updates=50)
    assert not ok and len(tr) == 50
    J, g = perceptron_criterion([0, 0, 0], [[1, 3, 3], [1, 4, 3], [-1, -1, -1]])
    assert J == 0 and list(g) == [-1, -6, -5]
    print("all tests passed")
