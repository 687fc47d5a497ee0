"""A release at home: public checks end as in the course, and mistakes have their names."""

import json
import shutil
from dataclasses import replace

import command
import pytest
import small_course
from places import DATA

from grader import sandbox, seeds
from grader.course.answer_key import RELEASE_FORMAT
from grader.course.loader import Course
from grader.course.release import write_release
from grader.course.student_copy import handout_text
from grader.errors import AuthorError
from grader.grading.pipeline import Grading, grade
from grader.model import Status
from grader.submissions.submission import SubmissionFile, read_submission

PUBLIC = ["and_gate", "and_gate_at_the_threshold", "lecture_trace", "ties_as_told", "lecture_criterion"]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return small_course.perceptron(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def released(course, tmp_path_factory):
    """A student's folder: a release, without a course around it."""
    dest = tmp_path_factory.mktemp("home") / "handout"
    write_release(course, dest)
    return Course(dest).assignment("perceptron")


@pytest.fixture(scope="module")
def box():
    with sandbox.start() as opened:
        yield opened


def half_step(text):
    wrong = "\n\ndef change(w, X, t, i, eta, tie):\n    return w + eta * t[i] * X[i]\n"
    return text + small_course.right_functions() + wrong


def homeworks(skeleton):
    return {
        "right": skeleton + small_course.right_functions(),
        "half": half_step(skeleton),
        "blank": skeleton,
        "raises": skeleton.replace("raise NotImplementedError", "return undefined_name"),
        "none": skeleton.replace("raise NotImplementedError", "return None"),
        "filled": skeleton.replace("trace_table = ...", "trace_table = [(1, 2, 3, 4)]").replace("e = ...", "e = 0,16"),
    }


def at_home(assignment, path, box):
    grading = Grading(assignment, box, seeds.PUBLIC_SEED, public_only=True)
    return grade(read_submission(SubmissionFile(path, path.name, "", assignment.name)), grading)


@pytest.mark.parametrize("kind", ["right", "half", "blank", "raises", "none", "filled"])
def test_at_home_each_check_ends_as_in_the_course(course, released, box, tmp_path, kind):
    path = tmp_path / "perceptron.py"
    path.write_text(homeworks(handout_text(released, "s001"))[kind], encoding="utf-8")

    one, other = at_home(course, path, box), at_home(released, path, box)

    assert one.error is None
    assert [replace(c, seconds=0) for c in other.checks] == [replace(c, seconds=0) for c in one.checks]
    assert (other.student, other.seed, other.points) == (one.student, "public", one.points)


def test_at_home_a_right_homework_passes_and_a_mistake_is_named_with_its_hint(released, box, tmp_path):
    texts = homeworks(handout_text(released, "s001"))
    results = {}
    for kind in ("right", "half", "blank"):
        path = tmp_path / kind / "perceptron.py"
        path.parent.mkdir()
        path.write_text(texts[kind], encoding="utf-8")
        result = at_home(released, path, box)
        results[kind] = {c.name: c.verdict for c in result.checks}
        if kind == "half":
            assert result.hints["half_step"].startswith("Your steps are half as long")

    assert {results["right"][name].status for name in PUBLIC} == {Status.PASSED}
    assert results["half"]["lecture_trace"].misconceptions == ("half_step",)
    assert {v.status for v in results["blank"].values()} == {Status.NOT_ATTEMPTED}


def test_every_mistake_that_travels_is_named_at_home_as_in_the_course(course, released):
    live, recorded = course.answer_key(seeds.PUBLIC_SEED), released.answer_key(seeds.PUBLIC_SEED)
    hints = json.loads((released.course.root / "answers" / "perceptron.json").read_text())["hints"]

    for check in released.checks:
        for name, wrong in recorded.wrong_outcomes(check).items():
            mine = live.wrong_outcomes(next(c for c in course.checks if c.name == check.name))[name]
            assert [c.changed for c in wrong.calls] == [c.changed for c in mine.calls]
            assert repr([(c.function, c.args, c.kwargs, c.value) for c in wrong.calls]) == repr(
                [(c.function, c.args, dict(c.kwargs), c.value) for c in mine.calls]
            )
            assert recorded.hint(name) == hints[name] == live.hint(name)


def test_answers_that_do_not_fit_the_checks_ask_for_the_release_again(released, tmp_path):
    shutil.copytree(released.course.root, tmp_path / "home")
    path = tmp_path / "home" / "answers" / "perceptron.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    other = data["checks"]["lecture_trace"]
    for broken in (
        "{",
        [],
        {"format": RELEASE_FORMAT},
        data | {"declared": [{"kind": "code"}]},
        data | {"checks": {}},
        data | {"checks": {"and_gate": {"reference": ["@"]}}},
        data | {"checks": {"and_gate": other}},
    ):
        path.write_text(broken if isinstance(broken, str) else json.dumps(broken))
        with pytest.raises(AuthorError, match="get the release once more"):
            Course(tmp_path / "home").assignment("perceptron").answer_key(seeds.PUBLIC_SEED).expected(
                released.checks[0]
            )


TWO = """
import numpy as np
from grader import check, close, unchanged

@check(points=40, public=True, expect=close & unchanged)
def doubles(hw, rng):
    \"\"\"twice\"\"\"
    return hw.double(np.array([1.0, 2.0])), hw.double(np.array([-3.0, 4.0]))

@check(points=60)
def hidden_none(hw, rng):
    \"\"\"twice nothing\"\"\"
    return hw.double(np.zeros(2))
"""
TWO_WRONG = """
from grader import misconception

def double(x):
    return 2 * x

@misconception(of=double)
def in_place(x):
    "You change your input."
    x *= 2
    return x * 1

@misconception(of=double)
def absolute(x):
    "You lose the sign."
    return 2 * abs(x)

@misconception(of=double)
def crashes(x):
    "Only ever raises."
    raise ValueError

@misconception(of=double)
def one_at_zero(x):
    "At zero you return one."
    return 2 * x + (x == 0)
"""


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("x *= 2; return x * 1", "in_place"),
        ("return 2 * abs(x)", "absolute"),
        ("raise ValueError", ""),
        ("return 2 * x + (x < 0)", ""),
        ("return 2 * x", ""),
    ],
)
def test_what_only_a_later_call_or_a_changed_input_shows_is_told_at_home_too(tmp_path, box, code, named):
    there = small_course.written(tmp_path / "course", TWO, TWO_WRONG)
    write_release(there, tmp_path / "out")
    path = tmp_path / "tiny.py"
    path.write_text(f"def double(x):\n    {code}\n")

    results = [at_home(assignment, path, box) for assignment in (there, Course(tmp_path / "out").assignment("tiny"))]

    one, other = ([replace(check, seconds=0) for check in result.checks] for result in results)
    assert one == other
    assert one[0].verdict.misconceptions == ((named,) if named else ())


