"""The autograder for Gradescope, run in a folder laid out like /autograder: every field of results.json, no way out."""

import json
import os
import re
import subprocess
import sysconfig
import venv
import zipfile
from pathlib import Path

import command
import pytest
import small_course
from command import RIGHT, WRONG, kept_sandboxes, run
from places import HOMEWORK

from grader.lms import gradescope_runner

VISIBLE = {"visible", "hidden", "after_due_date", "after_published"}
LENT = ("numpy", "numpy.libs", "click", "rich", "pygments", "markdown_it", "mdurl", "sympy", "mpmath")


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    """An environment as setup.sh makes one, its packages lent: nothing is downloaded."""
    home = tmp_path_factory.mktemp("python")
    venv.create(home, with_pip=False, symlinks=True)
    place = next(home.glob("lib/python*/site-packages"))
    for lent in LENT:
        there = Path(sysconfig.get_paths()["purelib"]) / lent
        if there.exists():
            (place / lent).symlink_to(there)
    return home


def exported(course, *more):
    ended = run("export", "gradescope", *more, "-o", "autograder.zip", cwd=course)
    assert ended.returncode == 0, ended.stderr
    return ended


def unpacked(course, root):
    """As Gradescope builds the image: the zip in source/, the script beside it."""
    (root / "source").mkdir(parents=True)
    (root / "results").mkdir()
    with zipfile.ZipFile(course / "autograder.zip") as archive:
        assert {"setup.sh", "run_autograder"} <= set(archive.namelist())
        for info in archive.infolist():
            path = Path(archive.extract(info, root / "source"))
            path.chmod(info.external_attr >> 16)
    (root / "source" / "run_autograder").replace(root / "run_autograder")
    return root


def handed_in(root, files, users=()):
    """Put these files where Gradescope puts them."""
    folder = root / "submission"
    subprocess.run(["rm", "-rf", str(folder), str(root / "results" / "results.json")], check=True)
    for name, text in files.items():
        small_course.put(folder / name, text)
    folder.mkdir(exist_ok=True)
    people = [{"email": mail, "id": 7 + i, "name": "=Eve, Ada"} for i, mail in enumerate(users)]
    (root / "submission_metadata.json").write_text(json.dumps({"id": 5, "users": people, "previous_submissions": []}))


def graded(root, files):
    """Run it on these files as Gradescope does; return results.json (None without one) and what was printed."""
    handed_in(root, files)
    clean = {"PATH": os.environ["PATH"], "HOME": str(root), "LANG": "C.UTF-8"}
    ended = subprocess.run(
        [str(root / "run_autograder")], cwd=root, env=clean, capture_output=True, text=True, timeout=120, check=False
    )
    path = root / "results" / "results.json"
    return (json.loads(path.read_text()) if path.exists() else None), ended.stdout + ended.stderr


def results_of(root):
    """What this process writes to results.json of the files there."""
    with kept_sandboxes():
        assert gradescope_runner.main(root) == 0
    return json.loads((root / "results" / "results.json").read_text())


def results(root, files, users=()):
    handed_in(root, files, users)
    return results_of(root)


def valid(found):
    """Gradescope's own rules."""
    assert isinstance(found["score"], int | float) and "execution_time" not in found
    assert {found["visibility"], found["stdout_visibility"]} <= VISIBLE
    assert {found[f"{what}_format"] for what in ("output", "test_output", "test_name")} == {"text"}
    for test in found["tests"]:
        assert test["visibility"] in VISIBLE and isinstance(test["name"], str) and isinstance(test["output"], str)
        assert test.get("status") in ("passed", "failed", None) and ("score" in test) == ("max_score" in test)
        assert 0 <= test.get("score", 0) <= test.get("max_score", 0)
        assert isinstance(test["number"], str) and all(isinstance(tag, str) for tag in test["tags"])
    assert sum(test.get("score", 0) for test in found["tests"]) == pytest.approx(found["score"], abs=1e-3)
    return found


@pytest.fixture(scope="module")
def there(tmp_path_factory, packages):
    place = tmp_path_factory.mktemp("gradescope")
    course = command.course(place / "course")
    (course / "pyproject.toml").write_text('[tool.grader]\nsecret_file = "s"\nroster = "list.csv"\n')
    (course / "s").write_text(small_course.SECRET)
    (course / "list.csv").write_text("student,email,grade so far\ns001,Ada@example.com,hopeless\n")
    said = exported(course, "tiny").stderr
    assert "10 points wait for a person: set 'Autograder points' to 90" in said
    root = unpacked(course, place / "autograder")
    (root / "source" / "python").symlink_to(packages)
    return root


