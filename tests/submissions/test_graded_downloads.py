"""`grader grade DOWNLOAD` from end to end: a class from each form, attempts, a class list, refused archives."""

import csv
import sqlite3
from contextlib import closing
from datetime import timedelta
from functools import partial

import command
import downloads
import pytest
import small_course
from command import RIGHT, WRONG, rows, run
from downloads import as_notebook, students, unpacked, zipped

from grader.gradebook import store

CLASS = students(24)
BROKEN = "def double(x:\n"


@pytest.fixture
def course(tmp_path):
    return command.course(tmp_path / "course")


def source(student):
    """Right for some, wrong for others, so that a swap would be seen."""
    return RIGHT if _is_right(student) else WRONG


def _is_right(student):
    return sum(map(ord, student)) % 3 > 0


FORMS = {
    "moodle": partial(downloads.moodle, file="tiny.py"),
    "moodle flat": partial(downloads.moodle, file="tiny.py", folders=False),
    "canvas": partial(downloads.canvas, file="tiny-1.py"),
    "blackboard": partial(downloads.blackboard, file="tiny.py"),
    "gradescope": partial(downloads.gradescope, file="tiny.py"),
    "nbgrader": partial(downloads.nbgrader, file="tiny.ipynb", assignment="tiny"),
}
KEYS = {"moodle": "participant", "moodle flat": "participant", "canvas": "user", "blackboard": "login"}
KEYS["gradescope"] = "sid"


@pytest.mark.parametrize("form", FORMS)
def test_a_class_is_graded_from_each_form_zipped_and_unpacked(course, tmp_path, form):
    written = (lambda s: as_notebook(source(s))) if form == "nbgrader" else source
    files = FORMS[form](CLASS, source=written) | {"readme.pdf": b"%PDF"}
    if form == "gradescope":
        files["assignment_77_export/readme.pdf"] = files.pop("readme.pdf")
    if form == "nbgrader":
        files["submitted/ann/tiny/readme.pdf"] = files.pop("readme.pdf")
    path = zipped(tmp_path / "all.zip", files)
    before = sorted(p.name for p in course.iterdir())
    ended = run("grade", path, "--json", "-j", 1, cwd=course)
    results = {row["student"]: row for row in rows(ended.stdout)}
    results.pop("ann", None)  # who handed in a PDF alone
    ids = {getattr(one, KEYS[form]) if form in KEYS else f"{one.name} {one.index}" for one in CLASS}
    assert {student: row["points"] for student, row in results.items()} == {
        who: 90 if _is_right(who) else 0 for who in ids
    }
    assert ended.returncode == (4 if form == "nbgrader" else 0)
    assert "all.zip taken for: " in ended.stderr
    if form != "nbgrader":
        assert "24 files; passed over: 1 .pdf" in ended.stderr
    assert sorted(p.name for p in course.iterdir()) == sorted([*before, "grades.sqlite"])
    again = run("grade", unpacked(tmp_path / "all", files), "--json", "-j", 1, cwd=course)
    assert "24 already graded" in again.stderr
    assert {row["student"]: row["points"] for row in rows(again.stdout) if row["student"] != "ann"} == {
        student: row["points"] for student, row in results.items()
    }


def test_a_hundred_by_a_pool_of_two(course, tmp_path):
    cls = students(100)
    path = zipped(tmp_path / "all.zip", downloads.canvas(cls, file="tiny.py", source=source))
    ended = run("grade", path, "--json", "-j", 2, cwd=course)
    assert ended.returncode == 0 and "100 graded" in ended.stderr
    assert {row["student"]: row["points"] for row in rows(ended.stdout)} == {
        one.user: 90 if _is_right(one.user) else 0 for one in cls
    }


def standing(course):
    """Of each student what counts: the points, and when it was handed in."""
    with store.open_existing(course / "grades.sqlite") as book:
        return [(result.student, result.points, submitted) for result, submitted in store.standings(book, "tiny")]


