"""Tables of the perceptron's trace on many numbers, and what they earn."""

from fractions import Fraction

import pytest
from places import ROOT

from grader.course import loader
from grader.followthrough.nodes import call_step
from grader.followthrough.tables import TableMarking, TraceTable, compute_trace, next_row
from grader.handwork.written_tables import WrittenTable, read_table
from grader.model import Credit
from grader.submissions import answer_sheet

SOLUTION = loader.Course(ROOT).assignment("perceptron").solution
TRACE, SPACE = SOLUTION.traces["trace_table"], SOLUTION.space
LECTURE = SOLUTION.lecture
GOOD = (Credit.RIGHT, Credit.FOLLOW_THROUGH)


def _numbers(points, labels):
    return {"points": points, "labels": labels}


TRACES = [
    _numbers(LECTURE["points"], LECTURE["labels"]),
    _numbers(((1, 4), (2, 2), (5, 3), (6, 6)), (1, -1, 1, -1)),
    _numbers(((6, 1), (3, 3), (2, 5), (1, 6), (5, 5)), (-1, -1, 1, 1, -1)),
    _numbers(((2, 6), (6, 2), (4, 3), (1, 1)), (1, 1, 1, -1)),
]
TRACES = [n for n in TRACES if 3 <= len(compute_trace(TRACE, SPACE, n)) < 30]
EACH = pytest.mark.parametrize("numbers", TRACES, ids=range(len(TRACES)))


def start(numbers):
    return call_step(SPACE[TRACE.start], numbers)


def read(text, numbers=LECTURE):
    return read_table(answer_sheet.parse_answers(f"x = {text}").read_answer("x"), TRACE, start(numbers))


def table(rows):
    def one(row):
        return {"sample": Fraction(row["sample"]), "weights": tuple(map(Fraction, row["weights"]))}

    return WrittenTable(tuple(one(row) if row else {} for row in rows))


def marking(rows, numbers, wrong=()):
    made = rows if isinstance(rows, WrittenTable) else table(rows)
    exact = TraceTable("t", TRACE, lambda name: SOLUTION.wrong_space(name) if name else SPACE, numbers, {})
    return TableMarking(exact, made.rows, wrong)


def earned(rows, numbers):
    marks = marking(rows, numbers).marks
    return Fraction(sum(m.credit in GOOD for m in marks), len(marks))


def lost(rows, numbers):
    return [m for m in marking(rows, numbers).marks if m.credit not in GOOD]


def carried_on(rows, numbers, most=40):
    """The rows that follow by the rule from the last of these."""
    rows = list(rows)
    while len(rows) < most:
        row = next_row(TRACE, SPACE, numbers, rows[-1] if rows else start(numbers), {})
        if row is None:
            return rows
        rows.append(row)
    return None
