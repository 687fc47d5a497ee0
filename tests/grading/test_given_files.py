"""Files given out beside a skeleton: homework reads them, at home and while it is graded; hidden ones never."""

import os

import pytest
from command import run
from small_course import put, written
from words import sentence_of, words

from grader import sandbox
from grader.course.loader import Course
from grader.course.release import write_release
from grader.course.student_copy import write_handout
from grader.errors import UsageError
from grader.grading.pipeline import Grading, grade
from grader.model import Status
from grader.nbgrader.source_notebook import write_source_notebook
from grader.submissions.submission import SubmissionFile, read_submission

SOLUTION = """
import numpy as np

with open("scale.txt") as file:
    SCALE = float(file.read())


def total(path):
    return SCALE * np.loadtxt(path, delimiter=",").sum()
"""
AUTOTESTS = '''
from pathlib import Path

import numpy as np

from grader import check

HIDDEN = Path(__file__).parent / "tiny" / "hidden.csv"


@check(points=50, public=True)
def training(hw, rng):
    """the training data"""
    return hw.total("data/train.csv")


@check(points=50)
def held_out(hw, rng):
    """what nobody has seen"""
    return hw.total("data/train.csv") * np.loadtxt(HIDDEN, delimiter=",").mean()
'''
SKELETON = 'STUDENT = ...\n\n\ndef total(path):\n    """The sum."""\n    raise NotImplementedError\n'
BY_FILE = SOLUTION.replace('"scale.txt"', 'Path(__file__).parent / "scale.txt"')
RIGHT = {
    "as the reference": SOLUTION,
    "by the file's own place": "from pathlib import Path\n" + BY_FILE,
    "line by line": """
import csv

def total(path):
    with open("./scale.txt") as file:
        scale = float(file.readline())
    with open(path, newline="") as file:
        return scale * sum(float(x) for row in csv.reader(file) for x in row)
""",
}


