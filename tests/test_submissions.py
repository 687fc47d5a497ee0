"""Homework of every style through the real sandbox: right ones keep every point, wrong ones lose what they should."""

import re
import tomllib
from pathlib import Path

import pytest

from grader import course, sandbox, submission
from grader.grade import Grading, grade
from grader.model import Kind, Status
from grader.submission import Found

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "tests" / "submissions" / "perceptron"
FILES = sorted(path for path in FOLDER.iterdir() if path.suffix in (".py", ".ipynb"))
EXPECTED = tomllib.loads((FOLDER / "expected.toml").read_text(encoding="utf-8"))
ENDS = ("failed", "raised", "timed_out", "not_attempted", "pending", "either")


@pytest.fixture(scope="session")
def grading():
    assignment = course.find(ROOT).assignment("perceptron")
    with sandbox.start() as running:
        yield Grading(assignment, assignment.key("public"), running, "public", lecture_for_all=True)


def _graded(path, grading):
    return grade(submission.read(Found(path, path.name, "", "perceptron")), grading)


def _spelt_out(names, result):
    """The checks that an entry means: a task's name stands for all of its, `[2-7]` for rows 2 to 7."""
    made = set()
    for name in names:
        span = re.fullmatch(r"(\w+)\[(\d+)-(\d+)\](.*)", name)
        if span:
            made |= {f"{span[1]}[{i}]{span[4]}" for i in range(int(span[2]), int(span[3]) + 1)}
            continue
        of_task = {c.name for c in result.checks if c.task == name}
        made |= of_task or {name}
    unknown = made - {c.name for c in result.checks}
    assert not unknown, f"expected.toml names what is no check: {sorted(unknown)}"
    return made


@pytest.mark.parametrize("path", [p for p in FILES if p.name.startswith("right_")], ids=lambda p: p.stem)
def test_a_right_homework_keeps_every_point(path, grading):
    result = _graded(path, grading)
    lost = [
        (c.name, c.verdict.status.value, c.verdict.message) for c in result.checks
        if c.kind is not Kind.PROSE and (c.points != c.max_points or c.verdict.status is not Status.PASSED)
    ]
    assert (result.error, lost, result.points) == (None, [], 85)


@pytest.mark.parametrize("path", [p for p in FILES if p.name.startswith("wrong_")], ids=lambda p: p.stem)
def test_a_wrong_homework_loses_what_it_should_and_no_more(path, grading):
    result = _graded(path, grading)
    entry = EXPECTED[path.name]
    want = dict.fromkeys((c.name for c in result.checks if c.kind is not Kind.PROSE), "passed")
    for end in ENDS:
        want |= dict.fromkeys(_spelt_out(entry.get(end, []), result), end)
    got = {c.name: c.verdict.status.value for c in result.checks if c.kind is not Kind.PROSE}
    for name, end in want.items():
        if end == "either" and got[name] in ("passed", "failed", "raised"):
            got[name] = "either"
    assert result.error is None
    assert {n: (got[n], want[n]) for n in want if got[n] != want[n]} == {}


@pytest.mark.parametrize("path", [p for p in FILES if p.name.startswith("wrong_")], ids=lambda p: p.stem)
def test_a_mistake_is_named_where_it_is_made_and_nowhere_else(path, grading):
    result = _graded(path, grading)
    want: dict[str, tuple[str, ...]] = {}
    for mistake, names in EXPECTED[path.name].get("named", {}).items():
        want |= dict.fromkeys(_spelt_out(names, result), (mistake,))
    got = {c.name: c.verdict.misconceptions for c in result.checks if c.verdict.misconceptions}
    assert got == want
    assert all(c.verdict.hint for c in result.checks if c.verdict.misconceptions)


def test_every_wrong_homework_loses_something_and_is_accounted_for(grading):
    """An entry without a file, and a file without an entry, would guard nothing."""
    names = {p.name for p in FILES if p.name.startswith("wrong_")}
    assert names == EXPECTED.keys()
    assert all(set(entry) <= {*ENDS, "named", "note"} for entry in EXPECTED.values())
    assert len(names) >= 35 and len(FILES) - len(names) >= 35
    for path in FILES:
        if path.name in names:
            assert _graded(path, grading).points < 85, path.name


def test_the_first_forty_agree_with_what_they_say_of_themselves(grading):
    """`# expect: task=right` in a file's head holds task by task, but for the readings that expected.toml explains."""
    milder = {"trace_table", "one_update", "number_of_updates"}  # how hand work is read is ours to say: see the notes
    for path in FILES:
        said = dict(re.findall(r"^# expect: (\w+)=(\w+)", path.read_text(encoding="latin-1"), re.MULTILINE))
        if not said:
            continue
        result = _graded(path, grading)
        for task, word in said.items():
            kept = all(c.points == c.max_points for c in result.checks if c.task == task)
            if word == "right":
                assert kept, (path.name, task)
            elif task not in milder:
                assert not kept, (path.name, task)


def test_names_of_the_course_never_reach_a_hidden_check(grading):
    """Feedback on hidden checks shows neither call nor values, whoever hands in what."""
    for path in FILES[::4]:
        for check in _graded(path, grading).checks:
            if check.kind is Kind.CODE and not check.public:
                shown = check.verdict.call, check.verdict.got, check.verdict.want
                assert shown == ("", "", ""), (path.name, check.name)
