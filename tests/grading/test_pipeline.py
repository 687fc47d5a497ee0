"""Homework of every style through the real sandbox: right ones keep every point, wrong ones lose what they should.

A folder of tests/data/submissions is an assignment; its `expected.toml` says what each wrong homework should get, on
the lecture's numbers and the public seed. A check that an entry does not name is right, and a right one needs no entry.

    failed, raised, timed_out, not_attempted, pending    how these checks end; a sheet may keep a part of its points
    either      chance decides: right or failed
    named       what mistake is named ("this or that" where two give the same), and where; nowhere else may one be named
    points      all that a machine decides
    otherwise   where the file's own `# expect: task=word` (or a step's name) is not what it gets, and why
    note        why

`logsumexp` stands for every check of that task, `trace_table[2-7].picked` for rows 2 to 7.
"""

import re
import tomllib
from collections import Counter
from dataclasses import replace
from functools import cache

import pytest
from places import HOMEWORK, ROOT
from words import words

from grader import sandbox
from grader.course import loader
from grader.gradebook import recorded_calls, recorded_results
from grader.grading.pipeline import Grading, grade_with_calls
from grader.model import Kind, Status
from grader.submissions import submission
from grader.submissions.submission import SubmissionFile

FOLDERS = sorted(path for path in (HOMEWORK).iterdir() if path.is_dir())
FILES = [path for folder in FOLDERS for path in sorted(folder.iterdir()) if path.suffix in (".py", ".ipynb")]
RIGHT = [path for path in FILES if path.name.startswith("right_")]
WRONG = [path for path in FILES if path.name.startswith("wrong_")]
ENDS = ("failed", "raised", "timed_out", "not_attempted", "pending", "either")
WORDS = {*ENDS, "named", "points"}


def _id(path):
    return f"{path.parent.name}-{path.stem}"


@cache
def _expected(folder):
    return tomllib.loads((folder / "expected.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def graded():
    """What grades a file of these folders; each file once."""
    with sandbox.start() as running:

        @cache
        def grading(name):
            assignment = loader.Course(ROOT).assignment(name)
            return Grading(assignment, running, "public", lecture_for_all=True)

        @cache
        def marked(path):
            name = path.parent.name
            return grade_with_calls(
                submission.read_submission(SubmissionFile(path, path.name, "", name)), grading(name)
            )

        def one(path):
            return marked(path).result

        def again(path):
            """The same file marked from what was kept of its calls."""
            name = path.parent.name
            before = recorded_calls.unpack_calls(recorded_calls.pack_calls(marked(path).calls))
            return grade_with_calls(
                submission.read_submission(SubmissionFile(path, path.name, "", name)), grading(name), before
            )

        one.again = again
        yield one


def _machine(result):
    """The checks that a machine decides."""
    return [c for c in result.checks if c.kind is not Kind.PROSE]


def _spelt_out(names, result):
    """The checks that an entry means."""
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


@pytest.mark.parametrize("path", RIGHT, ids=_id)
def test_a_right_homework_keeps_every_point(path, graded):
    result = graded(path)
    lost = [
        (c.name, c.verdict.status.value, words(c.verdict).message)
        for c in _machine(result)
        if c.points != c.max_points or c.verdict.status is not Status.PASSED
    ]
    assert (result.error, lost) == (None, [])


def _timeless(result):
    checks = [replace(check, seconds=0) for check in result.checks]
    return recorded_results.as_data(replace(result, checks=tuple(checks)))


@pytest.mark.parametrize("path", FILES, ids=_id)
def test_marked_again_from_what_was_kept_it_gets_the_same_and_is_not_run(path, graded):
    again = graded.again(path)
    assert not again.ran
    assert _timeless(again.result) == _timeless(graded(path))


@pytest.mark.parametrize("path", WRONG, ids=_id)
def test_a_wrong_homework_loses_what_it_should_and_no_more(path, graded):
    result = graded(path)
    entry = _expected(path.parent)[path.name]
    want = dict.fromkeys((c.name for c in _machine(result)), "passed")
    for end in ENDS:
        want |= dict.fromkeys(_spelt_out(entry.get(end, []), result), end)
    got = {c.name: c.verdict.status.value for c in _machine(result)}
    for name, end in want.items():
        if end == "either" and got[name] in ("passed", "failed", "raised"):
            got[name] = "either"
    assert result.error is None
    assert {n: (got[n], want[n]) for n in want if got[n] != want[n]} == {}
    assert result.points < sum(c.max_points for c in _machine(result))
    if "points" in entry:
        assert abs(float(result.points) - entry["points"]) < 1e-3


@pytest.mark.parametrize("path", WRONG, ids=_id)
def test_a_mistake_is_named_where_it_is_made_and_nowhere_else(path, graded):
    result = graded(path)
    want: dict[str, str] = {}
    for mistake, names in _expected(path.parent)[path.name].get("named", {}).items():
        want |= dict.fromkeys(_spelt_out(names, result), mistake)
    got = {c.name: " or ".join(c.verdict.misconceptions) for c in result.checks if c.verdict.misconceptions}
    assert got == want
    assert all(result.hints[name] for c in result.checks for name in c.verdict.misconceptions)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_every_wrong_homework_is_accounted_for(folder):
    """An entry without a file, and a file without an entry, would guard nothing."""
    expected = _expected(folder)
    assert {p.name for p in WRONG if p.parent == folder} <= expected.keys() <= {p.name for p in folder.iterdir()}
    for name, entry in expected.items():
        assert set(entry) <= {"otherwise", "note"} | (set() if name.startswith("right_") else WORDS), name


def test_every_assignment_has_homework_of_either_kind():
    of = Counter((path.parent.name, path.name.split("_")[0]) for path in FILES)
    assert {name for name, _ in of} == {path.stem for path in (ROOT / "solutions").glob("*.py")}
    assert all(number >= 5 for number in of.values()) and len(of) == 2 * len(FOLDERS), of


@pytest.mark.parametrize("path", FILES, ids=_id)
def test_a_file_gets_what_it_says_of_itself(path, graded):
    """`# expect: task=right` in a file's head, written before anything was graded, holds task by task, step by step."""
    text = "\n".join(submission.read_submission(SubmissionFile(path, path.name, "", path.parent.name)).cells)
    entry = _expected(path.parent).get(path.name, {})
    said = dict(re.findall(r"^# expect: (\w+) ?= ?(\w+)", text, re.MULTILINE))
    differs = {task for task, word in said.items() if not _is(word, task, graded(path))}
    assert differs == set(entry.get("otherwise", {}))


def _is(word, task, result):
    checks = [c for c in result.checks if task in (c.task, c.name)]
    assert checks, f"there is no task or step {task}"
    if checks[0].kind is Kind.PROSE:
        return True
    kept = all(c.points == c.max_points for c in checks)
    ends = {c.verdict.status for c in checks}
    partial = any(c.points for c in checks) and not kept
    return {
        "right": kept,
        "wrong": not kept,
        "partial": partial,
        "pending": Status.PENDING in ends,
        "not_attempted": ends == {Status.NOT_ATTEMPTED},
    }[word]


def test_names_of_the_course_never_reach_a_hidden_check(graded):
    """Feedback on hidden checks shows neither call nor values, whoever hands in what."""
    for path in FILES[::4]:
        for check in graded(path).checks:
            if check.kind is Kind.CODE and not check.public:
                shown = words(check.verdict).call, words(check.verdict).got, words(check.verdict).want
                assert shown == ("", "", ""), (path.name, check.name)