def test_right_homework_gets_its_points_and_each_field(there):
    found = valid(graded(there, {"tiny.py": RIGHT + 'why = "because"\n'})[0])
    assert found["score"] == 90 and len(found["tests"]) == 3
    public, hidden, prose = found["tests"]
    assert (public["name"], public["score"], public["max_score"]) == ("double: ordinary numbers", 40, 40)
    assert (public["status"], public["visibility"], public["number"]) == ("passed", "visible", "1.1")
    assert (hidden["score"], hidden["visibility"], hidden["tags"]) == (50, "after_published", ["code"])
    assert "score" not in prose and "status" not in prose and prose["visibility"] == "after_published"
    assert prose["name"] == "why: why (10 points, waiting for a person)"
    assert found["extra_data"]["level"].startswith("strong") and found["extra_data"]["pending"] == 10


def test_a_known_mistake_is_named_and_hidden_inputs_stay_hidden(there):
    found, printed = graded(there, {"tiny.py": WRONG})
    public, hidden, _ = valid(found)["tests"]
    assert found["score"] == 0 and public["status"] == hidden["status"] == "failed"
    assert "You multiplied x with itself" in public["output"]
    assert not re.search(r"\d\.\d", hidden["output"]), hidden["output"]
    assert small_course.SECRET not in json.dumps(found) + printed


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "nothing to grade was handed in: expected tiny.py (or .ipynb), found no file"),
        ({"notes.txt": "hello", "b\udcff.zip": "x"}, "expected tiny.py (or .ipynb), found b?.zip, notes.txt"),
        ({"tiny.py": "def double(x:\n"}, "is not Python"),
        ({"a.py": RIGHT, "b.py": RIGHT}, "2 files could be meant (a.py, b.py)"),
        ({"a/tiny.py": RIGHT, "tiny.ipynb": "{}"}, "2 files could be meant (a/tiny.py, tiny.ipynb)"),
    ],
)
def test_what_cannot_be_graded_is_told_the_student(there, files, said):
    found = results(there, files)
    assert said in valid(found)["output"] and found["score"] == 0 and found["tests"] == []


def test_the_one_file_there_is_counts_whatever_it_is_called(there):
    files = {"homework (1).py": RIGHT, "__MACOSX/._homework (1).py": "x", ".hidden.py": "x"}
    assert results(there, files)["score"] == 90


@pytest.mark.parametrize("file", ["tiny-1.py", "Tiny (2).py", "tiny.PY"])
def test_a_name_is_read_as_in_a_download(there, file):
    assert results(there, {file: RIGHT, "helper.py": "x = 1\n"})["score"] == 90


def test_of_the_name_itself_and_one_with_something_added_the_first_counts(there):
    assert results(there, {"tiny-1.py": WRONG, "tiny.py": RIGHT})["score"] == 90


def test_a_link_to_the_solution_is_no_homework(there):
    handed_in(there, {})
    (there / "submission" / "tiny.py").symlink_to(there / "source" / "course" / "solutions" / "tiny.py")
    found = results_of(there)
    assert "is a link to a file outside" in found["output"] and found["score"] == 0


def test_a_submission_cannot_read_the_solution_or_write_its_own_results(there):
    source, results = there / "source" / "course" / "solutions" / "tiny.py", there / "results" / "results.json"
    thief = f"""
def double(x):
    for path, mode in (({str(source)!r}, "r"), ({str(results)!r}, "w"), ("/autograder/results/results.json", "w")):
        try:
            open(path, mode)
            return 2 * x
        except OSError:
            pass
    raise RuntimeError("kept out")
"""
    found = valid(graded(there, {"tiny.py": thief})[0])
    assert found["score"] == 0 and "kept out" in found["tests"][0]["output"]


