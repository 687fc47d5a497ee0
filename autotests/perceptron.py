"""Checks for `perceptron`: hidden unless they say public=True."""

import numpy as np

from grader import answer, check, close, exact, integers, prose, unchanged, worksheet

CORNERS = np.array([(0, 0), (0, 1), (1, 0), (1, 1)])
LECTURE_X, LECTURE_T = np.array([(3, 3), (4, 3), (1, 1)]), np.array([1, 1, -1])
XOR_T = np.array([-1, 1, 1, -1])


def separable(rng, n=8, d=2):
    """Samples on a grid of eighths, labelled by a line that none of them touches."""
    while True:
        X = rng.integers(-16, 17, size=(n, d)) / 8
        w = rng.integers(-4, 5, size=d + 1)
        net = X @ w[1:] + w[0] / 8
        if np.all(np.abs(net) > 0.4) and len(set(np.sign(net))) == 2:
            return X, np.sign(net).astype(int)


# ---- mp_neuron: 10


@check(points=2, public=True)
def and_gate(hw, rng):
    """AND: weights 1 and 1, threshold 1.5, on all four inputs"""
    return hw.mp_neuron(CORNERS, [1, 1], 1.5)


@check(points=2, public=True, expect=exact)
def and_gate_at_the_threshold(hw, rng):
    """AND with threshold 2: at w.x = theta the neuron fires"""
    return hw.mp_neuron(CORNERS, np.array([1.0, 1.0]), 2)


@check(points=2, expect=exact)
def one_input(hw, rng):
    """one input at a time, with ties, and just below"""
    w = rng.integers(-8, 9, size=3) / 8
    x = rng.integers(-8, 9, size=(6, 3)) / 8
    just_below = np.array([1, 2.0**-14]), np.array([1, -1])
    return [
        *(hw.mp_neuron(row, w, row @ w - gap) for row, gap in zip(x, (0, 0, 0.125, -0.125, 1, -1), strict=True)),
        hw.mp_neuron(*just_below, 1),
    ]


@check(points=3, expect=exact)
def batch_with_ties(hw, rng):
    """a batch with numbers that are multiples of 1/8, some exactly at the threshold, in this order and another"""
    w, x = rng.integers(-8, 9, size=4) / 8, rng.integers(-8, 9, size=(20, 4)) / 8
    theta = float(x[7] @ w)
    return (
        hw.mp_neuron(x, w, float(x[3] @ w)),
        hw.mp_neuron(x, w, theta),
        hw.mp_neuron(x[::-1], w, theta),
        hw.mp_neuron(np.asfortranarray(x[2:9]), w, theta),
    )


@check(points=1, expect=close & unchanged)
def plain_lists(hw, rng):
    """lists and integers in place of arrays, a batch of one; the inputs are left as they were"""
    return (
        hw.mp_neuron([[1, 1], [0, 0]], [1, 1], 1),
        hw.mp_neuron([2], [3], 6),
        hw.mp_neuron([1, 0], [-1, -1], -1.5),
        hw.mp_neuron(np.array([[2.0, 3.0]]), np.array([2.0, 0.5]), 5.5),
        hw.mp_neuron(np.array([[2.0, 2.5]]), np.array([2.0, 0.5]), 5.5),
    )


# ---- perceptron_fit: 30


@check(points=5, public=True)
def lecture_trace(hw, rng):
    """the lecture's three samples: every row of the trace, and who caused it"""
    return hw.perceptron_fit(LECTURE_X, LECTURE_T, max_updates=30)


@check(points=4)
def drawn_traces(hw, rng):
    """traces on separable samples"""
    return [hw.perceptron_fit(*separable(rng), max_updates=400) for _ in range(4)]


@check(points=2, public=True, expect=close & integers)
def ties_as_told(hw, rng):
    """w.x = 0 counts as `tie` says, also for a negative sample; `picked` holds integers"""
    X, t = LECTURE_X[[2, 0, 1]], LECTURE_T[[2, 0, 1]]
    return [hw.perceptron_fit(X, t, tie=tie, max_updates=30) for tie in ("err", "neg", "pos")]


