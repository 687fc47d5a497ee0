"""Source that only a newer Python reads is told by its version; what is Python of no version is told by its line."""

import sys

import pytest
from effort import bounded
from places import DATA
from small_course import put
from words import sentence_of

from grader.submissions.newer_python import version_needed
from grader.submissions.submission import SubmissionFile, parse_cells, read_submission

pytestmark = pytest.mark.skipif(sys.version_info >= (3, 12), reason="this Python reads most of it")


@pytest.mark.parametrize(
    ("source", "version"),
    [
        ('label = f"updates: {", ".join(["a", "b"])}"', (3, 12)),
        ("label = f'{x['a']:>{widths['b']}}'", (3, 12)),
        ('label = f"{chr(10).join("a")} {f"{f"{1}"}"}"', (3, 12)),
        ('label = f"{"\\n".join(names)}"', (3, 12)),
        ('label = f"{a\n}"', (3, 12)),
        ("type Vector = list", (3, 12)),
        ("type Pair[T] = tuple", (3, 12)),
        ("def first[T](x):\n    return x[0]", (3, 12)),
        ("class Stack[T]:\n    pass", (3, 12)),
        ("try:\n    pass\nexcept ValueError, TypeError:\n    pass", (3, 14)),
        ("type X = int\ntry:\n    pass\nexcept ValueError, TypeError:\n    pass", (3, 14)),
    ],
)
def test_what_a_newer_python_reads_is_told_by_its_version(source, version):
    assert version_needed(f"import numpy as np\n\n{source}\n\n\ndef f(x):\n    return x\n") == version


@pytest.mark.parametrize(
    "source",
    [
        "x = (",
        "x = f'{1 +}'",
        "x = f'{x'",
        "x = 'it",
        "type = ",
        "def f[T(x): pass",
        "print 'a'",
        "try:\n    pass\nexcept ValueError, e:\n    pass",
        'label = f"{", ".join(names)}"\nx = (',
        "x = f'{{' + }",
    ],
)
def test_what_no_python_reads_has_no_version(source):
    assert version_needed(source) is None


@pytest.mark.parametrize(
    "source", ["f'{" * 60_000, "x = f'" + "{f'" * 5_000, "'" * 200_001, "f'{a}" * 50_000, "{" * 200_000]
)
def test_it_is_found_in_few_steps(source):
    assert bounded(lambda: version_needed(source), 3_000_000) is None


def test_a_homework_in_newer_python_is_not_told_to_mend_it(tmp_path):
    source = (DATA / "newer_python.py.txt").read_text(encoding="utf-8")
    path = put(tmp_path / "perceptron.py", source)
    sheet, _, notes = parse_cells(read_submission(SubmissionFile(path, path.name, "s001", "perceptron")))
    assert sheet is None
    told = sentence_of(notes[0])
    assert told == f"this needs Python 3.12 or newer; homework is graded with Python 3.{sys.version_info.minor}."
