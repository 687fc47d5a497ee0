"""A drawn table holds rows on which every mistake shows; it is kept as data and not replaced by accident."""

import json
from fractions import Fraction

import pytest
import small_course

from grader import seeds
from grader.course.loader import Course
from grader.course.scaffold import write_assignment
from grader.errors import AuthorError, UsageError
from grader.handwork import simulated_student
from grader.handwork.simulated_student import SimulatedStudent
from grader.verification import draw_numbers as drawing
from grader.verification.draw_numbers import Acceptance, draw_rows, draw_table, table_text

PERCEPTRON = Course(small_course.REAL).assignment("perceptron")


@pytest.fixture
def tiny(tmp_path):
    (tmp_path / "assignments").mkdir()
    (tmp_path / "autotests").mkdir()
    write_assignment(Course(tmp_path), "tiny")
    return lambda: Course(tmp_path).assignment("tiny")


def change(assignment, old, new_text):
    path = assignment.course.root / "solutions" / "tiny.py"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new_text))


def test_the_table_is_read_back_as_it_was_drawn(tiny):
    assignment = tiny()
    rows = draw_rows(assignment, 12, seed="s")
    path = draw_table(assignment, 12, seed="s")
    assert path == assignment.numbers_path
    assert assignment.rows == rows == tiny().rows
    assert all(isinstance(v, Fraction) for row in rows for v in row["outputs"])


def test_rows_are_different_and_a_seed_gives_them_again(tiny):
    rows = draw_rows(tiny(), 30, seed="s")
    assert all(row not in rows[:i] for i, row in enumerate(rows))
    assert draw_rows(tiny(), 30, seed="s") == rows
    assert draw_rows(tiny(), 30, seed="t") != rows
    assert draw_rows(tiny(), 10, seed="s") == rows[:10]  # more rows leave those that were handed out as they are


def test_each_row_is_a_line_and_the_seed_is_not_told(tiny):
    draw_table(tiny(), 3, seed="a secret of the course")
    text = tiny().numbers_path.read_text()
    assert "secret" not in text
    assert [json.loads(line.rstrip(",")) for line in text.splitlines()[1:-1]] == json.loads(text)["rows"]
    assert len(text.splitlines()) == 5


def test_a_table_is_not_replaced_unless_told_so(tiny):
    draw_table(tiny(), 3, seed="s")
    before = tiny().numbers_path.read_bytes()
    with pytest.raises(UsageError, match=r"tiny\.numbers\.json is there already, .*--force"):
        draw_table(tiny(), 4, seed="t")
    assert tiny().numbers_path.read_bytes() == before
    draw_table(tiny(), 4, seed="t", force=True)
    assert len(tiny().rows) == 4


def test_no_rows_are_no_table(tiny):
    with pytest.raises(UsageError, match=r"0 rows are no table: .*--rows"):
        draw_table(tiny(), 0, seed="s")
    assert not tiny().numbers_path.exists()


@pytest.mark.parametrize(
    ("old", "new_text", "sentence"),
    [
        ("@numbers(lecture=", "dict(lecture=", r"solutions/tiny\.py draws no numbers: tag a function"),
        ("if any(o", "if True or any(o", r"/tiny\.py, draw: no acceptable .* row 1; it returned None"),
        ("rng.integers(-4, 5, size=2)", "[1, 1]", r"row \d; it returned None or .* already: draw from a wider range"),
        (
            "return total\n",
            "return total / 2\n",
            "the misconception half_forgotten did not show, .*: draw numbers on which it gives something else",
        ),
        ("return total / 2\n", "return None\n", "right answers themselves were not marked right: run grader verify"),
        ("return total / 2\n", "return total / '2'\n", r"/tiny\.py: the hand work on .* in TypeError.*; mend the step"),
        ("(outputs, targets)", "(outputs, goals)", r"/tiny\.py: the hand work .* in KeyError: 'goals'; mend the step"),
        ("outputs =", "rng.no_such()\n    outputs =", r"/tiny\.py: draw ended in AttributeError.*; let it return None"),
    ],
)
def test_what_cannot_be_drawn_is_the_author_s_to_mend(tiny, monkeypatch, old, new_text, sentence):
    monkeypatch.setattr(drawing, "TRIES", 300)
    change(tiny(), old, new_text)
    with pytest.raises(AuthorError, match=sentence):
        draw_table(tiny(), 10, seed="s")
    assert not tiny().numbers_path.exists()


def test_without_a_solution_nothing_is_drawn(tiny):
    (tiny().course.root / "solutions" / "tiny.py").unlink()
    with pytest.raises(AuthorError, match=r"solutions/tiny\.py is not there"):
        draw_table(tiny(), 3, seed="s")


# ---- the real assignment


def accepts(numbers):
    return Acceptance(PERCEPTRON, PERCEPTRON.solution)(numbers)


def test_a_row_of_perceptron_shows_every_mistake_by_hand():
    (numbers,) = draw_rows(PERCEPTRON, 1, seed="a row")
    student = SimulatedStudent(PERCEPTRON.solution, PERCEPTRON.tasks, numbers)
    right = student.answer_texts()
    names = [m.name for m in simulated_student.handwork_misconceptions(PERCEPTRON.solution, PERCEPTRON.tasks)]
    assert "tie_is_negative" in names and len(names) == 21
    assert all(student.answer_texts(name) != right for name in names)
    assert all(student.naming_of(name) in simulated_student.NAMED_RIGHTLY for name in names)
    assert 5 <= right["trace_table"].count("(") <= 12


@pytest.mark.parametrize(
    "change_to",
    [
        {"points": ((3, 3), (4, 3), (1, 1)), "labels": (1, 1, -1)},  # the lecture's: three scans give one table
        {"x_i": Fraction(1)},  # without the input it is the same
        {"x_i": Fraction(9, 10), "learning_rate": Fraction(1, 10)},  # 0.2 may be 0.18 rounded
    ],
)
def test_numbers_that_hide_a_mistake_are_turned_down(change_to):
    numbers = PERCEPTRON.rows[0]
    assert accepts(numbers)
    assert not accepts({**numbers, **change_to})


def test_the_table_of_perceptron_is_what_its_solution_draws_and_accepts():
    rows = PERCEPTRON.rows
    assert len(rows) == 1000
    assert len({json.dumps(seeds.to_json(row)) for row in rows}) == 1000
    written = table_text(rows, seeds.PUBLIC_SEED)
    assert written.replace('{"format": 1, ', "{", 1) == PERCEPTRON.numbers_path.read_text(), "the first had no number"
    assert all(accepts(row) for row in rows[:1000:100])
    assert draw_rows(PERCEPTRON, 2, seed=seeds.PUBLIC_SEED) == rows[:2]
    assert {row["labels"][0] for row in rows} == {-1, 1}
    assert {len(row["points"]) for row in rows} == {4, 5}
