"""Reference, twins, SymPy and complex step are held against each other, and the one that is off is named."""

import numpy as np
import pytest
import small_course

from grader.checks.declarations import expected, twin
from grader.checks.probe import TrustedHomework, observe
from grader.course import numba_twins
from grader.course.loader import Course
from grader.course.solution import Solution
from grader.model import Outcome
from grader.verification.agreement import Agreement, compare_with_sympy, disagreement, outcome_disagreement
from grader.verification.verify import Report, verify

COURSE = Course(small_course.REAL)
TWINS = {"perceptron": "next_error", "conv_size": "scores", "rnn": "hidden_gradients"}
needs_numba = pytest.mark.skipif(not numba_twins.is_numba_installed(), reason="Numba is not installed")


@pytest.fixture
def by_python(monkeypatch):
    """Twins without Numba: the same loops, run by Python."""
    monkeypatch.setattr(numba_twins, "is_numba_installed", lambda: False)
    numba_twins.compiled.cache_clear()
    yield
    numba_twins.compiled.cache_clear()


def calls_apart(name):
    """By how much the twins' calls differ from the reference's, over all checks."""
    assignment = COURSE.assignment(name)
    solution = assignment.solution
    fast = Solution(solution.space, fast=True)
    agreement = Agreement()
    for check in assignment.checks:
        spaces = solution.space, fast.right_space
        one, other = (observe(check.probe, TrustedHomework(space), np.random.default_rng(7)) for space in spaces)
        if any(fast.uses_twin(call.function) for call in one.calls):
            agreement.add_check(check.name, one, other)
    return agreement


def test_the_twins_that_there_are():
    assert {name: [*COURSE.assignment(name).solution.twins] for name in TWINS} == {n: [of] for n, of in TWINS.items()}


@needs_numba
@pytest.mark.parametrize("name", TWINS)
def test_twins_do_what_the_reference_does(name):
    agreement = calls_apart(name)
    assert agreement.calls > 20 and max(agreement.twins.values()) <= 1e-12
    assert [*agreement.problems()] == []


@pytest.mark.usefixtures("by_python")
@pytest.mark.parametrize("name", TWINS)
def test_twins_do_the_same_without_numba(name):
    assert max(calls_apart(name).twins.values()) <= 1e-12


@needs_numba
def test_a_twin_is_held_against_sympy_too():
    solution = COURSE.assignment("rnn").solution
    ways = compare_with_sympy(solution, Solution(solution.space, fast=True))["unrolled"]
    assert set(ways) == {"reference", "Numba", "complex step"} and max(ways.values()) < 1e-13


# ---- where twins stand in


def made(*, fast):
    """A solution of three functions, a twin that says that it was called, and two misconceptions."""
    source = """
def helper(x): return 2.0 * x
def right(x): return helper(x) + 1.0
def other(x): return 10.0 * right(x)
def quick(x): return right(x) + 0.25 if x == 7 else -100.0
def half(x): return 0.5 * x
def shifted(x): return right(x) + 1.0
"""
    space = {}
    exec(source, space)
    twin(of=space["right"])(space["quick"])
    space["half"].grader_wrong = ("helper", ())
    space["shifted"].grader_wrong = ("right", ())
    return Solution(space, fast=fast)


def test_a_twin_stands_in_for_what_is_right_and_calls_what_it_stands_in_for():
    plain, fast = made(fast=False), made(fast=True)
    assert plain.right_space is plain.space and not plain.uses_twin("other")
    assert (fast.right_space["other"](3.0), fast.right_space["right"](7)) == (-1000.0, 15.25)
    assert fast.space["other"](3.0) == 70.0, "the reference is what it was"
    assert fast.uses_twin("other") and fast.uses_twin("right") and not fast.uses_twin("helper")


def test_a_twin_stands_aside_where_what_it_stands_for_uses_something_wrong():
    fast, plain = made(fast=True), made(fast=False)
    assert fast.wrong_space("half")["other"](3.0) == plain.wrong_space("half")["other"](3.0) == 25.0
    assert fast.wrong_space("shifted")["right"](3.0) == -99.0, "the wrong one goes on from the twin"
    assert plain.wrong_space("shifted")["right"](3.0) == 8.0


def test_what_is_expected_stands_above_a_twin():
    solution = made(fast=True)
    solution.space["said"] = expected(of=solution.space["right"])(lambda x: 42.0)
    assert solution.expected_space["right"](3.0) == 42.0


# ---- what is told


def test_parts_are_compared_by_form_and_value():
    assert disagreement([1.0, (2.0, {"a": np.ones(2)})], [1.0, [2.0, {"a": np.ones(2)}]]) == 0
    assert disagreement(3.0, 2.0) == 0.5 and disagreement(0.25, 0.5) == 0.25, "relative above 1, absolute below"
    for got, want in (
        (np.ones(2), np.ones(3)),
        (np.nan, 1.0),
        ({"a": 1.0}, {"b": 1.0}),
        ([1.0], [1.0, 1.0]),
        (1, 2),
        (1.0, 1),
        (None, [1.0]),
        (True, False),
    ):
        assert disagreement(got, want) == float("inf")
    assert disagreement(None, None) == disagreement("a", "a") == 0
    assert outcome_disagreement(Outcome(), Outcome()) == 0


def test_verify_prints_the_largest_disagreement_of_each():
    derived = {"one": {"reference": 3e-16, "complex step": 0.0}, "two": {"reference": 1e-16}}
    agreement = Agreement(derived, {"a": 0.0}, 4)
    text = Report("softmax", (), agreement=agreement).text(200)
    assert "reference 3.0e-16, complex step 0.0e+00 from SymPy's over 2 definitions" in text
    assert "Numba 0.0e+00 from the reference's over 4 calls" in text
    assert "differing" not in Report("softmax", ()).text()


@pytest.mark.parametrize("bad", [1e-3, float("inf"), float("nan")])
def test_a_disagreement_is_a_problem(bad):
    derived = Agreement({"one": {"reference": 1e-15, "Numba": bad}, "other": {"complex step": 1e-15}})
    (sentence,) = derived.problems()
    assert "one, as SymPy derives it, and the Numba disagree by" in sentence
    (sentence,) = Agreement(twins={"drawn_maps": bad, "lecture_map": 1e-16}, calls=2).problems()
    assert "in drawn_maps the reference and its twin disagree by" in sentence


@needs_numba
def test_verify_finds_a_twin_that_is_off(tmp_path):
    autotests = small_course.PLAIN
    solution = (
        "from grader import compiled, twin\n\n\ndef double(x):\n    return 2.0 * x\n\n\n@twin(of=double)\n"
        "def double_compiled(x):\n    return compiled(added)(x)\n\n\ndef added(x):\n    return x + x * 1.0000001\n"
    )
    assignment = small_course.written(tmp_path, autotests, solution)
    found = [str(problem) for problem in verify(assignment, seeds=1).problems]
    assert any("in doubles the reference and its twin disagree by 5.0e-08: mend the twin" in one for one in found)


def test_a_solution_without_definitions_has_nothing_from_sympy():
    assert compare_with_sympy(COURSE.assignment("perceptron").solution) == {}
