"""A solution file: its steps, its traces, and each known mistake as the whole file with one function wrong."""

import pytest

from grader.checks.declarations import Trace, misconception, numbers, step, trace
from grader.course.solution import Solution
from grader.followthrough.nodes import parameter_names

SOURCE = '''
def square(x):
    return x * x

def double(x):
    return x + x

def both(x, *, y=1):
    """square and double"""
    def inner():
        return double(x)
    return square(x) + [double(x) for _ in (1,)][0] * y + 0 * inner()

def alone(x):
    return x

@step
def answer(both_of):
    return both_of

@misconception(of=square)
def cubed(x):
    """You cube."""
    return x ** 3

@misconception(of=double)
def halved(x):
    """You halve the right double,
    and then again."""
    return double(x) / 4

@misconception(of=double, along=[cubed])
def two_mistakes(x):
    """You do both."""
    return square(x)

@misconception(of=both)
def wrapped(x, *, y=1):
    """You negate."""
    return -both(x, y=y)

@numbers(lecture={"x": 3})
def draw(rng):
    return {"x": 4}

def first(x):
    return {"n": 0}

def following(n):
    return n + 1

table = trace(start=first, ends="nothing is left", n=following)
'''


@pytest.fixture
def solution():
    space = {"step": step, "misconception": misconception, "numbers": numbers, "trace": trace}
    exec(SOURCE, space)
    return Solution(space)


def test_what_a_file_declares_is_found(solution):
    assert list(solution.misconceptions) == ["cubed", "halved", "two_mistakes", "wrapped"]
    assert list(solution.steps) == ["answer"] and list(solution.traces) == ["table"]
    assert solution.lecture == {"x": 3} and solution.draw(None) == {"x": 4}
    assert solution.traces["table"] == Trace("first", (("n", "following"),), "nothing is left")


def test_the_docstring_is_the_hint(solution):
    assert solution.misconceptions["halved"].hint == "You halve the right double,\nand then again."


def test_what_calls_the_wrong_function_gets_the_wrong_one(solution):
    assert solution.space["both"](3) == 15
    assert solution.wrong_space("cubed")["both"](3) == 33 and solution.wrong_space("cubed")["square"](2) == 8


def test_a_wrong_function_may_call_the_right_one_that_it_replaces(solution):
    wrong = solution.wrong_space("halved")
    assert wrong["double"](8) == 4 and wrong["both"](2) == 5
    assert solution.wrong_space("wrapped")["both"](3) == -15


def test_mistakes_held_together_reach_each_other(solution):
    wrong = solution.wrong_space("two_mistakes")
    assert wrong["double"](3) == 27 and wrong["square"](3) == 27, "its double squares, and its square cubes"
    assert wrong["both"](2) == 16


def test_the_reference_stays_as_it_is(solution):
    for name in solution.misconceptions:
        solution.wrong_space(name)["both"](2)
    assert solution.space["both"](3) == 15 and solution.space["double"](3) == 6
    assert solution.wrong_space("cubed") is solution.wrong_space("cubed")


def test_defaults_and_keywords_survive(solution):
    assert solution.wrong_space("cubed")["both"](2, y=10) == 48


def test_which_functions_a_function_stands_on(solution):
    assert solution.uses("both") == {"both", "square", "double"} and solution.uses("alone") == {"alone"}
    assert solution.uses("missing") == set()


def test_which_mistakes_can_show_where(solution):
    def names(*functions):
        return [m.name for m in solution.misconceptions_in(list(functions))]

    assert names("both") == ["cubed", "halved", "two_mistakes", "wrapped"]
    assert names("square") == ["cubed", "two_mistakes"] and names("alone") == []
    assert names("alone", "double") == ["halved", "two_mistakes"]


def test_a_steps_parameters_name_what_it_needs(solution):
    assert parameter_names(solution.steps["answer"]) == ("both_of",)


def test_a_file_without_anything_declares_nothing():
    empty = Solution({})
    assert (empty.misconceptions, empty.traces, empty.steps, empty.draw, empty.lecture) == ({}, {}, {}, None, {})
