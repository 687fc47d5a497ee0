"""One step of BP: both sheets rounded, with slips and with mistakes held."""

from collections import Counter
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hand_sheets import lost as lost_steps, marked, sheet, slip
from places import ROOT
from words import words

from grader.course import loader
from grader.followthrough import nodes, tables
from grader.handwork.simulated_student import Naming, SimulatedStudent
from grader.model import Credit, Status

ASSIGNMENT = loader.Course(ROOT).assignment("bp_update")
SOLUTION = ASSIGNMENT.solution
SPACE, LECTURE = SOLUTION.space, SOLUTION.lecture
SIGMOID, RELU = (task for task in ASSIGNMENT.tasks if task.steps)
ROWS = [LECTURE, *ASSIGNMENT.rows[:3], *ASSIGNMENT.rows[-2:]]
NETWORK = np.array([0.35, 0.9]), 0.5, np.array([[0.1, 0.8], [0.4, 0.6]]), np.array([0.3, 0.9]), 1.0, "sigmoid"
HOMEWORK = np.array([0.2, 0.3]), 0.5, np.array([[0.6, 0.2], [0.1, 0.7]]), np.array([0.5, 0.8]), 1.0, "relu"

# What the lecture prints (000:383-395), digit for digit.
PRINTED = {
    "net1": "0.755",
    "o1": "0.68",
    "net2": "0.68",
    "o2": "0.6637",
    "net3": "0.80133",
    "o": "0.69",
    "g": "-0.0406",
    "e1": "-2.650e-3",
    "e2": "-8.156e-3",
    "w1_new": "0.2724",
    "w2_new": "0.8731",
    "w3_new": "0.0991",
    "w4_new": "0.7976",
    "w5_new": "0.3971",
    "w6_new": "0.5927",
    "net1_after": "0.7525",
    "o1_after": "0.6797",
    "net2_after": "0.6724",
    "o2_after": "0.6620",
    "net3_after": "0.7631",
    "o_after": "0.6820",
}


@pytest.mark.parametrize(("task", "prefix", "network"), [(SIGMOID, "", NETWORK), (RELU, "relu_", HOMEWORK)])
def test_code_and_sheets_say_the_same(task, prefix, network):
    """The numbers themselves are among the published ones."""
    texts = sheet(SPACE, task.steps, LECTURE, digits=None, along=False)
    step = SPACE["bp_step"](*network)
    first = zip(("net1", "net2", "o1", "o2"), (*step["net1"], *step["o1"]), strict=True)
    rest = zip(("net3", "o", "g", "e1", "e2"), (step["net"], step["o"], step["g"], *step["e"]), strict=True)
    weights = zip((f"w{i}_new" for i in range(1, 7)), (*step["w2_new"], *step["W1_new"].ravel()), strict=True)
    losses = ((name, step[name]) for name in ("loss_before", "loss_after"))
    for name, value in (*first, *rest, *weights, *losses):
        assert abs(float(Fraction(texts[prefix + name])) - value) < 1e-12, name
    assert texts.get("relu_loss_fell", "'yes'") == "'yes'"


# ---- wrong numbers of the bank: (g, e1, e2, w1..w6) of B01-B22


