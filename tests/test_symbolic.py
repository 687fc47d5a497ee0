"""Derivatives by SymPy: for every definition of the core the reference, SymPy and the complex step agree."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from grader import checks, symbolic, verify
from grader.course import Course
from grader.solution import Solution
from grader.symbolic import agreement, derived

ROOT = Path(__file__).parent.parent
NOISE = 1e-13


@pytest.fixture(autouse=True)
def _cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def kept(tmp_path):
    return sorted(tmp_path.glob("grader/derived/*"))


# ---- one unit: E = 1/2 sum (t - o)^2 by the weights, for up to four of them


def linear_error(X, t, w):
    return sum((t_n - x @ w) ** 2 for x, t_n in zip(X, t, strict=True)) / 2


def sigmoid_error(X, t, w):
    import sympy

    return sum((t_n - 1 / (1 + sympy.exp(-(x @ w)))) ** 2 for x, t_n in zip(X, t, strict=True)) / 2


def linear_gradient(X, t, w):
    return -(t - X @ w) @ X


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def sigmoid_gradient(X, t, w):
    o = sigmoid(X @ w)
    return -((t - o) * o * (1 - o)) @ X


UNITS = [{"X": (3, n), "t": (3,), "w": (n,)} for n in range(1, 5)]

# ---- the 2-2-1 networks: 1/2 (t - o)^2 by both layers


def network(x, t, W1, w2, activation):
    hidden = [activation(net) for net in W1 @ x]
    return (t - activation(w2 @ np.array(hidden))) ** 2 / 2


def sigmoid_network(x, t, W1, w2):
    import sympy

    return network(x, t, W1, w2, lambda net: 1 / (1 + sympy.exp(-net)))


def relu_network(x, t, W1, w2):
    import sympy

    return network(x, t, W1, w2, lambda net: sympy.Piecewise((net, net > 0), (0, True)))


def relu(x):
    return np.where(x > 0, x, 0.0)


def backward(x, t, W1, w2, activation, slope):
    net1 = W1 @ x
    o1 = activation(net1)
    net = w2 @ o1
    g = (t - activation(net)) * slope(net)
    return -np.outer(g * w2 * slope(net1), x), -g * o1


def sigmoid_backward(x, t, W1, w2):
    return backward(x, t, W1, w2, sigmoid, lambda net: sigmoid(net) * (1 - sigmoid(net)))


def relu_backward(x, t, W1, w2):
    return backward(x, t, W1, w2, relu, lambda net: (net > 0) * 1.0)


NETWORK = [{"x": (2,), "t": (), "W1": (2, 2), "w2": (2,)}]

# ---- an unrolled recurrent network, H = 2, d = 2: the sum of its last hidden state's squares


def recurrent(X, h, U, W, b):
    import sympy

    for x in X:
        h = np.array([sympy.tanh(net) for net in U @ x + W @ h + b])
    return h @ h / 2


def recurrent_value(X, h, U, W, b):
    for x in X:
        h = np.tanh(U @ x + W @ h + b)
    return h @ h / 2


def through_time(X, h, U, W, b):
    states = [h]
    for x in X:
        states.append(np.tanh(U @ x + W @ states[-1] + b))
    dU, dW, db, dh = np.zeros_like(U), np.zeros_like(W), np.zeros_like(b), states[-1]
    for step in reversed(range(len(X))):
        dnet = dh * (1 - states[step + 1] ** 2)
        dU, dW, db, dh = dU + np.outer(dnet, X[step]), dW + np.outer(dnet, states[step]), db + dnet, W.T @ dnet
    return dU, dW, db


STEPS = [{"X": (steps, 2), "h": (2,), "U": (2, 2), "W": (2, 2), "b": (2,)} for steps in (1, 2)]
DEFINED = {
    "linear": (linear_error, lambda X, t, w: ((t - X @ w) ** 2).sum() / 2, linear_gradient, ["w"], UNITS),
    "sigmoid": (sigmoid_error, lambda X, t, w: ((t - sigmoid(X @ w)) ** 2).sum() / 2, sigmoid_gradient, ["w"], UNITS),
    "network": (sigmoid_network, lambda x, t, W1, w2: (t - sigmoid(w2 @ sigmoid(W1 @ x))) ** 2 / 2, sigmoid_backward,
                ["W1", "w2"], NETWORK),
    "relu": (relu_network, lambda x, t, W1, w2: (t - relu(w2 @ relu(W1 @ x))) ** 2 / 2, relu_backward, ["W1", "w2"],
             NETWORK),
    "recurrent": (recurrent, recurrent_value, through_time, ["U", "W", "b"], STEPS),
}  # fmt: skip


def tagged(name, *, gradients=None, value=None):
    function, right, gradient, by, shapes = DEFINED[name]
    made = type(function)(function.__code__, function.__globals__, function.__name__)
    tag = checks.definition(value=value or right, gradients=gradients or [gradient], by=by, shapes=shapes)
    return Solution({name: tag(made)})


@pytest.mark.parametrize("name", DEFINED)
def test_reference_sympy_and_complex_step_agree(name):
    assert agreement(tagged(name))[name] < NOISE


def test_the_softmax_assignment_agrees():
    found = agreement(Course(ROOT).assignment("softmax").solution)
    assert set(found) == {"softmax_defined", "logsumexp_defined", "log_softmax_defined"}
    assert max(found.values()) < NOISE


@pytest.mark.parametrize("name", DEFINED)
def test_a_wrong_gradient_or_value_disagrees(name):
    _, right, gradient, by, _ = DEFINED[name]

    def slightly_off(*arrays):
        got = gradient(*arrays)
        return tuple(1.001 * part + 1e-4 for part in got) if len(by) > 1 else 1.001 * got + 1e-4

    assert agreement(tagged(name, gradients=[slightly_off]))[name] > 1e-5
    assert agreement(tagged(name, gradients=[gradient, slightly_off]))[name] > 1e-5, "a twin is held too"
    assert agreement(tagged(name, value=lambda *arrays: right(*arrays) + 1e-4))[name] > 1e-5


@pytest.mark.parametrize(
    "bad", [lambda X, t, w: np.full_like(w, np.nan), lambda X, t, w: w[:, None], lambda X, t, w: np.inf]
)
def test_what_is_no_number_or_of_another_shape_disagrees_wholly(bad):
    assert agreement(tagged("linear", gradients=[bad]))["linear"] == float("inf")


def test_the_derivative_of_relu_at_0_is_0():
    exact = derived(relu_network, ("W1", "w2"), NETWORK[0])
    x, W1, w2 = np.array([1.0, 1.0]), np.array([[1.0, -1.0], [1.0, 1.0]]), np.array([1.0, 1.0])
    (by_W1, by_w2), stepped = exact.gradients(x, 0.0, W1, w2), exact.complex_step(x, 0.0, W1, w2)
    assert by_W1[0].tolist() == [0, 0] and by_W1[1].tolist() == [2, 2] and by_w2.tolist() == [0, 4]
    assert np.array_equal(by_W1, stepped[0]) and np.array_equal(by_w2, stepped[1])


def test_a_value_may_have_axes_and_a_parameter_none():
    def scaled(x, c):
        return [[c * x[0], x[1]], [c**2, 7]]

    exact = derived(scaled, ("x", "c"), {"x": (2,), "c": ()})
    assert exact.value(np.array([2.0, 3.0]), 5.0).tolist() == [[10, 3], [25, 7]]
    by_x, by_c = exact.gradients(np.array([2.0, 3.0]), 5.0)
    assert by_x.tolist() == [[[5, 0], [0, 1]], [[0, 0], [0, 0]]] and by_c.tolist() == [[2, 0], [10, 0]]
    assert np.array_equal(exact.complex_step(np.array([2.0, 3.0]), 5.0)[1], by_c)


# ---- what is kept


def test_what_is_derived_is_kept_and_sympy_is_needed_no_more(tmp_path):
    code = (
        "import sys, pathlib, grader.course, grader.symbolic\n"
        f"solution = grader.course.Course(pathlib.Path({str(ROOT)!r})).assignment('softmax').solution\n"
        "grader.symbolic.agreement(solution)\nprint('sympy' in sys.modules)\n"
    )
    for imported in ("True", "False"):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
        assert done.stdout.strip() == imported
    assert len(kept(tmp_path)) == 18


def test_another_definition_is_derived_anew(tmp_path):
    def square(x):
        return x**2

    first = derived(square, ("x",), {"x": ()})
    assert (first.value(3.0), first.gradients(3.0)[0]) == (9, 6) and len(kept(tmp_path)) == 1
    derived(square, ("x",), {"x": ()})
    assert len(kept(tmp_path)) == 1
    derived(square, ("x",), {"x": (2,)})
    assert len(kept(tmp_path)) == 2, "another shape"


def test_a_helper_that_changes_makes_a_new_derivative(tmp_path):
    for exponent in (2, 3):
        space = {}
        exec(f"def helper(x):\n    return x**{exponent}\n\ndef defined(x):\n    return helper(x)\n", space)
        assert derived(space["defined"], ("x",), {"x": ()}).gradients(2.0)[0] == exponent * 2 ** (exponent - 1)
    assert len(kept(tmp_path)) == 2


@pytest.mark.parametrize("damage", [b"", b"\xff\xfe", b"raise SystemExit\n", b"# 0\nraise SystemExit\n"])
def test_a_damaged_file_is_derived_anew(tmp_path, damage):
    derived(linear_error, ("w",), UNITS[0])
    (path,) = kept(tmp_path)
    sound = path.read_bytes()
    path.write_bytes(damage)
    derived(linear_error, ("w",), UNITS[0])
    assert path.read_bytes() == sound


def test_a_folder_that_cannot_be_written_only_costs_time(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", Path("/proc/none")):
        monkeypatch.setenv("XDG_CACHE_HOME", str(place))
        assert derived(linear_error, ("w",), UNITS[0]).by == ("w",)
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    derived(linear_error, ("w",), UNITS[0])
    assert list((tmp_path / ".cache/grader/derived").iterdir()) and not Path("relative").exists()


# ---- verify


def test_verify_prints_the_largest_disagreement(monkeypatch):
    report = verify.Report("softmax", (), derived={"softmax_defined": 3e-16})
    assert "complex step differ by at most: softmax_defined 3.0e-16" in report.text()
    assert "differ" not in verify.Report("softmax", ()).text()


@pytest.mark.parametrize("apart", [1e-3, float("inf"), float("nan")])
def test_a_disagreement_is_a_problem(apart):
    files = verify.Files.of(Course(ROOT).assignment("softmax"))
    (problem,) = verify._disagreements({"one": apart, "other": 1e-15}, files)
    assert problem.file == files.solution and "one, its derivatives and the reference disagree" in problem.sentence


def test_a_solution_without_definitions_has_nothing_to_agree_on():
    assert symbolic.agreement(Course(ROOT).assignment("perceptron").solution) == {}
