"""A small course through nbgrader, source to feedback: what it gives out, what comes back, what a person decides."""

import csv
import json
import re
import shutil

import nbgrader_course as small
import pytest
from leaks import find_leaks

from grader.course.loader import Course

pytest.importorskip("nbgrader")
pytestmark = pytest.mark.filterwarnings("ignore")  # nbgrader's own, of SQLAlchemy and traitlets

STUDENTS = {
    "right": {**small.RIGHT, **small.answers("right")},
    "wrong": {**small.WRONG, "half": "half = 1000", "why": 'why = "no idea"'},
    "squares": {**small.RIGHT, "double": "def double(x):\n    return np.asarray(x)**2", **small.answers("squares")},
    "nothing": {},
}


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    return small.course(tmp_path_factory.mktemp("ours"))


@pytest.fixture(scope="module")
def theirs(ours, tmp_path_factory):
    return small.released(ours, tmp_path_factory.mktemp("nb") / "course")


@pytest.fixture(scope="module")
def graded(theirs):
    for student, codes in STUDENTS.items():
        small.hand_in(theirs, student, small.homework(theirs, student, codes))
    other = small.homework(theirs, "right", STUDENTS["right"])
    small.hand_in(theirs, "another", other)  # by the path another's
    done = small.api(theirs).autograde("little", "*")
    assert done["success"], done["log"]
    done = small.api(theirs).generate_feedback("little")
    assert done["success"], done["log"]
    return theirs


def test_the_source_has_every_task_with_its_points(ours, theirs):
    nb = json.loads((theirs / "source" / "little" / "little.ipynb").read_text())
    marks = [cell["metadata"].get("nbgrader", {}) for cell in nb["cells"]]
    points = {mark["grade_id"]: mark["points"] for mark in marks if mark.get("grade")}
    assert points == {**small.CODE, "check-half": 20, "why": 10}
    assert (nb["nbformat"], nb["nbformat_minor"]) == (4, 5)


def test_the_source_is_right_on_the_lectures_numbers(ours, theirs):
    """What the instructor reads as the answer is one: run cell by cell, it gives what the reference gives."""
    nb = json.loads((theirs / "source" / "little" / "little.ipynb").read_text())
    space: dict = {}
    for cell in nb["cells"]:
        mark = cell["metadata"].get("nbgrader", {})
        if cell["cell_type"] == "code" and not mark.get("locked") and not mark.get("points"):
            exec(cell["source"], space)
    assert list(space["double"]([])) == [] and space["double"](2.5) == 5 and space["total"]([1, 2]) == 3
    assert space["softmax"]([1000, 1000]).tolist() == [0.5, 0.5]
    assert space["half"] == 3.5


def test_nothing_of_the_solution_and_of_hidden_checks_is_released(ours, theirs):
    folder = theirs / "release" / "little"
    assert find_leaks(Course(ours).assignment("little"), folder) == []
    text = (folder / "little.ipynb").read_text()
    assert "SOLUTION" not in text and "fsum" not in text and "3.5" not in text and "twice" not in text
    assert (folder / "assignments" / "little.numbers.json").exists()
    assert not list(folder.rglob("solutions"))


def test_a_leak_would_be_found(ours, theirs, tmp_path):
    shutil.copytree(theirs / "source" / "little", tmp_path / "release")
    assert find_leaks(Course(ours).assignment("little"), tmp_path / "release")


def test_points_are_ours_and_what_a_person_decides_waits(graded):
    assert small.standing(graded, "right") == {
        "check-double": (30, False),
        "check-softmax": (30, False),
        "check-total": (10, False),
        "check-half": (20, False),
        "why": (None, True),
    }
    wrong = small.standing(graded, "wrong")
    assert {name: wrong[name] for name in small.CODE} == dict.fromkeys(small.CODE, (0, False))
    assert wrong["check-half"] == (0, False)


def test_nothing_done_is_nothing_to_look_at(graded):
    assert set(small.standing(graded, "nothing").values()) == {(0, False)}


def test_a_doubt_about_whose_it_is_waits_and_costs_no_points_for_code(graded):
    got = small.standing(graded, "another")
    assert got["check-double"] == (30, False)
    assert got["check-half"] == (0, True)


def test_feedback_names_the_mistake_and_hides_the_hidden(graded, ours):
    page = (graded / "feedback" / "squares" / "little" / "little.html").read_text()
    assert "doubling adds it to itself" in page
    assert "<li><b>wrong</b>: ordinary numbers, 0 of 10<div>" in page
    assert not re.search("&lt;/?(li|div|ul|table)&gt;", page)
    assert "a hidden check" in page and "which are kept secret" not in page
    with small.gradebook(graded) as book:
        comment = book.find_comment("double", "little", "little", "squares")
        assert "doubling adds it to itself" in comment.auto_comment
        assert book.find_comment("double", "little", "little", "right").auto_comment is None


def test_no_page_tells_a_hidden_check(graded, ours, tmp_path):
    assert len(list(graded.glob("feedback/*/*/*.html"))) == len(STUDENTS) + 1
    for student in ("right", "wrong", "squares", "another"):  # "nothing" has no text of its own
        assert find_leaks(Course(ours).assignment("little"), graded / "feedback" / student) == []


def test_what_a_person_said_and_gave_survives_a_regrade(graded):
    with small.gradebook(graded) as book:
        grade = book.find_grade("check-total", "little", "little", "wrong")
        grade.manual_score = 2.5
        comment = book.find_comment("total", "little", "little", "wrong")
        comment.manual_comment = "we talked about it"
        book.db.commit()
    assert small.api(graded).autograde("little", "wrong", force=True)["success"]
    with small.gradebook(graded) as book:
        grade = book.find_grade("check-total", "little", "little", "wrong")
        assert (grade.auto_score, grade.score, grade.needs_manual_grade) == (0, 2.5, True)
        assert book.find_comment("total", "little", "little", "wrong").comment == "we talked about it"


def test_the_export_is_a_table_whatever_names_say(graded, tmp_path):
    from nbgrader.apps import NbGraderAPI  # noqa: F401 - the plugin needs nbgrader whole

    from grader.nbgrader.export import QuotedCsv

    with small.gradebook(graded) as book:
        book.update_or_create_student("right", last_name="Smith, Jr.", first_name="=HYPERLINK(1)", lms_user_id="77")
        QuotedCsv(to=str(tmp_path / "grades.csv")).export(book)
    with open(tmp_path / "grades.csv", newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert rows["right"]["last_name"] == "Smith, Jr." and rows["right"]["lms_user_id"] == "77"
    assert rows["right"]["first_name"] == "'=HYPERLINK(1)"
    assert float(rows["right"]["score"]) == 90 and rows["right"]["needs_manual_grade"] == "True"


def test_a_cell_of_points_that_no_check_is_about_waits(ours, tmp_path):
    theirs = small.released(ours, tmp_path / "course")
    path = theirs / "source" / "little" / "little.ipynb"
    nb = json.loads(path.read_text())
    extra = json.loads(json.dumps(next(c for c in nb["cells"] if c["id"] == "check-total")))
    extra["id"] = extra["metadata"]["nbgrader"]["grade_id"] = "test_of_my_own"
    nb["cells"].append(extra)
    path.write_text(json.dumps(nb))
    assert small.api(theirs).generate_assignment("little", force=True)["success"]
    small.hand_in(theirs, "right", small.homework(theirs, "right", STUDENTS["right"]))
    assert small.api(theirs).autograde("little", "*")["success"]
    got = small.standing(theirs, "right")
    assert got["test_of_my_own"] == (None, True) and got["check-total"] == (10, False)
