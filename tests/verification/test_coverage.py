"""What checks never ask with is found from the calls of the reference, and is silent once it is asked."""

from fractions import Fraction

import numpy as np
import pytest

from grader.checks.comparison import close, integers, unchanged
from grader.checks.declarations import Check, NotAsked
from grader.checks.probe import TrustedHomework, observe
from grader.verification.coverage import Hole, find_holes, is_meant

LISTS = "Lists, integers and float32 are accepted."


def sizes_of(image, kernel, stride=1, padding=0, how="floor"):
    """Image (H, W), kernel (h, w) -> the size along each axis; how is "floor" or "ceil"."""
    image, kernel = np.pad(np.asarray(image, float), padding), np.asarray(kernel, float)
    rounded = np.ceil if how == "ceil" else np.floor
    return tuple(int(rounded((n - f) / stride)) + 1 for n, f in zip(image.shape, kernel.shape, strict=True))


def step(X, t, w, eta=0.1, mean=False):
    """X (N, m), t (N,), w (m,) -> the new w."""
    X, t, w = (np.asarray(a, float) for a in (X, t, w))
    change = (t - X @ w) @ X
    return w + eta * (change / len(X) if mean else change)


def picked(scores, labels, axis=-1):
    """scores (N, C), labels (N,) -> the scores of the labels."""
    return np.take_along_axis(np.asarray(scores), np.asarray(labels)[:, None], axis)


def losses(w, eta):
    """A step down on w**2, with the loss before and after."""
    return {"loss_before": w * w, "loss_after": (w - 2 * eta * w) ** 2}


def half(x):
    """Half of each number."""
    return np.asarray(x) / 2


def whats(function, *calls, words="", expect=close):
    """What is told of a function that one check calls in these ways."""

    def probe(hw, rng):
        return [getattr(hw, function.__name__)(*args, **kwargs) for args, kwargs in calls]

    check = Check("a_check", Fraction(1), False, expect, probe, "title", function.__name__)
    homework = TrustedHomework({function.__name__: function})
    outcome = observe(probe, homework, np.random.default_rng(1))
    assert outcome.fault is None, outcome.fault
    docstrings = f"{function.__doc__} {words}"
    return [hole.what for hole in find_holes(function.__name__, function, [(check, outcome)], docstrings)]


def ask(*args, **kwargs):
    return args, kwargs


def normal(*shape, seed=1):
    return np.random.default_rng(seed).normal(size=shape)


X, t, w = normal(5, 3), normal(5), normal(3)
STEP = ask(X, t, w, eta=0.3)
IMAGE = ask(normal(5, 5), normal(2, 2), 3)
SCORES = normal(4, 3), np.array([0, 2, 0, 2])

HOLES = {  # what is told, then: the function, a call in which it is missing, a call in which it is not
    "axis 0 of X is never 1": (step, STEP, ask(X[:1], t[:1], w)),
    "axis 0 of X is never 0": (step, STEP, ask(X[:0], t[:0], w)),
    "axis 1 of X is never 1": (step, STEP, ask(X[:, :1], t, w[:1])),
    "axis 0 of image and axis 1 of image are always equal": (sizes_of, IMAGE, ask(normal(5, 7), normal(2, 3))),
    "padding is never given: add a call with another than 0": (sizes_of, IMAGE, ask(*IMAGE[0], padding=2)),
    "stride is never left to its default": (sizes_of, IMAGE, ask(*IMAGE[0][:2])),
    "how is never 'ceil'": (sizes_of, ask(*IMAGE[0], how="floor"), ask(*IMAGE[0], how="ceil")),
    "windows never overlap": (sizes_of, IMAGE, ask(*IMAGE[0][:2], stride=1)),
    "windows always overlap": (sizes_of, ask(*IMAGE[0][:2]), IMAGE),
    "mean is never True": (step, ask(X, t, w, mean=False), ask(X, t, w, mean=True)),
    "eta is never 0": (step, STEP, ask(X, t, w, eta=0.0)),
    "axis is never negative": (picked, ask(*SCORES, axis=1), ask(*SCORES, axis=-1)),
    "labels never names every column of scores": (picked, ask(*SCORES), ask(normal(3, 3), np.array([0, 1, 2]))),
    "x is never negative": (half, ask(abs(normal(3))), ask(-abs(normal(3)))),
    "x is never 0": (half, ask(normal(3)), ask(np.array([0.0, 0.5]))),
    "x is never a fraction": (half, ask(np.array([1.0, 2.0])), ask(normal(3))),
    "numbers in arrays are never large": (half, ask(normal(3)), ask(100 * normal(3))),
    "x is never a list": (half, ask(normal(3)), ask([0.5, 1])),
    "x is never of integers": (half, ask(normal(3)), ask(np.array([1, 3]))),
    "arrays are never of float32": (half, ask(normal(3)), ask(np.float32([1, 3]))),
    "small integers never wrap around": (half, ask(np.array([1, 3])), ask(np.uint8([200, 100]))),
    "its result is always whole where integers come in": (half, ask(np.array([2, 4])), ask(np.array([2, 3]))),
    "loss_before is never below loss_after": (losses, ask(1.0, 0.1), ask(1.0, 2.0)),
}


