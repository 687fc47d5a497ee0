"""Pictures: drawn from what the student has and has written, left out where they cannot be, and held by verify."""

from dataclasses import replace
from fractions import Fraction

import command
import pytest
import small_course

from grader import sandbox
from grader.course import loader
from grader.course.loader import Course
from grader.grading.pipeline import Grading, grade
from grader.reports import student_pictures
from grader.submissions.submission import SubmissionFile, read_submission
from grader.verification.verify import verify

ROOT = small_course.REAL
TABLE = [(2, (-2, -2, -2)), (1, (0, 2, 2))]
PICTURES = """

from grader import Dot, Panel, Picture, picture


@picture(of=squared)
def parabola():
    return Picture("x squared", "a dot", (Panel("p", (0, 1), (0, 1), (Dot(0.5, 0.5),)),))


@picture(of="why")
def essay(why):
    assert why is None
    return None
"""


def graded(assignment, text, tmp_path, student="s001"):
    path = tmp_path / f"{assignment.name}.py"
    path.write_text(text, encoding="utf-8")
    with sandbox.start() as running:
        grading = Grading(assignment, running, "public", lecture_for_all=True)
        found = read_submission(SubmissionFile(path, path.name, student, assignment.name))
        return grade(found, grading), found.cells


def with_pictures(tmp_path, old="", new=""):
    root = command.course(tmp_path / "course")
    solution = root / "solutions" / "tiny.py"
    solution.write_text((solution.read_text() + PICTURES).replace(old, new) if old else solution.read_text() + PICTURES)
    return Course(root).assignment("tiny")


def test_a_mistake_brings_its_picture_and_others_do_not(tmp_path):
    assignment = with_pictures(tmp_path)
    for text, expected in ((command.WRONG, {"squared"}), (command.RIGHT, set())):
        result, cells = graded(assignment, text, tmp_path)
        told = []
        known = student_pictures.course_context(assignment, result, cells, told.append)
        assert {of for of, pictures in known.pictures.items() if pictures} == expected and told == []


def test_a_picture_that_cannot_be_drawn_is_told_and_left_out(tmp_path):
    assignment = with_pictures(tmp_path, "Dot(0.5, 0.5)", "Dot(0.5, float('nan'))")
    result, cells = graded(assignment, command.WRONG, tmp_path)
    told = []
    known = student_pictures.course_context(assignment, result, cells, told.append)
    assert not known.pictures["squared"] and known.title == "Doubling"
    assert len(told) == 1 and "parabola cannot be drawn and is left out (ValueError: nan cannot be drawn)" in told[0]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("of=squared)\ndef p", 'of="cubed")\ndef p', "parabola is of `cubed`, which is no task and no known mistake"),
        ("def essay(why)", "def essay(hidden)", "essay asks for `hidden`, which is no number and no answer"),
        ("assert why is None", "assert why", "essay cannot be drawn on blank answers (AssertionError: )"),
        ("Dot(0.5, 0.5)", 'Dot(0.5, 0.5, "star")', "'star' is no shape; there are: disc, circle, square, cross"),
    ],
)
def test_verify_says_what_is_wrong_with_a_picture(tmp_path, old, new, said):
    assert list(student_pictures.picture_problems(with_pictures(tmp_path / "good"))) == []
    assignment = with_pictures(tmp_path, old, new)
    assert any(said in str(problem) for problem in verify(assignment, seeds=1).problems)


def test_the_real_pictures_can_be_drawn():
    real = loader.Course(ROOT)
    drawn = [name for name in real.names if real.assignment(name).solution.pictures]
    assert {"perceptron", "softmax", "conv_size"} <= set(drawn)
    for name in drawn:
        assert list(student_pictures.picture_problems(real.assignment(name), rows=5)) == []


def lines(table, tmp_path):
    """The picture of a perceptron's table on the lecture's points, and what was told."""
    assignment, told = loader.Course(ROOT).assignment("perceptron"), []
    text = f'STUDENT = "s001"\nNUMBERS = "lecture"\ntrace_table = {table}\n'
    result, cells = graded(assignment, text, tmp_path)
    pictures = student_pictures.course_context(assignment, result, cells, told.append).pictures["trace_table"]
    return (pictures[0].panels if pictures else []), told


def test_the_perceptrons_lines_are_the_students_own_and_beside_them_what_follows(tmp_path):
    """The second row does not follow from the first: there are two lines, and the title says so."""
    panels, _ = lines("[(1, (2, 6, 6)), (3, (0, 4, 5))]", tmp_path)
    assert [panel.title for panel in panels] == [
        "update 1: w = (2, 6, 6)",
        "update 2: w = (0, 4, 5), does not follow",
    ]
    straight = [[(m.a, m.b, m.c, m.role) for m in panel.marks if hasattr(m, "c")] for panel in panels]
    assert straight == [[(2, 6, 6, "yours")], [(0, 4, 4, "right"), (0, 4, 5, "wrong")]]


@pytest.mark.parametrize("table", ["...", "[]", "[(1, ...), (2, (1, 2))]", "[('a', 'b')]", "7"])
def test_what_the_student_did_not_write_is_not_drawn(table, tmp_path):
    assert lines(table, tmp_path) == ([], [])


def test_numbers_beyond_all_bounds_cost_the_picture_alone(tmp_path):
    panels, told = lines(f"[(1, (10**{10}, 1, 1)), (9**99, (1, 2, 3)), (1, ({10**200}, 0, 0))]", tmp_path)
    assert panels == [] and len(told) == 1


def test_a_row_that_is_not_there_any_more_has_no_picture(tmp_path):
    assignment = loader.Course(ROOT).assignment("perceptron")
    result, cells = graded(assignment, 'STUDENT = "s001"\ntrace_table = [(1, (2, 6, 6))]\n', tmp_path)
    gone = replace(result, numbers="row 1000000")
    assert student_pictures.course_context(assignment, gone, cells, print).pictures == {}
    assert Fraction(1) and student_pictures.course_context(assignment, result, cells, print).pictures["trace_table"]
