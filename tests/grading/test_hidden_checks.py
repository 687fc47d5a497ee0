"""What a hidden check asked stays with the staff, whatever a homework does with it: tried on all that students see."""

import pytest
import small_course
from small_course import put
from words import words

from grader import sandbox
from grader.grading.pipeline import Grading, grade
from grader.lms import gradescope_runner
from grader.lms.gradescope_runner import AutograderSettings
from grader.nbgrader.cell_results import CellGrading
from grader.reports import pages, text_report
from grader.submissions.submission import SubmissionFile, read_submission

pytestmark = pytest.mark.fast

CHECKS = """
from grader import check

@check(points=1)
def asked(hw, rng):
    return hw.double(int(rng.integers(8)))

@check(points=1)
def several(hw, rng):
    return hw.double(rng.integers(8, size=6))
"""
HEAD = "import numpy as np\n\ndef number(x): return int(np.ravel(x)[0])\n\ndef double(x):\n    n = number(x)\n"
LINES = "".join(f"    if n == {n}:\n        raise ValueError\n" for n in range(8))
TELLING = {
    "message": "    raise ValueError(f'{n}')\n",
    "name": "    raise type(f'Secret{n}', (ValueError,), {})\n",
    "line": LINES,
    "index": "    return np.zeros(3)[10 + n]\n",
    "shapes": "    return np.zeros(10 + n) + np.zeros(3)\n",
    "key": "    return {}[n]\n",
    "attribute": "    return getattr(x, f'secret{n}')\n",
    "undefined": "    return eval(f'secret{n}')\n",
    "shape": "    return np.zeros((2, n + 20))\n",
    "length": "    return [1] * (n + 20)\n",
    "type": "    return str(n)\n",
    "keys": "    return dict.fromkeys(range(n + 20))\n",
    "entry": "    y = 2.0 * np.ones(6) * x\n    y[n % 6] += 1\n    return y if np.ndim(x) else y[0] + 1\n",
    "value": "    return 1000 + n + 0 * x\n",
    "print": "    print(n)\n    return 2 * x + 1\n",
    "warning": "    import warnings\n    warnings.warn(str(n))\n    return 2 * x + 1\n",
    "exit": "    raise SystemExit(n)\n",
    "crash": "    import os\n    os._exit(n + 20)\n",
    "deep": "    def f(k): return f(k - 1) if k else [][0]\n    return f(n)\n",
    "traceback": "    exec(chr(10) * n + 'raise ValueError')\n",
}


@pytest.fixture(scope="module")
def gradings(tmp_path_factory):
    assignment = small_course.written(tmp_path_factory.mktemp("course"), CHECKS)
    with sandbox.start() as box:
        yield [Grading(assignment, box, secret) for secret in ("one", "other", "third", "fourth")]


def seen(result):
    """All that a student may be shown of a result."""
    page = pages.student_page(result)
    settings = AutograderSettings("tiny", "visible", False, False)
    cells = CellGrading({"cell": "double"}).cell_results(result, [("cell", 2.0)])
    shown = gradescope_runner.gradescope_results(result, result, settings)
    shown["extra_data"] = {}  # digests, of the secret too
    return [text_report.student_feedback(result), pages.page_html(page), pages.page_markdown(page), shown, repr(cells)]


@pytest.mark.parametrize("way", TELLING)
def test_what_a_student_reads_is_the_same_whatever_was_asked(way, tmp_path, gradings):
    path = put(tmp_path / "tiny.py", HEAD + TELLING[way])
    results = [grade(read_submission(SubmissionFile(str(path), "tiny.py", "ann", "tiny")), one) for one in gradings]
    assert len({result.seed for result in results}) == len(gradings)
    assert all(seen(result) == seen(results[0]) for result in results[1:])
    assert all("ended in" in words(c.verdict).message or c.points == 0 for c in results[0].checks)