def test_all_attempts_are_kept_and_the_latest_counts(course, tmp_path):
    first = downloads.blackboard(CLASS[:4], file="tiny.py", source=lambda _: WRONG)
    later = downloads.blackboard(CLASS[:2], file="tiny.py", source=lambda _: RIGHT, hours=30)
    later |= downloads.blackboard(CLASS[2:3], file="tiny.py", source=lambda _: BROKEN, hours=-30)
    path = zipped(tmp_path / "all.zip", later | first)  # the latest first
    ended = run("grade", path, cwd=course)
    assert ended.returncode == 0
    assert "4 graded, 3 kept as earlier attempts" in ended.stderr
    table = [line.split()[:2] for line in ended.stdout.splitlines()[1:] if line.startswith("u")]
    assert table == [["u000", "90"], ["u003", "0"], ["u_001", "90"], ["u_002", "0"]]
    with closing(sqlite3.connect(course / "grades.sqlite")) as db:
        kept = db.execute("select student, count(*) from results group by student order by student").fetchall()
        assert kept == [("u000", 2), ("u003", 1), ("u_001", 2), ("u_002", 2)]
    current = standing(course)
    assert [(student, points) for student, points, _ in current] == [
        ("u000", 90),
        ("u003", 0),
        ("u_001", 90),
        ("u_002", 0),
    ]
    assert len({submitted for *_, submitted in current}) == 4 and all(submitted for *_, submitted in current)
    assert "3 kept as earlier attempts" in run("grade", path, cwd=course).stderr
    exported = run("export", "csv", cwd=course)
    assert exported.stdout.count("u000") == 1, exported.stderr


def test_the_same_bytes_twice_are_handed_in_at_the_later_time(course, tmp_path):
    """And what is graded once more leaves no trace in the gradebook."""
    first = downloads.blackboard(CLASS[:1], file="tiny.py", source=lambda _: RIGHT)
    worse = downloads.blackboard(CLASS[:1], file="tiny.py", source=lambda _: WRONG, hours=1)
    again = downloads.blackboard(CLASS[:1], file="tiny.py", source=lambda _: RIGHT, hours=2)
    path = zipped(tmp_path / "all.zip", again | first | worse)
    seen = []
    for _ in range(2):
        assert run("grade", path, cwd=course).returncode == 0
        with closing(sqlite3.connect(course / "grades.sqlite")) as db:
            seen.append(db.execute("select count(*) from sightings").fetchone()[0])
        ((_, points, submitted),) = standing(course)
        assert (points, submitted[11:13]) == (90, (CLASS[0].moment + timedelta(hours=2)).strftime("%H"))
    assert seen == [3, 3]


def test_which_assignment_a_file_is_of_can_be_said(course, tmp_path):
    path = zipped(tmp_path / "all.zip", downloads.moodle(CLASS[:3], file="hw 1.py", source=source))
    ended = run("grade", path, cwd=course)
    assert ended.returncode == 2 and ended.stderr.count("\n") == 1
    assert ended.stderr.endswith("(there are: tiny; one file is 'hw 1.py'): say which it is with -a\n")
    assert run("grade", path, "-a", "tiny", cwd=course).returncode == 0


@pytest.mark.parametrize("name", ["../tiny.py", "/tiny.py", "..\\tiny.py"])
def test_an_archive_that_climbs_is_one_sentence_and_leaves_nothing(course, tmp_path, name):
    path = zipped(tmp_path / "all.zip", downloads.moodle(CLASS[:3], file="tiny.py", source=source) | {name: RIGHT})
    before = sorted(tmp_path.rglob("*"))
    ended = run("grade", path, cwd=course)
    assert ended.returncode == 2 and ended.stdout == ""
    assert ended.stderr.startswith("Error: all.zip: it holds ") and ended.stderr.count("\n") == 1
    assert sorted(tmp_path.rglob("*")) == before


def test_one_students_bad_archive_is_that_students(course, tmp_path):
    files = downloads.moodle(CLASS[:3], file="tiny.py", source=source)
    files["Eve_99_assignsubmission_file/tiny.zip"] = b"PK\x03\x04 and no more"
    ended = run("grade", zipped(tmp_path / "all.zip", files), "--json", cwd=course)
    assert ended.returncode == 4 and "3 graded, 1 could not be graded" in ended.stderr
    (error,) = [row["error"] for row in rows(ended.stdout) if row["error"]]
    assert error.startswith("tiny.zip is not opened, it is no zip archive")


def moodle_sheet(cls):
    head = ("Identifier", "Full name", "Status", "Grade", "Maximum Grade", "Grade can be changed")
    rows = [[*head, "Last modified (grade)", "Feedback comments"]]
    for one in cls:
        rows += [[f"Participant {one.participant}", one.name, "Submitted for grading", "", "100.00", "Yes", "-", ""]]
    return rows, 0, 3


