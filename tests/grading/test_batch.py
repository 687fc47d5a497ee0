"""A class graded in one go: every layout, by one process or two, whatever the files and the students are called."""

import json
import os

import command
import pytest
from command import RIGHT, WRONG, handed_in, rows, run
from words import sentence_of

from grader.course.loader import Course
from grader.gradebook.store import Gradebook
from grader.grading import batch, pipeline, pool
from grader.submissions import folders, submission


@pytest.fixture
def course(tmp_path):
    return command.course(tmp_path / "course")


def by_student(text):
    return {row["student"]: row for row in rows(text)}


def without_seconds(text):
    results = by_student(text)
    for result in results.values():
        for check in result["checks"]:
            del check["seconds"]
    return results


def notebook(source):
    cells = [{"cell_type": "code", "source": source}, {"cell_type": "markdown", "source": "So it is."}]
    return json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {}})


# ---- what can be graded


def test_every_layout_gives_the_same_points(course, tmp_path):
    folder = handed_in(tmp_path / "in", ann=WRONG)
    (folder / "ben__tiny.py").write_text(WRONG)
    (folder / "cem__tiny.ipynb").write_text(notebook(WRONG))
    (folder / "dora").mkdir()
    (folder / "dora" / "tiny.ipynb").write_text(notebook("%matplotlib inline\n" + WRONG))
    (folder / "readme.txt").write_text("not a submission")
    odd = tmp_path / "homework-of-week-1.py"
    odd.write_text(WRONG)
    results = rows(run("grade", folder, "--json", cwd=course).stdout)
    results += rows(run("grade", odd, "-a", "tiny", "--json", cwd=course).stdout)
    assert [r["student"] for r in results] == ["ann", "ben", "cem", "dora", "homework-of-week-1"]
    assert {r["points"] for r in results} == {0} and {r["error"] for r in results} == {None}
    assert {r["path"] for r in results[:4]} == {"ann/tiny.py", "ben__tiny.py", "cem__tiny.ipynb", "dora/tiny.ipynb"}


def test_bad_files_are_told_and_the_others_graded(course, tmp_path):
    folder = handed_in(tmp_path / "in", good=RIGHT, syntax="def double(x:\n", empty=" \n")
    for name in ("latin", "huge", "folder", "link", "broken", "twice"):
        (folder / name).mkdir()
    (folder / "latin" / "tiny.py").write_bytes(b"# J\xf6rg\n" + RIGHT.encode())
    (folder / "huge" / "tiny.py").write_text(RIGHT + "# padding\n" * 500_000)
    (folder / "folder" / "tiny.py").mkdir()
    (folder / "link" / "tiny.py").symlink_to(course / "solutions" / "tiny.py")
    (folder / "broken" / "tiny.ipynb").write_text('{"cells": [')
    (folder / "twice" / "tiny.py").write_text(RIGHT)
    (folder / "twice" / "tiny.ipynb").write_text(notebook(RIGHT))
    ended = run("grade", folder, "--json", cwd=course)
    assert ended.returncode == 4 and "1 graded, 8 could not be graded" in ended.stderr
    results = by_student(ended.stdout)
    assert results.pop("good")["points"] == 90
    says = {
        "syntax": "line 1 is not Python",
        "empty": "the file is empty",
        "latin": "line 1 is not UTF-8 text",
        "huge": "the file has 5.0 MB",
        "folder": "this is a folder",
        "link": "a link to a file outside",
        "broken": "the notebook is broken",
        "twice": "twice/tiny.py",
    }
    assert results.keys() == says.keys()
    for student, sentence in says.items():
        assert results[student]["points"] is None and sentence in results[student]["error"]
    assert "files of one student" in results["twice"]["error"] and "twice/tiny.ipynb" in results["twice"]["error"]


def test_a_mistake_of_ours_costs_one_file_and_no_points(course, tmp_path, monkeypatch):
    """There is none that we know of; so one is made.  The others are graded, and the next run tries again."""
    handed_in(tmp_path / "in", ann=RIGHT, ben=RIGHT, cem=WRONG)
    failing = {"ben"}

    def mark(read, *more):
        return pipeline.grade_with_calls(read, *more) if read.student not in failing else 1 / 0

    monkeypatch.setattr(pool, "grade_with_calls", mark)

    def graded():
        opened = Course(course)
        founds = folders.find_files([tmp_path / "in"], None, opened.names)
        plan = pool.Plan(course)
        with Gradebook(tmp_path / "grades.sqlite") as book, plan.sandbox(opened) as box:
            book.begin_run(level=box.level, seed="public", options=[])
            doing = batch.grade_locally(plan, opened, box, 1)
            return {
                g.result.student: g for g in batch.grade_files(plan, founds, book, opened, level=box.level, doing=doing)
            }

    first = graded()
    assert (first["ann"].result.points, first["cem"].result.points) == (90, 0)
    assert first["ben"].result.points is None
    assert "grading this file failed (ZeroDivisionError in test_batch.py, line" in sentence_of(
        first["ben"].result.error
    )
    failing.clear()
    again = graded()
    assert again["ben"].result.points == 90 and again["ben"].origin is batch.Origin.GRADED
    assert again["ann"].origin is batch.Origin.KEPT


