"""Every known mistake of the perceptron homework, made from start to end: it costs points and is called by its name."""

import re
from fractions import Fraction

import pytest
from homeworks import Homeworks
from words import words

from grader import sandbox, seeds
from grader.followthrough import nodes, tables
from grader.grading.pipeline import Grading, grade
from grader.model import Kind, Status
from grader.submissions import submission
from grader.submissions.submission import SubmissionFile

HOMEWORKS = Homeworks("perceptron")
ASSIGNMENT, SOLUTION = HOMEWORKS.assignment, HOMEWORKS.solution
ASKED = tuple(ASSIGNMENT.skeleton.functions)
TRACE = SOLUTION.traces["trace_table"]
BY_HAND = (TRACE.start, *(function for _, function in TRACE.columns))


def _touching(functions):
    return [m.name for m in SOLUTION.misconceptions_in(list(functions))]


OF_CODE, OF_TABLE, OF_ANSWERS = _touching(ASKED), _touching(BY_HAND), _touching(["number_of_updates", "one_update"])


@pytest.fixture(scope="module")
def running():
    with sandbox.start() as started:
        yield started


@pytest.fixture(scope="module")
def graded(running, tmp_path_factory):
    gradings = {}

    def one(source, secret="public", for_all=True):
        path = tmp_path_factory.mktemp("student") / "perceptron.py"
        path.write_text(source, encoding="utf-8")
        if (secret, for_all) not in gradings:
            gradings[secret, for_all] = Grading(ASSIGNMENT, running, secret, lecture_for_all=for_all)
        grading = gradings[secret, for_all]
        return grade(submission.read_submission(SubmissionFile(path, path.name, "", "perceptron")), grading)

    return one


# ---- code: the solution's own source with the wrong function in the place of the right one


def _code(result):
    return [c for c in result.checks if c.kind is Kind.CODE]


def test_the_reference_written_out_as_a_homework_passes_every_check(graded):
    for secret in ("public", "one", "two"):
        assert {c.verdict.status for c in _code(graded(HOMEWORKS.source(), secret))} == {Status.PASSED}


@pytest.mark.parametrize("secret", ["public", pytest.param("another", marks=pytest.mark.long)])
@pytest.mark.parametrize("mistake", OF_CODE)
def test_a_mistake_in_code_costs_points_and_is_named_as_itself(mistake, secret, graded):
    result = graded(HOMEWORKS.source(mistake), secret)
    lost = [c for c in _code(result) if c.verdict.status is not Status.PASSED]
    names = [c.verdict.misconceptions for c in lost if c.verdict.misconceptions]
    assert sum(c.points for c in _code(result)) <= sum(c.max_points for c in _code(result)) - 2
    assert names, f"{mistake} fails {[c.name for c in lost]} and is named nowhere"
    assert all(mistake in named for named in names), names
    assert result.hints[mistake] == SOLUTION.misconceptions[mistake].hint


def test_there_are_as_many_mistakes_as_the_curriculum_lists():
    """The bank's A01-A25 and A30, but for A06 and A23 that it leaves out itself."""
    assert len(OF_CODE) >= 30 and len(OF_TABLE) >= 10 and len(OF_ANSWERS) >= 7
    assert {*OF_CODE, *OF_TABLE, *OF_ANSWERS} == SOLUTION.misconceptions.keys()


def test_two_mistakes_in_one_function_are_named_each_where_it_alone_shows(graded):
    """A start ignored and convergence always reported show in different checks: neither hides the other."""
    both = (
        HOMEWORKS.source("given_start_ignored")
        + "\n\n\n"
        + """
first = perceptron_fit
def perceptron_fit(*args, **kwargs):
    return (*first(*args, **kwargs)[:2], True)
"""
    )
    named = {c.name: c.verdict.misconceptions for c in _code(graded(both)) if c.verdict.misconceptions}
    assert named["rate_and_start"] == ("given_start_ignored",) and named["not_separable"] == ("always_converged",)


# ---- by hand: the table and the answers of somebody who holds a mistake throughout


