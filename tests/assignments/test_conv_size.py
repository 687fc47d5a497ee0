"""`conv_size`: slips by hand, every known mistake."""

import re
from fractions import Fraction

import numpy as np
import pytest
from homeworks import ROOT, Homeworks
from places import HOMEWORK
from words import words

from grader.handwork import legibility, marking
from grader.handwork.simulated_student import SimulatedStudent, answers_source
from grader.model import Status
from grader.submissions import answer_sheet

HOMEWORKS = Homeworks("conv_size")
SOLUTION, ASSIGNMENT = HOMEWORKS.solution, HOMEWORKS.assignment
SPACE = SOLUTION.space
ROWS = [SOLUTION.lecture, *(ASSIGNMENT.rows[i] for i in range(0, len(ASSIGNMENT.rows), 100))]


@pytest.fixture(scope="module")
def grading():
    yield from HOMEWORKS.grading()


def test_the_lectures_own_answers():
    texts = SimulatedStudent(SOLUTION, ASSIGNMENT.tasks, SOLUTION.lecture).answer_texts()
    assert texts["dilated_size"] == "3" and texts["transposed_size"] == "5"
    assert texts["alexnet_227"] == "55" and texts["alexnet_224"] == "None"
    assert re.findall(r"\d+", texts["feature_map"]) == ["12", "12", "17", "10", "17", "19", "9", "6", "14"]


def test_the_points_are_shared_as_the_curriculum_says_but_for_the_one_that_could_be_forged():
    points = {}
    for item in ASSIGNMENT.declared:
        task = item.task if hasattr(item, "probe") else item.name
        points[task] = points.get(task, 0) + item.points
    assert points == {
        "conv_output_size": 14,  # one of 15 is for the image that is left alone
        "transposed_conv_output_size": 10,
        "same_padding": 5,
        "correlate2d": 11,
        "convolve2d": 5,
        "map": 15,
        "chains": 25,
        "sizes": 10,
        "when_not_an_integer": 5,
    }
    public = sum(c.points for c in ASSIGNMENT.checks if c.public)
    assert Fraction(1, 4) <= public / sum(c.points for c in ASSIGNMENT.checks) <= Fraction(2, 5)


# ---- known mistakes, from start to end


def test_the_reference_written_out_passes(grading, tmp_path):
    checks = HOMEWORKS.code(tmp_path / "conv_size.py", HOMEWORKS.source(), grading)
    assert {c.verdict.status for c in checks} == {Status.PASSED}


@pytest.mark.parametrize("mistake", HOMEWORKS.of_code())
def test_a_mistake_in_code_costs_points_and_is_named(mistake, grading, tmp_path):
    checks = HOMEWORKS.code(tmp_path / "conv_size.py", HOMEWORKS.source(mistake), grading)
    named = [c.verdict.misconceptions for c in checks if c.verdict.misconceptions]
    assert sum(c.points for c in checks) < 45
    assert named and all(mistake in names and len(names) <= 2 for names in named), named


def test_there_are_as_many_mistakes_as_the_curriculum_lists():
    assert len(SOLUTION.misconceptions) >= 60  # C01-C14 and C17, Z01-Z21, and likely ones beside them
    for mistake in SOLUTION.misconceptions.values():
        assert re.match(r"^[A-Z].{20,240}[.?]$|^int\(\) .*[.]$", mistake.hint.replace("\n", " ")), mistake.name


# ---- by hand


def _marked(texts, numbers):
    return {
        r.name: r for r in SimulatedStudent(SOLUTION, ASSIGNMENT.tasks, numbers).check_results(answers_source(texts))
    }


def _lost(texts, numbers):
    """What each step lost, where it lost anything."""
    results = _marked(texts, numbers).values()
    return {r.name: r.max_points - r.points for r in results if r.points != r.max_points}


def _right(numbers):
    return SimulatedStudent(SOLUTION, ASSIGNMENT.tasks, numbers).answer_texts()


@pytest.mark.parametrize("numbers", ROWS)
def test_one_slip_in_the_map_costs_one_entry(numbers):
    right = _right(numbers)
    rows = SPACE["feature_map"](numbers["image"], numbers["kernel"])
    for i in range(3):
        for j in range(3):
            slip = [[v + 1 if (a, b) == (i, j) else v for b, v in enumerate(row)] for a, row in enumerate(rows)]
            assert _lost({**right, "feature_map": str(slip)}, numbers) == {"feature_map": Fraction(15, 9)}


