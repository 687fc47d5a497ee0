"""Checks for `perceptron`: hidden unless they say public."""

import numpy as np

from grader import answer, args, close, drawn, exact, integers, not_asked, prose, task, unchanged, worksheet


def a(*values):
    return np.array(values)


def eighths(*shapes):
    """One array of multiples of 1/8 between -1 and 1 for each shape."""
    return drawn(lambda rng: [rng.integers(-8, 9, size=shape) / 8 for shape in shapes], parts=len(shapes))


def normal(*shape):
    return drawn(lambda rng: rng.normal(size=shape))


def separable(rng, n=8, d=2):
    """Samples on a grid of eighths, labelled by a line that none of them touches."""
    while True:
        X = rng.integers(-16, 17, size=(n, d)) / 8
        w = rng.integers(-4, 5, size=d + 1)
        net = X @ w[1:] + w[0] / 8
        if np.all(np.abs(net) > 0.4) and len(set(np.sign(net))) == 2:
            return X, np.sign(net).astype(int)


def started_wrong(rng):
    """Separable samples, and weights that the first of them is wrong by."""
    X, t, w = *separable(rng), a(0.5, -2.0, 1.25)
    return X, t, -w if t[0] * (w[0] + X[0] @ w[1:]) > 0 else w


def normalised(rng):
    """Samples as J_p takes them, t (1, x), and weights."""
    return np.column_stack([rng.choice([-1.0, 1.0], size=12), rng.normal(size=(12, 3))]), rng.normal(size=(3, 4))


TIES, CORNERS, XOR = ("err", "neg", "pos"), a((0, 0), (0, 1), (1, 0), (1, 1)), a(-1, 1, 1, -1)
columns, NEAR, LECTURE_X, LECTURE_T = np.asfortranarray, 2.0**-14, a((3, 3), (4, 3), (1, 1)), a(1, 1, -1)
LECTURE_Y = LECTURE_T[:, None] * np.column_stack([np.ones(3, int), LECTURE_X])

t, exactly = task("mp_neuron"), task("mp_neuron", exact)  # 10 points
t.public(2, "AND: weights 1 and 1, threshold 1.5, on all four inputs")("and_gate", (CORNERS, [1, 1], 1.5))
c = exactly.public(2, "AND with threshold 2: at w.x = theta the neuron fires")
c("and_gate_at_the_threshold", (CORNERS, a(1.0, 1.0), 2))
w, x = eighths(3, (6, 3))
c = exactly.hidden(1.5, "one input at a time, with ties, and just below")
gaps = enumerate((0, 0, 0.125, -0.125, 1, -1))
c("one_input", *((x[i], w, x[i] @ w - gap) for i, gap in gaps), (a(1, NEAR), a(1, -1), 1))
w, x = eighths(4, (20, 4))
theta = (x[7] @ w).turned(float)
c = exactly.hidden(
    2, "a batch with numbers that are multiples of 1/8, some exactly at the threshold, in this order and another"
)
others = (x[::-1], w, theta), (x[2:9].turned(columns), w, theta)
c("batch_with_ties", (x, w, (x[3] @ w).turned(float)), (x, w, theta), *others)
c, wide = exactly.hidden(0.5, "threshold 0, a weight of 0, large numbers"), a((60, -60.5), (60.5, 60))
c("unusual_neurons", (x, w, 0.0), (x, w * a(0, 1, 0, 1), 0), (wide, a(0.5, 0.5), 0), (wide[0], [1, 1], 0))
t.float32(0.5, "float32 arrays")("neuron_in_single_precision", (x, w, theta), (x[7], w, theta))
c = t.hidden(0.5, "the outputs are integers: an int for one input, an int array for a batch", close & integers)
c("outputs_are_integers", (x, w, theta), (x[7], w, theta), ([[1, 0], [1, 1]], [1, 1], 2), ([1, 0], [1, 1], 2))
c = t.hidden(0.5, "lists and integers in place of arrays, a batch of one")
lists = ([[1, 1], [0, 0]], [1, 1], 1), ([2], [3], 6), ([1, 0], [-1, -1], -1.5)
c("plain_lists", *lists, (a([2.0, 3.0]), a(2.0, 0.5), 5.5), (a([2.0, 2.5]), a(2.0, 0.5), 5.5))
c = t.read_only(0.5, "x and w are left as they were, also where they cannot be written to")
c("neuron_leaves_its_inputs", (x, w, theta), (x[0], w, theta))