@pytest.mark.parametrize(
    ("mistake", "want"),
    [
        ("final_slope_forgotten", (-0.190283493, -0.012416211, -0.038222374, 0.170556382, 0.773701482, 0.095654326)),
        ("error_flipped", (0.040681125, 0.002654489, 0.008171645, 0.327674035, 0.927001637, 0.100929071)),
        ("factor_two", (-0.08136225, -0.005308978, -0.01634329, 0.24465193, 0.845996726, 0.098141858)),
        ("final_slope_at_net", (-0.030279987, -0.001975803, -0.006082361, 0.279401518, 0.879902001, 0.099308469)),
        ("sigmoid_twice", (-0.042325527, -0.002761788, -0.008501957, 0.271207333, 0.87190691, 0.099033374)),
        ("final_slope_rest_alone", (-0.058933939, -0.003845506, -0.0118381, 0.259909175, 0.860883264, 0.098654073)),
        ("slope_of_tanh", (-0.099615064, -0.016055056, -0.050156767, 0.23223514, 0.833881627, 0.094380731)),
        ("updated_weight", (-0.040681125, -0.002409621, -0.007926481, 0.272325965, 0.872998363, 0.099156633)),
        ("weight_forgotten", (-0.040681125, -0.008848297, -0.009079606, 0.272325965, 0.872998363, 0.096903096)),
        ("weights_exchanged", (-0.040681125, -0.007963467, -0.002723882, 0.272325965, 0.872998363, 0.097212787)),
        ("hidden_slope_forgotten", (-0.040681125, -0.012204338, -0.036613013, 0.272325965, 0.872998363, 0.095728482)),
        ("slope_of_the_output", (-0.040681125, -0.002609192, -0.007827576, 0.272325965, 0.872998363, 0.099086783)),
        ("hidden_slope_at_net", (-0.040681125, -0.002257497, -0.007966992, 0.272325965, 0.872998363, 0.099209876)),
        ("raw_error_returned", (-0.040681125, -0.012416211, -0.038222374, 0.272325965, 0.872998363, 0.095654326)),
        ("target_for_hidden", (-0.040681125, -0.039208789, -0.036544781, 0.272325965, 0.872998363, 0.086276924)),
        ("weights_added", (-0.040681125, -0.010617956, -0.010895527, 0.272325965, 0.872998363, 0.096283715)),
        ("inputs_exchanged", (-0.040681125, -0.002654489, -0.008171645, 0.272325965, 0.872998363, 0.09761096)),
        ("output_for_input", (-0.040681125, -0.002654489, -0.008171645, 0.272325965, 0.872998363, 0.098194238)),
        ("net_for_output", (-0.040681125, -0.002654489, -0.008171645, 0.269285751, 0.872336835, 0.099070929)),
        ("inputs_for_outputs", (-0.040681125, -0.002654489, -0.008171645, 0.285761606, 0.863386987, 0.099070929)),
        ("hidden_layer_kept", (-0.040681125, -0.002654489, -0.008171645, 0.272325965, 0.872998363, 0.1)),
    ],
)
def test_a_mistake_gives_the_banks_numbers_in_code_and_by_hand(mistake, want):
    space = SOLUTION.wrong_space(mistake)
    step = space["bp_step"](*NETWORK)
    assert np.allclose([step["g"], *step["e"], *step["w2_new"], step["W1_new"][0, 0]], want, atol=6e-10)
    texts = sheet(space, SIGMOID.steps, LECTURE, digits=None, along=False)
    by_hand = [float(Fraction(texts[name])) for name in ("g", "e1", "e2", "w1_new", "w2_new", "w3_new")]
    assert np.allclose(by_hand, want, atol=6e-10)


@pytest.mark.parametrize(
    ("mistake", "want"),
    [
        ("updated_weight", (0.624438736, 0.236658104, 0.138509496, 0.757764244, 0.323192657, 0.015630418)),
        ("error_flipped", (0.5774, 0.1661, 0.06384, 0.64576, 0.230393327, 0.036343879)),
        ("factor_two", (0.6452, 0.2678, 0.17232, 0.80848, 0.372129308, 0.008175457)),
        ("slope_of_sigmoid_for_relu", (0.600663563, 0.200995344, 0.101273897, 0.701910845, 0.278724953, 0.024481323)),
        ("output_for_slope", (0.604068, 0.206102, 0.1083168, 0.7124752, 0.299313202, 0.020137595)),
        ("weight_forgotten", (0.6452, 0.2678, 0.1452, 0.7678, 0.334194151, 0.01374579)),
        ("weights_exchanged", (0.63616, 0.25424, 0.1226, 0.7339, 0.318501529, 0.016470848)),
        ("rate_of_one_half", (0.6113, 0.21695, 0.11808, 0.72712, 0.297167832, 0.020570444)),
    ],
)
def test_a_mistake_in_the_relu_homework_gives_the_banks_numbers(mistake, want):
    texts = sheet(SOLUTION.wrong_space(mistake), RELU.steps, LECTURE, digits=None)
    names = ("w3_new", "w4_new", "w5_new", "w6_new", "o_after", "loss_after")
    assert np.allclose([float(Fraction(texts[f"relu_{n}"])) for n in names], want, atol=6e-10)


@pytest.mark.parametrize("row", range(2))
def test_every_mistake_by_hand_is_named_on_drawn_numbers(row):
    student = SimulatedStudent(SOLUTION, [SIGMOID, RELU], ASSIGNMENT.rows[row])
    told = Counter(student.naming_of(m.name) for m in SOLUTION.misconceptions_in([*SIGMOID.steps, *RELU.steps]))
    assert told.keys() <= {Naming.ITSELF, Naming.TOGETHER} and told[Naming.ITSELF] >= 38


# ---- the sheets


def test_the_lectures_own_sheet_has_no_wrong_step_as_it_stands():
    results = marked(ASSIGNMENT, SIGMOID, LECTURE, PRINTED)
    assert len(PRINTED) == 21
    for name in PRINTED:
        assert (results[name].verdict.status, results[name].verdict.credit) == (Status.PASSED, Credit.RIGHT)
    assert sum(result.points for result in results.values()) == Fraction(25 * 21, 23)


