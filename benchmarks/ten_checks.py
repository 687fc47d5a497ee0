"""The ten checks of the five-function homework once, and written out in the form that each of the graders takes.

All forms have the same statements on numbers of the same sizes, a score for each check, and expected values that the
checks compute themselves.  Every second check is hidden from students where a grader knows that word.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from textwrap import indent

POINTS = 10
FUNCTIONS = ("perceptron_update", "softmax", "logsumexp", "conv_output_size", "rnn_step")
SETUP = """import numpy as np

rng = np.random.default_rng(0)
Z = rng.normal(size=(4, 7))
X = rng.normal(size=4)
W = [0.5, -1.0, 2.0]
SMALL = [rng.normal(size=s) for s in ((1, 3), (1, 2), (2, 3), (2, 2), (2,))]
LARGE = [rng.normal(size=s) for s in ((8, 5), (8, 4), (4, 5), (4, 4), (4,))]


def close(got, want):
    np.testing.assert_allclose(got, want, rtol=1e-6, atol=1e-9)


def expected_softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def expected_logsumexp(z):
    return z.max(axis=1) + np.log(np.exp(z - z.max(axis=1)[:, None]).sum(axis=1))


def expected_rnn_step(x, h, U, W, b):
    return np.tanh(x @ U.T + h @ W.T + b)
"""


@dataclass(frozen=True)
class Ten:
    """One of the ten: its name, the function that it is about, and what must hold."""

    name: str
    function: str
    statement: str


CHECKS = (
    Ten("wrong_sample", FUNCTIONS[0], "close(perceptron_update(W, [1.0, 3.0, 0.5], 1, 0.1), [0.7, -0.4, 2.1])"),
    Ten("drawn_sample", FUNCTIONS[0], "close(perceptron_update(-X, X, 1, 0.25), -0.5 * X)"),
    Ten("ordinary_logits", FUNCTIONS[1], "close(softmax(Z), expected_softmax(Z))"),
    Ten("large_logits", FUNCTIONS[1], "close(softmax(1000 + Z), expected_softmax(1000 + Z))"),
    Ten("ordinary_sum", FUNCTIONS[2], "close(logsumexp(Z), expected_logsumexp(Z))"),
    Ten("large_sum", FUNCTIONS[2], "close(logsumexp(1000 + Z), expected_logsumexp(1000 + Z))"),
    Ten("plain_size", FUNCTIONS[3], "assert conv_output_size(28, 5, 1, 0) == 24"),
    Ten("stride_and_padding", FUNCTIONS[3], "assert conv_output_size(32, 3, 2, 1) == 16"),
    Ten("one_step", FUNCTIONS[4], "close(rnn_step(*SMALL), expected_rnn_step(*SMALL))"),
    Ten("a_batch", FUNCTIONS[4], "close(rnn_step(*LARGE), expected_rnn_step(*LARGE))"),
)


def for_pytest() -> str:
    """Return a module of ten tests, to stand beside `five.py`."""
    tests = [f"def test_{c.name}():\n    {c.statement}\n" for c in CHECKS]
    return "\n\n".join([f"from five import {', '.join(FUNCTIONS)}\n{SETUP}", *tests])


def for_gradescope() -> str:
    """Return a module with a TestCase of ten tests with weights, to stand in `tests/` as its documents have it."""
    head = "import unittest\nfrom gradescope_utils.autograder_utils.decorators import visibility, weight\n"
    methods = [
        f'@weight({POINTS})\n@visibility("{"hidden" if i % 2 else "visible"}")\n'
        f'def test_{c.name}(self):\n    """{c.name}"""\n    {c.statement}\n'
        for i, c in enumerate(CHECKS)
    ]
    body = indent("\n".join(methods), "    ")
    return f"{head}from five import {', '.join(FUNCTIONS)}\n{SETUP}\n\nclass TestFive(unittest.TestCase):\n{body}"


def for_otter() -> dict[str, str]:
    """Return otter's test files, one for each function, by name: functions with its decorator, two in a file."""
    files = {}
    for function in FUNCTIONS:
        cases = [
            f"@test_case(points={POINTS}, hidden={bool(i % 2)})\ndef test_{c.name}({function}):\n    {c.statement}\n"
            for i, c in enumerate(CHECKS)
            if c.function == function
        ]
        named = f'OK_FORMAT = False\nname = "{function}"\npoints = None\n'
        head = f"from otter.test_files import test_case\n{SETUP}\n{named}"
        files[f"{function}.py"] = "\n\n".join([head, *cases])
    return files


def for_nbgrader(source: str) -> str:
    """Return nbgrader's source notebook: a solution cell for each function, and a cell of points for each check."""
    cells = [_cell("imports", "import numpy as np", locked=True)]
    for function, text in functions_of(source).items():
        cells.append(_cell(function, f"### BEGIN SOLUTION\n{text}\n### END SOLUTION", solution=True))
    cells.append(_cell("setup", SETUP, locked=True))
    cells += [_cell(f"test_{c.name}", c.statement, locked=True, points=POINTS) for c in CHECKS]
    return _notebook(cells)


def handed_in(released: str, source: str) -> str:
    """Return the notebook that students were given with a submission's functions in its solution cells."""
    notebook = json.loads(released)
    functions = functions_of(source)
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in functions:
            cell["source"] = functions[name]
    return json.dumps(notebook)


def functions_of(source: str) -> dict[str, str]:
    """Return the text of each top-level function of a submission, by name."""
    parts = source.split("\ndef ")[1:]
    return {part.partition("(")[0]: f"def {part.strip()}" for part in parts}


def _cell(
    grade_id: str, source: str, *, locked: bool = False, solution: bool = False, points: int = 0
) -> dict[str, object]:
    marks = {
        "grade_id": grade_id,
        "schema_version": 3,
        "locked": locked,
        "solution": solution,
        "grade": points > 0,
        "task": False,
        **({"points": points} if points else {}),
    }
    return {
        "cell_type": "code",
        "id": grade_id.replace("_", "-"),
        "execution_count": None,
        "outputs": [],
        "metadata": {"nbgrader": marks},
        "source": source,
    }


def _notebook(cells: list[dict[str, object]]) -> str:
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": cells})