def _carried_on(chain, layers, place, value, rounding):
    """A chain with another value at one place, and what follows from that."""
    sizes = [*chain[:place], value]
    for layer in layers[place + 1 :]:
        sizes.append(SPACE["layer_size"](sizes[-1], layer, rounding))
    return sizes


@pytest.mark.parametrize("numbers", ROWS)
@pytest.mark.parametrize(
    ("chain", "n", "layers", "rounding"),
    [
        ("chain_1", "n_1", "layers_1", "floor"),
        ("chain_2", "n_2", "layers_2", "error"),
    ],
)
def test_one_slip_in_a_chain_costs_one_layer(chain, n, layers, rounding, numbers):
    right, exact = _right(numbers), []
    for _ in range(5):
        exact = list(SPACE[chain](numbers[n], numbers[layers], tuple(exact)))
    tried = 0
    for place in range(5):
        for by in (1, 2, -1, 3, -2, 5):
            slip = (exact[place] or 4) + by
            if slip < 1:
                continue
            sizes = _carried_on(exact, numbers[layers], place, slip, rounding)
            tried += 1
            # Where the wrong size leads nowhere that is worked out once; the None after it tests nothing.
            after = sum(s is b is None and e is not None for s, b, e in zip(sizes[1:], sizes, exact[1:], strict=False))
            assert _lost({**right, chain: str(sizes)}, numbers) == {chain: (1 + after) * Fraction(5, 2)}, (place, sizes)
            alone = [slip if i == place else v for i, v in enumerate(exact)]
            assert _lost({**right, chain: str(alone)}, numbers) == {chain: Fraction(5, 2)}, "the others are exact"
    assert tried >= 8


@pytest.mark.parametrize("numbers", ROWS)
def test_one_slip_in_a_size_costs_that_size(numbers):
    right = _right(numbers)
    for name in ("dilated_size", "transposed_size", "alexnet_227"):
        assert _lost({**right, name: str(int(right[name]) + 1)}, numbers) == {name: Fraction(5, 2)}
    assert _lost({**right, "alexnet_224": "54"}, numbers) == {"alexnet_224": Fraction(5, 2)}


def test_a_chain_of_none_gains_no_more_than_what_is_none():
    lost = _lost({**_right(SOLUTION.lecture), "chain_1": str((None,) * 5)}, SOLUTION.lecture)
    assert lost == {"chain_1": Fraction(25, 2)}
    early = _lost({**_right(SOLUTION.lecture), "chain_2": str((None,) * 5)}, SOLUTION.lecture)
    assert early == {"chain_2": Fraction(15, 2)}, "the first three layers fit"


@pytest.mark.parametrize(
    "text",
    [
        "(32., 15.0, 13, 4, 3)",
        "['32', '15', '13', '4', '3']",
        "np.array([32, 15, 13, 4, 3])",
        "[64 // 2, 15, 13, 4, 3]",
        "((32), (15), (13), (4), (3))",
    ],
)
def test_a_right_chain_in_any_form_earns_everything(text):
    assert _lost({**_right(SOLUTION.lecture), "chain_1": text}, SOLUTION.lecture) == {}


@pytest.mark.parametrize(
    ("name", "text", "status"),
    [
        ("chain_2", "(23, 19, 7, 'None', 'none.')", "passed"),
        ("chain_2", "(23, 19, 7, '-', '-')", "pending"),
        ("alexnet_224", "'None'", "passed"),
        ("alexnet_224", "'does not fit'", "pending"),
        ("alexnet_224", "'-'", "pending"),
        ("alexnet_224", "'?'", "not_attempted"),
        ("alexnet_224", "54.25", "failed"),
        ("chain_1", "'None'", "pending"),
        ("dilated_size", "'-'", "not_attempted"),
    ],
)
def test_none_may_be_written_as_a_word_and_what_may_mean_it_waits(name, text, status):
    result = _marked({**_right(SOLUTION.lecture), name: text}, SOLUTION.lecture)[name]
    assert result.verdict.status == status, words(result.verdict).message


