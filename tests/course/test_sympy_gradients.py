"""Derivatives by SymPy: for every definition of the core the reference, SymPy and the complex step agree."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from places import ROOT
from small_course import put

from grader.checks import declarations, judge
from grader.course.answer_key import LiveKey
from grader.course.loader import Course
from grader.course.solution import NotDerivedError, Solution
from grader.course.sympy_gradients import Derived, derivatives, derive
from grader.model import Status
from grader.verification import consistency, verify
from grader.verification.agreement import compare_with_sympy

NOISE = 1e-13


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    return tmp_path_factory.mktemp("derived")


@pytest.fixture(autouse=True)
def _cache(shared, monkeypatch):
    """What is derived here is kept for all tests that do not ask for `own_cache`."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(shared))


@pytest.fixture
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def kept(tmp_path):
    return sorted(tmp_path.glob("grader/derived/*"))


COURSE = Course(ROOT)
SOLUTIONS = {name: COURSE.assignment(name).solution for name in ("softmax", "delta_rule", "bp_update", "rnn")}
DEFINED = {name: f for solution in SOLUTIONS.values() for name, f in solution.definitions.items()}
LMS, RELU = SOLUTIONS["delta_rule"].space["lms_defined"], SOLUTIONS["bp_update"].space["relu_network_defined"]
UNIT = {"X": (3, 2), "t": (3,), "w": (2,)}


def tag_of(name):
    return DEFINED[name].grader_definition


def tagged(name, *, gradients=None, value=None):
    function, tag = DEFINED[name], tag_of(name)
    made = type(function)(function.__code__, function.__globals__, function.__name__)
    again = declarations.definition(
        value=value or tag.value, gradients=gradients or tag.gradients, by=tag.by, shapes=tag.shapes[-1:]
    )
    return Solution({name: again(made)})


def test_what_is_defined():
    assert {name: sorted(solution.definitions) for name, solution in SOLUTIONS.items()} == {
        "softmax": ["log_softmax_defined", "logsumexp_defined", "softmax_defined"],
        "delta_rule": ["lms_defined", "sigmoid_unit_defined"],
        "bp_update": ["relu_network_defined", "sigmoid_network_defined"],
        "rnn": ["unrolled"],
    }


@pytest.mark.parametrize("assignment", SOLUTIONS)
def test_reference_sympy_and_complex_step_agree(assignment):
    found = compare_with_sympy(SOLUTIONS[assignment])
    assert set(found) == set(SOLUTIONS[assignment].definitions)
    for ways in found.values():
        assert set(ways) == {"reference", "complex step"} and max(ways.values()) < NOISE


@pytest.mark.parametrize("name", DEFINED)
def test_a_wrong_gradient_or_value_disagrees(name):
    (right,), value, several = tag_of(name).gradients, tag_of(name).value, len(tag_of(name).by) > 1

    def slightly_off(*arrays):
        got = right(*arrays)
        return tuple(1.001 * part + 1e-4 for part in got) if several else 1.001 * got + 1e-4

    for wrong in (
        tagged(name, gradients=[slightly_off]),
        tagged(name, gradients=[right, slightly_off]),
        tagged(name, value=lambda *arrays: value(*arrays) + 1e-4),
    ):
        ways = compare_with_sympy(wrong)[name]
        assert ways["reference"] > 1e-5 and ways["complex step"] < NOISE, "it is told which one is off"


def test_a_wrong_derivative_is_seen_by_the_complex_step(monkeypatch):
    """The complex step needs the values alone: it finds what SymPy, or its printer, gets wrong."""
    right = Derived.gradients
    monkeypatch.setattr(Derived, "gradients", lambda self, *a: tuple(1.001 * g + 1e-4 for g in right(self, *a)))
    ways = compare_with_sympy(tagged("lms_defined"))["lms_defined"]
    assert min(ways["complex step"], ways["reference"]) > 1e-5


@pytest.mark.parametrize(
    "bad", [lambda X, t, w: np.full_like(w, np.nan), lambda X, t, w: w[:, None], lambda X, t, w: np.inf]
)
def test_what_is_no_number_or_of_another_shape_disagrees_wholly(bad):
    assert compare_with_sympy(tagged("lms_defined", gradients=[bad]))["lms_defined"]["reference"] == float("inf")


