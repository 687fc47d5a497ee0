"""Homework that tries to tell its hidden inputs: nothing of them is in any text that a student reads."""

import html
import json
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pytest
import small_course
import telltales
from places import DATA

from grader import sandbox
from grader.course.loader import Course
from grader.grading.pipeline import Grading, grade
from grader.lms import gradescope_runner
from grader.lms.gradescope_autograder import AutograderSettings
from grader.model import ABSENT, CheckResult, Finding, Result
from grader.reports import pages, records, text_report, wording
from grader.submissions.submission import SubmissionFile, read_submission

SECRETS = "a secret of seven words or so", "another one of which nobody has heard"
AUTOTESTS = '''
import numpy as np

from grader import accuracy, check, close, raised, scored, unchanged


def how_near(got, want):
    """Tells more than it may."""
    right = np.isclose(np.ravel(got)[: len(want)], want[: np.size(got)]) if np.size(got) else [0]
    return float(np.mean(right)), f"{np.sum(right)} of {want.tolist()} in {got}"


@check(points=20, expect=close & unchanged)
def many(hw, rng):
    """doubling of many numbers"""
    return hw.double(rng.normal(size=int(rng.integers(1000, 2000))))


@check(points=10)
def letters(hw, rng):
    """letters cannot be doubled"""
    return raised(hw.double, ["".join(map(chr, rng.integers(97, 123, size=9)))])


@check(points=20, public=True)
def few(hw, rng):
    """doubling of three numbers"""
    return hw.double(rng.normal(size=3))


@check(points=20)
def under_a_word(hw, rng):
    """the sum under a word"""
    return hw.named(rng.normal(size=int(rng.integers(5, 99))), "".join(map(chr, rng.integers(97, 123, size=9))))


@check(points=5)
def twice(hw, rng):
    """twice, and half of what came back"""
    first, again = hw.double(rng.normal(size=7)), hw.double(rng.normal(size=7))
    return first[0] / 2, again[1] / 2, first


@check(points=5, expect=accuracy(full=0.9, none=0.1))
def shares(hw, rng):
    """most of many"""
    return np.sign(np.nan_to_num(hw.double(rng.normal(size=40)))).astype(int)


@check(points=5, expect=scored(how_near))
def scores(hw, rng):
    """as many as can be"""
    return hw.double(rng.normal(size=40))


@check(points=10, task="Holder")
def held(hw, rng):
    """what it holds"""
    return hw.Holder(rng.normal(size=int(rng.integers(5, 99)))).W


@check(points=5, public=True)
def shown_sum(hw, rng):
    """the sum under a word of three letters"""
    return hw.named(rng.normal(size=4), "sum")
'''
SKELETON = '''
"""Doubling."""

STUDENT = ...
NUMBERS = "lecture"


def double(x):
    """Return 2 x; ValueError for letters."""
    raise NotImplementedError


def named(x, word):
    """Return {word: the sum of x}."""
    raise NotImplementedError


class Holder:
    """Its numbers are the attribute W."""

    def __init__(self, W):
        raise NotImplementedError
'''
SOLUTION = '''
import numpy as np

from grader import misconception


def double(x):
    return 2 * np.asarray(x, float)


def named(x, word):
    return {word: float(np.sum(x))}


class Holder:
    def __init__(self, W):
        self.W = W


@misconception(of=double)
def squared(x):
    """You multiplied x with itself."""
    return np.asarray(x, float) ** 2


@misconception(of=double)
def without_sign(x):
    """You lost the sign."""
    return abs(2 * np.asarray(x, float))
'''
MOST_TEXTS = 2**8  # of one hidden check; each is one of a closed list
DIGITS = 5  # of a number that are looked for
PARTS = 12  # of an array


