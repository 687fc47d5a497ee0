"""What stands behind the verdicts on handwork: the marks that they are made of, and what known mistakes give there."""

import small_course

from grader.course.loader import Course
from grader.followthrough.nodes import flatten
from grader.handwork import marking
from grader.handwork.marking import Handwork
from grader.handwork.simulated_student import SimulatedStudent, answers_source
from grader.handwork.working import worked_steps
from grader.model import Credit, Kind
from grader.submissions.answer_sheet import parse_answers


def handwork(name, mistake=""):
    """The handwork of somebody with a known mistake, on the lecture's numbers."""
    assignment = Course(small_course.REAL).assignment(name)
    solution = assignment.solution
    texts = SimulatedStudent(solution, assignment.tasks, solution.lecture).answer_texts(mistake)
    return assignment, Handwork(parse_answers(answers_source(texts)), solution, solution.lecture)


def test_every_verdict_has_the_mark_that_it_is_made_of():
    for name in ("perceptron", "bp_update", "softmax", "rnn"):
        assignment, mine = handwork(name)
        for task in assignment.tasks:
            steps = worked_steps(mine, task)
            verdicts = {one.name: one.verdict for one in marking.mark_task(mine, task)}
            assert set(steps) == (set() if task.kind is Kind.PROSE else set(verdicts)), task.name
            for step, worked in steps.items():
                if worked.mark is not None:
                    assert worked.mark.credit is Credit.RIGHT and verdicts[step].credit is Credit.RIGHT


def test_a_known_mistake_gives_what_a_student_with_it_has_written():
    assignment, mine = handwork("perceptron", "half_step")
    (table,) = (task for task in assignment.tasks if task.kind is Kind.WORKSHEET)
    first = worked_steps(mine, table)["trace_table[1].weights"]
    assert flatten(first.mistaken["half_step"]) == flatten(first.mark.written) != flatten(first.mark.exact)
    assert first.mistaken["error_flipped"] != first.mistaken["half_step"]


def test_a_formula_says_where_each_mistake_parts_from_it():
    assignment, mine = handwork("softmax")
    formulas = [task for task in assignment.tasks if task.kind is Kind.FORMULA]
    parted = [finding for task in formulas for finding in worked_steps(mine, task)[task.name].mistaken.values()]
    assert parted and {finding.key for finding in parted} == {"formula.example"}
    assert all(finding.values["got"] != finding.values["want"] for finding in parted)