@pytest.mark.parametrize("number", range(len(ROWS)))
@pytest.mark.parametrize("task", [SIGMOID, RELU], ids=lambda task: task.name)
def test_one_slip_costs_exactly_one_step(task, number):
    numbers, pending = ROWS[number], 0
    for step in task.steps:
        texts = sheet(SPACE, task.steps, numbers, digits=6 if task is SIGMOID else None, slips={step: slip})
        results = marked(ASSIGNMENT, task, numbers, texts)
        pending += sum(bool(result.pending) for result in results.values())
        assert lost_steps(results) == [step] and results[step].points == 0
    assert pending <= 2  # where the slip has brought what is right close to what a known mistake would give


@pytest.mark.parametrize("along", [True, False])
@pytest.mark.parametrize("digits", [3, 4, 6])
def test_honest_rounding_is_never_wrong(digits, along):
    ends = Counter()
    for numbers in ROWS:
        for task in (SIGMOID, RELU):
            texts = sheet(SPACE, task.steps, numbers, digits=digits, along=along)
            ends.update(result.verdict.status for result in marked(ASSIGNMENT, task, numbers, texts).values())
    assert ends.keys() <= {Status.PASSED, Status.PENDING}
    assert ends[Status.PENDING] <= {3: 0.1, 4: 0.02, 6: 0}[digits] * ends.total()


@pytest.mark.parametrize(("task", "prefix"), [(SIGMOID, ""), (RELU, "relu_")], ids=["sigmoid", "relu"])
def test_updated_weights_cost_exactly_the_hidden_deltas_and_are_named(task, prefix):
    for numbers in ROWS:
        wrong = SOLUTION.wrong_space("updated_weight")
        space = {**SPACE, **{f"{prefix}{e}": wrong[f"{prefix}{e}"] for e in ("e1", "e2")}}
        texts = sheet(space, task.steps, numbers, digits=6 if task is SIGMOID else None)
        right = sheet(SPACE, task.steps, numbers, digits=6 if task is SIGMOID else None)
        results = marked(ASSIGNMENT, task, numbers, texts)
        deltas = [f"{prefix}{e}" for e in ("e1", "e2") if texts[f"{prefix}{e}"] != right[f"{prefix}{e}"]]
        assert lost_steps(results) == deltas and deltas
        assert {results[name].verdict.misconceptions for name in deltas} == {("updated_weight",)}


@pytest.mark.parametrize(("task", "prefix"), [(SIGMOID, ""), (RELU, "relu_")], ids=["sigmoid", "relu"])
@pytest.mark.parametrize("zero", [["g"], ["e1", "e2"], ["g", "e1", "e2"]], ids="-".join)
def test_a_zero_delta_carried_on_gains_nothing(task, prefix, zero):
    """No more than the forward pass, the loss before, and what the zero does not touch."""
    slips = {prefix + name: lambda value: 0 * value for name in zero}
    untouched = {"net1", "o1", "net2", "o2", "net3", "o", "loss_before"}
    untouched |= set() if "g" in zero else {"g", "w1_new", "w2_new", "net3_after", "o_after", "loss_after"}
    for numbers in (LECTURE, *ROWS[1:3]):
        texts = sheet(SPACE, task.steps, numbers, digits=6 if task is SIGMOID else None, slips=slips)
        results = marked(ASSIGNMENT, task, numbers, texts)
        exact = sheet(SPACE, task.steps, numbers, digits=None, along=False)
        gained = {name.removeprefix(prefix) for name, result in results.items() if result.points}
        dead = {n.removeprefix(prefix) for n, text in texts.items() if text in (exact[n], "0", "'yes'", "'no'")}
        assert gained <= untouched | dead, gained - untouched
        assert untouched - {"net3_after", "o_after", "loss_after"} <= gained


def test_a_weight_left_as_it_was_is_no_coarse_way_to_write_the_new_one():
    """From g = 0 the old 0.8 follows; the new weight is 0.8353, which is 0.8 to one decimal."""
    numbers = LECTURE | {
        f"relu_{name}": Fraction(text)
        for name, text in {
            "a": "0.5",
            "b": "0.9",
            "t": "0.8",
            "eta": "0.6",
            "w1": "0.8",
            "w2": "0.4",
            "w3": "-0.2",
            "w4": "0.2",
            "w5": "-0.3",
            "w6": "-0.5",
        }.items()
    }
    texts = sheet(SPACE, RELU.steps, numbers, digits=None, slips={"relu_g": lambda value: 0 * value})
    lost = set(lost_steps(marked(ASSIGNMENT, RELU, numbers, {**texts, "relu_w1_new": "0.8"})))
    assert {f"relu_{n}" for n in ("g", "e1", "w1_new", "w3_new", "net3_after", "o_after", "loss_after")} <= lost
    honest = sheet(SPACE, RELU.steps, numbers, digits=None) | {"relu_w1_new": "0.8"}
    assert "relu_w1_new" not in lost_steps(marked(ASSIGNMENT, RELU, numbers, honest))