def test_the_derivative_of_relu_at_0_is_0():
    exact = derive(RELU, ("W1", "w2"), tag_of("relu_network_defined").shapes[0])
    x, W1, w2 = np.array([1.0, 1.0]), np.array([[1.0, -1.0], [1.0, 1.0]]), np.array([1.0, 1.0])
    (by_W1, by_w2), stepped = exact.gradients(x, 0.0, W1, w2), exact.complex_step(x, 0.0, W1, w2)
    assert by_W1[0].tolist() == [0, 0] and by_W1[1].tolist() == [2, 2] and by_w2.tolist() == [0, 4]
    assert np.array_equal(by_W1, stepped[0]) and np.array_equal(by_w2, stepped[1])


def test_a_value_may_have_axes_and_a_parameter_none():
    def scaled(x, c):
        return [[c * x[0], x[1]], [c**2, 7]]

    exact = derive(scaled, ("x", "c"), {"x": (2,), "c": ()})
    assert exact.value(np.array([2.0, 3.0]), 5.0).tolist() == [[10, 3], [25, 7]]
    by_x, by_c = exact.gradients(np.array([2.0, 3.0]), 5.0)
    assert by_x.tolist() == [[[5, 0], [0, 1]], [[0, 0], [0, 0]]] and by_c.tolist() == [[2, 0], [10, 0]]
    assert np.array_equal(exact.complex_step(np.array([2.0, 3.0]), 5.0)[1], by_c)


# ---- what is expected


BROKEN = {  # a slip in the reference, and a check whose expected value does not come from there
    "softmax": ("np.diag(s) - np.outer(s, s)", "np.diag(s) + np.outer(s, s)", "jacobian_at_123"),
    "delta_rule": ("o * (1 - o),  # d", "o * (1 + o),  # d", "lecture_sigmoid_step"),
    "bp_update": ("x: w + eta * delta * x", "x: w - eta * delta * x", "drawn_weights"),
    "rnn": ("1 - hs[t + 1] ** 2,  # tanh", "1 - hs[t + 1],  # tanh", "gradients_of_one_step"),
}


def copied(root, name, old, new):
    """The course's assignment, with a change in its solution."""
    for folder in ("assignments", "autotests", "solutions"):
        (root / folder).mkdir(parents=True)
        text = (ROOT / folder / f"{name}.py").read_text(encoding="utf-8")
        assert folder != "solutions" or old in text
        text = text.replace(old, new, 1) if folder == "solutions" else text
        (root / folder / f"{name}.py").write_text(text, encoding="utf-8")
    return Course(root).assignment(name)


@pytest.mark.parametrize("name", BROKEN)
def test_a_gradient_is_expected_as_sympy_derives_it(tmp_path, name):
    old, new, check = BROKEN[name]
    assignment = copied(tmp_path / "course", name, old, new)
    (check,) = (one for one in assignment.checks if one.name == check)
    keys = LiveKey(name, assignment.solution, "a seed"), LiveKey(name, SOLUTIONS[name], "a seed")
    broken, right = (judge.judge(check, key.expected(check), keys[1].expected(check)) for key in keys)
    assert broken.status is right.status is Status.PASSED
    found = [str(problem) for problem in verify.verify(assignment, seeds=1).problems]
    assert any(f"{check.name} is not passed by the reference (it disagrees with" in one for one in found)
    assert any("as SymPy derives it, and the reference disagree" in one for one in found)


def test_what_is_not_derived_is_expected_as_the_reference_has_it():
    jacobian, right = (
        space["softmax_jacobian"] for space in (SOLUTIONS["softmax"].expected_space, SOLUTIONS["softmax"].space)
    )
    one = np.array([1.0, 2.0, 3.0])
    assert not np.array_equal(jacobian(one), right(one)), "two ways to work it out, which differ in their last digit"
    assert np.allclose(jacobian(one), right(one), rtol=1e-14, atol=0)
    elsewhere = [np.arange(7.0), one.astype(np.float32), 1000 + one, one[None]]
    for x in elsewhere[:3]:
        assert np.array_equal(jacobian(x), right(x)) and jacobian(x).dtype == right(x).dtype
    for x in elsewhere:
        with pytest.raises(NotDerivedError):
            derivatives(DEFINED["softmax_defined"], x)
    assert jacobian([1, 2, 3]).tolist() == jacobian(one).tolist()


