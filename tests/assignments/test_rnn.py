"""`rnn`: wrong numbers of the bank, slips and rounding by hand, known mistakes."""

import re
from fractions import Fraction

import numpy as np
import pytest
from homeworks import Homeworks

from grader.handwork.simulated_student import SimulatedStudent, answers_source
from grader.model import Status

HOMEWORKS = Homeworks("rnn")
SOLUTION, ASSIGNMENT = HOMEWORKS.solution, HOMEWORKS.assignment
SPACE = SOLUTION.space
W_XH, W_HH, W_HY = np.array([[0.1, 0.4], [-0.6, 0.3]]), np.array([[0.5, -0.3], [0.2, 0.1]]), np.array([[1.0, -1.0]])
H0, X = np.array([0.2, -0.1]), np.array([[1, 0], [0, 1], [1, 1], [-1, 0.5]])
TARGETS = np.array([[0.5], [-0.2], [0.4], [0.0]])
CANONICAL = (X, H0, W_XH, W_HH, W_HY)
STEPS = ("h1", "y1", "h2", "y2")
ROWS = [SOLUTION.lecture, *(ASSIGNMENT.rows[i] for i in range(0, len(ASSIGNMENT.rows), 100))]


@pytest.fixture(scope="module")
def grading():
    yield from HOMEWORKS.grading()


# ---- wrong numbers of the bank, and what no number says of the reference


@pytest.mark.parametrize(
    ("mistake", "dW_hh"),
    [
        ("slope_forgotten", [[0.213253686, -0.222300242], [-0.214787702, 0.246765953]]),
        ("slope_of_the_state_before", [[0.221433401, -0.222877964], [-0.175691148, 0.151548506]]),
        ("slope_not_squared", [[0.059003486, -0.066874369], [-0.351124199, 0.147626469]]),
        ("slope_of_sigmoid", [[0.047163331, -0.040618836], [0.091683108, 0.039586702]]),
        ("back_without_transpose", [[0.15622753, -0.216332022], [-0.272847038, 0.124991567]]),
        ("cut_after_one_step", [[0.116905476, -0.092726043], [-0.259118241, 0.130912144]]),
        ("cut_after_two_steps", [[0.10640388, -0.129414274], [-0.255554297, 0.213242458]]),
        ("overwritten", [[0.058885417, -0.029442708], [-0.058676986, 0.029338493]]),
        ("averaged_over_steps", [[0.026026279, -0.031369347], [-0.063163827, 0.050753654]]),
    ],
)
def test_known_mistakes_give_the_curriculums_wrong_gradients(mistake, dW_hh):
    found = SOLUTION.wrong_space(mistake)["rnn_bptt"](*CANONICAL, TARGETS)
    assert np.allclose(found["dW_hh"], dW_hh, rtol=0, atol=1e-8)


@pytest.mark.parametrize(
    ("mistake", "h4"),
    [
        ("recurrent_matrix_transposed", [0.321187338, 0.484517321]),
        ("tanh_forgotten", [0.51832, 0.88787]),
        ("input_matrix_transposed", [-0.726232422, -0.323716957]),
        ("row_vectors", [-0.499890403, -0.008120199]),
        ("state_left_out", [0.099667995, 0.635148952]),
        ("tanh_of_the_state_only", [0.492435271, 0.884911486]),
        ("sigmoid_for_tanh", [0.570845682, 0.716671305]),
        ("started_at_zero", [0.421449553, 0.693049895]),
    ],
)
def test_known_mistakes_give_the_curriculums_wrong_states(mistake, h4):
    assert np.allclose(SOLUTION.wrong_space(mistake)["rnn_forward"](*CANONICAL)[0][-1], h4, rtol=0, atol=1e-8)


@pytest.mark.parametrize("sizes", [(4, 3, 2, 1), (5, 2, 3, 2), (1, 2, 2, 3), (9, 1, 4, 2)])
def test_the_reference_agrees_with_the_complex_step(sizes):
    T, d, H, K = sizes
    rng = np.random.default_rng(sizes)
    given = [rng.normal(size=s) for s in ((T, d), (H,), (H, d), (H, H), (K, H), (T, K))]
    found = SPACE["rnn_bptt"](*given)

    def loss(X, h, W_xh, W_hh, W_hy, targets):
        total = 0
        for x, t in zip(X, targets, strict=True):
            h = np.tanh(W_hh @ h + W_xh @ x)
            total = total + ((W_hy @ h - t) ** 2).sum() / 2
        return total

    for name, place in {"dX": 0, "dh0": 1, "dW_xh": 2, "dW_hh": 3, "dW_hy": 4}.items():
        for index in np.ndindex(given[place].shape):
            moved = [a.astype(complex) for a in given]
            moved[place][index] += 1e-30j
            assert abs(loss(*moved).imag / 1e-30 - found[name][index]) < 1e-12, (name, index)


def test_the_reference_goes_over_no_step():
    X, h0, W_xh, W_hh, W_hy = np.zeros((0, 3)), np.ones(2), np.ones((2, 3)), np.ones((2, 2)), np.ones((4, 2))
    hs, Y = SPACE["rnn_forward"](X, h0, W_xh, W_hh, W_hy)
    assert hs.tolist() == [[1, 1]] and Y.shape == (0, 4)
    found = SPACE["rnn_bptt"](X, h0, W_xh, W_hh, W_hy, np.zeros((0, 4)))
    assert found["loss"] == 0.0 and found["dX"].shape == (0, 3) and not any(found[n].any() for n in ("dh0", "dW_hh"))


