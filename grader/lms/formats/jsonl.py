"""One JSON object a line for each result, with every check: for programs.

Example: grader export jsonl -o results.jsonl
"""

from collections.abc import Iterable, Iterator

from grader.gradebook.grades import Grade
from grader.model import Result
from grader.reports import records


def lines(_grades: object, results: Iterable[tuple[Result, Grade]]) -> Iterator[str]:
    """Yield a line for each result."""
    return records.as_json_lines(results)
