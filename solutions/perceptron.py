"""Reference for `perceptron`: M-P neuron, perceptron learning, the criterion J_p (decks 000:168-254, 004:54-132)."""

from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

import numpy as np

from grader import Dot, Panel, Picture, Straight, compiled, misconceptions, numbers, part, picture, steps, trace, twin


def excess(x, w, theta):
    return np.asarray(x, float) @ np.asarray(w, float) - theta


reached = part(lambda z: z >= 0, strict_threshold=lambda z: z > 0)  # 1 at the threshold too (000:172, 000:181)


def mp_neuron(x, w, theta):
    """1 where w.x - theta >= 0, else 0."""
    fires = reached(excess(x, w, theta))
    return fires.astype(int) if fires.ndim else int(fires)


def augment(X):
    """(1, x) for each sample."""
    return np.column_stack([np.ones(len(X), X.dtype), X])


def start_weights(n):
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


UPDATE = {"x_i": Fraction(8, 10), "learning_rate": Fraction(1, 10), "target": 1, "output": -1}


@numbers(lecture={"points": ((3, 3), (4, 3), (1, 1)), "labels": (1, 1, -1)} | UPDATE)
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
    return {"sample": 0, "weights": tuple(Fraction(int(v)) for v in start_weights(augment(exact(points)).shape[1]))}


def next_sample(points, labels, weights, sample):
    """The number (from 1) of the next sample that is wrong, None where the table ends."""
    last = int(sample) - 1 if sample else None
    found = next_error(exact(weights), augment(exact(points)), np.array(labels), "err", last)
    return None if found is None else found + 1


def next_weights(points, labels, sample, weights):
    return tuple(change(exact(weights), augment(exact(points)), np.array(labels), int(sample) - 1, 1, "err"))


trace_table = trace(start=first_row, ends="no sample is wrong any more", sample=next_sample, weights=next_weights)
steps(number_of_updates=lambda trace_table: len(trace_table), one_update="learning_rate * (target - output) * x_i")


# ---- A twin, for Numba to compile


@twin(of=next_error)
def next_error_compiled(w, X, t, tie, last):
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


# ---- Known mistakes; what a student reads of each stands in perceptron.hints.toml

misconceptions(
    of=mp_neuron,
    sign_for_step=lambda x, w, theta: np.sign(excess(x, w, theta)),
    minus_one_for_zero=lambda x, w, theta: 2 * mp_neuron(x, w, theta) - 1,
    half_at_threshold=lambda x, w, theta: np.heaviside(excess(x, w, theta), 0.5),
    threshold_added=lambda x, w, theta: mp_neuron(x, w, -np.asarray(theta)),
    threshold_forgotten=lambda x, w, theta: mp_neuron(x, w, 0),
)
misconceptions(
    of=outputs,
    tie_is_positive=lambda w, X, t, tie: np.where(X @ w >= 0, 1, -1),
    tie_is_negative=lambda w, X, t, tie: np.where(X @ w > 0, 1, -1),
)


def fitting(told=lambda *arguments: arguments, gives=lambda *results, w0: results):
    """perceptron_fit that is told other things than it is asked for, or gives others than it should."""

    def fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
        trace, picked, converged = perceptron_fit(X, t, *told(eta, w0, tie, max_updates))
        return gives(trace, picked, converged, w0=np.zeros(trace.shape[1]) if w0 is None else np.asarray(w0, float))

    return fit


misconceptions(
    of=perceptron_fit,
    tie_ignored=fitting(told=lambda eta, w0, tie, most: (eta, w0, "err", most)),
    ties_swapped=fitting(told=lambda eta, w0, tie, most: (eta, w0, {"neg": "pos", "pos": "neg"}.get(tie, tie), most)),
)
misconceptions(
    of=change,
    along=["tie_ignored"],
    tie_is_zero=lambda w, X, t, i, eta, tie: w + eta * (t[i] - np.sign(X[i] @ w)) * X[i],
)
misconceptions(of=change, half_step=lambda w, X, t, i, eta, tie: w + eta * t[i] * X[i])
misconceptions(of=change, along=["tie_is_positive"], zero_one_coding=lambda w, X, t, i, eta, tie: w + eta * t[i] * X[i])
misconceptions(of=change, error_flipped=lambda w, X, t, i, eta, tie: w - eta * 2 * t[i] * X[i])
misconceptions(of=augment, bias_left_out=lambda X: X)
misconceptions(
    of=change,
    bias_not_learnt=lambda w, X, t, i, eta, tie: np.append(w[:1], change(w, X, t, i, eta, tie)[1:]),
    bias_backwards=lambda w, X, t, i, eta, tie: np.append(
        2 * w[:1] - (right := change(w, X, t, i, eta, tie))[:1], right[1:]
    ),
    all_at_once=lambda w, X, t, i, eta, tie: w + eta * 2 * (t[wrong := outputs(w, X, t, tie) != t] @ X[wrong]),
)
misconceptions(
    of=visits,
    scanned_backwards=lambda n, last: [((last or n) - 1 - k) % n for k in range(n)],
    scan_restarted=lambda n, last: list(range(n)),
    stayed_on_sample=lambda n, last: [((last or 0) + k) % n for k in range(n)],
)
misconceptions(of=start_weights, started_at_ones=lambda n: np.ones(n))


