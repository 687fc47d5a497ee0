"""`grader grade COURSE`: our pool in place of nbgrader's loop, and the same in nbgrader's gradebook afterwards."""

import json
import shutil

import command
import nbgrader_course as small
import pytest

pytest.importorskip("nbgrader")
pytestmark = pytest.mark.filterwarnings("ignore")  # nbgrader's own, of SQLAlchemy and traitlets

STUDENTS = {
    "right": small.RIGHT,
    "wrong": small.WRONG,
    "squares": {"double": "def double(x):\n    return np.asarray(x)**2"},
    "nothing": {},
    "exits": small.RIGHT | {"softmax": "import os\ndef softmax(x):\n    os._exit(1)"},
}


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """The same course graded by nbgrader with our judge, and by `grader grade`."""
    ours = small.course(tmp_path_factory.mktemp("ours"))
    slow = small.released(ours, tmp_path_factory.mktemp("slow") / "course")
    for student, codes in STUDENTS.items():
        nb = small.homework(slow, student, {**codes, **(small.answers(student) if codes else {})})
        path = small.hand_in(slow, student, nb)
        (path.parent / "timestamp.txt").write_text("2026-11-20 13:17:05.0 UTC")
    nb = small.homework(slow, "deleted", small.RIGHT)
    nb["cells"] = [cell for cell in nb["cells"] if not cell["id"].startswith("check-")]
    small.hand_in(slow, "deleted", nb)
    small.hand_in(slow, "a_broken", "{")
    small.hand_in(slow, "m_renamed", small.homework(slow, "m_renamed", small.RIGHT), file="little (1).ipynb")
    with small.gradebook(slow) as book:
        book.update_or_create_assignment("little", duedate="2026-11-01 00:00:00 UTC")
    fast = slow.parent / "fast"
    shutil.copytree(slow, fast)
    small.api(slow).autograde("little", "*")
    done = command.run("--course", ours, "grade", fast, "-j", "2", "--json", cwd=tmp_path_factory.mktemp("cwd"))
    return slow, fast, done


@pytest.mark.parametrize("student", [*STUDENTS, "deleted"])
def test_both_give_the_same_points(both, student):
    slow, fast, _ = both
    assert small.standing(fast, student) == small.standing(slow, student)


@pytest.mark.parametrize("student", [*STUDENTS, "deleted"])
def test_both_say_the_same_and_know_when_it_came(both, student):
    said = []
    for theirs in both[:2]:
        with small.gradebook(theirs) as book:
            notebook = book.find_submission_notebook("little", "little", student)
            comments = {comment.name: comment.comment for comment in notebook.comments}
            handed_in = notebook.assignment
            said.append((comments, handed_in.timestamp, handed_in.total_seconds_late, notebook.late_submission_penalty))
    assert said[0][1:] == said[1][1:]
    plain = {name: text for name, text in said[0][0].items() if text != "No response."}
    assert {name: text for name, text in said[1][0].items() if name in plain} == plain


def test_notebooks_show_the_same_below_the_same_cells(both):
    for student in STUDENTS:
        shown = []
        for theirs in both[:2]:
            nb = json.loads((theirs / "autograded" / student / "little" / "little.ipynb").read_text())
            outputs = {c["metadata"]["nbgrader"]["grade_id"]: c["outputs"] for c in nb["cells"] if c.get("outputs")}
            shown.append({name: [_data(one) for one in made] for name, made in outputs.items()})
        assert shown[0] == shown[1]
        assert shown[0]


def _data(output):
    return {kind: "".join(text) for kind, text in output["data"].items()}  # nbformat writes lines


def test_who_cannot_be_graded_is_told_and_waits(both):
    _, fast, done = both
    assert done.returncode == 4
    said = {row["student"]: row["error"] for row in command.rows(done.stdout)}
    assert "not JSON" in said["a_broken"]
    assert "little (1).ipynb" in said["m_renamed"]
    for student in ("a_broken", "m_renamed"):
        assert small.standing(fast, student)["check-double"] == (None, True)