def test_whose_it_is_the_class_list_knows_by_mail(there):
    assert results(there, {"tiny.py": RIGHT}, ["ADA@example.com"])["extra_data"]["student"] == "s001"
    assert results(there, {"tiny.py": RIGHT}, ["eve@example.com"])["extra_data"]["student"] == "tiny"
    assert results(there, {"tiny.py": RIGHT}, ["ada@example.com", "x@y.z"])["extra_data"]["student"] == "tiny"
    assert "hopeless" not in (there / "source" / "course" / "roster.csv").read_text()


@pytest.mark.parametrize("metadata", ["{", "[]", '{"users": null}', '{"users": [7]}', '{"users": "ada@example.com"}'])
def test_metadata_that_nobody_foresaw_cost_no_mark(there, metadata):
    handed_in(there, {"tiny.py": RIGHT})
    (there / "submission_metadata.json").write_text(metadata)
    assert results_of(there)["score"] == 90


def test_a_fault_of_the_course_is_nobody_s_zero(there):
    path = there / "source" / "course" / "autotests" / "tiny.py"
    text = path.read_text()
    try:
        path.write_text(text + "\nraise ValueError('broken')\n")
        found, printed = graded(there, {"tiny.py": RIGHT})
    finally:
        path.write_text(text)
    assert found is None and "Not graded: " in printed and "mend the line" in printed


def test_the_archive_holds_one_assignment_and_is_the_same_each_time(tmp_path):
    course = command.course(tmp_path / "course")
    small_course.written(course, command.AUTOTESTS, command.SOLUTION, command.SKELETON, name="other")
    exported(course, "tiny")
    before = (course / "autograder.zip").read_bytes()
    exported(course, "tiny")
    assert (course / "autograder.zip").read_bytes() == before
    with zipfile.ZipFile(course / "autograder.zip") as archive:
        names = archive.namelist()
    assert {n for n in names if n.startswith("course/")} == {
        "course/assignments/tiny.py",
        "course/solutions/tiny.py",
        "course/autotests/tiny.py",
        "course/pyproject.toml",
    }
    assert not [n for n in names if "__pycache__" in n or n.startswith(("tests/", "/"))]
    assert run("export", "gradescope", "none", cwd=course).returncode == 2


def test_the_language_of_the_course_goes_along_with_what_it_needs(tmp_path):
    course = command.course(tmp_path / "course")
    for settings, needed in (("", False), ('language = "en"', True)):
        (course / "pyproject.toml").write_text(f"[tool.grader]\n{settings}\n", encoding="utf-8")
        exported(course, "tiny")
        with zipfile.ZipFile(course / "autograder.zip") as archive:
            assert (b" babel" in archive.read("setup.sh")) == needed
            assert ('language = "en"' in archive.read("course/pyproject.toml").decode()) == needed


def test_hand_work_is_told_at_once_whether_it_can_be_read_and_later_whether_it_is_right(tmp_path, packages):
    assignment = small_course.perceptron(tmp_path / "course")
    exported(assignment.course.root, "perceptron", "--unseen", "hidden")
    root = unpacked(assignment.course.root, tmp_path / "autograder")
    (root / "source" / "python").symlink_to(packages)
    kept = HOMEWORK / "perceptron"
    text = next(kept.glob("*.py")).read_text(encoding="utf-8")
    found = valid(graded(root, {"perceptron.py": text})[0])
    kinds = {test["tags"][0]: test["visibility"] for test in found["tests"] if test["tags"] != ["code"]}
    assert set(kinds.values()) == {"hidden"} and found["output"]
    assert {test["visibility"] for test in found["tests"] if test["tags"] == ["code"]} == {"visible", "hidden"}


@pytest.mark.long
def test_setup_builds_what_is_needed(tmp_path):
    course = command.course(tmp_path / "course")
    exported(course, "tiny")
    root = unpacked(course, tmp_path / "autograder")
    subprocess.run([str(root / "source" / "setup.sh")], check=True, cwd=root, timeout=600)
    assert graded(root, {"tiny.py": RIGHT})[0]["score"] == 90


def test_the_scripts_are_bash(tmp_path):
    course = command.course(tmp_path / "course")
    exported(course, "tiny")
    root = unpacked(course, tmp_path / "autograder")
    for script in (root / "run_autograder", root / "source" / "setup.sh"):
        assert script.stat().st_mode & 0o111 and script.read_text().startswith("#!/usr/bin/env bash\n")
        subprocess.run(["bash", "-n", str(script)], check=True)
    assert "numpy" in (root / "source" / "setup.sh").read_text()
