"""Reference for `perceptron`: M-P neuron, perceptron learning, the criterion J_p (decks 000:168-254, 004:54-132)."""

from fractions import Fraction
from functools import lru_cache

import numpy as np

from grader import Dot, Panel, Picture, Straight, compiled, misconception, numbers, picture, step, trace, twin


def mp_neuron(x, w, theta):
    """1 where w.x - theta >= 0, else 0 (000:172; sgn(0) = 1, 000:181)."""
    fires = np.asarray(x, float) @ np.asarray(w, float) - theta >= 0
    return fires.astype(int) if fires.ndim else int(fires)


def augment(X):
    """(1, x) for each sample."""
    return np.column_stack([np.ones(len(X), X.dtype), X])


def start_weights(n):
    """w before the first update."""
    return np.zeros(n)


def outputs(w, X, t, tie):
    """o for each sample, +1 or -1; at w.x = 0 what `tie` says."""
    net = X @ w
    at_zero = {"err": -t, "neg": np.full(len(t), -1), "pos": np.full(len(t), 1)}[tie]
    return np.where(net > 0, 1, np.where(net < 0, -1, at_zero))


def visits(n, last):
    """The order in which a pass goes through n samples after an update on sample `last` (None: from the start)."""
    first = 0 if last is None else last + 1
    return [(first + k) % n for k in range(n)]


def next_error(w, X, t, tie, last):
    """The next sample that is wrong, None after a pass without error."""
    wrong = outputs(w, X, t, tie) != t
    return next((i for i in visits(len(t), last) if wrong[i]), None)


def change(w, X, t, i, eta, tie):
    """w after the update on sample i: w + eta (t - o) x (004:97)."""
    o = -t[i]
    return w + eta * (t[i] - o) * X[i]


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    """The scan of 004:82-132 -> (trace (U, d+1), picked (U,), converged)."""
    X, t = augment(np.asarray(X, float)), np.asarray(t)
    w = start_weights(X.shape[1]) if w0 is None else np.array(w0, float)
    trace, picked, last, converged = [], [], None, False
    while len(trace) < max_updates:
        last = next_error(w, X, t, tie, last)
        if last is None:
            converged = True
            break
        w = change(w, X, t, last, eta, tie)
        trace.append(w)
        picked.append(last)
    return np.array(trace).reshape(-1, X.shape[1]), np.array(picked, int), converged


def is_error(margins):
    """Which samples J_p counts: a.y <= 0, so that a = 0 is no optimum (errata, 004:61)."""
    return margins <= 0


def perceptron_criterion(a, Y):
    """J_p = sum of -a.y over the errors, and its gradient (004:54-68)."""
    a, Y = np.asarray(a, float), np.asarray(Y, float)
    wrong = is_error(Y @ a)
    return float(-(Y @ a)[wrong].sum()), -Y[wrong].sum(axis=0)


# ---- By hand: the student's own points