def test_feedback_goes_on_from_there(both):
    _, fast, _ = both
    assert small.api(fast).generate_feedback("little", "squares")["success"]
    page = (fast / "feedback" / "squares" / "little" / "little.html").read_text()
    assert "doubling adds it to itself" in page


def _grade(ours, theirs, cwd, *more):
    return command.run("--course", ours, "grade", theirs, "--json", *more, cwd=cwd)


def test_notebooks_of_one_assignment_leave_each_other_alone(tmp_path):
    """Two of ours and one of the course's own in one nbgrader assignment: all are there afterwards, and it is said."""
    import small_course

    ours = small.course(tmp_path / "ours")
    checks = "\n".join(
        [
            "from grader import check",
            "@check(points=100, public=True)",
            "def any(hw, rng):",
            '    """any numbers"""',
            "    return hw.double(rng.normal(size=3))",
        ]
    )
    small_course.written(ours, checks, name="second")
    theirs = small.released(ours, tmp_path / "nb" / "course")
    from grader.course.loader import Course
    from grader.nbgrader.source_notebook import write_source_notebook

    write_source_notebook(Course(ours).assignment("second"), theirs)
    shutil.copytree(theirs / "source" / "second", theirs / "source" / "little", dirs_exist_ok=True)
    stock = json.loads((theirs / "source" / "little" / "second.ipynb").read_text())
    stock["cells"] = [one for one in stock["cells"] if "grader" not in "".join(one["source"])]
    (theirs / "source" / "little" / "stock.ipynb").write_text(json.dumps(stock))
    assert small.api(theirs).generate_assignment("little", force=True)["success"]
    small.hand_in(theirs, "ada", small.homework(theirs, "ada", small.RIGHT))
    folder = theirs / "submitted" / "ada" / "little"
    second = json.loads((theirs / "release" / "little" / "second.ipynb").read_text())
    for one in second["cells"]:
        if one["metadata"].get("nbgrader", {}).get("grade_id") == "double":
            one["source"] = "def double(x):\n    return x + x"
    (folder / "second.ipynb").write_text(json.dumps(second))
    kept = theirs / "autograded" / "ada" / "little" / "stock.ipynb"
    kept.parent.mkdir(parents=True)
    kept.write_text("as nbgrader left it")
    done = _grade(ours, theirs, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "stock is none of ours" in done.stderr
    assert sorted(p.name for p in kept.parent.glob("*.ipynb")) == ["little.ipynb", "second.ipynb", "stock.ipynb"]
    assert kept.read_text() == "as nbgrader left it"
    with small.gradebook(theirs) as book:
        scores = {one: book.find_submission_notebook(one, "little", "ada").score for one in ("little", "second")}
    assert scores == {"little": 70, "second": 100}


def test_a_notebook_released_after_somebody_handed_in_is_entered(tmp_path):
    ours = small.course(tmp_path / "ours")
    theirs = small.released(ours, tmp_path / "nb" / "course")
    small.hand_in(theirs, "ada", small.homework(theirs, "ada", small.RIGHT))
    with small.gradebook(theirs) as book:
        book.add_student("ada")
        book.add_submission("little", "ada")
        book.remove_submission_notebook("little", "little", "ada")
    assert _grade(ours, theirs, tmp_path).returncode == 0
    assert small.standing(theirs, "ada")["check-double"] == (30, False)


def test_folders_and_gradebook_are_where_the_configuration_says(tmp_path):
    ours = small.course(tmp_path / "ours")
    theirs = small.released(ours, tmp_path / "nb" / "course")
    small.hand_in(theirs, "ada", small.homework(theirs, "ada", small.RIGHT))
    (theirs / "submitted").rename(theirs / "came in")
    (theirs / "gradebook.db").rename(tmp_path / "marks.db")
    with (theirs / "nbgrader_config.py").open("a") as config:
        config.write("c.CourseDirectory.submitted_directory = 'came in'\n")
        config.write("c.CourseDirectory.autograded_directory = 'done'\n")
        config.write(f"c.CourseDirectory.db_url = 'sqlite:///{tmp_path / 'marks.db'}'\n")
    assert _grade(ours, theirs, tmp_path).returncode == 0
    assert (theirs / "done" / "ada" / "little" / "little.ipynb").exists()
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{tmp_path / 'marks.db'}") as book:
        assert book.find_submission("little", "ada").score == 70


RULES = """from nbgrader.plugins import BasePlugin


class Tenth(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return score / 10
"""


def test_a_course_brings_its_own_rule_for_late_work(tmp_path):
    ours = small.course(tmp_path / "ours")
    theirs = small.released(ours, tmp_path / "nb" / "course")
    path = small.hand_in(theirs, "ada", small.homework(theirs, "ada", small.RIGHT))
    (path.parent / "timestamp.txt").write_text("2026-11-20 13:17:05 UTC")
    with small.gradebook(theirs) as book:
        book.update_or_create_assignment("little", duedate="2026-11-01 00:00:00 UTC")
    with (theirs / "nbgrader_config.py").open("a") as config:
        config.write("c.AssignLatePenalties.plugin_class = 'rules_of_ours.Tenth'\n")
    done = _grade(ours, theirs, tmp_path)
    assert done.returncode == 2 and "rules_of_ours" in done.stderr and "Traceback" not in done.stderr
    (theirs / "rules_of_ours.py").write_text(RULES)
    assert _grade(ours, theirs, tmp_path).returncode == 0
    with small.gradebook(theirs) as book:
        assert book.find_submission("little", "ada").late_submission_penalty == 7


_GONE = "c.CourseDirectory.db_url = 'sqlite:////gone/x.db'"


@pytest.mark.parametrize(("line", "said"), [("1 / 0", "ZeroDivisionError"), (_GONE, "generate_assignment first")])
def test_what_is_wrong_with_the_course_is_a_sentence(tmp_path, line, said):
    ours = small.course(tmp_path / "ours")
    theirs = small.released(ours, tmp_path / "nb" / "course")
    with (theirs / "nbgrader_config.py").open("a") as config:
        config.write(f"{line}\n")
    done = _grade(ours, theirs, tmp_path)
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr


def test_a_gradebook_that_cannot_be_used_is_a_sentence(tmp_path):
    ours = small.course(tmp_path / "ours")
    theirs = small.released(ours, tmp_path / "nb" / "course")
    (theirs / "gradebook.db").write_text("this was a database once, and is none any more")
    done = _grade(ours, theirs, tmp_path)
    assert done.returncode == 2 and "gradebook cannot be used" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("way", ["fast", "autograde"])
def test_with_a_systems_ids_the_notebook_says_whose_numbers_it_works_on(tmp_path, way):
    """`1234567` is what Moodle calls s001; the student does not know it, and it picks no row."""
    ours = small.course(tmp_path / "ours")
    theirs = small.released(ours, tmp_path / "nb" / "course")
    nb = small.homework(theirs, "s001", {**small.RIGHT, **small.answers("s001")})
    small.hand_in(theirs, "1234567", nb)
    nameless = small.homework(theirs, "x", {**small.RIGHT, **small.answers("s001")})
    next(one for one in nameless["cells"] if one["id"] == "student")["source"] = "STUDENT = ..."
    small.hand_in(theirs, "1234568", nameless)
    with (theirs / "nbgrader_config.py").open("a") as config:
        config.write("c.Judge.lms_ids = True\n")
    if way == "fast":
        assert _grade(ours, theirs, tmp_path).returncode == 0
    else:
        assert small.api(theirs).autograde("little", "*")["success"]
    assert small.standing(theirs, "1234567")["check-half"] == (20, False)
    assert small.standing(theirs, "1234568")["check-half"] == (0, True)
    assert small.standing(theirs, "1234568")["check-double"] == (30, False)
