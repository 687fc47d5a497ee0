"""Drawing's quick look at a sheet says the same as marking it does: on numbers that are accepted and on others."""

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings, strategies as st
from places import ROOT

from grader import seeds
from grader.checks.declarations import Task
from grader.course import loader
from grader.course.solution import Solution
from grader.followthrough import nodes
from grader.handwork.simulated_student import (
    NAMED_RIGHTLY,
    STEP_ERRORS,
    SimulatedStudent,
    answer_literal,
    answers_source,
    handwork_misconceptions,
    read_back,
)
from grader.model import Kind, Status
from grader.submissions import answer_sheet
from grader.verification.draw_numbers import Acceptance

COURSE = loader.Course(ROOT)
DRAWN = [name for name in COURSE.names if COURSE.assignment(name).rows]
NUMBERS = st.one_of(
    st.integers(-(10**6), 10**6),
    st.fractions(max_denominator=10**6),
    st.floats(allow_nan=False, width=64),
    st.builds(Fraction, st.integers(-(10**9), 10**9), st.sampled_from([10**k for k in range(18)])),
    st.builds(lambda a, b: Fraction(a, b) ** 9, st.integers(-99, 99), st.integers(1, 99)),
)
VALUES = st.one_of(NUMBERS, st.none(), st.sampled_from(["yes", "no", "0.5", "a'b"]), st.lists(NUMBERS).map(tuple))


@given(VALUES)
def test_a_value_is_read_as_from_a_file(value):
    assert read_back(value) == answer_sheet.parse_answers(f"x = {answer_literal(value)}\n").read_answer("x")


# ---- a sheet of every kind of step


SHEET = """
from fractions import Fraction
from grader import misconception, step

def given_number(a):
    return a

def rest(a, b):
    return a - b

@step
def first(a, b):
    return given_number(a) * b

@step
def second(first, b):
    return rest(first, b)

@step
def both(first, second):
    return (rest(second, first), first * second)

@step
def links(a, links):
    return tuple(given_number(n) - 1 if n > 1 else None for n in (a, *links)[:4] if n is not None)

@step
def fell(first, second):
    return "yes" if rest(second, first) < 0 else "no"

@step
def share(b, second):
    return second / rest(b, 1)

@step
def last(share, both):
    return share + both[0]

@misconception(of=given_number)
def a_little_more(a):
    return a + Fraction(1, 100)

@misconception(of=given_number)
def twice(a):
    return 2 * a

@misconception(of=given_number)
def doubled(a):
    return a + a

@misconception(of=rest)
def the_other_way(a, b):
    return b - a

@misconception(of=rest)
def far_apart(a, b):
    return 10 * (a - b)

@misconception(of=rest)
def as_float(a, b):
    return float(a - b)

@misconception(of=last)
def last_alone(share, both):
    return both[0] if both[0] else None
"""


def _solution():
    space = {"__name__": "sheet"}
    exec(SHEET, space)
    return Solution(space)


SOLUTION = _solution()
STEPS = tuple(SOLUTION.steps)


def end(function, *arguments):
    """What a call gives, or how it stops."""
    try:
        return function(*arguments)
    except STEP_ERRORS as error:
        return type(error)


def slow_parts(student, solution, name):
    """The whole chain of every sheet, once by the reference and once by who holds the misconception."""
    values = {**student.numbers}
    return any(
        nodes.compute_steps(t.steps, solution.wrong_space(name), values)
        != nodes.compute_steps(t.steps, solution.space, values)
        for t in student.tasks
    )


TENTHS = st.integers(-30, 30).map(lambda n: Fraction(n, 10))


@settings(max_examples=60)
@given(st.one_of(st.integers(-6, 6), TENTHS), st.one_of(st.integers(-6, 6), TENTHS), st.sampled_from([None, 2, 4]))
def test_a_sheet_is_told_as_it_is_marked(a, b, digits):
    task = Task("sheet", Kind.WORKSHEET, Fraction(7), digits=digits, steps=STEPS)
    for name in SOLUTION.misconceptions:
        student = SimulatedStudent(SOLUTION, [task], {"a": a, "b": b})
        assert end(student.differs, name) == end(slow_parts, student, SOLUTION, name)
        held = end(student.naming_of, name)
        assert end(student.is_named_rightly, name) == (held if isinstance(held, type) else held in NAMED_RIGHTLY)


def test_these_sheets_end_in_every_way():
    """What is accepted, what does not show, what waits for a person, what is named as another."""
    task = Task("sheet", Kind.WORKSHEET, Fraction(7), steps=STEPS)
    told = {
        str(end(SimulatedStudent(SOLUTION, [task], {"a": Fraction(a, 10), "b": Fraction(b, 10)}).naming_of, name))
        for name in SOLUTION.misconceptions
        for a in range(-6, 7, 3)
        for b in range(0, 13, 2)
    }
    assert {"itself", "together", "unseen", "left to a person"} <= told


# ---- the real assignments


def slowly(assignment, numbers):
    """Whether a student may be given these numbers, by marking every sheet as a whole."""
    tasks = [task for task in assignment.tasks if task.kind is not Kind.FORMULA]
    student = SimulatedStudent(assignment.solution, tasks, numbers)
    names = [m.name for m in handwork_misconceptions(assignment.solution, student.tasks)]
    if not all(student.differs(name) for name in names):
        return False
    right = student.check_results(answers_source(student.answer_texts()))
    return all(r.verdict.status is Status.PASSED for r in right) and all(
        student.naming_of(n) in NAMED_RIGHTLY for n in names
    )


def candidates(assignment, count):
    """Numbers as they are drawn, and twice as many into which some numbers of other rows were mixed."""
    rng, mix = seeds.generator("candidates", assignment.name, "any"), random.Random(assignment.name)
    drawn = filter(None, iter(lambda: assignment.solution.draw(rng), ...))
    plain = [dict(next(drawn)) for _ in range(count)]
    mixed = [
        numbers | {k: other[k] for k in mix.sample(sorted(numbers), 1 + mix.randrange(len(numbers) // 2))}
        for numbers in plain
        for other in mix.sample(plain, 2)
    ]
    return plain + mixed


def agree(name, count, every=1):
    assignment, ends = COURSE.assignment(name), []
    accepts = Acceptance(assignment, assignment.solution)
    for numbers in candidates(assignment, count)[::every]:
        ends.append(end(accepts, numbers))
        assert ends[-1] == end(slowly, assignment, numbers), numbers
    return ends


def test_what_is_drawn_is_accepted_as_by_marking_everything():
    assert {True, False} <= {end for name in DRAWN for end in agree(name, 2, every=3)}


@pytest.mark.long
@pytest.mark.parametrize("name", DRAWN)
def test_a_few_hundred_draws_are_accepted_as_by_marking_everything(name):
    ends = agree(name, 100)
    assert len(ends) == 300 and {True, False} <= set(ends)


@pytest.mark.parametrize("name", DRAWN)
def test_every_single_misconception_is_told_as_it_is_marked(name):
    """Acceptance stops at the first that does not show; here all are looked at."""
    assignment = COURSE.assignment(name)
    student = SimulatedStudent(assignment.solution, assignment.tasks, assignment.solution.lecture)
    for mistake in handwork_misconceptions(assignment.solution, student.tasks):
        assert student.is_named_rightly(mistake.name) == (student.naming_of(mistake.name) in NAMED_RIGHTLY), (
            mistake.name
        )