@numbers(
    lecture={
        "points": ((3, 3), (4, 3), (1, 1)),
        "labels": (1, 1, -1),
        "x_i": Fraction(8, 10),
        "learning_rate": Fraction(1, 10),
        "target": 1,
        "output": -1,
    }
)
def draw(rng):
    """4 or 5 different points in 1..6 with mixed labels, learnt in 5 to 12 updates; one update, exact in 3 decimals.

    A point of either class comes to lie on the line while it is learnt, so that every reading of "an error" shows.
    """
    n = int(rng.integers(4, 6))
    points = tuple((int(c) // 6 + 1, int(c) % 6 + 1) for c in rng.permutation(36)[:n])
    labels = tuple(int(v) for v in 2 * rng.integers(0, 2, n) - 1)
    samples = picks(points, labels, {-1, 1})
    others = picks(points, labels, {-1}), picks(points, labels, {1})
    if not 5 <= len(samples) <= 12 or any(samples[: len(other)] == other for other in others):
        return None
    # Not near 1, where eta (t - o) could pass for eta (t - o) x written with fewer digits.
    x_i = Fraction(int(rng.choice([3, 4, 6, 7, 13, 14, 16, 17, 18])), 10)
    rate = Fraction(str(rng.choice(["0.1", "0.2", "0.25"])))
    target = int(rng.choice([-1, 1]))
    return {"points": points, "labels": labels, "x_i": x_i, "learning_rate": rate, "target": target, "output": -target}


def picks(points, labels, wrong_at_zero):
    """The samples that cause the updates, 13 at most: in plain integers, since most draws are turned down by it."""
    bias = w1 = w2 = 0
    picked, right, i = [], 0, 0
    while right < len(points) and len(picked) < 13:
        (x1, x2), t = points[i], labels[i]
        net = t * (bias + w1 * x1 + w2 * x2)
        if net < 0 or (net == 0 and t in wrong_at_zero):
            bias, w1, w2 = bias + 2 * t, w1 + 2 * t * x1, w2 + 2 * t * x2
            picked.append(i)
            right = 0
        else:
            right += 1
        i = (i + 1) % len(points)
    return picked


@lru_cache(maxsize=64)  # the same points are asked for in every row
def exact(rows):
    """Numbers in exact arithmetic: floats where these are exact (multiples of 1/8), else fractions."""
    floats = np.array(rows, float)
    return np.array(rows, object) + Fraction(0) if np.any(floats * 8 % 1) else floats


def first_row(points):
    """Before the first update: no sample yet, and the weights that learning starts from."""
    width = augment(exact(points)).shape[1]
    return {"sample": 0, "weights": tuple(Fraction(int(v)) for v in start_weights(width))}


def next_sample(points, labels, weights, sample):
    """The number (from 1) of the next sample that is wrong, None where the table ends."""
    last = int(sample) - 1 if sample else None
    found = next_error(exact(weights), augment(exact(points)), np.array(labels), "err", last)
    return None if found is None else found + 1


def next_weights(points, labels, sample, weights):
    """The weights after the update on this row's sample."""
    X, t = augment(exact(points)), np.array(labels)
    return tuple(change(exact(weights), X, t, int(sample) - 1, 1, "err"))


trace_table = trace(start=first_row, ends="no sample is wrong any more", sample=next_sample, weights=next_weights)


@step
def number_of_updates(trace_table):
    """One row for each update."""
    return len(trace_table)


@step
def one_update(learning_rate, target, output, x_i):
    """The change of one weight: eta (t - o) x."""
    return learning_rate * (target - output) * x_i


# ---- A twin, for Numba to compile


@twin(of=next_error)
def next_error_compiled(w, X, t, tie, last):
    """The same, sample by sample."""
    if not (X.dtype == w.dtype == np.float64 and t.dtype == np.int64):
        return next_error(w, X, t, tie, last)
    at_zero = {"err": 0, "neg": -1, "pos": 1}[tie]
    found = compiled(first_wrong)(w, X, t, at_zero, 0 if last is None else last + 1)
    return None if found < 0 else found


def first_wrong(w, X, t, at_zero, first):
    """The first wrong sample from `first` on, -1 where there is none; at w.x = 0 o is at_zero, and 0 is wrong."""
    for k in range(len(t)):
        i = (first + k) % len(t)
        net = 0.0
        for j in range(len(w)):
            net += X[i, j] * w[j]
        if (1 if net > 0 else -1 if net < 0 else at_zero) != t[i]:
            return i
    return -1


# ---- Known mistakes.  Each replaces one of the functions above; its text is what a student reads who makes it.


@misconception(of=mp_neuron)
def strict_threshold(x, w, theta):
    """Your neuron stays silent where w.x equals theta. The lecture's step is 1 from 0 on: f(z) = 1 if z >= 0."""
    fires = np.asarray(x, float) @ np.asarray(w, float) - theta > 0
    return fires.astype(int) if fires.ndim else int(fires)


@misconception(of=mp_neuron)
def sign_for_step(x, w, theta):
    """np.sign gives -1, 0 and 1. The neuron's output is 0 or 1, so compare with the threshold instead."""
    return np.sign(np.asarray(x, float) @ np.asarray(w, float) - theta)


@misconception(of=mp_neuron)
def minus_one_for_zero(x, w, theta):
    """Below the threshold you return -1. This neuron's output is 0 or 1; -1 and +1 belong to the perceptron."""
    return 2 * mp_neuron(x, w, theta) - 1


@misconception(of=mp_neuron)
def half_at_threshold(x, w, theta):
    """You return 0.5 where w.x equals theta. At the threshold the neuron fires: the step of 0 is 1."""
    return np.heaviside(np.asarray(x, float) @ np.asarray(w, float) - theta, 0.5)


@misconception(of=mp_neuron)
def threshold_added(x, w, theta):
    """You add the threshold. It is what w.x has to reach, so it is subtracted: w.x - theta."""
    return mp_neuron(x, w, -np.asarray(theta))


@misconception(of=mp_neuron)
def threshold_forgotten(x, w, theta):
    """Your output does not depend on theta. Compare w.x with the threshold, not with 0."""
    return mp_neuron(x, w, 0)


@misconception(of=outputs)
def tie_is_positive(w, X, t, tie):
    """You take sgn(0) as +1. Look again at what `tie` says; in the lecture w.x = 0 is always an error."""
    return np.where(X @ w >= 0, 1, -1)


@misconception(of=outputs)
def tie_is_negative(w, X, t, tie):
    """You take w.x = 0 as output -1. "Always an error" means more: a negative sample on the line is an error too."""
    return np.where(X @ w > 0, 1, -1)


@misconception(of=perceptron_fit)
def tie_ignored(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    """Your ties do not depend on `tie`. It can be "err" (o = -t), "neg" (o = -1) or "pos" (o = +1)."""
    return perceptron_fit(X, t, eta, w0, "err", max_updates)


@misconception(of=perceptron_fit)
def ties_swapped(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    """You take "neg" for "pos". With "neg" the output at w.x = 0 is -1, so that a positive sample is wrong there."""
    return perceptron_fit(X, t, eta, w0, {"neg": "pos", "pos": "neg"}.get(tie, tie), max_updates)


@misconception(of=change, along=[tie_ignored])
def tie_is_zero(w, X, t, i, eta, tie):
    """np.sign(0) is 0, so at w.x = 0 your step is only half as long. The output there is -t, and t - o is 2t."""
    return w + eta * (t[i] - np.sign(X[i] @ w)) * X[i]


@misconception(of=change)
def half_step(w, X, t, i, eta, tie):
    """Your steps are half as long: you add eta t x. The rule is eta (t - o) x, and t - o is 2t at an error."""
    return w + eta * t[i] * X[i]


@misconception(of=change, along=[tie_is_positive])
def zero_one_coding(w, X, t, i, eta, tie):
    """You work with targets and outputs 0 and 1. Here they are -1 and +1, so t - o is +2 or -2, and sgn(0) differs."""
    return w + eta * t[i] * X[i]


@misconception(of=change)
def error_flipped(w, X, t, i, eta, tie):
    """Your weights move away from the sample: the error is t - o, target minus output, not the other way round."""
    return w - eta * 2 * t[i] * X[i]


@misconception(of=augment)
def bias_left_out(X):
    """You leave the bias out. Put a 1 before each sample, x = (1, x1, x2), and learn its weight like the others."""
    return X


@misconception(of=change)
def bias_not_learnt(w, X, t, i, eta, tie):
    """The bias never changes in your work. Its input is the 1 in front of the sample, so it moves by eta (t - o)."""
    moved = w + eta * 2 * t[i] * X[i]
    return np.concatenate([w[:1], moved[1:]])


@misconception(of=change)
def bias_backwards(w, X, t, i, eta, tie):
    """Your bias moves the wrong way. A threshold would go down by eta (t - o); the bias is minus it and goes up."""
    moved = w + eta * 2 * t[i] * X[i]
    return np.concatenate([2 * w[:1] - moved[:1], moved[1:]])


@misconception(of=change)
def all_at_once(w, X, t, i, eta, tie):
    """You add up all wrong samples in one step. The perceptron changes w at once, for one sample at a time."""
    wrong = outputs(w, X, t, tie) != t
    return w + eta * 2 * (t[wrong] @ X[wrong])


@misconception(of=visits)
def scanned_backwards(n, last):
    """You go through the samples from the last to the first. Visit them in the order given."""
    first = n - 1 if last is None else last - 1
    return [(first - k) % n for k in range(n)]


@misconception(of=visits)
def scan_restarted(n, last):
    """After an update you start again at the first sample. The scan goes on with the sample after it."""
    return list(range(n))


@misconception(of=visits)
def stayed_on_sample(n, last):
    """After an update you look at the same sample again. Go on with the next; it comes round by itself."""
    return [((last or 0) + k) % n for k in range(n)]


@misconception(of=start_weights)
def started_at_ones(n):
    """You start from ones. The weights start at 0 unless w0 is given."""
    return np.ones(n)


@misconception(of=perceptron_fit)
def given_start_ignored(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    """You always start from 0. Where w0 is given, learning starts there."""
    return perceptron_fit(X, t, eta, None, tie, max_updates)


@misconception(of=perceptron_fit)
def rate_ignored(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    """Your steps do not depend on eta. Each is eta (t - o) x."""
    return perceptron_fit(X, t, 1.0, w0, tie, max_updates)


@misconception(of=perceptron_fit)
def always_converged(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    """You report convergence without an error-free pass. At max_updates the answer is False."""
    trace, picked, _ = perceptron_fit(X, t, eta, w0, tie, max_updates)
    return trace, picked, True


@misconception(of=perceptron_fit)
def limit_in_passes(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    """You stop after max_updates passes. It limits the updates, and a pass may make several: look after each."""
    trace, picked, converged = perceptron_fit(X, t, eta, w0, tie, max_updates * len(t))
    visits_before = np.cumsum((np.diff(picked, prepend=-1) - 1) % len(t) + 1) - 1
    kept = visits_before // len(t) < max_updates
    return trace[kept], picked[kept], converged and bool(kept.all())


@misconception(of=perceptron_fit)
def limit_in_visits(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    """You stop after max_updates samples have been looked at. Only those that change the weights count."""
    trace, picked, converged = perceptron_fit(X, t, eta, w0, tie, max_updates)
    visits_before = np.cumsum((np.diff(picked, prepend=-1) - 1) % len(t) + 1) - 1
    kept = visits_before < max_updates
    return trace[kept], picked[kept], converged and bool(kept.all())


@misconception(of=perceptron_fit)
def limit_one_too_many(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    """You make one update more than max_updates. Look whether it is reached before the next update, not after it."""
    return perceptron_fit(X, t, eta, w0, tie, max_updates + 1)


@misconception(of=perceptron_fit)
def picked_from_one(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    """`picked` counts your samples from 1. In Python indices start at 0; only the table by hand counts from 1."""
    trace, picked, converged = perceptron_fit(X, t, eta, w0, tie, max_updates)
    return trace, picked + 1, converged


@misconception(of=perceptron_fit)
def start_in_trace(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    """Your trace begins with the weights before any update. Row k is w after update k+1."""
    trace, picked, converged = perceptron_fit(X, t, eta, w0, tie, max_updates)
    start = np.zeros(trace.shape[1]) if w0 is None else np.asarray(w0, float)
    return np.vstack([start, trace]), picked, converged


@misconception(of=perceptron_fit)
def weights_before_update(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    """The rows of your trace are the weights before each update. Row k is w after update k+1: update first."""
    trace, picked, converged = perceptron_fit(X, t, eta, w0, tie, max_updates)
    first = start_weights(trace.shape[1]) if w0 is None else np.asarray(w0, float)
    return np.vstack([first, trace])[:-1], picked, converged


@misconception(of=perceptron_fit)
def bias_last(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    """Your bias stands last in the weights. It comes first: the sample is (1, x1, x2, ...), w (bias, w1, w2, ...)."""
    trace, picked, converged = perceptron_fit(X, t, eta, None if w0 is None else np.roll(w0, 1), tie, max_updates)
    return np.roll(trace, -1, axis=1), picked, converged


@misconception(of=perceptron_fit)
def threshold_for_bias(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    """You put -1 before each sample, so your first weight is a threshold. Here it is the bias: put 1 there."""
    turned = None if w0 is None else np.asarray(w0, float) * np.append(-1, np.ones(len(w0) - 1))
    trace, picked, converged = perceptron_fit(X, t, eta, turned, tie, max_updates)
    return trace * np.append(-1, np.ones(trace.shape[1] - 1)), picked, converged


@misconception(of=perceptron_fit)
def rows_are_one_array(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    """Every row of your trace is the last w: the list holds one array many times. Append a copy, or a new array."""
    trace, picked, converged = perceptron_fit(X, t, eta, w0, tie, max_updates)
    return np.repeat(trace[-1:], len(trace), axis=0), picked, converged


@misconception(of=perceptron_criterion)
def summed_over_all(a, Y):
    """You sum over all samples. J_p looks only at those that are wrong, a.y <= 0."""
    a, Y = np.asarray(a, float), np.asarray(Y, float)
    return float(-(Y @ a).sum()), -Y.sum(axis=0)


@misconception(of=perceptron_criterion)
def not_normalised(a, Y):
    """You undo the normalisation. The rows of Y are t (1, x) already, so a.y <= 0 is an error whatever the class."""
    Y = np.asarray(Y, float)
    return perceptron_criterion(a, Y * np.sign(Y[:, :1]))


@misconception(of=is_error)
def strict_error(margins):
    """You count only a.y < 0. A sample on the line, a.y = 0, is an error too: it belongs into the gradient."""
    return margins < 0


@misconception(of=perceptron_criterion)
def hinge_loss(a, Y):
    """That is the hinge loss max(0, 1 - a.y). The perceptron criterion has no margin: only errors count, by -a.y."""
    a, Y = np.asarray(a, float), np.asarray(Y, float)
    near = Y @ a < 1
    return float(np.maximum(0, 1 - Y @ a).sum()), -Y[near].sum(axis=0)


@misconception(of=perceptron_criterion)
def gradient_negated(a, Y):
    """Your gradient points downhill. The gradient of -a.y is -y; the minus of the descent comes in the update."""
    value, gradient = perceptron_criterion(a, Y)
    return value, -gradient


@misconception(of=perceptron_criterion)
def value_negated(a, Y):
    """Your J_p is negative. At an error a.y is, so J_p adds up -a.y: the worse the weights, the larger it is."""
    value, gradient = perceptron_criterion(a, Y)
    return -value, gradient


@misconception(of=perceptron_criterion)
def minus_forgotten(a, Y):
    """You add up a.y, which is negative at an error. J_p adds up -a.y: the minus belongs into value and gradient."""
    value, gradient = perceptron_criterion(a, Y)
    return -value, -gradient


@misconception(of=perceptron_criterion)
def errors_squared(a, Y):
    """You square a.y, which is another criterion. J_p adds up -a.y itself, and its gradient -y."""
    a, Y = np.asarray(a, float), np.asarray(Y, float)
    wrong = Y[is_error(Y @ a)]
    return float(((wrong @ a) ** 2).sum()), 2 * (wrong @ a) @ wrong


@misconception(of=perceptron_criterion)
def errors_counted(a, Y):
    """Your J_p is the number of errors. Each counts with -a.y, with how wrong it is."""
    _, gradient = perceptron_criterion(a, Y)
    return int(is_error(np.asarray(Y, float) @ np.asarray(a, float)).sum()), gradient


@misconception(of=perceptron_criterion)
def errors_averaged(a, Y):
    """You divide by the number of samples. J_p is a sum over the errors, not a mean."""
    value, gradient = perceptron_criterion(a, Y)
    return value / len(Y), gradient / len(Y)


@misconception(of=perceptron_criterion)
def averaged_over_errors(a, Y):
    """You divide by the number of errors. J_p is their sum, not their mean."""
    value, gradient = perceptron_criterion(a, Y)
    number = max(1, int(is_error(np.asarray(Y, float) @ np.asarray(a, float)).sum()))
    return value / number, gradient / number


@misconception(of=one_update)
def factor_two_forgotten(learning_rate, target, output, x_i):
    """The factor t - o is 2 or -2 when the output is wrong, not 1 or -1: write the difference out."""
    return learning_rate * target * x_i


@misconception(of=one_update)
def update_flipped(learning_rate, target, output, x_i):
    """The sign is the wrong way round: the error is t - o, target minus output."""
    return learning_rate * (output - target) * x_i


@misconception(of=one_update)
def error_squared(learning_rate, target, output, x_i):
    """You square the error. The update is proportional to t - o itself."""
    return learning_rate * (target - output) ** 2 * x_i


@misconception(of=one_update)
def input_forgotten(learning_rate, target, output, x_i):
    """The change of a weight is also proportional to its input: multiply by x_i."""
    return learning_rate * (target - output)


@misconception(of=one_update)
def rate_forgotten(learning_rate, target, output, x_i):
    """The step is scaled by the learning rate: multiply by it."""
    return (target - output) * x_i


@misconception(of=number_of_updates)
def start_counted(trace_table):
    """You counted the start as an update. Before the first update there has been none."""
    return len(trace_table) + 1


@misconception(of=number_of_updates)
def passes_counted(points, trace_table):
    """You counted passes through the samples. An update is one change of the weights; a pass may have several."""
    place, passes = -1, 1
    for sample, *_ in trace_table:
        passes += int(sample) - 1 <= place
        place = int(sample) - 1
    return passes + 1


# ---- Pictures


@picture(of="trace_table")
def line_after_each_update(points, labels, trace_table):
    """The line w.x = 0 after each update as the student has it, beside the one that follows where it is another."""
    weights, panels = first_row(points)["weights"], []
    for number, row in enumerate(trace_table or [], 1):
        sample, before, weights = row.get("sample"), weights, row.get("weights")
        if weights is None or number > 12:
            continue
        follows = before and sample in range(1, len(points) + 1) and next_weights(points, labels, sample, before)
        other = bool(follows) and tuple(map(float, follows)) != tuple(map(float, weights))
        marks = [Straight(*map(float, follows), "right")] if other else []
        marks += [Straight(*map(float, weights), "wrong" if other else "yours")]
        marks += [Dot(*point, "disc" if t > 0 else "square") for point, t in zip(points, labels, strict=True)]
        marks += [Dot(*points[sample - 1], "circle", "faint")] if sample in range(1, len(points) + 1) else []
        said = ", ".join(f"{float(w):g}" for w in weights)
        title = f"update {number}: w = ({said}){', does not follow' if other else ''}"
        panels.append(Panel(title, (-2, 8), (-2, 8), tuple(marks), ((0, 3, 6), (0, 3, 6))))
    return (
        Picture(
            "Your line after each update",
            "Filled: samples with t = 1. Squares: samples with t = -1. The ring is around the sample that you updated "
            "on. "
            "Where your line does not follow from your row before, it is dashed, and the other one is that which "
            "follows. "
            "A line that is not to be seen lies outside.",
            tuple(panels),
        )
        if panels
        else None
    )
