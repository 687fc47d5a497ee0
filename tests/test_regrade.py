"""After a change to an assignment: only what it touches is marked again, and nothing is run that was run before."""

import command
import pytest
from command import RIGHT, WRONG, handed_in, rows, run

from grader import kept
from grader.model import Call, Outcome

# Gives another wrong answer whenever it is run: that nothing was run can be seen in its marks.
DIFFERENT = "import os\n\ndef double(x):\n    return x * (3 + int.from_bytes(os.urandom(6), 'big'))\n"


@pytest.fixture
def course(tmp_path):
    return command.course(tmp_path / "course")


@pytest.fixture
def graded(course, tmp_path):
    """A course whose three students were graded once; gives what a command says the next time."""
    folder = handed_in(tmp_path / "in", ann=RIGHT, ben=WRONG, cem=DIFFERENT)
    ended = run("grade", folder, "--json", cwd=course)
    assert "3 graded;" in ended.stderr, ended.stderr

    def again():
        ended = run("grade", folder, "--json", cwd=course)
        said = ended.stderr.splitlines()[-1]
        return said.partition(";")[0], {row["student"]: row for row in rows(ended.stdout)}

    again.first = {row["student"]: row for row in rows(ended.stdout)}
    return again


def change(course, kind, old, new):
    path = course / kind / "tiny.py"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def points(row):
    return [(c["name"], c["points"], c["message"], c["misconceptions"]) for c in row["checks"]]


def message(row, check="ordinary"):
    return next(c for c in row["checks"] if c["name"] == check)["message"]


def test_comments_and_empty_lines_touch_nothing(course, graded):
    for kind in ("autotests", "solutions", "assignments"):
        change(course, kind, "\n\n\n", "\n\n\n\n# a remark\n\n")
    said, results = graded()
    assert said == "3 already graded" and results == graded.first


def test_other_points_are_given_without_running_anything(course, graded):
    change(course, "autotests", "points=40", "points=30")
    change(course, "autotests", "points=50", "points=60")
    said, results = graded()
    assert said == "3 judged again"
    assert {s: row["points"] for s, row in results.items()} == {"ann": 90, "ben": 0, "cem": 0}
    assert results["ann"]["checks"][0]["max_points"] == 30
    assert message(results["cem"]) == message(graded.first["cem"])


def test_an_expectation_that_changes_its_mind_is_asked_again_on_the_same_values(course, graded):
    change(course, "autotests", "from grader import check, prose", "from grader import check, finite, prose")
    change(course, "autotests", "points=40, public=True", "points=40, public=True, expect=finite")
    said, results = graded()
    assert said == "3 judged again"
    assert {s: row["points"] for s, row in results.items()} == {"ann": 90, "ben": 40, "cem": 40}


def test_another_reference_is_held_against_the_same_values(course, graded):
    right, wrong = "    return 2 * x\n", "    return x**2\n"
    change(course, "solutions", right, wrong)
    rest = "\n\n@misconception(of=double)\ndef without"
    change(course, "solutions", wrong + rest, right + rest)
    said, results = graded()
    assert said == "3 judged again"
    assert {s: row["points"] for s, row in results.items()} == {"ann": 0, "ben": 90, "cem": 0}
    assert results["ann"]["checks"][0]["misconceptions"] == ["squared"]


def test_a_new_mistake_touches_those_who_were_wrong_only(course, graded):
    with (course / "solutions" / "tiny.py").open("a") as file:
        file.write('\n\n@misconception(of=double)\ndef tripled(x):\n    """You added it once too often."""\n')
        file.write("    return 3 * x\n")
    said, results = graded()
    assert said == "2 judged again, 1 already graded"
    assert {s: row["points"] for s, row in results.items()} == {"ann": 90, "ben": 0, "cem": 0}
    assert graded()[0] == "3 already graded"


def test_a_new_check_is_run_and_the_others_are_not(course, graded):
    with (course / "autotests" / "tiny.py").open("a") as file:
        file.write('\n\n@check(points=5)\ndef zero(hw, rng):\n    """zero"""\n    return hw.double(np.zeros(2))\n')
    change(course, "autotests", "from grader import", "import numpy as np\n\nfrom grader import")
    said, results = graded()
    assert said == "3 graded"
    assert {s: row["points"] for s, row in results.items()} == {"ann": 95, "ben": 5, "cem": 5}
    assert message(results["cem"]) == message(graded.first["cem"])


def test_a_probe_that_makes_other_calls_is_run(course, graded):
    change(course, "autotests", "return hw.double(rng.normal(size=3))", "return hw.double(rng.normal(size=4))")
    said, results = graded()
    assert said == "3 graded"
    assert {s: row["points"] for s, row in results.items()} == {"ann": 90, "ben": 0, "cem": 0}
    assert message(results["cem"]) != message(graded.first["cem"])
    assert message(results["cem"], "negative") == message(graded.first["cem"], "negative")


def test_a_probe_that_is_written_otherwise_makes_the_same_calls(course, graded):
    probe = "hw.double(rng.normal(size=3))"
    change(course, "autotests", f"return {probe}", "x = rng.normal(size=3)\n    return hw.double(x)")
    said, results = graded()
    assert said == "3 judged again"
    assert {s: points(row) for s, row in results.items()} == {s: points(row) for s, row in graded.first.items()}


def test_what_was_seen_around_a_call_is_kept_with_it():
    seen = {"changed": True, "shared": True, "warnings": ("RuntimeWarning: overflow",), "overwrote": True}
    outcome = Outcome(1.5, calls=(Call("f", (2.0,), {}, 1.5, **seen), Call("f", (2.0,), {}, 1.5)))
    calls = kept.calls(outcome, outcome)
    assert kept.unpacked(kept.packed(kept.Kept({"one": calls}))).checks == {"one": calls}
    replay = kept.Replay(calls, kept.arguments(outcome))
    assert tuple(replay.call("f", (2.0,), {}) for _ in outcome.calls) == outcome.calls
