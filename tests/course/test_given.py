"""Files that a course gives out with a skeleton: the reference and the homework import the course's own."""

import sys

from small_course import PLAIN, put, written
from words import sentence_of, told

from grader import sandbox
from grader.course import student_copy
from grader.course.loader import Course
from grader.course.release import write_release
from grader.errors import UsageError
from grader.grading.pipeline import Grading, grade
from grader.lms import gradescope_autograder
from grader.lms.gradescope_autograder import AutograderSettings
from grader.model import Status
from grader.submissions import folders
from grader.submissions.roster import Roster
from grader.submissions.submission import read_submission

UTILS = "from shapes.plain import TWO\n\n\ndef twice(x):\n    return TWO * x\n"
SKELETON = "from utils import twice\n\nSTUDENT = ...\n\n\ndef double(x):\n    raise NotImplementedError\n"
HOMEWORK = "from utils import twice\ndef double(x): return twice(x)\n"


def course(root, two="2"):
    put(root / "assignments" / "tiny" / "utils.py", UTILS)
    put(root / "assignments" / "tiny" / "shapes" / "plain.py", f"TWO = {two}\n")
    put(root / "assignments" / "tiny" / "data" / "train.csv", "1,2\n")
    put(root / "assignments" / "tiny" / ".hidden", "no")
    return written(root, PLAIN, "from utils import twice\n\n\ndef double(x):\n    return twice(x)\n", SKELETON)


def _graded(path, assignment):
    (found,) = folders.find_files([path], "tiny", ["tiny"])
    with sandbox.start(namespaces=False, many=False, folders=assignment.course.given_folders) as box:
        result = grade(read_submission(found), Grading(assignment, box, "public"))
    return result.checks[0].verdict.status, [sentence_of(note) for note in result.notes]


def test_the_reference_and_the_homework_import_what_is_given_out(tmp_path):
    assignment = course(tmp_path / "course")
    put(tmp_path / "class" / "s001" / "hw" / "tiny.py", HOMEWORK)
    assert _graded(tmp_path / "class", assignment) == (Status.PASSED, [])
    assert not list((tmp_path / "course").rglob("__pycache__"))


def test_a_students_change_to_what_is_given_out_does_not_count_and_is_told(tmp_path):
    assignment = course(tmp_path / "course")
    put(tmp_path / "class" / "s001" / "tiny.py", HOMEWORK)
    put(tmp_path / "class" / "s001" / "utils.py", "\n" + UTILS.replace("\n", "\r\n"))
    assert _graded(tmp_path / "class", assignment) == (Status.PASSED, []), "saved by another editor"
    put(tmp_path / "class" / "s001" / "utils.py", "def twice(x): return 3 * x")
    status, notes = _graded(tmp_path / "class", assignment)
    assert status is Status.PASSED
    assert notes == [
        "utils.py was given out with the homework and is another now: what was given out was used, so that a change to "
        "it does not count."
    ]


def test_assignments_have_modules_of_one_name_each_for_itself(tmp_path):
    course(tmp_path)
    put(tmp_path / "assignments" / "other" / "utils.py", "def twice(x): return 'other'\n")
    for folder, text in {"assignments": SKELETON, "solutions": HOMEWORK, "autotests": PLAIN}.items():
        put(tmp_path / folder / "other.py", text)
    opened = Course(tmp_path)
    doubled = [opened.assignment(name).solution.space["double"](1) for name in ("tiny", "other")]
    assert doubled == [2, "other"] and "utils" not in sys.modules


def test_a_change_to_what_is_given_out_changes_what_marks_depend_on(tmp_path):
    digests = {course(tmp_path / two, two).rules_digest for two in ("2", "4 / 2")}
    put(tmp_path / "2" / "assignments" / "tiny" / "data" / "train.csv", "1,3\n")
    assert len(digests | {Course(tmp_path / "2").assignment("tiny").rules_digest}) == 3


def test_it_is_handed_out_by_start_and_by_a_release(tmp_path):
    assignment = course(tmp_path / "course")
    names = ["data/train.csv", "shapes/plain.py", "utils.py"]
    write_release(assignment, tmp_path / "release")
    given = tmp_path / "release" / "assignments" / "tiny"
    assert sorted(str(path.relative_to(given)) for path in given.rglob("*.*")) == names
    released = Course(tmp_path / "release").assignment("tiny")
    home = student_copy.write_handout(released, tmp_path / "home", "s001").parent
    assert sorted(str(path.relative_to(home)) for path in home.rglob("*.*")) == sorted([*names, "tiny.py"])
    put(home / "tiny.py", HOMEWORK)
    assert _graded(home / "tiny.py", released) == (Status.PASSED, [])

    (tmp_path / "course" / "assignments" / "tiny" / "data" / "train.csv").unlink()
    write_release(Course(tmp_path / "course").assignment("tiny"), tmp_path / "release")
    assert not (given / "data" / "train.csv").exists(), "what an earlier release gave out"


def test_start_writes_over_no_file_of_the_student(tmp_path):
    assignment = course(tmp_path / "course")
    put(tmp_path / "home" / "utils.py", "mine")
    with told(UsageError, r"utils\.py is there already, and is not what this assignment gives out"):
        student_copy.write_handout(assignment, tmp_path / "home", "s001")
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["utils.py"]


def test_it_travels_to_gradescope(tmp_path):
    members = dict(gradescope_autograder.archive_members(course(tmp_path), AutograderSettings("tiny"), Roster()))
    assert members["course/assignments/tiny/utils.py"] == UTILS.encode()