def relu_lost(*steps, numbers=LECTURE):
    """What slips in the signs of some ReLU steps cost."""
    slips = {f"relu_{step}": lambda value: -value for step in steps}
    texts = sheet(SPACE, RELU.steps, numbers, digits=None, slips=slips)
    return [name.removeprefix("relu_") for name in lost_steps(marked(ASSIGNMENT, RELU, numbers, texts))]


@pytest.mark.parametrize(
    "step",
    [
        "net1",
        "net2",
        "e1",
        "w1_new",
        "w2_new",
        "w3_new",
        "w6_new",
        "net1_after",
        "net2_after",
        "net3_after",
    ],
)
def test_a_slip_in_a_sign_that_switches_one_unit_off_costs_its_step_alone(step):
    """That the unit is off, and its weights stay, has to be found out, as on the rows where one is off anyway."""
    assert relu_lost(step) == [step]


def test_with_no_unit_on_there_is_nothing_left_to_work_out():
    dead = ["net3", "o", "g", "e1", "e2", "w1_new", "w2_new", "w3_new", "w4_new", "w5_new", "w6_new"]
    assert set(relu_lost("net1", "net2")) >= {"net1", "net2", *dead}
    one_off = next(row for row in ASSIGNMENT.rows if nodes.call_step(SPACE["relu_net2"], row) < 0)
    assert set(relu_lost("net1", numbers=one_off)) >= {"net1", "net3", "o", "g", "e1", "w1_new", "w3_new", "w4_new"}
    hidden = {"e1", "e2", "w3_new", "w4_new", "w5_new", "w6_new", "net1_after", "net2_after"}
    assert set(relu_lost("net3")) >= {"net3", *hidden} and not {"o", "g"} & set(relu_lost("net3"))


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("'yes'", "passed"),
        ("'Yes'", "passed"),
        ("'no'", "failed"),
        ("...", "not_attempted"),
    ],
)
def test_whether_the_loss_fell(text, ends):
    texts = sheet(SPACE, RELU.steps, LECTURE, digits=None) | {"relu_loss_fell": text}
    assert marked(ASSIGNMENT, RELU, LECTURE, texts)["relu_loss_fell"].verdict.status == ends


def test_whether_it_fell_goes_with_the_students_own_losses():
    texts = sheet(SPACE, RELU.steps, LECTURE, digits=None, slips={"relu_loss_after": lambda value: 2 * value})
    results = marked(ASSIGNMENT, RELU, LECTURE, texts)
    assert texts["relu_loss_fell"] == "'no'" and lost_steps(results) == ["relu_loss_after"]


def test_decimals_on_the_exact_sheet_earn_the_step_with_a_remark():
    texts = sheet(SPACE, RELU.steps, LECTURE, digits=5)
    results = marked(ASSIGNMENT, RELU, LECTURE, texts)
    assert not lost_steps(results) and "fewer digits" in words(results["relu_loss_after"].verdict).message


# ---- the whole


def test_the_points_are_those_of_the_curriculum():
    points = {}
    for item in ASSIGNMENT.declared:
        task = item.task if hasattr(item, "probe") else item.name
        points[task] = points.get(task, 0) + item.points
    public = sum(check.points for check in ASSIGNMENT.checks if check.public)
    assert points == {"bp_step": 35, "hidden_error": 10, "sigmoid_sheet": 25, "relu_sheet": 25, "why_old_weights": 5}
    assert 9 <= public <= 14


def test_rows_are_as_the_curriculum_asks():
    """Deltas that show; one hidden unit dead in about half of the ReLU networks; sometimes the loss rises."""
    dead, rises = 0, 0
    for row in ASSIGNMENT.rows:
        names = ("a", "b", "t", "eta", *(f"w{i}" for i in range(1, 7)))
        step = SPACE["table"](*(float(row[name]) for name in names), "sigmoid")
        assert abs(step["g"]) >= 0.03 and min(abs(step["e"])) >= 0.005 and 5 * abs(row["a"] - row["b"]) >= 1
        step = SPACE["table"](*(float(row[f"relu_{name}"]) for name in names), "relu")
        assert min(abs(step["net1"])) >= 0.05 and step["o"] > 0 and abs(row["relu_t"] - step["o"]) >= 0.1
        dead += min(step["net1"]) < 0
        rises += step["loss_after"] > step["loss_before"]
    assert len(ASSIGNMENT.rows) == 1000 and 250 <= dead <= 750 and rises >= 10