def _rows():
    """Some drawn rows: those of the course where it has a table of them, else fresh ones."""
    if ASSIGNMENT.rows:
        return {f"row {i}": ASSIGNMENT.rows[i - 1] for i in (1, len(ASSIGNMENT.rows) // 2, len(ASSIGNMENT.rows))}
    drawn = [seeds.draw(SOLUTION.draw, bool, seed="tests", assignment="perceptron", row=i)[0] for i in (1, 2, 3)]
    return {f"drawn {i}": numbers for i, numbers in enumerate(drawn, 1)}


DRAWN = _rows()


def table_of(mistake, numbers, more=3):
    """What a student with the mistake writes; where it never ends, a few rows more than the right table has."""
    exact = tables.compute_trace(TRACE, SOLUTION.space, numbers)
    rows = tables.compute_trace(TRACE, SOLUTION.wrong_space(mistake), numbers)[: len(exact) + more]
    return tables.flatten_rows(rows, TRACE), tables.flatten_rows(exact, TRACE)


def _file(numbers, table=None, **answers):
    constants = "\n".join(f"{key.upper()} = {seeds.as_text(value)}" for key, value in numbers.items())
    rows = "..." if table is None else "[" + ", ".join(f"({', '.join(map(str, row))})" for row in table) + "]"
    told = "\n".join(f"{name} = {value}" for name, value in answers.items())
    return f"{constants}\ntrace_table = {rows}\n{told}\n"


def _hand(result, task):
    return [c for c in result.checks if c.task == task]


def _on(numbers, monkeypatch):
    """Everybody's numbers are these."""
    monkeypatch.setattr(SOLUTION.draw, "grader_lecture", dict(numbers))


@pytest.mark.parametrize("mistake", OF_TABLE)
def test_a_mistake_held_throughout_a_table_is_named_on_drawn_numbers(mistake, graded, monkeypatch):
    shown = 0
    for label, numbers in DRAWN.items():
        _on(numbers, monkeypatch)
        table, exact = table_of(mistake, numbers)
        if table == exact:
            continue
        shown += 1
        marks = _hand(graded(_file(numbers, table)), "trace_table")
        names = [c.verdict.misconceptions for c in marks if c.verdict.misconceptions]
        assert sum(c.points for c in marks) < 25, label
        assert names and all(mistake in named for named in names), (label, mistake, names)
        assert all(len(named) <= 2 for named in names), (label, names)
    assert shown or not ASSIGNMENT.rows, f"{mistake} shows on none of the drawn rows"


@pytest.mark.parametrize("mistake", OF_TABLE)
def test_a_mistake_that_shows_on_the_lectures_numbers_is_named_there(mistake, graded):
    """Where it writes the same table as the right rule, as the lecture's own numbers allow, nothing is lost."""
    table, exact = table_of(mistake, SOLUTION.lecture)
    marks = _hand(graded(_file(SOLUTION.lecture, table)), "trace_table")
    names = [c.verdict.misconceptions for c in marks if c.verdict.misconceptions]
    if table == exact:
        assert (names, sum(c.points for c in marks)) == ([], 25)
    else:
        assert names and all(mistake in named for named in names), names
        assert sum(c.points for c in marks) < 25


def test_which_mistakes_the_lectures_own_numbers_hide():
    """Known from the curriculum (3.2): scan orders and tie = neg look the same on three points."""
    hidden = {m for m in OF_TABLE if table_of(m, SOLUTION.lecture)[0] == table_of(m, SOLUTION.lecture)[1]}
    assert hidden == {"tie_is_negative", "scan_restarted", "stayed_on_sample"}


@pytest.mark.parametrize("mistake", [m for m in OF_ANSWERS if m not in OF_TABLE])
@pytest.mark.parametrize("label", ["lecture", *DRAWN])
def test_a_mistake_in_a_short_answer_is_named(mistake, label, graded, monkeypatch):
    numbers = SOLUTION.lecture if label == "lecture" else DRAWN[label]
    _on(numbers, monkeypatch)
    task = next(of for of in SOLUTION.misconceptions[mistake].wrong)
    exact = tables.flatten_rows(tables.compute_trace(TRACE, SOLUTION.space, numbers), TRACE)
    values = {**numbers, "trace_table": exact}
    value = Fraction(nodes.call_step(SOLUTION.wrong_space(mistake)[task], values))
    right = Fraction(nodes.call_step(SOLUTION.space[task], values))
    (check,) = _hand(graded(_file(numbers, exact, **{task: seeds.as_text(value)})), task)
    if (label, mistake) == ("lecture", "input_forgotten"):  # 0.2 may be 0.16 with fewer digits: a person decides
        assert check.verdict.status is Status.PENDING
    elif value != right:
        assert (check.verdict.status, check.points) == (Status.FAILED, 0)
        assert mistake in check.verdict.misconceptions and len(check.verdict.misconceptions) <= 2
    assert label == "lecture" or value != right, "drawn numbers keep every mistake apart from what is right"


@pytest.mark.parametrize("label", ["lecture", *DRAWN])
def test_the_right_answers_get_everything_on_any_numbers(label, graded, monkeypatch):
    numbers = SOLUTION.lecture if label == "lecture" else DRAWN[label]
    _on(numbers, monkeypatch)
    exact = tables.flatten_rows(tables.compute_trace(TRACE, SOLUTION.space, numbers), TRACE)
    change = numbers["learning_rate"] * (numbers["target"] - numbers["output"]) * numbers["x_i"]
    result = graded(_file(numbers, exact, number_of_updates=len(exact), one_update=seeds.as_text(change)))
    assert sum(c.points for c in result.checks if c.kind in (Kind.ANSWER, Kind.WORKSHEET)) == 35


def test_the_points_sum_to_a_hundred_as_the_curriculum_shares_them():
    points = {}
    for item in ASSIGNMENT.declared:
        task = item.name if not hasattr(item, "probe") else item.task
        points[task] = points.get(task, 0) + item.points
    assert points == {
        "mp_neuron": 10,
        "perceptron_fit": 30,
        "perceptron_criterion": 10,
        "trace_table": 25,
        "number_of_updates": 5,
        "one_update": 5,
        "why_xor_never_converges": 8,
        "why_zero_is_a_fake_optimum": 7,
    }


def test_every_hint_is_a_sentence_to_the_student():
    for mistake in SOLUTION.misconceptions.values():
        assert re.match(r"^[A-Zn`].{20,240}[.]$", mistake.hint.replace("\n", " ")), mistake.name