def stopped_after(visits):
    """perceptron_fit that stops after so many visits to samples, of max_updates and the number of samples."""

    def fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
        most = visits(max_updates, len(t))
        trace, picked, converged = perceptron_fit(X, t, eta, w0, tie, most)
        kept = np.cumsum((np.diff(picked, prepend=-1) - 1) % len(t) + 1) <= most
        return trace[kept], picked[kept], converged and bool(kept.all())

    return fit


misconceptions(
    of=perceptron_fit,
    given_start_ignored=fitting(told=lambda eta, w0, tie, most: (eta, None, tie, most)),
    rate_ignored=fitting(told=lambda eta, w0, tie, most: (1.0, w0, tie, most)),
    always_converged=fitting(gives=lambda trace, picked, converged, w0: (trace, picked, True)),
    limit_in_passes=stopped_after(lambda max_updates, n: max_updates * n),
    limit_in_visits=stopped_after(lambda max_updates, n: max_updates),
    limit_one_too_many=fitting(told=lambda eta, w0, tie, most: (eta, w0, tie, most + 1)),
    picked_from_one=fitting(gives=lambda trace, picked, converged, w0: (trace, picked + 1, converged)),
    start_in_trace=fitting(gives=lambda trace, *rest, w0: (np.vstack([w0, trace]), *rest)),
    weights_before_update=fitting(gives=lambda trace, *rest, w0: (np.vstack([w0, trace])[:-1], *rest)),
    bias_last=fitting(
        told=lambda eta, w0, tie, most: (eta, None if w0 is None else np.roll(w0, 1), tie, most),
        gives=lambda trace, *rest, w0: (np.roll(trace, -1, axis=1), *rest),
    ),
    threshold_for_bias=fitting(
        told=lambda eta, w0, tie, most: (
            eta,
            None if w0 is None else w0 * np.append(-1, np.ones(len(w0) - 1)),
            tie,
            most,
        ),
        gives=lambda trace, *rest, w0: (trace * np.append(-1, np.ones(len(w0) - 1)), *rest),
    ),
    rows_are_one_array=fitting(gives=lambda trace, *rest, w0: (np.repeat(trace[-1:], len(trace), axis=0), *rest)),
)


def altered(alter):
    """perceptron_criterion whose value and gradient are altered, which a.y of the samples may be needed for."""
    return lambda a, Y: alter(*perceptron_criterion(a, Y), np.asarray(Y, float) @ np.asarray(a, float))


def in_floats(criterion):
    return lambda a, Y: criterion(np.asarray(a, float), np.asarray(Y, float))


misconceptions(
    of=perceptron_criterion,
    summed_over_all=in_floats(lambda a, Y: (float(-(Y @ a).sum()), -Y.sum(axis=0))),
    not_normalised=in_floats(lambda a, Y: perceptron_criterion(a, Y * np.sign(Y[:, :1]))),
)
misconceptions(of=is_error, strict_error=lambda margins: margins < 0)
misconceptions(
    of=perceptron_criterion,
    hinge_loss=in_floats(lambda a, Y: (float(np.maximum(0, 1 - Y @ a).sum()), -Y[Y @ a < 1].sum(axis=0))),
    gradient_negated=altered(lambda value, gradient, margins: (value, -gradient)),
    value_negated=altered(lambda value, gradient, margins: (-value, gradient)),
    minus_forgotten=altered(lambda value, gradient, margins: (-value, -gradient)),
    errors_squared=in_floats(
        lambda a, Y: (float((((wrong := Y[Y @ a <= 0]) @ a) ** 2).sum()), 2 * (wrong @ a) @ wrong)
    ),
    errors_counted=altered(lambda value, gradient, margins: (int((margins <= 0).sum()), gradient)),
    errors_averaged=altered(lambda value, gradient, margins: (value / len(margins), gradient / len(margins))),
    averaged_over_errors=altered(
        lambda value, gradient, margins: (value / (n := max(1, int((margins <= 0).sum()))), gradient / n)
    ),
)
misconceptions(
    of="one_update",
    factor_two_forgotten="learning_rate * target * x_i",
    update_flipped="learning_rate * (output - target) * x_i",
    error_squared="learning_rate * (target - output) ** 2 * x_i",
    input_forgotten="learning_rate * (target - output)",
    rate_forgotten="(target - output) * x_i",
)
misconceptions(
    of="number_of_updates",
    start_counted=lambda trace_table: len(trace_table) + 1,
    passes_counted=lambda points, trace_table: 2 + sum(int(b) <= int(a) for (a, *_), (b, *_) in pairwise(trace_table)),
)


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
    told = (
        "Filled: samples with t = 1. Squares: samples with t = -1. The ring is around the sample that you updated on. "
        "Where your line does not follow from your row before, it is dashed, and the other one is that which follows. "
        "A line that is not to be seen lies outside."
    )
    return Picture("Your line after each update", told, tuple(panels)) if panels else None