class Graded(NamedTuple):
    """One of two homeworks that try to tell in one way, by inputs that follow from a secret of its own."""

    what: str
    choice: bool  # the input chooses how it ends
    words: frozenset[object]  # that may stand in a finding
    traces: frozenset[str]  # of hidden inputs and of what comes of them
    result: Result

    def found(self, text: str) -> list[str]:
        """The traces of hidden inputs in a text, however it is broken into lines."""
        plain = "".join(html.unescape(text).lower().split()).replace(".", "")
        return [trace for trace in self.traces if trace in plain]

    def hidden(self) -> list[CheckResult]:
        return [check for check in self.result.checks if not check.public]


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> list[Graded]:
    tmp_path, courses = tmp_path_factory.mktemp("graded"), DATA / "courses"
    assignments = {
        "tiny": small_course.written(tmp_path / "course", AUTOTESTS, SOLUTION, SKELETON),
        "knn": Course(courses / "classes").assignment("knn"),
        "scale": Course(courses / "opaque_cache").assignment("scale"),
    }
    found = []
    with sandbox.start() as box:
        gradings = {name: [Grading(one, box, secret) for secret in SECRETS] for name, one in assignments.items()}
        known = {name: [(words(one), traces(one)) for one in two] for name, two in gradings.items()}
        for name, what, two in telltales.homework():
            for grading, about, source in zip(gradings[name], known[name], two, strict=True):
                suffix = ".ipynb" if source.startswith("{") else ".py"
                path = small_course.put(tmp_path / "in" / f"{name}{suffix}", source)
                result = grade(read_submission(SubmissionFile(path, path.name, "s001", name)), grading)
                found.append(Graded(f"{name}: {what}", two[0] == two[1], *about, result))
    return found


def test_all_are_graded_and_what_they_are_given_differs(graded):
    assert len(graded) >= 2 * 200
    assert all(one.result.error is None and one.hidden() for one in graded)
    for one, other in zip(graded[::2], graded[1::2], strict=True):
        assert one.what == other.what and one.traces and other.traces and not one.traces & other.traces


def test_two_that_tell_different_things_are_told_the_same(graded):
    pairs = [(one.what, said(one), said(other)) for one, other in zip(graded[::2], graded[1::2], strict=True)]
    told = [pair for pair, one in zip(pairs, graded[::2], strict=True) if not one.choice and pair[1] != pair[2]]
    assert told == []


def test_what_is_said_of_hidden_checks_is_put_together_from_few_words(graded):
    for one in graded:
        for check in one.hidden():
            verdict = check.verdict
            assert (verdict.call, verdict.got, verdict.want) == (None, ABSENT, ABSENT), one.what
            more = {leaf for finding in verdict.findings for leaf in leaves(finding)} - one.words
            assert not more, (one.what, check.name, verdict.findings)


def test_what_the_input_can_choose_among_is_a_closed_list(graded):
    closed = {key for key in wording.ENGLISH if key.startswith(("fault.", "hidden.", "cause."))}
    closed |= {"differs.none", "differs.input", "differs.earlier", "differs.holds"}
    assert len(closed) <= MOST_TEXTS
    assert {finding.key for one in graded for check in one.hidden() for finding in check.verdict.findings} <= closed
    texts: dict[str, set[tuple[str, ...]]] = {}
    for one in graded:
        for check, words_of in zip(one.hidden(), said(one), strict=True):
            texts.setdefault(check.task, set()).add(words_of)
    print("texts that are said of hidden checks:", {task: len(different) for task, different in texts.items()})
    assert all(1 < len(different) <= MOST_TEXTS for different in texts.values())


# What is said has been held already to be of few words: of what it is shown in, some are enough where time is short.
some_or_all = pytest.mark.parametrize("every", [9, pytest.param(1, marks=pytest.mark.long)])


@some_or_all
def test_nothing_of_a_hidden_input_is_in_what_a_student_reads(graded, every):
    read = ((one, form, text) for one in graded[::every] for form, text in forms(one.result))
    assert [(one.what, form, found) for one, form, text in read if (found := one.found(text))] == []