def test_expected_of_no_function_of_the_skeleton(tmp_path):
    assignment = copied(tmp_path / "course", "softmax", "expected(of=softmax_jacobian)", "expected(of=promoted)")
    found = [str(problem) for problem in consistency.find_problems(assignment)]
    assert any("softmax_jacobian_derived says what is expected of `promoted`, which is no" in one for one in found)


@pytest.mark.usefixtures("own_cache")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_grading_imports_sympy_for_what_is_not_kept_and_in_one_process(tmp_path, jobs):
    """The process that reads the command derives before others are started: those never need SymPy."""
    for student in range(4):
        put(tmp_path / f"in/s{student}/softmax.py", "def softmax(x):\n    return x\n")
    (tmp_path / "sitecustomize.py").write_text(WHO_IMPORTS_SYMPY)
    told = []
    for _ in range(2):
        command = [sys.executable, "-m", "grader", "--course", ROOT, "grade", tmp_path / "in", "-j", jobs]
        done = subprocess.run(
            [*map(str, command), "--allow-weak", "--gradebook", str(tmp_path / f"{len(told)}.sqlite")],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            check=False,
            timeout=120,
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
        )
        assert done.returncode == 0, done.stderr
        told.append(done.stderr.count("imports sympy"))
    assert told == [1, 0]


WHO_IMPORTS_SYMPY = """
import sys

class Telling:
    def find_spec(self, name, path=None, target=None):
        if name == "sympy":
            print("imports sympy", file=sys.stderr, flush=True)

sys.meta_path.insert(0, Telling())
"""


# ---- what is kept


@pytest.mark.usefixtures("own_cache")
def test_what_is_derived_is_kept_and_sympy_is_needed_no_more(tmp_path):
    code = (
        "import sys, pathlib, grader.course.loader, grader.verification.agreement\n"
        f"solution = grader.course.loader.Course(pathlib.Path({str(ROOT)!r})).assignment('softmax').solution\n"
        "grader.verification.agreement.compare_with_sympy(solution)\nprint('sympy' in sys.modules)\n"
    )
    for imported in ("True", "False"):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
        assert done.stdout.strip() == imported
    assert len(kept(tmp_path)) == 18


@pytest.mark.usefixtures("own_cache")
def test_another_definition_is_derived_anew(tmp_path):
    def square(x):
        return x**2

    first = derive(square, ("x",), {"x": ()})
    assert (first.value(3.0), first.gradients(3.0)[0]) == (9, 6) and len(kept(tmp_path)) == 1
    derive(square, ("x",), {"x": ()})
    assert len(kept(tmp_path)) == 1
    derive(square, ("x",), {"x": (2,)})
    assert len(kept(tmp_path)) == 2, "another shape"


@pytest.mark.usefixtures("own_cache")
def test_a_helper_that_changes_makes_a_new_derivative(tmp_path):
    for exponent in (2, 3):
        space = {}
        exec(f"def helper(x):\n    return x**{exponent}\n\ndef defined(x):\n    return helper(x)\n", space)
        assert derive(space["defined"], ("x",), {"x": ()}).gradients(2.0)[0] == exponent * 2 ** (exponent - 1)
    assert len(kept(tmp_path)) == 2


@pytest.mark.usefixtures("own_cache")
@pytest.mark.parametrize("damage", [b"", b"\xff\xfe", b"raise SystemExit\n", b"# 0\nraise SystemExit\n"])
def test_a_damaged_file_is_derived_anew(tmp_path, damage):
    derive(LMS, ("w",), UNIT)
    (path,) = kept(tmp_path)
    sound = path.read_bytes()
    path.write_bytes(damage)
    derive(LMS, ("w",), UNIT)
    assert path.read_bytes() == sound


@pytest.mark.usefixtures("own_cache")
def test_a_folder_that_cannot_be_written_only_costs_time(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", Path("/proc/none")):
        monkeypatch.setenv("XDG_CACHE_HOME", str(place))
        assert derive(LMS, ("w",), UNIT).by == ("w",)
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    derive(LMS, ("w",), UNIT)
    assert list((tmp_path / ".cache/grader/derived").iterdir()) and not Path("relative").exists()