@check(points=3)
def ties_on_the_way(hw, rng):
    """ties with positive and with negative samples, each policy"""
    X, t = np.array([(1, -1), (2, 2), (-1, 1), (-2, 1), (0, 3)]), np.array([-1, 1, -1, -1, 1])
    order = rng.permutation(5)
    return [
        hw.perceptron_fit(X[order[::turn]], t[order[::turn]], tie=tie, max_updates=60)
        for tie in ("err", "neg", "pos")
        for turn in (1, -1)
    ]


@check(points=3)
def rate_and_start(hw, rng):
    """a learning rate other than 1, and a start w0, also one that only the last sample speaks against"""
    X, t = separable(rng)
    last, labels = np.array([[3], [5], [-1]]), np.array([1, 1, -1])
    w0 = np.array([0.5, -2.0, 1.25])
    w0 = -w0 if t[0] * (w0[0] + X[0] @ w0[1:]) > 0 else w0  # so that there is something to learn
    return (
        hw.perceptron_fit(X, t, eta=0.25, max_updates=300),
        hw.perceptron_fit(X, t, 0.5, w0, max_updates=300),
        hw.perceptron_fit(last, labels, w0=[2, 1], max_updates=40),
    )


@check(points=3)
def not_separable(hw, rng):
    """XOR and contradicting labels: stops at max_updates and says that it did not converge"""
    X, t = np.array([(1, 2), (1, 2), (3, 1)]), np.array([1, -1, 1])
    return hw.perceptron_fit(CORNERS, XOR_T, max_updates=50), hw.perceptron_fit(X, t, max_updates=17)


@check(points=2)
def already_right(hw, rng):
    """nothing to learn, also where w.x is near 0 and no tie: an empty trace of shape (0, d+1)"""
    X = rng.integers(1, 9, size=(4, 3))
    near = np.array([[2.0**-14], [-(2.0**-14)]])
    return (
        hw.perceptron_fit(X, np.ones(4, int), w0=[1, 1, 1, 1]),
        hw.perceptron_fit(X[:1], [-1], w0=[-1, 0, 0, 0]),
        hw.perceptron_fit(near, np.array([1, -1]), w0=[0, 1], max_updates=60),
    )


@check(points=1.5)
def lists_and_integers(hw, rng):
    """lists, integers and a start given as integers are promoted; views are arrays"""
    X, t = [[2, 1], [-1, 3], [-2, -2]], [1, 1, -1]
    small = np.array([[100, 3], [-90, 100], [-80, -80]], np.int8), np.array([1, 1, -1], np.int8)  # 2 * 100 is no int8
    drawn, labels = separable(rng)
    return (
        hw.perceptron_fit(X, t, 0.25, [0, 1, 0], "err", 50),
        hw.perceptron_fit([[3], [-1]], [1, -1], max_updates=50),
        hw.perceptron_fit(*small, max_updates=50),
        hw.perceptron_fit(drawn[::-1], labels[::-1], max_updates=400),
        hw.perceptron_fit(np.asfortranarray(drawn), labels, max_updates=400),
    )


@check(points=0.5)
def fit_in_single_precision(hw, rng):
    """float32 samples; the trace may be float32 too"""
    X, t = separable(rng)
    return hw.perceptron_fit(X.astype(np.float32), t.tolist(), 0.3, max_updates=400)


@check(points=2)
def final_weights_separate(hw, rng):
    """the last row of the trace classifies every sample with a positive margin, also after hundreds of updates"""
    margins = []
    slow = np.array([[10.0, 0.0], [11.0, 0.0]]), np.array([-1, 1])
    for X, t in [*(separable(rng, n=10) for _ in range(4)), slow]:
        trace, _, converged = hw.perceptron_fit(X, t)
        w = np.asarray(trace)[-1]
        margins.append(bool(np.all(t * (X @ w[1:] + w[0]) > 0)) and bool(converged))
    return margins


@check(points=2)
def each_step_is_the_rule(hw, rng):
    """each row differs from the one before by eta (t - o) x of the picked sample"""
    X, t = separable(rng)
    trace, picked, _ = hw.perceptron_fit(X, t, eta=0.5, max_updates=500)
    rows = np.vstack([np.zeros(3), np.asarray(trace)])
    index = np.asarray(picked).astype(int)
    steps = 0.5 * 2 * t[index][:, None] * np.column_stack([np.ones(len(index)), X[index]])
    return bool(len(index) > 0 and np.allclose(np.diff(rows, axis=0), steps, rtol=0, atol=1e-9))


