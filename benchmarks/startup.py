"""How long a student waits: `grader --help` beside importing click, a cold `grader check` beside importing NumPy."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import homework
from measure import against, cost, interleaved, milliseconds, table
from options import Options

ROUNDS = 21


def run(_: Options) -> str:
    """Measure and return a table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = homework.perceptron(folder, 1) / "s00000" / "perceptron.py"
        grader = shutil.which("grader", path=str(Path(sys.executable).parent)) or "grader"
        check = [grader, "--course", homework.REPOSITORY, "check", file]
        costs = interleaved(
            {
                'python -c "import click"': lambda: cost([sys.executable, "-c", "import click"], folder),
                "grader --help": lambda: cost([grader, "--help"], folder),
                'python -c "import numpy"': lambda: cost([sys.executable, "-c", "import numpy"], folder),
                "grader check perceptron.py": lambda: cost(check, folder, accept=(0, 1)),
            },
            ROUNDS,
        )
    click, help_, numpy, checked = costs.values()
    rows = [[name, milliseconds(c.wall), milliseconds(c.cpu)] for name, c in costs.items()]
    return "\n".join(
        [
            table([f"start-up, median of {ROUNDS}", "wall", "CPU"], rows),
            "",
            f"grader --help / import click:  {against(help_.wall / click.wall, 1.5)}",
            f"grader check / import numpy:   {against(checked.wall / numpy.wall, 2.5)}",
        ]
    )
