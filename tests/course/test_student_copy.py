"""`grader start`: the student's id and numbers are put into the skeleton, and nothing else changes."""

import difflib
import os
from fractions import Fraction

import pytest
import small_course
from hypothesis import given, strategies as st

from grader import sandbox, seeds, version
from grader.course.loader import Course
from grader.course.student_copy import handout_text, write_handout
from grader.errors import AuthorError, UsageError
from grader.grading.pipeline import Grading, grade
from grader.model import Status
from grader.submissions import answer_sheet, identity, submission

pytestmark = pytest.mark.fast

GRADED_WITH = "# Graded with Python {python} and NumPy {numpy}.".format(**version.running_with())

TINY = "from grader import check\n\n\n@check(points=100)\ndef doubles(hw, rng):\n    return hw.double(3)\n"
DRAWN = """
from fractions import Fraction
from grader import numbers, step


@numbers(lecture={"rate": Fraction(1, 10), "points": ((1, 2),)})
def draw(rng):
    return {"rate": Fraction(1, 20), "points": ((3, 4), (5, 6))}


def double(x):
    return 2 * x
"""
ROWS = '{"rows": [{"rate": "0.05", "points": [[3, 4], [5, 6]]}, {"rate": "1/3", "points": [[7, 8]]}]}'


@pytest.fixture(scope="module")
def perceptron(tmp_path_factory):
    return small_course.perceptron(tmp_path_factory.mktemp("course"))


def tiny(root, skeleton, rows=ROWS):
    assignment = small_course.written(root, TINY, DRAWN, skeleton)
    if rows:
        (root / "assignments" / "tiny.numbers.json").write_text(rows)
    return assignment


def who(assignment, text, folder_student="", *, lecture_for_all=False):
    return identity.identify_student(
        answer_sheet.parse_answers(text),
        folder_student,
        "file",
        assignment=assignment.name,
        rows=assignment.rows,
        lecture=assignment.solution.lecture,
        lecture_for_all=lecture_for_all,
    )


def test_the_id_the_row_and_its_numbers_are_put_in_place(perceptron, tmp_path):
    path = write_handout(perceptron, tmp_path, "s001")

    assert path == tmp_path / "perceptron.py"
    row = seeds.row_of("s001", "perceptron", 40)
    sheet = answer_sheet.parse_answers(path.read_text(encoding="utf-8"))
    assert sheet.read_answer("STUDENT") == "s001"
    assert sheet.read_answer("NUMBERS") == f"row {row}"
    drawn = perceptron.rows[row - 1]
    assert sheet.read_answer("X_I").text == seeds.as_text(drawn["x_i"])
    assert [[int(v.value) for v in point] for point in sheet.read_answer("POINTS")] == [
        list(p) for p in drawn["points"]
    ]


def test_only_the_lines_of_these_values_change(perceptron):
    before, after = perceptron.skeleton.text, handout_text(perceptron, "s001")

    diff = [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "-+"]
    names = {line[2:].split(" = ")[0] for line in diff}

    assert names <= {GRADED_WITH, "STUDENT", "NUMBERS", "POINTS", "LABELS", "X_I", "LEARNING_RATE", "TARGET", "OUTPUT"}
    assert {"STUDENT", "NUMBERS", "POINTS"} <= names


def test_a_started_file_has_no_doubts_and_is_not_attempted_throughout(perceptron, tmp_path):
    with sandbox.start() as box:
        grading = Grading(perceptron, box, seeds.PUBLIC_SEED)
        for student in ("s001", "s002", "Zoë Müller"):
            path = write_handout(perceptron, tmp_path / student, student)
            result = grade(
                submission.read_submission(submission.SubmissionFile(path, path.name, student, "perceptron")), grading
            )

            assert result.notes == ()
            assert result.student == student
            assert result.numbers == f"row {seeds.row_of(student, 'perceptron', 40)}"
            assert {check.verdict.status for check in result.checks} == {Status.NOT_ATTEMPTED}


def test_a_started_file_handed_in_by_another_student_is_in_doubt(perceptron):
    text = handout_text(perceptron, "s001")

    assert who(perceptron, text, "s001").doubts == ()
    assert len(who(perceptron, text, "s002").doubts) == 2


def test_the_comments_of_the_skeleton_do_not_state_numbers_that_differ_per_student(perceptron):
    for line in perceptron.skeleton.text.splitlines():
        comment = line.partition("#")[2]
        if "(1, 2, 6, 6)" in comment:
            assert "the lecture's" in comment
        assert not any(str(point) in comment for point in perceptron.solution.lecture["points"])


def test_on_the_lectures_numbers_the_constants_stay_as_they_are(perceptron):
    before, text = perceptron.skeleton.text, handout_text(perceptron, "s001", lecture_for_all=True)

    assert text == perceptron.skeleton.text.replace("STUDENT = ...", f"{GRADED_WITH}\nSTUDENT = 's001'")
    assert who(perceptron, text, "s001", lecture_for_all=True).doubts == ()
    assert handout_text(perceptron, None, lecture_for_all=True).replace(f"{GRADED_WITH}\n", "") == before


def test_without_a_student_there_is_no_row_and_it_says_how_to_get_one(perceptron, tmp_path):
    for student in (None, "", "  "):
        with pytest.raises(UsageError, match=r"--student s001, or .* --numbers lecture"):
            write_handout(perceptron, tmp_path, student)
    assert list(tmp_path.iterdir()) == []


def test_where_there_is_no_table_no_student_is_needed(tmp_path):
    assignment = tiny(tmp_path, "STUDENT = ...\nRATE = 0.1\nPOINTS = [(1, 2)]\n", rows="")

    assert handout_text(assignment, None) == f"{GRADED_WITH}\n{assignment.skeleton.text}"
    assert "STUDENT = 'x'\n" in handout_text(assignment, "x")


