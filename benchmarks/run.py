"""`python benchmarks/run.py [NAME ...]`: measures everything that docs/speed.md says, and prints tables.

Every figure stands beside what it is compared with, measured in turns in the same run; nothing here is a test, and
nothing fails when a machine is slow.  `--help` says what there is and how long it takes.
"""

from __future__ import annotations

import argparse
import compileall
import importlib
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import environments
import measure
from options import Options

NAMES = {
    "peers": "the same homework by this grader, nbgrader, otter, gradescope-utils and pytest (3 minutes a round)",
    "nbgrader_course": "nbgrader autograde, the same with our judge, and `grader grade` of its course (10 minutes)",
    "breakdown": "where the time of a submission goes, and what a check costs (2 minutes)",
    "scaling": "100, 1,000 ... submissions by 1 and 2 processes: time and memory (1 minute; 10,000: 8 more)",
    "perceptron": "200 of a whole homework by 1 and 2 processes (1 minute)",
    "startup": "how long `grader --help` and `grader check` take (1 minute)",
    "drawing": "what a row of numbers costs to draw (10 seconds)",
    "twins": "functions by Numba beside NumPy, and what the first call costs (1 minute)",
    "simulated_class": "what honest work and slips cost, by hand, beside strict marking (3 minutes)",
}


def options() -> tuple[list[str], Options]:
    """Read the command line."""
    told = "\n".join(f"  {name:<15} {says}" for name, says in NAMES.items())
    parser = argparse.ArgumentParser(
        description="Measures this grader beside others.",
        epilog=f"benchmarks:\n{told}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="which benchmarks (default: all)")
    parser.add_argument("--rounds", type=int, default=2, help="rounds of `peers`; medians are printed (default: 2)")
    parser.add_argument("--scaling", type=int, default=1000, metavar="N", help="the largest class (default: 1000)")
    parser.add_argument(
        "--peers",
        nargs="*",
        default=list(environments.PACKAGES),
        metavar="PEER",
        help=f"which others: {', '.join(environments.PACKAGES)} (default: all)",
    )
    parser.add_argument(
        "--cache",
        type=Path,
        default=environments.default_cache(),
        metavar="FOLDER",
        help="where the other graders are installed, once (default: %(default)s)",
    )
    given = parser.parse_args()
    for name in given.names:
        if name not in NAMES:
            parser.error(f"there is no benchmark {name!r}: take {', '.join(NAMES)}")
    for peer in given.peers:
        if peer not in environments.PACKAGES:
            parser.error(f"{peer!r} is not compared with: take {', '.join(environments.PACKAGES)}")
    if given.rounds < 1 or given.scaling < 100:
        parser.error("take at least one round, and a class of at least 100")
    names = given.names or list(NAMES)
    return names, Options(given.rounds, given.scaling, tuple(given.peers), given.cache.resolve())


def main() -> None:
    """Run the benchmarks that were named, or all."""
    names, asked = options()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    compileall.compile_dir(Path(measure.__file__).parents[1] / "grader", quiet=1)  # as pip does when it installs
    print(f"{measure.machine()}; protection {measure.level()}\n")
    for name in names:
        text = importlib.import_module(name).run(asked)
        measure.note("")
        print(f"\n{text}\n", flush=True)


main()