def test_a_mistake_that_no_public_check_can_name_stays_in_the_course(tmp_path):
    write_release(small_course.written(tmp_path / "course", TWO, TWO_WRONG), tmp_path / "out")
    answers = json.loads((tmp_path / "out" / "answers" / "tiny.json").read_text())
    assert set(answers["hints"]) == {"in_place", "absolute"} == set(answers["checks"]["doubles"]["misconceptions"])


# ---- formats


def test_a_release_without_a_format_number_opens_and_checks_the_same(tmp_path):
    """The data are what the last version without a number wrote, and what its `grader check --json` said there."""
    home = tmp_path / "release_1"
    shutil.copytree(DATA / "forms" / "release_1", home)
    ended = command.run("check", "s001__tiny.py", "--json", cwd=home)
    (result,) = command.rows(ended.stdout)
    assert (ended.returncode, ended.stderr) == (1, "")
    before = json.loads((home / "check.json").read_text(encoding="utf-8"))
    assert [{k: check[k] for k in was} for check, was in zip(result["checks"], before, strict=True)] == before
    started = handout_text(Course(home).assignment("tiny"), "s002")
    assert 'NUMBERS = "row 3"' in started and "X_1 = 4" in started and "ETA = 0.7" in started


@pytest.mark.parametrize("number", [4, "1", None, 1.0])
def test_a_release_of_a_newer_format_is_refused_before_anything_of_it_is_run(released, tmp_path, number):
    shutil.copytree(released.course.root, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "answers" / "perceptron.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    assert data["format"] == RELEASE_FORMAT
    path.write_text(json.dumps({**data, "format": number}), encoding="utf-8")
    small_course.put(tmp_path / "autotests" / "perceptron.py", "from grader import a_name_of_tomorrow\n")
    with pytest.raises(AuthorError) as told:
        Course(tmp_path).assignment("perceptron")
    assert str(told.value) == (
        f"{path} has format {number}, but this grader reads none above 3: "
        "install the grader that your course gives out with this release"
    )
