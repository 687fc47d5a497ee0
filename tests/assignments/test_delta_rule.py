"""The delta rule homework: wrong numbers of the bank, sheets rounded and with slips."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hand_sheets import lost as lost_steps, marked, sheet, slip
from places import ROOT
from words import words

from grader.course import loader
from grader.handwork.simulated_student import Naming, SimulatedStudent
from grader.model import Credit, Status

ASSIGNMENT = loader.Course(ROOT).assignment("delta_rule")
SOLUTION = ASSIGNMENT.solution
SPACE = SOLUTION.space
(SHEET,) = [task for task in ASSIGNMENT.tasks if task.steps]
ROWS = [SOLUTION.lecture, *ASSIGNMENT.rows[:3], *ASSIGNMENT.rows[-2:]]


def test_the_sheet_of_the_lecture_is_exact():
    texts = sheet(SPACE, SHEET.steps, SOLUTION.lecture, digits=None)
    want = {"batch_2": ("0.0056", "0.1304", "0.1064"), "incremental_3": ("0.006608", "0.080208", "0.069008")}
    for name, numbers in want.items():
        assert texts[name] == "(" + ", ".join(str(Fraction(n)) for n in numbers) + ")"


# ---- wrong numbers of the bank (D01-D17), by hand and in code


@pytest.mark.parametrize(
    ("mistake", "step", "want"),
    [
        ("averaged", "batch_1", (0.02 / 3, 0.04, 0.1 / 3)),
        ("factor_two", "batch_1", (0.04, 0.24, 0.2)),
        ("uphill", "batch_1", (-0.02, -0.12, -0.1)),
        ("thresholded_output", "batch_2", (-0.02, 0.08, 0.06)),
        ("output_anew_for_each_weight", "incremental_3", (0.007801691313, 0.08213459509, 0.04896950229)),
        ("thresholded_output", "incremental_3", (0, 0.08, 0.08)),
        ("weights_kept_in_pass", "incremental_3", (0.02, 0.12, 0.1)),
        ("bias_left_out", "batch_1", (0.12, 0.1)),
    ],
)
def test_a_mistake_gives_the_banks_number(mistake, step, want):
    space, numbers = SOLUTION.wrong_space(mistake), dict(SOLUTION.lecture)
    right = sheet(SPACE, SHEET.steps, numbers, digits=None)
    if step == "batch_2":
        numbers["batch_1"] = tuple(Fraction(v) for v in right["batch_1"].strip("()").split(","))
    got = sheet(space, [step], numbers, digits=None)[step]
    assert np.allclose([float(Fraction(v)) for v in got.strip("()").split(",")], want, atol=1e-10)


@pytest.mark.parametrize(
    ("mistake", "want"),
    [
        ("slope_forgotten", (0.3362638478, 0.3890110783, -0.1818680761)),
        ("slope_at_net", (0.1231302307, 0.2185041846, -0.2884348846)),
        ("sigmoid_twice", (0.1551407921, 0.2441126336, -0.272429604)),
        ("slope_of_tanh", (0.2705288587, 0.336423087, -0.2147355706)),
        ("slope_o_alone", (0.2246226362, 0.299698109, -0.2376886819)),
        ("linear_unit", (0.545, 0.556, -0.0775)),
        ("input_forgotten", (0.1588876471, 0.2588876471, -0.2411123529)),
    ],
)
def test_a_mistake_in_the_sigmoid_unit_gives_the_banks_number(mistake, want):
    step = SOLUTION.wrong_space(mistake)["sigmoid_unit_step"]
    assert np.allclose(step(np.array([[1, 0.8, 0.5]]), [1], np.array([0.1, 0.2, -0.3]), 0.5), want, atol=1e-9)


@pytest.mark.parametrize("row", range(1, 4))
def test_every_mistake_by_hand_is_named_on_drawn_numbers(row):
    student = SimulatedStudent(SOLUTION, ASSIGNMENT.tasks, ASSIGNMENT.rows[row])
    by_hand = [m.name for m in SOLUTION.misconceptions_in([*SHEET.steps, "largest_stable_eta"])]
    told = {name: student.naming_of(name) for name in by_hand}
    assert len(told) >= 20 and set(told.values()) <= {Naming.ITSELF, Naming.TOGETHER}


# ---- sheets


@pytest.mark.parametrize("step", SHEET.steps)
def test_one_slip_costs_its_part_of_one_step(step):
    for numbers in ROWS:
        for digits in (None, 6):
            texts = sheet(SPACE, SHEET.steps, numbers, digits=digits, slips={step: slip})
            results = marked(ASSIGNMENT, SHEET, numbers, texts)
            assert lost_steps(results) == [step]
            assert results[step].points == 2  # two of the three weights are right


@pytest.mark.parametrize("along", [True, False])
@pytest.mark.parametrize("digits", [3, 4, 6])
def test_rounding_is_never_wrong(digits, along):
    for numbers in ROWS:
        results = marked(ASSIGNMENT, SHEET, numbers, sheet(SPACE, SHEET.steps, numbers, digits=digits, along=along))
        ends = {result.verdict.status for result in results.values()}
        assert ends <= ({Status.PASSED, Status.PENDING} if digits == 3 else {Status.PASSED})


def test_a_blank_blocks_nothing():
    texts = sheet(SPACE, SHEET.steps, SOLUTION.lecture, digits=None) | {"batch_1": "...", "incremental_2": "..."}
    results = marked(ASSIGNMENT, SHEET, SOLUTION.lecture, texts)
    assert lost_steps(results) == ["batch_1", "incremental_2"]


def lecture_sheet(**written):
    """The results of a sheet on the lecture's numbers, right but for what is written."""
    texts = sheet(SPACE, SHEET.steps, SOLUTION.lecture, digits=None) | written
    return marked(ASSIGNMENT, SHEET, SOLUTION.lecture, texts)