t = task("perceptron_fit")  # 30 points
c = t.public(5, "the lecture's three samples: every row of the trace, and who caused it")
c("lecture_trace", args(LECTURE_X, LECTURE_T, max_updates=30))
c = t.hidden(4, "traces on separable samples")
c("drawn_traces", *(args(*drawn(separable, parts=2), max_updates=400) for _ in range(4)))
c = t.public(2, "w.x = 0 counts as `tie` says, also for a negative sample; `picked` holds integers", close & integers)
c("ties_as_told", *(args(LECTURE_X[[2, 0, 1]], LECTURE_T[[2, 0, 1]], tie=tie, max_updates=30) for tie in TIES))
c = t.hidden(3, "ties with positive and with negative samples, each policy")
X, labels = a((1, -1), (2, 2), (-1, 1), (-2, 1), (0, 3)), a(-1, 1, -1, -1, 1)
order = drawn(lambda rng: rng.permutation(5))
ways = [(i.turned(X.__getitem__), i.turned(labels.__getitem__)) for i in (order, order[::-1])]
c("ties_on_the_way", *(args(*way, tie=tie, max_updates=60) for tie in TIES for way in ways))
c = t.hidden(3, "a learning rate other than 1, and a start w0, also one that only the last sample speaks against")
Z, signs, w0 = drawn(started_wrong, parts=3)
rates = args(Z, signs, eta=0.25, max_updates=300), args(Z, signs, 0.5, w0, max_updates=300)
c("rate_and_start", *rates, args(a([3], [5], [-1]), a(1, 1, -1), w0=[2, 1], max_updates=40))
c = t.hidden(3, "XOR and contradicting labels: stops at max_updates and says that it did not converge")
c("not_separable", args(CORNERS, XOR, max_updates=50), args(a((1, 2), (1, 2), (3, 1)), a(1, -1, 1), max_updates=17))
c = t.hidden(2, "nothing to learn, also where w.x is near 0 and no tie: an empty trace of shape (0, d+1)")
x = drawn(lambda rng: rng.integers(1, 9, size=(4, 3)))
right = args(x, np.ones(4, int), w0=[1, 1, 1, 1]), args(x[:1], [-1], w0=[-1, 0, 0, 0])
c("already_right", *right, args(a([NEAR], [-NEAR]), a(1, -1), w0=[0, 1], max_updates=60))
X, labels = drawn(separable, parts=2)
c = t.hidden(1.5, "lists, integers and a start given as integers are promoted, small ones too; views are arrays")
small = np.int8([[100, 3], [-90, 100], [-80, -80]]), np.int8([1, 1, -1])  # 2 * 100 is no int8
bright = np.uint8([[200, 3], [100, 250], [2, 5]]), np.int8([1, 1, -1])
some = ([[2, 1], [-1, 3], [-2, -2]], [1, 1, -1], 0.25, [0, 1, 0], "err", 50), args([[3], [-1]], [1, -1], max_updates=50)
views = args(X[::-1], labels[::-1], max_updates=400), args(X.turned(columns), labels, max_updates=400)
c("lists_and_integers", *some, args(*small, max_updates=50), args(*bright, max_updates=50), *views)
c = t.float32(0.5, "float32 samples; the trace may be float32 too")
c("fit_in_single_precision", args(X, labels.turned(np.ndarray.tolist), 0.3, max_updates=400))


@t.hidden(2, "the last row of the trace classifies every sample with a positive margin, also after hundreds of updates")
def final_weights_separate(f, rng):
    margins = []
    for X, t in [*(separable(rng, n=10) for _ in range(4)), (a([10.0, 0.0], [11.0, 0.0]), a(-1, 1))]:
        trace, _, converged = f(X, t)
        w = np.asarray(trace)[-1]
        margins.append(bool(np.all(t * (X @ w[1:] + w[0]) > 0)) and bool(converged))
    return margins