def canvas_sheet(cls):
    rows = [["Student", "ID", "SIS Login ID", "Section", "tiny (1234)"], ["    Points Possible", "", "", "", "100"]]
    return rows + [[one.name, one.user, one.login, "A", ""] for one in cls], 1, 4


def blackboard_sheet(cls):
    rows = [["Last Name", "First Name", "Username", "Student ID", "tiny [Total Pts: 100 Score] |409586"]]
    return rows + [[one.name, "x", one.login, one.sid, ""] for one in cls], 2, 4


@pytest.mark.parametrize(
    ("form", "sheet", "key"),
    [
        ("moodle", moodle_sheet, "participant"),
        ("canvas", canvas_sheet, "user"),
        ("blackboard", blackboard_sheet, "login"),
    ],
)
@pytest.mark.parametrize("listed", [False, True], ids=["by the system's ids", "by a class list"])
def test_marks_find_their_way_back_to_who_handed_in(course, tmp_path, form, sheet, key, listed):
    path = zipped(tmp_path / "all.zip", FORMS[form](CLASS, source=source))
    more = []
    if listed:
        lines = [f"s{one.index:03},{getattr(one, key)}" for one in CLASS]
        (tmp_path / "class.csv").write_text("\n".join([f"student,{form} tiny", *lines]))
        more = ["--roster", tmp_path / "class.csv"]
    results = rows(run("grade", path, "--json", "-j", 1, *more, cwd=course).stdout)
    assert {row["student"][0] == "s" for row in results} == {listed}
    table, who, mark = sheet(CLASS[::-1])
    with open(tmp_path / "sheet.csv", "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(table)
    words = ("export", form, "-a", "tiny", "--into", tmp_path / "sheet.csv", "-o", tmp_path / "filled.csv", *more)
    ended = run(*words, cwd=course)
    assert ended.returncode == 0, ended.stderr
    with open(tmp_path / "filled.csv", newline="", encoding="utf-8-sig") as file:
        filled = {row[who]: row[mark] for row in csv.reader(file)}
    for name in (getattr(one, key) for one in CLASS):
        shown = f"Participant {name}" if form == "moodle" else name
        assert float(filled[shown]) == (90 if _is_right(name) else 0)


# ---- whose numbers


@pytest.fixture
def numbers(tmp_path):
    small_course.perceptron(tmp_path / "numbers")
    return tmp_path / "numbers"


def handed_in(course, tmp_path, **students):
    """A Moodle download of what `grader start` gave each student, by participant id."""
    files = {}
    for participant, student in students.items():
        path = tmp_path / student / "perceptron.py"
        path.parent.mkdir(exist_ok=True)
        assert run("start", "perceptron", path, "--student", student, cwd=course).returncode == 0
        files[f"Ann_{participant[1:]}_assignsubmission_file/perceptron.py"] = path.read_text()
    return zipped(tmp_path / "all.zip", files)


def doubts(ended):
    return {row["student"]: [n for n in row["notes"] if "handed in by" in n or "was given" in n] for row in rows(ended)}


def test_an_id_of_the_systems_own_raises_no_doubt_and_one_of_the_class_list_does(numbers, tmp_path):
    path = handed_in(numbers, tmp_path, _3="s001", _4="s002")
    plain = unpacked(tmp_path / "plain", {"3/perceptron.py": (tmp_path / "s001" / "perceptron.py").read_text()})
    assert doubts(run("grade", plain, "--json", cwd=numbers).stdout)["3"]
    ended = run("grade", path, "--json", cwd=numbers)
    assert doubts(ended.stdout) == {"3": [], "4": []}
    assert "a class list with a column 'moodle' joins them" in ended.stderr
    roster = tmp_path / "class.csv"
    roster.write_text("student,moodle perceptron\ns001,Participant 3\ns003,Participant 4\n")
    ended = run("grade", path, "--json", "--roster", roster, cwd=numbers)
    assert doubts(ended.stdout)["s001"] == []
    assert doubts(ended.stdout)["s003"][0] == "The file says that it is s002's, but it was handed in by s003."
    (numbers / "pyproject.toml").write_text(
        f'[tool.grader]\nsecret_file = "course.secret"\nroster = "{roster.as_posix()}"\n'
    )
    assert doubts(run("grade", path, "--json", cwd=numbers).stdout).keys() == {"s001", "s003"}