@pytest.fixture
def assignment(tmp_path):
    root = tmp_path / "course"
    for path, text in {
        "assignments/tiny/data/train.csv": "1,2\n3,4\n",
        "assignments/tiny/scale.txt": "0.5\n",
        "autotests/tiny/hidden.csv": "7,8\n",
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return written(root, AUTOTESTS, SOLUTION, SKELETON)


def statuses(assignment, source, tmp_path, **how):
    path = put(tmp_path / "tiny.py", source)
    with sandbox.start(folders=assignment.course.given_folders, **how) as box:
        grading = Grading(assignment, box, "public")
        result = grade(read_submission(SubmissionFile(path, path.name, "s001", "tiny")), grading)
    return [check.verdict.status for check in result.checks]


HOSTS = [{}, {"namespaces": False}, {"fresh": True}]


@pytest.mark.parametrize("how", HOSTS, ids=["namespaces", "Landlock alone", "an interpreter each"])
@pytest.mark.parametrize("source", RIGHT.values(), ids=RIGHT)
def test_a_homework_reads_what_was_given_out(assignment, source, how, tmp_path):
    assert statuses(assignment, source, tmp_path, **how) == [Status.PASSED] * 2


@pytest.mark.parametrize("to", ["../../solutions/tiny.py", "../../solutions", "nowhere", "scale.txt"])
def test_a_link_among_what_is_given_out_is_refused_with_the_remedy(assignment, to):
    (assignment.given / "data" / "more").symlink_to(to)
    done = run("verify", "tiny", cwd=assignment.course.root)
    said = " ".join(done.stderr.split())
    assert done.returncode == 2 and "data/more is a link, which homework cannot follow: put in its place" in said


@pytest.mark.parametrize("folder", ["", "hw/deep/"])
def test_a_module_that_is_given_out_reads_the_data_beside_it(assignment, folder, tmp_path):
    module = "from pathlib import Path\n\nimport numpy as np\n\n\ndef total(path):\n"
    module += "    beside = Path(__file__).parent\n"
    module += '    return float((beside / "scale.txt").read_text()) * np.loadtxt(beside / path, delimiter=",").sum()\n'
    put(assignment.given / "reading.py", module)
    path = put(tmp_path / folder / "tiny.py", "from reading import total\n")
    with sandbox.start(folders=assignment.course.given_folders) as box:
        read = read_submission(SubmissionFile(str(path), "tiny.py", "s001", "tiny", place=f"{folder}tiny.py"))
        result = grade(read, Grading(assignment, box, "public"))
    assert [check.verdict.status for check in result.checks] == [Status.PASSED] * 2


@pytest.mark.parametrize("how", HOSTS, ids=["namespaces", "Landlock alone", "an interpreter each"])
def test_a_homework_can_neither_write_there_nor_read_anything_beside_it(assignment, how, tmp_path):
    root = assignment.course.root.resolve()
    tries = {
        "write": 'open("scale.txt", "a")',
        "make": 'open("new.txt", "w")',
        "hidden": f"open({str(root / 'autotests' / 'tiny' / 'hidden.csv')!r})",
        "solution": 'open("../../solutions/tiny.py")',
        "skeleton": 'open("../tiny.py")',
    }
    with sandbox.start(folders=assignment.course.given_folders, **how) as box:
        source = "\n".join(f"def {name}():\n    return {text}.read()" for name, text in tries.items())
        with box.open(["tiny.py"], [source], folder=str(assignment.given.resolve())) as session:
            for name in tries:
                session.begin_check()
                fault = session.call(name, (), {}).fault
                assert fault is not None and fault.base in ("PermissionError", "FileNotFoundError", "OSError"), name
    assert (assignment.given / "scale.txt").read_text() == "0.5\n"


def test_where_the_course_stands_is_not_told(assignment, tmp_path):
    source = """
import os
from pathlib import Path

os.listdir(os.getcwd() + "/none")
HERE = Path(__file__).resolve().parent

def total(path):
    raise OSError(f"no {HERE}/data, {HERE}")
"""
    path = put(tmp_path / "tiny.py", source)
    with sandbox.start(folders=assignment.course.given_folders) as box:
        result = grade(
            read_submission(SubmissionFile(path, path.name, "s001", "tiny")), Grading(assignment, box, "public")
        )
    assert "no data, ." in words(result.checks[0].verdict).message
    assert [str(tmp_path) in sentence_of(note) for note in result.notes] == [False]


def test_start_and_release_give_the_files_and_no_others(assignment, tmp_path):
    (assignment.given / "old.txt").write_text("")
    write_release(assignment, tmp_path / "out")
    (assignment.given / "old.txt").unlink()
    write_release(assignment, tmp_path / "out")
    given = {"tiny.py", "scale.txt", "data/train.csv"}
    for course, home in ((assignment.course, "one"), (Course(tmp_path / "out"), "two")):
        write_handout(course.assignment("tiny"), tmp_path / home, None)
        there = {p.relative_to(tmp_path / home).as_posix() for p in (tmp_path / home).rglob("*") if p.is_file()}
        assert there == given
    assert not any("hidden" in str(path) for path in (tmp_path / "out").rglob("*"))


def test_a_source_notebook_has_them_beside_it(assignment, tmp_path):
    (tmp_path / "nb").mkdir()
    written = write_source_notebook(assignment, tmp_path / "nb")
    beside = tmp_path / "nb" / "source" / "tiny"
    assert {beside / "scale.txt", beside / "data" / "train.csv"} <= set(written)
    assert (beside / "scale.txt").read_text() == "0.5\n"


def test_check_at_home_reads_them_too(assignment, tmp_path):
    write_release(assignment, tmp_path / "out")
    write_handout(Course(tmp_path / "out").assignment("tiny"), tmp_path / "home", None)
    put(tmp_path / "home" / "tiny.py", SOLUTION)
    ended = run("check", tmp_path / "home" / "tiny.py", cwd=tmp_path / "out")
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_a_file_of_somebody_elses_is_not_written_over(assignment, tmp_path):
    put(tmp_path / "home" / "scale.txt", "mine\n")
    with pytest.raises(UsageError, match=r"scale\.txt is there already, and is not what this assignment gives out"):
        write_handout(assignment, tmp_path / "home", None)
    assert (tmp_path / "home" / "scale.txt").read_text() == "mine\n" and not (tmp_path / "home" / "tiny.py").exists()


@pytest.mark.parametrize("path", ["assignments/tiny/scale.txt", "autotests/tiny/hidden.csv"])
def test_other_data_are_another_assignment(assignment, path):
    before = assignment.digest
    (assignment.course.root / path).write_text("0.25\n")
    assert Course(assignment.course.root).assignment("tiny").digest != before


@pytest.mark.skipif(os.name == "nt" or os.getuid() == 0, reason="root reads every file")
def test_files_that_cannot_be_read_are_told_before_anybody_loses_by_it(assignment, tmp_path):
    (assignment.given / "scale.txt").chmod(0)
    with pytest.raises(UsageError, match="let everybody read its files"):
        statuses(assignment, SOLUTION, tmp_path)
