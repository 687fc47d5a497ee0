"""How a mistake is told to who holds it, and the students that an assignment is tried on."""

import numpy as np
import pytest
import small_course

from grader.course.loader import Course
from grader.handwork import simulated_student
from grader.handwork.simulated_student import Imitation, Naming, naming
from grader.model import Status, Verdict
from grader.verification import mutants

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
    assert naming(verdicts, "a") is told


def test_who_sees_no_end_leaves_blank_what_stands_on_it():
    student = Imitation(PERCEPTRON.solution, PERCEPTRON.tasks, PERCEPTRON.solution.lecture)
    texts = student.texts("error_flipped")  # diverges
    assert texts["number_of_updates"] == "..."
    assert texts["trace_table"].count("(") == simulated_student.PATIENCE


def test_blanks_are_filled_where_they_are():
    text = simulated_student.filled("a = ...\nab = ...  # a = ...\n", {"a": "1", "ab": "[(1, 2)]"})
    assert text == "a = 1\nab = [(1, 2)]  # a = ...\n"


def test_mutants_are_wrong_in_their_own_way():
    given = np.array([1.0, 2.0])
    made = {what: space["f"] for what, _, space in mutants.spaces({"f": lambda x: (2 * x, True, 3)}, ["f", "g"])}
    assert set(made) == {f"`f` {what}" for what in (*mutants.TELLING, *mutants.FATAL)}
    doubled, yes, three = made["`f` is off by one"](given)
    assert doubled.tolist() == [3.0, 5.0] and yes is False and three == 4
    assert made["`f` gives zeros"](given)[0].tolist() == [0.0, 0.0]
    assert made["`f` returns None"](given) is None
    assert given.tolist() == [1.0, 2.0]
    assert made["`f` changes its inputs"](given)[0].tolist() == [2.0, 4.0]
    assert given.tolist() == [2.0, 3.0]
    with pytest.raises(ValueError, match="not this"):
        made["`f` raises"](given)