def test_zeros_carried_on_gain_nothing_and_what_is_worked_out_again_counts():
    """From (0, 0, 0) the bias learns eta t whatever the points are; after that there is an output to work out."""
    results = lecture_sheet(
        incremental_1="(0, 0, 0)", incremental_2="(0.02, 0.08, 0.06)", incremental_3="(-0.0032, 0.0568, 0.0368)"
    )
    assert [results[f"incremental_{k}"].points for k in (1, 2, 3)] == [0, 2, 3]
    assert words(results["incremental_2"].verdict).message.startswith(
        "2 of 3 count. The rest follows from your own numbers"
    )


def test_errors_that_sum_to_zero_by_chance_are_no_zero_that_is_carried_on():
    """With the own 0.2 the errors are 0.64, -1.36 and 0.72, so the bias stays as it is."""
    numbers = {"points": ((4, 2), (4, 3), (2, 1)), "targets": (1, -1, 1), "eta": Fraction(1, 50)}
    first, second = "(0.2, 0.04, 0)", "(0.2, 0.0112, -0.0416)"
    texts = sheet(SPACE, SHEET.steps, numbers, digits=None) | {"batch_1": first, "batch_2": second}
    results = marked(ASSIGNMENT, SHEET, numbers, texts)
    assert lost_steps(results) == ["batch_1"] and results["batch_2"].verdict.credit is Credit.FOLLOW_THROUGH


def test_a_step_waits_only_for_what_it_stands_on():
    """The second batch step stands on the first; the pass starts from 0 again, whatever became of the batch steps."""
    unread = "[w for w in ()]"
    assert lecture_sheet(batch_1=unread, batch_2="(1, 2, 3)")["batch_2"].verdict.status is Status.PENDING
    assert lecture_sheet(batch_2=unread, incremental_1="(4, 5, 6)")["incremental_1"].verdict.status is Status.FAILED


def test_what_is_too_coarse_to_say_anything_earns_nothing_beside_wrong_numbers():
    """The second step is that from 0 again: 0.1 may be a rounded 0.1064, but who knows."""
    assert lecture_sheet(batch_2="(0.02, 0.12, 0.1)")["batch_2"].points == 0
    assert lecture_sheet(batch_2="(0.02, 0.13, 0.11)")["batch_2"].points == 2
    assert lecture_sheet(incremental_3="(0.0066, 0.09, 0.0690)")["incremental_3"].points == 2


def test_a_pass_written_one_row_late_is_told_so():
    """Its first row is the start: that alone says nothing, the next two do."""
    rows = "(0, 0, 0)", "(0.02, 0.06, 0.06)", "(0.0312, 0.1048, 0.0936)"
    late = lecture_sheet(**{f"incremental_{k}": row for k, row in enumerate(rows, 1)})
    told = [late[f"incremental_{k}"].verdict.misconceptions for k in (1, 2, 3)]
    assert told == [(), ("step_of_the_point_before",), ("step_of_the_point_before",)]


# ---- the whole


def test_the_points_are_those_of_the_curriculum():
    points = {}
    for item in ASSIGNMENT.declared:
        task = item.task if hasattr(item, "probe") else item.name
        points[task] = points.get(task, 0) + item.points
    public = sum(check.points for check in ASSIGNMENT.checks if check.public)
    assert (
        points
        == {
            "lms_error": 5,
            "delta_batch_step": 15,
            "delta_incremental_epoch": 15,
            "sigmoid_unit_step": 15,
            "linear_gradient": 7,
            "sigmoid_gradient": 8,
            "steps_by_hand": 15,
            "largest_stable_eta": 5,
            "same_rule_as_the_perceptron": 8,
            "incremental_or_batch_limit": 7,
        }
        and 15 <= public <= 20
    )


def test_rows_are_as_the_curriculum_asks():
    assert len(ASSIGNMENT.rows) == 1000
    for row in ASSIGNMENT.rows[::50]:
        A = np.column_stack([np.ones(3), row["points"]])
        assert float(row["eta"]) * np.linalg.eigvalsh(A.T @ A)[-1] < 1.6 and len(set(row["points"])) == 3