def test_a_blank_row_of_the_map_costs_its_three_entries():
    lost = _lost({**_right(SOLUTION.lecture), "feature_map": "[(12, 12, 17), ..., (9, 6, 14)]"}, SOLUTION.lecture)
    assert lost == {"feature_map": Fraction(5)}


def test_fractions_carried_on_are_named_though_rounded():
    texts = {**_right(SOLUTION.lecture), "chain_1": "(32.5, 15.75, 13.75, 4.92, 3.92)"}
    result = _marked(texts, SOLUTION.lecture)["chain_1"]
    assert (result.points, result.verdict.misconceptions) == (0, ("fraction_kept",))


@pytest.mark.parametrize("text", ["(32, 15, 13)", "(64, 32, 15, 13, 4, 3)", "32", "'32 15 13 4 3'", "{1: 2}", "f(64)"])
def test_a_doubt_about_a_chain_waits_for_a_person(text):
    result = _marked({**_right(SOLUTION.lecture), "chain_1": text}, SOLUTION.lecture)["chain_1"]
    assert (result.verdict.status, result.pending) == (Status.PENDING, Fraction(25, 2))
    assert words(result.verdict).message.endswith("person will look at it.")


def test_a_blank_in_a_chain_costs_itself_and_blocks_nothing():
    assert _lost({**_right(SOLUTION.lecture), "chain_1": "(32, ..., 13, 4, 3)"}, SOLUTION.lecture) == {
        "chain_1": Fraction(5, 2)
    }
    result = _marked({"chain_1": "(..., ..., ..., ..., ...)"}, SOLUTION.lecture)["chain_1"]
    assert result.verdict.status is Status.NOT_ATTEMPTED


def test_at_home_each_step_of_a_sheet_is_looked_at():
    path = HOMEWORK / "conv_size" / "wrong_04_changes_and_prints.py"
    sheet = answer_sheet.parse_answers(path.read_text(encoding="utf-8"))
    for task in ASSIGNMENT.tasks:
        seen = legibility.check_legibility(sheet, task)
        assert {result.task for result in seen} == {task.name} and sum(r.max_points for r in seen) == task.points
        assert [result.name for result in seen] == list(task.steps or (task.name,))
        assert all(r.points == 0 and words(r.verdict).message for r in seen)
    told = {
        r.name: words(r.verdict).message for task in ASSIGNMENT.tasks for r in legibility.check_legibility(sheet, task)
    }
    assert "Cannot be read yet" in told["dilated_size"] and "Can be read" in told["chain_1"]


def test_which_of_several_is_wrong_is_told():
    texts = {**_right(SOLUTION.lecture), "chain_1": "(32, 15, 12, 4, 3)", "feature_map": "[12,12,17,10,17,18,9,6,14]"}
    results = _marked(texts, SOLUTION.lecture)
    assert (
        "number 3" in words(results["chain_1"].verdict).message
        and "4 of 5" in words(results["chain_1"].verdict).message
    )
    assert "row 2, column 3" in words(results["feature_map"].verdict).message
    assert words(results["chain_1"].verdict, step="chain_1").want == "(32, 15, 13, 4, 3)", (
        "4 is right by the exact chain"
    )
    guessed = _marked({**texts, "chain_1": "(30, 30, 30, 30, 30)"}, SOLUTION.lecture)["chain_1"].verdict
    assert words(guessed, step="chain_1").want == "(32, 14, 28, 10, 29), each worked out from your own number before it"


@pytest.mark.parametrize("numbers", ROWS[1:])
def test_every_row_has_what_the_curriculum_asks_for(numbers):
    """A layer that does not come out even in either chain, strides of 2 and more, maps that differ on every turn."""
    kernel, image = np.array(numbers["kernel"]), np.array(numbers["image"])
    turned = [np.rot90(side, k) for side in (kernel, kernel.T) for k in range(4)]
    maps = [SPACE["scores"](image, k) for k in turned]
    assert all((maps[0] != other).sum() >= 5 for other in maps[1:])
    for i in "12":
        sizes = [numbers[f"n_{i}"]]
        uneven = []
        for f, s, p, d in numbers[f"layers_{i}"]:
            room = sizes[-1] + 2 * p - d * (f - 1) - 1
            uneven.append(room % s > 0)
            sizes.append(room // s + 1)
        assert any(uneven) and max(s for _, s, _, _ in numbers[f"layers_{i}"]) >= 2 and min(sizes) >= 1
