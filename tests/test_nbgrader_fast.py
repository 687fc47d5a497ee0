"""`grader grade COURSE`: our pool in place of nbgrader's loop, and the same in nbgrader's gradebook afterwards."""

import json
import shutil

import command
import nbgrader_course as small
import pytest

pytest.importorskip("nbgrader")
pytestmark = pytest.mark.filterwarnings("ignore")  # nbgrader's own, of SQLAlchemy and traitlets

STUDENTS = {
    "right": small.RIGHT, "wrong": small.WRONG, "squares": {"double": "def double(x):\n    return np.asarray(x)**2"},
    "nothing": {}, "exits": small.RIGHT | {"softmax": "import os\ndef softmax(x):\n    os._exit(1)"},
}  # fmt: skip


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
