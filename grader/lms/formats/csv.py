"""Marks as CSV, for people and spreadsheets.

A name that a spreadsheet would take for a formula gets an apostrophe; jsonl has every name as it is.

Example: grader export csv -a softmax -o softmax.csv
"""

from collections.abc import Iterable, Iterator

from grader.gradebook.grades import Grade
from grader.reports import records


def lines(grades: Iterable[Grade], _results: object) -> Iterator[str]:
    """Yield the whole table."""
    yield records.as_csv(grades)
