"""A scaffold runs and is sound as it stands, and nothing that is there already is overwritten by it."""

import re
import subprocess
import sys
import tomllib

import command
import pytest

from grader import config, files
from grader.course import scaffold
from grader.course.loader import Course
from grader.course.scaffold import write_assignment
from grader.course.student_copy import handout_text
from grader.errors import UsageError
from grader.handwork.simulated_student import SimulatedStudent, fill_skeleton
from grader.submissions.deadlines import LatePolicy
from grader.verification.verify import verify


@pytest.fixture
def course(tmp_path):
    (tmp_path / "assignments").mkdir()
    (tmp_path / "autotests").mkdir()
    return Course(tmp_path)


@pytest.mark.parametrize("name", ["momentum", "a1", "a_rather_long_name_of_an_assignment_with_many_words"])
def test_a_scaffold_passes_verify(course, name):
    assert course.names == []
    paths = write_assignment(course, name)
    places = [path.relative_to(course.root).as_posix() for path in paths]
    assert places == [f"{folder}/{name}.py" for folder in ("assignments", "solutions", "autotests")]
    assert course.names == [name]
    assert verify(course.assignment(name)).problems == ()


def test_it_has_one_of_each(course):
    write_assignment(course, "momentum")
    assignment = course.assignment("momentum")
    assert assignment.skeleton.title == "Momentum"
    assert [(c.public, bool(c.title)) for c in assignment.checks] == [(True, True), (False, True)]
    assert [task.kind for task in assignment.tasks] == ["answer", "prose"]
    assert len(assignment.solution.misconceptions) == 2
    assert assignment.solution.draw is not None


def test_it_can_be_handed_out_and_answered(course):
    write_assignment(course, "momentum")
    assignment = course.assignment("momentum")
    solution = assignment.solution
    student = SimulatedStudent(solution, assignment.tasks, solution.lecture)
    text = fill_skeleton(handout_text(assignment, "s001"), student.answer_texts())
    assert "loss_by_hand = 2.125\n" in text
    assert all(result.points == result.max_points for result in student.check_results(text))


def test_it_is_clean_code(course):
    write_assignment(course, "momentum")
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "E,F,B,I,UP,W", "--ignore", "F401"]
    done = subprocess.run([*command, "--line-length", "120", course.root], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", ["numpy", "random", "json"])
def test_a_homework_hides_no_module(course, name):
    with pytest.raises(UsageError, match=f"'{name}' is a module's name"):
        write_assignment(course, name)
    assert list(course.root.rglob("*.py")) == []


@pytest.mark.parametrize(
    "name",
    ["", "two words", "1st", "class", "a-b", "../evil", "a/b", "_hidden", "s001__loss", "dé", "a.py", "None", "Loss"],
)
def test_a_name_that_no_file_can_have_is_refused(course, name):
    with pytest.raises(UsageError, match="cannot be the name of an assignment: take small letters"):
        write_assignment(course, name)
    assert list(course.root.rglob("*.py")) == []


@pytest.mark.parametrize("folder", ["assignments", "solutions", "autotests"])
def test_a_file_that_is_there_is_left_alone(course, folder):
    path = course.root / folder / "momentum.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text("mine = 1\n")
    with pytest.raises(UsageError, match=rf"{folder}/momentum\.py is there already .*: choose another name"):
        write_assignment(course, "momentum")
    assert list(course.root.rglob("*.py")) == [path]
    assert path.read_text() == "mine = 1\n"


def test_a_new_course_is_made_of_these_files_and_verified(tmp_path):
    said = command.run("init", "deep/nn101", cwd=tmp_path)
    root = tmp_path / "deep" / "nn101"
    names = ["README.md", "LICENSE", "pyproject.toml", ".gitignore", "course.secret"]
    names += [f"{folder}/{scaffold.FIRST}.py" for folder in ("assignments", "solutions", "autotests")]
    assert said.returncode == 0
    assert said.stdout.splitlines()[:-1] == [f"Wrote deep/nn101/{name}" for name in names]
    assert {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()} == set(names)
    assert [path.name for path in root.parent.iterdir()] == ["nn101"]
    assert command.run("verify", "--quick", cwd=root).stdout.endswith("no problems\n")
    assert not re.search(r"\$\w", "".join((root / name).read_text() for name in names))


def test_each_course_has_a_secret_that_git_does_not_take(tmp_path):
    for name in ("one", "two"):
        scaffold.write_course(tmp_path / name)
    assert len({Course(tmp_path / name).secret for name in ("one", "two")}) == 2
    subprocess.run(["git", "init", "-q", tmp_path / "one"], check=True)
    for name in ("course.secret", "grades.sqlite", "grades.sqlite-wal", "roster.csv", "submissions/ann/a.py"):
        asked = subprocess.run(["git", "check-ignore", "-q", name], cwd=tmp_path / "one", check=False)
        assert asked.returncode == 0, name


def test_every_setting_is_explained_and_works_once_its_hash_is_taken_away(tmp_path):
    scaffold.write_course(tmp_path / "nn101")
    path = tmp_path / "nn101" / "pyproject.toml"
    path.write_text(re.sub(r"^# (\w+ = )", r"\1", path.read_text(), flags=re.MULTILINE))
    settings = config.read_settings(path.parent)
    assert set(settings) == set(config._SETTINGS)
    assert LatePolicy.parse(settings["late"]).per_unit > 0
    assert set(settings["due"]) <= set(Course(path.parent).names)


@pytest.mark.parametrize("name", ["nn101", "Neural Networks (2026)", "grader", "é", '"]'])
def test_a_course_is_called_by_its_folder_and_installed_by_a_name_of_its_own(tmp_path, name):
    scaffold.write_course(tmp_path / name)
    project = tomllib.loads((tmp_path / name / "pyproject.toml").read_text())["project"]
    assert re.fullmatch(r"course(-[a-z0-9]+)*", project["name"])
    assert (tmp_path / name / "README.md").read_text().startswith(f"# {name}\n")


@pytest.mark.parametrize("there", ["mine", "mine/README.md", "mine/folder/file"])
def test_nothing_is_written_where_something_is(tmp_path, there):
    path = tmp_path / there
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    said = command.run("init", "mine", cwd=tmp_path)
    assert said.returncode == 2
    assert said.stderr.startswith("Error: mine is there already and not empty, and is left as it is: name a new folder")
    assert sorted(tmp_path.rglob("*")) == before and path.read_text() == "mine"


def test_an_empty_folder_becomes_a_course(tmp_path):
    assert command.run("init", ".", cwd=tmp_path).returncode == 0
    assert Course(tmp_path).names == [scaffold.FIRST]


def test_a_clone_of_an_empty_repository_becomes_a_course(tmp_path):
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    assert command.run("init", ".", cwd=tmp_path).returncode == 0
    assert Course(tmp_path).names == [scaffold.FIRST]


def test_where_the_last_file_cannot_be_written_there_is_none(tmp_path, monkeypatch):
    write = files.write_new

    def full(path, *arguments, **options):
        if path.parent.name == "autotests":
            raise UsageError("the disk is full")
        write(path, *arguments, **options)

    monkeypatch.setattr(files, "write_new", full)
    with pytest.raises(UsageError, match="full"):
        scaffold.write_course(tmp_path / "nn101")
    assert list(tmp_path.iterdir()) == []