NAMES = ["Müller, Ärne", "=1+1", "李雷", 'Ann "the" O\'Neil', "two\nlines", "\x1b[31mred", "back\\slash", "tab\tbed"]


def test_names_arrive_as_they_are_and_break_no_table(course, tmp_path):
    folder = tmp_path / "in"
    handed_in(folder, **dict.fromkeys(NAMES, RIGHT))
    os.mkdir(os.fsencode(folder) + b"/J\xf6rg")  # bytes that are no text, as an old archive leaves them
    with open(os.fsencode(folder) + b"/J\xf6rg/tiny.py", "w") as file:
        file.write(RIGHT)
    assert by_student(run("grade", folder, "--json", cwd=course).stdout).keys() == {*NAMES, "J\\xf6rg"}
    table = run("grade", folder, cwd=course)
    assert table.returncode == 0 and "9 already graded" in table.stderr
    lines = table.stdout.splitlines()
    assert len(lines) == 1 + len(NAMES) + 1 and all("90" in line for line in lines[1:])
    assert all(character.isprintable() for character in "".join(lines))


def test_a_name_that_is_part_of_an_error_breaks_no_table_either(course, tmp_path):
    folder = handed_in(tmp_path / "in", **{"\x1b]0;title\x07": RIGHT, "other": RIGHT})
    (folder / "\x1b]0;title\x07" / "tiny.ipynb").write_text(notebook(RIGHT))
    ended = run("grade", folder, cwd=course)
    assert ended.returncode == 4 and "tiny.ipynb" in ended.stdout
    assert all(character.isprintable() for character in ended.stdout.replace("\n", ""))


def test_files_that_are_one_students_by_what_they_say_are_told(course, tmp_path):
    """Named one by one, they stand in no folder of submissions that would say whose they are."""
    by_ann = 'STUDENT = "ann"\n'
    folder = handed_in(tmp_path / "in", ann=by_ann + RIGHT, ben=by_ann + WRONG, cem='STUDENT = "cem"\n' + RIGHT)
    ended = run("grade", *sorted(folder.glob("*/tiny.py")), cwd=course)
    assert f"Warning: 2 files do not say that they are different students' ({folder}/ann/tiny.py, " in ended.stderr
    assert "name the folder that holds a folder for each student" in ended.stderr and ended.returncode == 0
    assert "Warning: 2 files" not in run("grade", folder, cwd=course).stderr


def test_one_process_or_two_come_to_the_same(course, tmp_path):
    sources = [RIGHT, WRONG, command.SKELETON, "def double(x:\n", "def double(x):\n    return abs(2 * x)\n"]
    folder = handed_in(tmp_path / "in", **{f"s{i}": sources[i % 5] for i in range(10)})
    one, two = (
        run("grade", folder, "--json", "-j", jobs, "--gradebook", tmp_path / f"{jobs}.sqlite", cwd=course)
        for jobs in "12"
    )
    assert without_seconds(one.stdout) == without_seconds(two.stdout) and len(by_student(two.stdout)) == 10
    assert one.stderr.splitlines()[0] == two.stderr.splitlines()[0]


@pytest.mark.parametrize(("held", "times"), [(batch._MOST_HELD, 1), (0, 2)])
def test_a_file_is_read_once_unless_too_many_wait(course, tmp_path, monkeypatch, held, times):
    read, read_bytes = [], submission._file_bytes
    monkeypatch.setattr(submission, "_file_bytes", lambda file: read.append(file.student) or read_bytes(file))
    monkeypatch.setattr(batch, "_MOST_HELD", held)
    folder = handed_in(tmp_path / "in", ann=RIGHT, ben=WRONG)
    results = rows(run("grade", folder, "--json", "-j", "1", cwd=course).stdout)
    assert sorted(read) == sorted(["ann", "ben"] * times)
    assert {row["student"]: row["points"] for row in results} == {"ann": 90, "ben": 0}


def test_a_weak_machine_is_told_and_grades_only_when_told_to(course, tmp_path, monkeypatch):
    from click.testing import CliRunner

    from grader import sandbox
    from grader.cli.main import main

    real = sandbox.start
    monkeypatch.setattr(sandbox, "start", lambda **said: real(**{**said, "namespaces": False}, without=["seccomp"]))
    path = tmp_path / "ann__tiny.py"
    path.write_text(RIGHT)
    arguments = ["--course", str(course), "grade", str(path), "--json", "--gradebook", str(tmp_path / "g.sqlite")]
    refused = CliRunner().invoke(main, arguments)
    assert refused.exit_code == 2 and refused.stdout == ""
    assert "only at level 'weak'" in refused.stderr and "--allow-weak" in refused.stderr
    allowed = CliRunner().invoke(main, [*arguments, "--allow-weak"])
    (result,) = rows(allowed.stdout)
    assert allowed.exit_code == 0 and result["level"] == "weak" and "protection weak" in allowed.stderr