@pytest.mark.parametrize("place", ["perceptron.py", "."])
def test_a_file_is_never_overwritten(perceptron, tmp_path, place):
    (tmp_path / "perceptron.py").write_text("my work")

    with pytest.raises(UsageError, match="is there already and is left as it is"):
        write_handout(perceptron, tmp_path / place, "s001")

    assert (tmp_path / "perceptron.py").read_text() == "my work"


def test_a_link_to_nowhere_is_not_written_through(perceptron, tmp_path):
    (tmp_path / "perceptron.py").symlink_to(tmp_path / "elsewhere.py")

    with pytest.raises(UsageError, match="is there already"):
        write_handout(perceptron, tmp_path, "s001")

    assert not (tmp_path / "elsewhere.py").exists()


def test_it_goes_into_this_folder_a_folder_or_a_file(perceptron, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert str(write_handout(perceptron, None, "s001")) == "perceptron.py"
    assert (
        write_handout(perceptron, tmp_path / "new" / "folder", "s001") == tmp_path / "new" / "folder" / "perceptron.py"
    )
    assert write_handout(perceptron, tmp_path / "mine.py", "s001") == tmp_path / "mine.py"
    assert sorted(os.listdir(tmp_path)) == ["mine.py", "new", "perceptron.py"]


def test_a_notebook_is_not_written(perceptron, tmp_path):
    with pytest.raises(UsageError, match=r"writes a \.py file"):
        write_handout(perceptron, tmp_path / "perceptron.ipynb", "s001")


def test_a_place_that_cannot_be_written_gets_a_sentence(perceptron, tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(UsageError, match="cannot be written"):
        write_handout(perceptron, tmp_path / "file" / "below", "s001")


@pytest.mark.parametrize(
    "student", ["it's", 'say "hi"', "back\\slash", "two\nlines", "Zoë", "张三", "=1+1", "''' '''", "a\u2028b", "{x}"]
)
def test_any_id_is_written_safely_and_read_back_the_same(perceptron, student):
    text = handout_text(perceptron, student)
    found = who(perceptron, text)

    assert found.student == student
    assert found.doubts == ()
    compile(text, "perceptron.py", "exec")


@given(student=st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda s: s.strip()))
def test_every_id_that_is_text_is_read_back_the_same(perceptron, student):
    found = who(perceptron, handout_text(perceptron, student))

    assert found.student == student.strip()
    assert found.doubts == ()


def test_how_an_accent_is_put_together_makes_no_other_student(perceptron):
    text = handout_text(perceptron, "Zo\u00eb")

    assert who(perceptron, text, "zoe\u0308 ").doubts == ()


def test_an_id_that_is_not_text_in_a_file_is_still_somebodys(perceptron):
    text = handout_text(perceptron, "s001").replace("'s001'", "'s\\udcff'")

    assert who(perceptron, text).student == "s\N{REPLACEMENT CHARACTER}"


def test_an_id_that_is_not_text_gets_a_sentence(perceptron):
    with pytest.raises(UsageError, match="is not text"):
        handout_text(perceptron, "s\udcff")


def test_the_digits_are_those_of_the_table(tmp_path):
    assignment = tiny(tmp_path, "STUDENT = ...\nNUMBERS = 'lecture'\nRATE = 0.1\nPOINTS = [(1, 2)]\n")

    texts = {handout_text(assignment, f"s{i}") for i in range(20)}

    assert any("\nRATE = 0.05\nPOINTS = [(3, 4), (5, 6)]\n" in text for text in texts)
    assert any("\nRATE = 1/3\nPOINTS = [(7, 8)]\n" in text for text in texts)
    assert assignment.rows[0]["rate"] == Fraction(1, 20)


def test_bytes_outside_the_values_stay_bom_line_ends_and_wide_letters_too(tmp_path):
    skeleton = (
        "\ufeff# äöü 张\r\nSTUDENT: str = ...  # wer?\r\nNUMBERS = 'lecture'; über = 'ß'; RATE = 0.1 # 0.1 of ü\r\n"
        "\fPOINTS = [  # here\r\n    (1, 2),\r\n]  # there\r\nx = ...\r\n"
    )
    assignment = tiny(tmp_path, "")
    (tmp_path / "assignments" / "tiny.py").write_bytes(skeleton.encode())
    assignment = Course(tmp_path).assignment("tiny")
    student = next(f"s{i}" for i in range(20) if seeds.row_of(f"s{i}", "tiny", 2) == 1)

    path = write_handout(assignment, tmp_path / "out", student)

    assert path.read_bytes().decode() == (
        f"\ufeff# äöü 张\r\n{GRADED_WITH}\r\nSTUDENT: str = '{student}'  # wer?\r\n"
        "NUMBERS = \"row 1\"; über = 'ß'; RATE = 0.05 # 0.1 of ü\r\n"
        "\fPOINTS = [(3, 4), (5, 6)]  # there\r\nx = ...\r\n"
    )


@pytest.mark.parametrize("missing", ["STUDENT", "NUMBERS", "RATE", "POINTS"])
def test_a_skeleton_without_a_place_for_a_number_is_the_authors_fault(tmp_path, missing):
    lines = ["STUDENT = ...", "NUMBERS = 'lecture'", "RATE = 0.1", "POINTS = [(1, 2)]"]
    assignment = tiny(tmp_path, "\n".join(line for line in lines if not line.startswith(missing)) + "\n")

    with pytest.raises(AuthorError, match=rf"assignments/tiny\.py has no line `{missing} = "):
        handout_text(assignment, "s001")