@check(points=1)
def novikoff(hw, rng):
    """from w0 = 0 the number of updates obeys Novikoff's bound (R / margin)^2"""
    trace, _, _ = hw.perceptron_fit(LECTURE_X, LECTURE_T, max_updates=500)
    Y = LECTURE_T[:, None] * np.column_stack([np.ones(3), LECTURE_X])
    best = np.array([-2, 0.5, 0.5])
    bound = max((Y**2).sum(axis=1)) * (best @ best) / min(Y @ best) ** 2
    return bool(0 < len(np.asarray(trace)) <= bound)


@check(points=1, expect=unchanged)
def inputs_are_left_alone(hw, rng):
    """X, t and w0 are as they were before the call, and the trace is a new array each time"""
    X, t = separable(rng)
    return hw.perceptron_fit(X, t, 0.5, np.array([0.0, 1.0, 0.0]), max_updates=100), [
        hw.perceptron_fit(CORNERS, XOR_T, tie=tie, max_updates=3) for tie in ("neg", "pos")
    ]


# ---- perceptron_criterion: 10


@check(points=3, public=True)
def lecture_criterion(hw, rng):
    """J_p and its gradient at three weights of the lecture's trace"""
    Y = LECTURE_T[:, None] * np.column_stack([np.ones(3, int), LECTURE_X])
    return [hw.perceptron_criterion(a, Y) for a in ([0, 4, 4], [-4, 0, 0], [-6, 2, 2])]


@check(points=2.5)
def drawn_criterion(hw, rng):
    """J_p and its gradient on drawn samples, at other weights and on other samples, and on one"""
    Y = np.column_stack([rng.choice([-1.0, 1.0], size=12), rng.normal(size=(12, 3))])
    weights = rng.normal(size=(3, 4))
    others = Y[5:], Y[::-2], np.asfortranarray(Y), Y[:1], -Y[:1]
    return [hw.perceptron_criterion(a, Y) for a in weights] + [hw.perceptron_criterion(weights[2], y) for y in others]


@check(points=0.5)
def criterion_in_single_precision(hw, rng):
    """float32 weights and samples; the results may be float32 too"""
    a, Y = rng.normal(size=3), rng.normal(size=(6, 3))
    return hw.perceptron_criterion(a.astype(np.float32), Y.astype(np.float32))


@check(points=3)
def samples_on_the_line(hw, rng):
    """a.y = 0 counts as an error, alone and beside others, so a = 0 has a gradient"""
    Y = np.column_stack([rng.choice([-1, 1], size=6), rng.integers(-4, 5, size=(6, 2))]).astype(float)
    on_the_line = [[2, -2, 1], [1, 1, 3], [-1, 2, 0], [3, -3, -5]]
    beside_errors = [*on_the_line, [-1, -2, 2], [1, -2, 4]]
    _, gradient = hw.perceptron_criterion([2, 2, 0], beside_errors)
    return hw.perceptron_criterion(np.zeros(3), Y), hw.perceptron_criterion([1, 1, 0], on_the_line), gradient


@check(points=1, expect=unchanged)
def criterion_leaves_its_inputs(hw, rng):
    """a and Y are as they were before the call, and the gradient is a new array each time"""
    return [hw.perceptron_criterion(rng.normal(size=3), rng.normal(size=(5, 3))) for _ in range(2)]


# ---- by hand


worksheet("trace_table", points=25, title="the trace of your own points, row by row")
answer("number_of_updates", points=5, title="the number of updates on your own points")
answer("one_update", points=5, title="the change of one weight in one update")
prose(
    "why_xor_never_converges",
    points=8,
    title="why perceptron learning never converges on XOR",
    key_facts=(
        ("separab", "可分", "line", "直线", "hyperplane"),
        ("error", "wrong", "misclassif", "错"),
        ("cycl", "period", "oscillat", "循环", "震荡"),
    ),
)
prose(
    "why_zero_is_a_fake_optimum",
    points=7,
    title="why a = 0 is a fake optimum",
    key_facts=(
        ("classif", "separat", "分类"),
        ("gradient", "update", "move", "梯度"),
        ("<=", "strict", "margin", "tie", "≤"),
    ),
)
