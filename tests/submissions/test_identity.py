"""Whose homework it is and on which numbers: every doubt is said, and none costs a point."""

from fractions import Fraction

import pytest
from words import sentence_of

from grader import seeds
from grader.model import Finding
from grader.submissions import answer_sheet, identity

LECTURE = {"points": ((3, 3), (4, 3)), "labels": (1, -1), "x_i": Fraction(8, 10)}
ROWS = [{"points": ((1, i), (i, 2)), "labels": (1, -1), "x_i": Fraction(i, 10)} for i in range(1, 6)]
MINE = seeds.row_of("s001", "perceptron", len(ROWS))
OTHER = MINE % len(ROWS) + 1


def who(source, folder_student="", rows=ROWS, lecture_for_all=False, lecture=LECTURE, has_lms_id=False):
    return identity.identify_student(
        answer_sheet.parse_answers(source),
        folder_student,
        "file",
        assignment="perceptron",
        rows=rows,
        lecture=lecture,
        lecture_for_all=lecture_for_all,
        has_lms_id=has_lms_id,
    )


def homework(student='"s001"', numbers=f'"row {MINE}"', **constants):
    more = "\n".join(f"{name} = {value}" for name, value in constants.items())
    return f"STUDENT = {student}\nNUMBERS = {numbers}\n{more}\n"


def test_a_file_that_agrees_with_its_place_leaves_no_doubt():
    found = who(homework(), "s001")
    assert (found.student, found.label, found.doubts) == ("s001", f"row {MINE}", ()) and found.numbers == ROWS[MINE - 1]


def test_what_a_file_says_of_itself_is_told_in_short():
    for found in (who(homework(repr("x" * 100_000)), "s001"), who(homework(numbers=repr("x" * 100_000)), "s001")):
        assert found.doubts and all(len(sentence_of(doubt)) < 200 for doubt in found.doubts)


@pytest.mark.parametrize("numbers", [f'"Row {MINE}"', f'"row: {MINE}"', f'" ROW#{MINE} "', f'"row{MINE}"'])
@pytest.mark.parametrize("student", ['"S001"', '" s001 "'])
def test_case_and_space_do_not_matter(student, numbers):
    assert who(homework(student, numbers), "s001").doubts == ()


def test_a_number_may_be_a_students_id():
    assert who("STUDENT = 20231234\nNUMBERS = 'lecture'", lecture_for_all=True).student == "20231234"
    assert who("STUDENT = 20231234\nNUMBERS = 'lecture'", "20231234", lecture_for_all=True).doubts == ()


def test_the_place_counts_before_the_file_and_the_files_name_comes_last():
    assert who(homework(), "s002").student == "s002"
    assert who("NUMBERS = 'lecture'", lecture_for_all=True).student == "file" and who(homework()).student == "s001"


def test_an_id_that_only_a_learning_system_knows_says_nothing_about_the_file():
    found = who(homework(), "31", has_lms_id=True)
    assert (found.student, found.label, found.doubts) == ("31", f"row {MINE}", ())
    (doubt,) = who(homework(numbers=f'"row {OTHER}"'), "31", has_lms_id=True).doubts
    assert f"but s001 was given row {MINE}" in sentence_of(doubt)
    (doubt,) = who(homework(student="..."), "31", has_lms_id=True).doubts
    assert doubt == Finding("note.no_student")
    assert who(homework(student="...", numbers="'lecture'"), "31", has_lms_id=True, lecture_for_all=True).doubts == ()


@pytest.mark.parametrize(
    ("source", "folder_student", "label", "part"),
    [
        (homework(), "s002", f"row {MINE}", "handed in by s002"),
        (homework(numbers=f'"row {OTHER}"'), "s001", f"row {OTHER}", f"s001 was given row {MINE}"),
        (homework(numbers='"lecture"'), "s001", "lecture", "the course gives each student a row"),
        (homework(numbers='"row 99"'), "s001", f"row {MINE}", "no row of the table"),
        (homework(numbers='"row 0"'), "s001", f"row {MINE}", "no row of the table"),
        (homework(numbers='"my own"'), "s001", f"row {MINE}", "no row of the table"),
        (homework(numbers="..."), "s001", f"row {MINE}", "does not say which numbers"),
        (homework(numbers="f()"), "s001", f"row {MINE}", "does not say which numbers"),
        ("STUDENT = 's001'", "", f"row {MINE}", "does not say which numbers"),
        ("x = 1", "", "lecture", "does not say which numbers"),
        (homework(X_I="0.9"), "s001", f"row {MINE}", "X_I in the file is not what"),
        (homework(POINTS="[(9, 9), (1, 1)]"), "s001", f"row {MINE}", "POINTS in the file is not what"),
        (homework(LABELS="[1]"), "s001", f"row {MINE}", "LABELS in the file is not what"),
    ],
)
def test_each_doubt_is_a_sentence_and_the_declared_row_is_marked_where_there_is_one(
    source, folder_student, label, part
):
    found = who(source, folder_student)
    assert found.label == label and found.doubts and all(sentence_of(d).endswith(".") for d in found.doubts)
    assert any(part in sentence_of(doubt) for doubt in found.doubts), found.doubts


def test_where_everybody_has_the_lectures_numbers_only_these_leave_no_doubt():
    assert who("x = 1", "s001", lecture_for_all=True).doubts == () and who("x = 1", "s001", rows=[]).label == "lecture"
    assert who(homework(numbers="'lecture'"), "s001", lecture_for_all=True).doubts == ()
    told = who(homework(), "s001", lecture_for_all=True)
    assert told.label == f"row {MINE}" and "everybody was given the lecture's numbers" in sentence_of(told.doubts[0])
    assert "no row of the table" in sentence_of(who(homework(numbers="'row 3'"), "s001", rows=[]).doubts[0])


def test_constants_written_otherwise_but_the_same_leave_no_doubt():
    row = ROWS[MINE - 1]
    points = [list(p) for p in row["points"]]
    for text in (f"{points}", f"np.array({points})", f"tuple({points})"):
        assert who(homework(POINTS=text, X_I=f"{row['x_i'].numerator}/{row['x_i'].denominator}"), "s001").doubts == ()


@pytest.mark.parametrize("text", ["...", "f()", "'text'", "[f(1)]"])
def test_a_constant_that_cannot_be_read_is_not_called_changed(text):
    assert who(homework(POINTS=text), "s001").doubts == ()


def test_without_numbers_only_the_student_matters():
    found = who(homework(numbers="'row 7'"), "s001", lecture={})
    assert (found.label, found.numbers, found.doubts) == ("", {}, ())
    assert len(who(homework(), "s002", lecture={}).doubts) == 1


def test_all_doubts_are_kept():
    assert len(who(homework(numbers=f'"row {OTHER}"', X_I="5"), "s002").doubts) == 3
