"""How a mistake is told to who holds it, and the students that an assignment is tried on."""

import pytest
import small_course

from grader.course.loader import Course
from grader.handwork import simulated_student
from grader.handwork.simulated_student import Naming, SimulatedStudent, classify_naming
from grader.model import Status, Verdict

PERCEPTRON = Course(small_course.REAL).assignment("perceptron")


def failed(*names):
    return Verdict(Status.FAILED, misconceptions=names)


@pytest.mark.parametrize(
    ("verdicts", "told"),
    [
        ([failed("a"), failed()], Naming.ITSELF),
        ([failed("a", "b"), failed("a")], Naming.ITSELF),
        ([failed("a", "b")], Naming.TOGETHER),
        ([failed("a", "b", "c")], Naming.UNNAMED),
        ([failed()], Naming.UNNAMED),
        ([failed("a"), failed("b")], Naming.ANOTHER),
        ([Verdict(Status.PASSED), Verdict(Status.NOT_ATTEMPTED)], Naming.UNSEEN),
        ([Verdict(Status.PASSED), Verdict(Status.PENDING)], Naming.WAITING),
    ],
)
def test_how_feedback_names_a_mistake(verdicts, told):
    assert classify_naming(verdicts, "a") is told


def test_who_sees_no_end_leaves_blank_what_stands_on_it():
    student = SimulatedStudent(PERCEPTRON.solution, PERCEPTRON.tasks, PERCEPTRON.solution.lecture)
    texts = student.answer_texts("error_flipped")  # diverges
    assert texts["number_of_updates"] == "..."
    assert texts["trace_table"].count("(") == simulated_student.MAX_TABLE_ROWS


def test_blanks_are_filled_where_they_are():
    text = simulated_student.fill_skeleton("a = ...\nab = ...  # a = ...\n", {"a": "1", "ab": "[(1, 2)]"})
    assert text == "a = 1\nab = [(1, 2)]  # a = ...\n"