@pytest.mark.parametrize("what", HOLES)
def test_what_is_missing_is_told_until_it_is_asked(what):
    function, missing, closing = HOLES[what]
    calls = (missing, missing)
    assert any(told.startswith(what) for told in whats(function, *calls, words=LISTS))
    assert not any(told.startswith(what) for told in whats(function, *calls, closing, words=LISTS))


def test_sizes_that_have_to_be_equal_and_sizes_that_are_not_taken_are_no_holes():
    told = whats(step, STEP, ask(X[:3, :2], t[:3], w[:2]), words=LISTS)
    assert not any("always equal" in what or "axis 1 of X is never 0" in what for what in told)
    told = whats(step, STEP, ask(X[:3], t[:3], w), ask(X[:1], t[:1], w), ask(X[:0], t[:0], w))
    assert "axis 1 of X is never 1: add a call where it is" in told and not any("axis 0" in what for what in told)


def test_what_the_skeleton_does_not_promise_is_not_asked_for():
    told = whats(half, ask(normal(3)))
    assert not any(word in what for what in told for word in ("list", "integers", "float32"))


def test_letters_of_the_docstring_tell_lengths_apart_that_only_go_together():
    def product(W, x):
        return W @ x @ x

    product.__doc__ = "W (H, d), x (d,)"
    square = whats(product, ask(normal(3, 3), normal(3)), ask(normal(2, 2), normal(2)))
    assert any(what.startswith("axis 0 of W and axis 1 of W are always equal") for what in square)
    product.__doc__ = "W (d, d), x (d,)"
    meant = whats(product, ask(normal(3, 3), normal(3)), ask(normal(2, 2), normal(2)))
    assert not any("always equal" in what for what in meant)


def test_integers_that_no_check_asks_for():
    calls = IMAGE, ask(*IMAGE[0][:2])
    assert any(what.startswith("no check asks that its integers") for what in whats(sizes_of, *calls))
    assert not any("its integers" in what for what in whats(sizes_of, *calls, expect=close & integers))
    assert not any("its integers" in what for what in whats(half, ask(normal(2))))


def test_a_check_of_unchanged_inputs_asks_where_nothing_changes():
    what = "no check of unchanged inputs asks where nothing changes: add a call where eta is 0"
    assert what in whats(step, STEP, expect=unchanged)
    assert what not in whats(step, STEP, ask(X, t, w, eta=0.0), expect=close & unchanged)
    assert what not in whats(step, STEP, expect=close), "nobody looks at memory there"


def test_a_function_of_the_reference_never_changes_the_calls_that_are_looked_at():
    def overwriting(x):
        x[:] = 0
        return x

    x = normal(4)
    before = x.copy()
    whats(overwriting, ask(x))
    assert np.array_equal(x, before)


def test_what_is_left_out_on_purpose_goes_by_function_and_by_a_part_of_the_sentence():
    hole = Hole("step", "eta is never 0: add a call where it is")
    assert is_meant(hole, NotAsked(("other", "step"), "eta is never 0", "because"))
    assert not is_meant(hole, NotAsked(("other",), "eta is never 0", "because"))
    assert not is_meant(hole, NotAsked(("step",), "X is never 0", "because"))