@t.hidden(2, "each row differs from the one before by eta (t - o) x of the picked sample")
def each_step_is_the_rule(f, rng):
    X, t = separable(rng)
    trace, picked, _ = f(X, t, eta=0.5, max_updates=500)
    rows, index = np.vstack([np.zeros(3), np.asarray(trace)]), np.asarray(picked).astype(int)
    steps = 0.5 * 2 * t[index][:, None] * np.column_stack([np.ones(len(index)), X[index]])
    return bool(len(index) > 0 and np.allclose(np.diff(rows, axis=0), steps, rtol=0, atol=1e-9))


c = t.hidden(1, "from w0 = 0 the number of updates obeys Novikoff's bound (R / margin)^2")
best = a(-2, 0.5, 0.5)
bound = max((LECTURE_Y**2).sum(axis=1)) * (best @ best) / min(LECTURE_Y @ best) ** 2
c("novikoff", using=lambda f, rng: bool(0 < len(np.asarray(f(LECTURE_X, LECTURE_T, max_updates=500)[0])) <= bound))
c = t.hidden(1, "X, t and w0 are as they were before the call, and the trace is a new array each time", unchanged)
c(
    "inputs_are_left_alone",
    *drawn(separable, parts=2),
    using=lambda f, X, t: (
        f(X, t, 0.5, a(0.0, 1.0, 0.0), max_updates=100),
        [f(CORNERS, XOR, tie=tie, max_updates=3) for tie in ("neg", "pos")],
    ),
)

t = task("perceptron_criterion")  # 10 points
c = t.public(3, "J_p and its gradient at three weights of the lecture's trace")
c("lecture_criterion", ([0, 4, 4], LECTURE_Y), ([-4, 0, 0], LECTURE_Y), ([-6, 2, 2], LECTURE_Y))
Y, w = drawn(normalised, parts=2)
c = t.hidden(2.5, "J_p and its gradient on drawn samples, at other weights, also large, on other samples, and on one")
others = (w[2], Y[5:]), (w[2], Y[::-2]), (w[2], Y.turned(columns)), (w[2], Y[:1]), (w[2], -Y[:1]), (99 * w[1], 9 * Y)
c("drawn_criterion", (w[0], Y), (w[1], Y), (w[2], Y), *others)
c = t.float32(0.5, "float32 weights and samples; the results may be float32 too")
c("criterion_in_single_precision", (normal(3), normal(6, 3)))


@t.hidden(3, "a.y = 0 counts as an error, alone and beside others, so a = 0 has a gradient")
def samples_on_the_line(f, rng):
    Y = np.column_stack([rng.choice([-1, 1], size=6), rng.integers(-4, 5, size=(6, 2))]).astype(float)
    on_the_line = [[2, -2, 1], [1, 1, 3], [-1, 2, 0], [3, -3, -5]]
    _, gradient = f([2, 2, 0], [*on_the_line, [-1, -2, 2], [1, -2, 4]])
    return f(np.zeros(3), Y), f([1, 1, 0], on_the_line), gradient


c = t.read_only(1, "a and Y are left as they were, also where they cannot be written to")
c("criterion_leaves_its_inputs", (normal(3), normal(5, 3)))

not_asked("mp_neuron perceptron_fit perceptron_criterion", "is never 0: add a call without", why="there is a sample")
not_asked("perceptron_fit", "eta is never 0", why="nothing would be learnt")
not_asked("perceptron_criterion", "a is never 1", why="there is an input beside the bias")
BYTES = "a right homework may add 8-bit numbers up in 8 bits: the task promises integers, not sums beyond their range"
not_asked("mp_neuron perceptron_criterion", "small integers", why=BYTES)

worksheet("trace_table", points=25, title="the trace of your own points, row by row")
answer("number_of_updates", points=5, title="the number of updates on your own points")
answer("one_update", points=5, title="the change of one weight in one update")
facts = "separab, 可分, line, 直线, hyperplane; error, wrong, misclassif, 错; cycl, period, oscillat, 循环, 震荡"
prose("why_xor_never_converges", points=8, title="why perceptron learning never converges on XOR", key_facts=facts)
facts = "classif, separat, 分类; gradient, update, move, 梯度; <=, strict, margin, tie, ≤"
prose("why_zero_is_a_fake_optimum", points=7, title="why a = 0 is a fake optimum", key_facts=facts)
