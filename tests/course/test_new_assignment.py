"""A scaffold runs and is sound as it stands, and nothing of the course is overwritten by it."""

import subprocess
import sys

import pytest

from grader.course.loader import Course
from grader.course.new_assignment import write_scaffold
from grader.course.student_copy import handout_text
from grader.errors import UsageError
from grader.handwork.simulated_student import SimulatedStudent, fill_skeleton
from grader.verification.verify import verify


@pytest.fixture
def course(tmp_path):
    (tmp_path / "assignments").mkdir()
    (tmp_path / "autotests").mkdir()
    return Course(tmp_path)


@pytest.mark.parametrize("name", ["momentum", "a1", "a_rather_long_name_of_an_assignment_with_many_words"])
def test_a_scaffold_passes_verify(course, name):
    assert course.names == []
    paths = write_scaffold(course, name)
    places = [path.relative_to(course.root).as_posix() for path in paths]
    assert places == [f"{folder}/{name}.py" for folder in ("assignments", "solutions", "autotests")]
    assert course.names == [name]
    assert verify(course.assignment(name)).problems == ()


def test_it_has_one_of_each(course):
    write_scaffold(course, "momentum")
    assignment = course.assignment("momentum")
    assert assignment.skeleton.title == "Momentum"
    assert [(c.public, bool(c.title)) for c in assignment.checks] == [(True, True), (False, True)]
    assert [task.kind for task in assignment.tasks] == ["answer", "prose"]
    assert len(assignment.solution.misconceptions) == 2
    assert assignment.solution.draw is not None


def test_it_can_be_handed_out_and_answered(course):
    write_scaffold(course, "momentum")
    assignment = course.assignment("momentum")
    solution = assignment.solution
    student = SimulatedStudent(solution, assignment.tasks, solution.lecture)
    text = fill_skeleton(handout_text(assignment, "s001"), student.answer_texts())
    assert "loss_by_hand = 2.125\n" in text
    assert all(result.points == result.max_points for result in student.check_results(text))


def test_it_is_clean_code(course):
    write_scaffold(course, "momentum")
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "E,F,B,I,UP,W", "--ignore", "F401"]
    done = subprocess.run([*command, "--line-length", "120", course.root], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", ["numpy", "random", "json"])
def test_a_homework_hides_no_module(course, name):
    with pytest.raises(UsageError, match=f"'{name}' is a module's name"):
        write_scaffold(course, name)
    assert list(course.root.rglob("*.py")) == []


@pytest.mark.parametrize(
    "name",
    ["", "two words", "1st", "class", "a-b", "../evil", "a/b", "_hidden", "s001__loss", "dé", "a.py", "None", "Loss"],
)
def test_a_name_that_no_file_can_have_is_refused(course, name):
    with pytest.raises(UsageError, match="cannot be the name of an assignment: take small letters"):
        write_scaffold(course, name)
    assert list(course.root.rglob("*.py")) == []


@pytest.mark.parametrize("folder", ["assignments", "solutions", "autotests"])
def test_a_file_that_is_there_is_left_alone(course, folder):
    path = course.root / folder / "momentum.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text("mine = 1\n")
    with pytest.raises(UsageError, match=rf"{folder}/momentum\.py is there already .*: choose another name"):
        write_scaffold(course, "momentum")
    assert list(course.root.rglob("*.py")) == [path]
    assert path.read_text() == "mine = 1\n"
