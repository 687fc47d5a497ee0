"""`python benchmarks/oracle/run.py`: what the frozen commit gives, beside what this checkout gives, on one corpus.

Structure may change, marks and what people read may not, unless a change says so.  The program installs the frozen
commit, from the repository's history, and this checkout side by side, gives both the same homeworks, classes, downloads
and courses through the command line, and compares all that comes back: points, what is pending, status, credit, names
of mistakes, hints, messages, notes, pages, exported files, exit codes, what is printed.  At the end it measures the CPU
of the five-function benchmark, the two graders in turns.

    python benchmarks/oracle/run.py                      everything, about 20 minutes on two cores
    python benchmarks/oracle/run.py --quick              a sample, about 4 minutes
    python benchmarks/oracle/run.py --part doubts lms    some parts
    python benchmarks/oracle/run.py --json found.jsonl   also all differences, one a line, in an order that stays
    python benchmarks/oracle/run.py --reviewed FILE      without those of such a list, when somebody has reviewed it
    python benchmarks/oracle/run.py --present ../other   another checkout

Exit status 0: no difference; 1: there are some; 2: nothing could be compared.  A difference that is meant is reviewed
in the list: the same change in many places is shown once, with how often it occurs and where.

Each side works with its own assignments, solutions and autotests.  Taken out before comparing, as they differ from run
to run: the seconds that checks took and lines of progress, times of the day of the run, folders of the run, the
version, the level of protection.  See `compare.py`.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import compare  # noqa: E402 - found through the path
import cost  # noqa: E402
import sides  # noqa: E402
from compare import Difference  # noqa: E402
from corpus import Corpus  # noqa: E402
from parts import IN_TURNS, PARTS, Stage, make_older  # noqa: E402
from sides import OracleError, Side  # noqa: E402


def options(words: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    listed = "\n".join(f"  {name:<10} {part.__doc__}" for name, part in PARTS.items())
    parser = argparse.ArgumentParser(
        description=(__doc__ or "").partition("\n")[0],
        epilog=f"parts:\n{listed}\n  cpu        {cost.measure_cpu.__doc__}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--part", nargs="+", choices=[*PARTS, "cpu"], metavar="NAME", help="which parts (default: all)")
    parser.add_argument("--quick", action="store_true", help="a sample of each part")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all differences, one object a line")
    parser.add_argument(
        "--present",
        type=Path,
        default=sides.REPOSITORY,
        metavar="FOLDER",
        help="the checkout that is compared (default: this one)",
    )
    parser.add_argument("--reviewed", type=Path, metavar="FILE", help="leave out what stands in such a file already")
    parser.add_argument("--examples", type=int, default=8, metavar="N", help="changes shown of each kind (default: 8)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="work there, and leave everything that was written")
    return parser.parse_args(words)


def main(words: Sequence[str]) -> int:
    """Compare, print and return the exit status."""
    given = options(words)
    with tempfile.TemporaryDirectory(prefix="oracle-") as scratch:
        folder = (given.keep or Path(scratch)).resolve()
        try:
            if folder.exists() and any(folder.iterdir()):
                raise OracleError(f"{folder} holds something: name a new folder with --keep")
            frozen = sides.install_frozen(folder / "frozen")
            present = sides.install_present(given.present.resolve(), folder / "present")
            return 1 if compare_parts(given, (frozen, present), folder) else 0
        except (OracleError, OSError) as error:
            print(error, file=sys.stderr)
            return 2


def compare_parts(given: argparse.Namespace, both: tuple[Side, Side], folder: Path) -> list[Difference]:
    """Do the parts that were asked for, print what differs, and return it."""
    names = given.part or [*PARTS, "cpu"]
    corpus = Corpus(both[0].tree, folder / "kept", quick=given.quick)
    reviewed = set(given.reviewed.read_text(encoding="utf-8").splitlines()) if given.reviewed else set()
    found: list[Difference] = []
    counts: dict[str, int] = {}
    for name in filter(PARTS.get, names):
        began, spent = time.monotonic(), _child_cpu()
        counts[name], everything = compare_part(name, both, corpus, folder)
        new = [one for one in everything if compare.as_json([one]).strip() not in reviewed]
        found += new
        before = f", {len(everything) - len(new)} reviewed before" if reviewed else ""
        took = f"{time.monotonic() - began:.0f} s, CPU {_child_cpu() - spent:.0f} s"
        print(f"{name}: {counts[name]:,} compared, {len(new)} differences{before}, {took}", flush=True)
        if given.json:  # a run that is stopped leaves what it has found
            given.json.write_text(compare.as_json(found), encoding="utf-8")
    if counts:
        print(f"\n{compare.summary(found, counts)}\n{compare.examples(found, given.examples)}", flush=True)
    if "cpu" in names:
        print(f"\n{cost.measure_cpu(both, folder / 'cpu', quick=given.quick)}")
    return found


def _child_cpu() -> float:
    """The CPU seconds of all processes that were started so far and have ended."""
    times = os.times()
    return times.children_user + times.children_system


def compare_part(name: str, both: tuple[Side, Side], corpus: Corpus, folder: Path) -> tuple[int, list[Difference]]:
    """Do a part on both sides, at once where that can be; return how many things were compared, and the differences."""
    if name == "older":
        make_older(Stage(both[0], corpus, corpus.kept))
    if name in IN_TURNS:
        stages = []
        for side in both:
            stages.append(Stage(side, corpus, folder / name / "either"))  # empties the folder
            _run_part(name, stages[-1])
    else:
        stages = [Stage(side, corpus, folder / name / side.name) for side in both]
        with ThreadPoolExecutor(2) as threads:
            for done in [threads.submit(_run_part, name, stage) for stage in stages]:
                done.result()
    frozen, present = (stage.output for stage in stages)
    return frozen.count, compare.differences(name, frozen, present)


def _run_part(name: str, stage: Stage) -> None:
    """Do a part; where the present grader leaves something out, the part ends there, and that is a difference."""
    try:
        PARTS[name](stage)
    except (OSError, ValueError, LookupError) as error:
        if stage.side.name == "frozen":
            raise
        stage.output.add_text("end of the part", f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
