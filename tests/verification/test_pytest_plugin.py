"""`pytest autotests`: one item for each check, held against the reference or against a homework."""

import os
import re
import shutil
import subprocess
import sys

import pytest
import small_course
from places import DATA

from grader.course.loader import Course
from grader.course.scaffold import write_assignment
from grader.handwork.simulated_student import SimulatedStudent, fill_skeleton

SLOW_START = 120


def run(root, *options):
    how = ["-p", "no:cacheprovider", "-W", "error", "-v", "-rs"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "autotests", *how, *options],
        cwd=root,
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "200", "PY_COLORS": "0"},
        timeout=SLOW_START,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def outcomes(text):
    """Each item with how it ended."""
    return dict(re.findall(r"^autotests/(\S+?) (PASSED|FAILED|SKIPPED|ERROR)", text, re.MULTILINE))


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    root = tmp_path_factory.mktemp("course")
    for folder in ("assignments", "autotests"):
        (root / folder).mkdir()
    for name in ("loss", "other"):
        write_assignment(Course(root), name)
    shutil.copy(small_course.REAL / "autotests" / "conftest.py", root / "autotests")
    (root / "pytest.ini").write_text("[pytest]\n")
    return root


def homework(root, path, *, body, held=""):
    """A homework whose function is `body` and whose answer is worked out with a misconception."""
    assignment = Course(root).assignment("loss")
    solution = assignment.solution
    texts = SimulatedStudent(solution, assignment.tasks, solution.lecture).answer_texts(held)
    text = fill_skeleton(assignment.skeleton.text, {**texts, "why_the_half": '"The derivative has no two in it."'})
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.replace("raise NotImplementedError", body))
    return path


RIGHT = "return 0.5 * float(((np.asarray(t, float) - np.asarray(o, float)) ** 2).sum())"


def test_every_check_is_an_item_and_passed_by_the_reference(course):
    code, text = run(course)
    expected = ["two_samples", "drawn_samples", "loss_by_hand"]
    passed = {f"{name}.py::{item}": "PASSED" for name in ("loss", "other") for item in expected}
    prose = {f"{name}.py::why_the_half": "SKIPPED" for name in ("loss", "other")}
    assert outcomes(text) == passed | prose
    assert "Collected; a person will mark it." in text
    assert code == 0


def test_the_course_s_own_checks_are_passed():
    code, text = run(small_course.REAL, "-v")  # the course says -q
    items = Course(small_course.REAL).assignment("perceptron").checks
    found = outcomes(text)
    assert code == 0, text
    assert {f"perceptron.py::{check.name}" for check in items} < set(found)
    assert found["perceptron.py::trace_table[7].weights"] == "PASSED"
    assert found["perceptron.py::trace_table.stop"] == "PASSED"


def test_a_reference_that_does_not_pass(course, tmp_path):
    root = tmp_path / "broken"
    shutil.copytree(course, root)
    path = root / "solutions" / "loss.py"
    path.write_text(path.read_text().replace("return 0.5 * float(", "return np.random.rand() + float(", 1))
    code, text = run(root)
    assert code == 1
    assert outcomes(text)["loss.py::two_samples"] == "FAILED"
    assert outcomes(text)["other.py::two_samples"] == "PASSED"
    assert "The reference does not pass: " in text and "Mend the check or the reference." in text
    assert "Traceback" not in text


def test_a_homework_that_is_right(course, tmp_path):
    path = homework(course, tmp_path / "s001" / "loss.py", body=RIGHT)
    code, text = run(course, "--submission", str(path))
    assert outcomes(text) == {
        "loss.py::two_samples": "PASSED",
        "loss.py::drawn_samples": "PASSED",
        "loss.py::loss_by_hand": "PASSED",
        "loss.py::why_the_half": "SKIPPED",
    }
    assert "a person will mark it" in text
    assert code == 0


def test_of_a_homework_that_is_wrong_all_is_shown_that_is_known(course, tmp_path):
    body = RIGHT.replace(".sum()", ".mean()")
    path = homework(course, tmp_path / "s001" / "loss.py", body=body, held="half_forgotten")
    code, text = run(course, "--submission", str(path))
    assert outcomes(text) == {
        "loss.py::two_samples": "FAILED",
        "loss.py::drawn_samples": "FAILED",
        "loss.py::loss_by_hand": "FAILED",
        "loss.py::why_the_half": "SKIPPED",
    }
    assert "two_samples: the loss of two samples" in text
    assert "  call 1    loss_loss(…)\n          o = [0, 1]\n" in text
    assert "  hint      You divide by the number of samples." in text and "mean_for_sum: named:" in text
    assert "  hint      You left out the half in front of the sum." in text
    assert "  exact     2.125" in text and "@check(points=" in text and "return 0.5 * float(((np.asarray" in text
    assert "Traceback" not in text and "pytest_plugin.py" not in re.sub(r"SKIPPED \[.*", "", text)
    assert code == 1


def test_a_line_of_a_module_beside_the_homework_is_quoted(course, tmp_path):
    path = homework(course, tmp_path / "s001" / "loss.py", body="import own; return own.inner(o)")
    (path.parent / "own.py").write_text("def inner(x):\n    return x[99]\n")
    _, text = run(course, "--submission", str(path))
    assert "          own.py, line 2, in inner\n            return x[99]\n" in text


def test_a_homework_runs_in_the_sandbox(course, tmp_path):
    body = "open('/tmp/out_of_the_sandbox', 'w'); " + RIGHT
    path = homework(course, tmp_path / "loss.py", body=body)
    code, text = run(course, "--submission", str(path))
    assert outcomes(text)["loss.py::two_samples"] == "FAILED"
    assert "PermissionError" in text or "OSError" in text or "FileNotFoundError" in text
    assert not os.path.exists("/tmp/out_of_the_sandbox")
    assert code == 1


def test_the_assignment_may_be_named(course, tmp_path):
    path = homework(course, tmp_path / "attempt.py", body=RIGHT)
    code, text = run(course, "--submission", str(path))
    assert "there is no assignment 'attempt'" in text and "--assignment" in text
    assert code != 0 and outcomes(text) == {}
    code, text = run(course, "--submission", str(path), "--assignment", "loss")
    assert code == 0 and outcomes(text)["loss.py::two_samples"] == "PASSED"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [(None, "is not there"), ("def loss_loss(o, t:\n", "line 1 is not Python"), ("", "the file is empty")],
)
def test_a_homework_that_cannot_be_graded(course, tmp_path, text, sentence):
    path = tmp_path / "loss.py"
    if text is not None:
        path.write_text(text)
    code, said = run(course, "--submission", str(path))
    assert sentence in said
    assert "Traceback" not in said
    assert code != 0


@pytest.mark.parametrize(
    ("case", "name", "wrong"), [("opaque_cache", "scale", "return dout * 2"), ("classes", "knn", "-self.y")]
)
def test_opaque_values_and_classes(tmp_path, case, name, wrong):
    root = tmp_path / case
    shutil.copytree(DATA / "courses" / case, root)
    shutil.copy(small_course.REAL / "autotests" / "conftest.py", root / "autotests")
    (root / "pytest.ini").write_text("[pytest]\n")
    homework = root / "class" / "ada" / f"{name}.py"
    assert run(root)[0] == run(root, f"--submission={homework}")[0] == 0
    homework.write_text(homework.read_text().replace("return dout", wrong).replace("return self.y", f"return {wrong}"))
    status, text = run(root, f"--submission={homework}")
    assert status == 1 and "FAILED" in outcomes(text).values()