def test_the_points_are_shared_as_the_curriculum_says():
    points = {}
    for item in ASSIGNMENT.declared:
        task = item.task if hasattr(item, "probe") else item.name
        points[task] = points.get(task, 0) + item.points
    assert points == {
        "rnn_forward": 20,
        "rnn_cell_concat": 5,
        "rnn_bptt": 35,
        "steps": 20,
        "counts": 10,
        "vanishing_and_exploding": 10,
    }
    public = sum(c.points for c in ASSIGNMENT.checks if c.public)
    assert Fraction(1, 4) <= public / sum(c.points for c in ASSIGNMENT.checks) <= Fraction(2, 5)


# ---- known mistakes, from start to end


def test_the_reference_written_out_passes(grading, tmp_path):
    checks = HOMEWORKS.code(tmp_path / "rnn.py", HOMEWORKS.source(), grading)
    assert {c.verdict.status for c in checks} == {Status.PASSED}


@pytest.mark.parametrize("mistake", HOMEWORKS.of_code())
def test_a_mistake_in_code_costs_points_and_is_named(mistake, grading, tmp_path):
    checks = HOMEWORKS.code(tmp_path / "rnn.py", HOMEWORKS.source(mistake), grading)
    named = [c.verdict.misconceptions for c in checks if c.verdict.misconceptions]
    assert sum(c.points for c in checks) < 60
    assert named and all(mistake in names and len(names) <= 2 for names in named), named


def test_there_are_as_many_mistakes_as_the_curriculum_lists():
    assert len(SOLUTION.misconceptions) >= 50  # R01-R25, and likely ones beside them
    for mistake in SOLUTION.misconceptions.values():
        assert re.match(r"^[A-Zh].{20,240}[.?]$", mistake.hint.replace("\n", " ")), mistake.name


# ---- by hand


def _written(numbers, decimals, *, along, slips=None):
    """The two steps as a student writes them, rounded along the way or only in writing; `slips` are carried on."""
    values, texts = dict(numbers), {}
    for name in STEPS:
        function = SPACE[name]
        inputs = {p: values[p] for p in function.__code__.co_varnames[: function.__code__.co_argcount]}
        right = [v + (slips or {}).get((name, i), 0) for i, v in enumerate(function(**inputs))]
        cells = [f"{v:.{decimals}f}" for v in right]
        texts[name] = f"({', '.join(cells)})"
        values[name] = tuple(Fraction(c) for c in cells) if along else tuple(right)
    return texts


def _marked(texts, numbers):
    whole = {**SimulatedStudent(SOLUTION, ASSIGNMENT.tasks, numbers).answer_texts(), **texts}
    return {
        r.name: r for r in SimulatedStudent(SOLUTION, ASSIGNMENT.tasks, numbers).check_results(answers_source(whole))
    }


def _lost(texts, numbers):
    results = _marked(texts, numbers).values()
    return {r.name: r.max_points - r.points - r.pending for r in results if r.points + r.pending != r.max_points}


@pytest.mark.parametrize("numbers", ROWS)
@pytest.mark.parametrize("decimals", [3, 4, 6])
@pytest.mark.parametrize("along", [True, False])
def test_honest_rounding_is_never_wrong(along, decimals, numbers):
    results = _marked(_written(numbers, decimals, along=along), numbers)
    assert {r.verdict.status for r in results.values()} <= {Status.PASSED, Status.PENDING}
    if numbers is not SOLUTION.lecture:
        assert {r.verdict.status for r in results.values()} == {Status.PASSED}


@pytest.mark.parametrize("numbers", ROWS)
@pytest.mark.parametrize("place", [(name, i) for name in STEPS for i in (0, 1)])
@pytest.mark.parametrize("along", [True, False])
def test_one_slip_costs_one_number(along, place, numbers):
    lost = _lost(_written(numbers, 5, along=along, slips={place: 0.06}), numbers)
    assert lost == {place[0]: Fraction(5, 2)}


@pytest.mark.parametrize("numbers", ROWS)
def test_one_slip_in_counting_costs_one_count(numbers):
    right = SimulatedStudent(SOLUTION, ASSIGNMENT.tasks, numbers).answer_texts()
    for name in ("count_W_hy", "count_W_hh", "count_W_xh"):
        assert _lost({name: str(int(right[name]) + 1)}, numbers) == {name: Fraction(10, 3)}


def test_zeros_carried_on_gain_nothing():
    zeros = dict.fromkeys(STEPS, "(0, 0)")
    assert _lost(zeros, SOLUTION.lecture) == dict.fromkeys(STEPS, 5)


@pytest.mark.parametrize("mistake", [m.name for m in SOLUTION.misconceptions_in(list(STEPS))])
def test_a_mistake_by_hand_is_named_also_with_four_decimals(mistake):
    for numbers in ROWS[1:]:
        exact = SimulatedStudent(SOLUTION, ASSIGNMENT.tasks, numbers).answer_texts(mistake)
        texts = {n: re.sub(r"-?\d+\.\d+(e-\d+)?", lambda m: f"{float(m[0]):.4f}", exact[n]) for n in STEPS}
        results = _marked(texts, numbers)
        named = [r.verdict.misconceptions for r in results.values() if r.verdict.misconceptions]
        assert named and all(mistake in names for names in named), (mistake, named)


@pytest.mark.parametrize("text", ["(0.2260, -0.5154, 0.1)", "0.2260", "(0.2, -0.5)", "'h'", "f(1)"])
def test_a_doubt_about_a_state_waits_for_a_person(text):
    result = _marked({"h1": text}, SOLUTION.lecture)["h1"]
    assert (result.verdict.status, result.pending) == (Status.PENDING, 5)
