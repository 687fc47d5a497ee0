"""`python benchmarks/run.py [NAME ...]`: measures everything that the README says about speed, and prints tables.

Every figure stands beside what it is compared with, measured in turns in the same run; nothing here is a test, and
nothing fails when a machine is slow.  Names: peers, perceptron, startup, and (a few minutes) memory.
"""

from __future__ import annotations

import compileall
import importlib
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import measure

DEFAULT = ("peers", "perceptron", "startup")


def main(names: list[str]) -> None:
    """Run the benchmarks that were named, or all that take less than a few minutes."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    compileall.compile_dir(Path(measure.__file__).parents[1] / "grader", quiet=1)  # as pip does when it installs
    print(f"{measure.machine()}; protection {measure.level()}\n")
    for name in names or DEFAULT:
        text = importlib.import_module(name).run()
        measure.note("")
        print(f"\n{text}\n", flush=True)


main(sys.argv[1:])