@some_or_all
def test_nothing_of_a_hidden_input_is_in_feedback_inside_nbgrader(graded, every):
    pytest.importorskip("nbgrader")
    from grader.nbgrader.cell_results import CellGrading

    for one in graded[::every]:
        cells = [(f"check-{check.task.replace('.', '-')}", 10.0) for check in one.result.checks]
        for show_hidden in (False, True):
            told = CellGrading({}, show_hidden).cell_results(one.result, cells).values()
            assert one.found("".join(cell.html + cell.text + cell.comment for cell in told)) == [], one.what


def said(one: Graded) -> list[tuple[str, ...]]:
    """How each hidden check ended, and all that is said of it."""
    rows = zip(one.result.checks, records.as_dict(one.result)["checks"], strict=True)
    parts = ("status", "message", "hint", "call", "got", "want", "credit", "points")
    return [tuple(str(row.get(part, "")) for part in parts) for check, row in rows if not check.public]


def forms(result: Result) -> Iterator[tuple[str, str]]:
    """All that a student can be given of a result."""
    yield "text", text_report.student_feedback(result)
    yield "page", pages.page_html(pages.student_page(result)).partition("</style>")[2]
    there = gradescope_runner.gradescope_results(result, result, AutograderSettings(""))
    yield "Gradescope", json.dumps([there["tests"], there["output"]])
    rows = records.as_dict(result)["checks"]
    yield "JSON", json.dumps([[row.get(part) for part in ("message", "hint", "call", "got", "want")] for row in rows])


def traces(grading: Grading) -> frozenset[str]:
    """Texts by which hidden inputs, and what comes of them, would be known again."""
    hidden = [check for check in grading.assignment.checks if not check.public]
    calls = [call for check in hidden for call in grading.key.expected(check).calls]
    return frozenset(trace for call in calls for part in (*call.args, call.value) for trace in traces_of(part))


def traces_of(value: object) -> Iterator[str]:
    if isinstance(value, np.ndarray):
        yield from (str(size) for size in value.shape if size > 999)
        yield from (trace for part in value.ravel()[:PARTS].tolist() for trace in traces_of(part))
    elif isinstance(value, float) and value != round(value, 3):
        yield f"{abs(value):.16e}".replace(".", "")[:DIGITS]
        yield np.float64(value).tobytes().hex()
    elif isinstance(value, (list, tuple, dict)):
        yield from (trace for part in [*value] for trace in traces_of(part))
        yield from (trace for part in (value.values() if isinstance(value, dict) else ()) for trace in traces_of(part))
    elif isinstance(value, str) and value != "ValueError":
        yield value


def words(grading: Grading) -> frozenset[object]:
    """What may stand in a finding of a hidden check: names and places of the contract, nothing of a homework's."""
    wanted = [grading.key.expected(check) for check in grading.assignment.checks]
    calls = [call for want in wanted for call in want.calls]
    names = {call.function for call in calls} | grading.assignment.skeleton.names | {"ValueError", 0.9, 0.1}
    results = [one.value for one in (*wanted, *calls)]
    places = {place for value in results if isinstance(value, tuple) for place in range(len(value))}
    keys = {key for value in results if isinstance(value, dict) for key in value} & grading.assignment.skeleton.words
    parts = {name for want in wanted for named in want.part_names.values() for name in named}
    return frozenset({*names, *places, *keys, *parts})


def leaves(value: object) -> Iterator[object]:
    """What stands in a finding, its keys left out; the index of an array's entry is one of them."""
    if isinstance(value, Finding):
        yield from value.values.get("path", ())
        yield from (leaf for name, part in value.values.items() if name != "path" for leaf in leaves(part))
    elif isinstance(value, (list, tuple)):
        yield from (leaf for part in value for leaf in leaves(part))
    elif value is not None and value != "":
        yield value
