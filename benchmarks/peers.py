"""The same five-function homework, ten calls, by this grader and by others: time and memory for each submission.

A grader that starts once for a class is given two classes; the difference is the cost of a submission, and what is left
of the smaller one its start.  One that is started for each submission has that start in the cost of each: it is what
keeps one submission from changing what the next one meets.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import contenders
import homework
from contenders import Contender, Fork, Ours
from environments import NotInstalledError, environment
from measure import Cost, against, interleaved, megabytes, milliseconds, table
from options import Options

FEW, MANY = 20, 220  # of what takes milliseconds
ONE, ELEVEN = 1, 11  # of what takes seconds: the difference is each of the ten kinds once
OTHERS = {"nbgrader autograde": 80, "otter run, a command each": 200}  # times our CPU, at least


def run(options: Options) -> str:
    """Measure and return a table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        students = homework.five(folder / "students", MANY)
        eleven = homework.five(folder / "eleven", ELEVEN)
        present: list[Contender] = [Ours(folder / "ours", students), Fork(folder / "fork", students)]
        versions, absent = [], []
        for peer in options.peers:
            try:
                env = environment(peer, options.cache)
            except NotInstalledError as error:
                absent.append(f"{peer} could not be installed and is left out: {error}")
                continue
            versions.append(env.versions)
            for number, make in enumerate(contenders.PEERS[peer]):
                try:
                    one = make(folder / f"{peer}{number}", eleven, env)
                    one.run(ONE)  # once unmeasured: compiles, and shows whether it works here
                    present.append(one)
                except RuntimeError as error:
                    absent.append(f"{peer} does not work here and is left out: {error}")
        starts: dict[str, Cost] = {}
        costs = interleaved({one.name: lambda one=one: _each(one, starts) for one in present}, options.rounds)
        told = _scores(present)
    rows = _rows(costs, starts)
    head = [
        "five functions, ten calls",
        "CPU each",
        "wall each",
        "its start",
        "CPU / ours",
        "largest",
        "all",
        "all / ours",
    ]
    said = "its start: CPU, once a class; memory: the largest process (RSS), all processes together (PSS)"
    return "\n".join([table(head, rows), "", said, "", *versions, *absent, told, "", *_targets(costs)])


def _each(one: Contender, starts: dict[str, Cost]) -> Cost:
    """Return the cost of one submission, and note what starting took."""
    if not one.starts:
        return one.run(ELEVEN - ONE).per(ELEVEN - ONE)
    few, many = (FEW, MANY) if len(one.students) == MANY else (ONE, ELEVEN)
    small, large = one.run(few), one.run(many)
    each = large.minus(small).per(many - few)
    starts[one.name] = Cost(small.wall - few * each.wall, small.cpu - few * each.cpu)
    return each


def _rows(costs: dict[str, Cost], starts: dict[str, Cost]) -> list[list[str]]:
    ours = costs[Ours.name]
    rows = []
    for name, c in costs.items():
        start = milliseconds(starts[name].cpu) if name in starts else "in each"
        shares = [
            f"{c.cpu / ours.cpu:.1f}",
            megabytes(c.memory),
            megabytes(c.together) + ("" if c.exact else " RSS"),
            f"{c.together / ours.together:.1f}" if ours.together else "-",
        ]
        rows.append([name, milliseconds(c.cpu), milliseconds(c.wall), start, *shares])
    return rows


def _scores(present: list[Contender]) -> str:
    """Say whether all graders gave the same points."""
    ours, *others = [one.scores() for one in present]
    lines = []
    for one, theirs in zip(present[1:], others, strict=True):
        apart = [f"{s}: {points:g}, not {ours[s]:g}" for s, points in sorted(theirs.items()) if points != ours[s]]
        if apart or len(theirs) < ELEVEN - ONE:
            lines.append(f"{one.name} gave {len(theirs)} scores, not all the same as ours: {'; '.join(apart[:10])}")
    return "\n".join(lines) or "all gave every submission the same points"


def _targets(costs: dict[str, Cost]) -> list[str]:
    ours, fork = costs[Ours.name], costs[Fork.name]
    lines = [f"our CPU / the unprotected fork's: {against(ours.cpu / fork.cpu, 2.5)}"]
    for name, times in OTHERS.items():
        if name in costs:
            lines.append(f"our CPU x {times} / {name}: {against(times * ours.cpu / costs[name].cpu, 1)}")
    return lines
