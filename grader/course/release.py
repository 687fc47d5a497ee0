"""A release: the files of an assignment that students get.  What is not named here does not travel.

assignments/<name>.py              the skeleton, byte for byte
assignments/<name>/                what is given out beside it, byte for byte
assignments/<name>.numbers.json    the rows of numbers, without the seed that they were drawn from
answers/<name>.json                the public checks as recorded calls; of handwork the name, points and title; the
                                   outcomes of the reference, the alternatives and the misconceptions on the public seed
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import astuple, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from grader import files, seeds, version
from grader.checks import judge
from grader.checks.declarations import Check, Task
from grader.checks.probe import TrustedHomework, observe_check
from grader.course import given
from grader.course.answer_key import RELEASE_FORMAT, LiveKey, Playback
from grader.course.loader import TABLE_FORMAT, Assignment
from grader.course.recorded_checks import UnrecordableError, pack_check, pack_task, pack_value, record, unpack
from grader.errors import AuthorError, UsageError
from grader.model import Call, Fault, FaultKind, Outcome, Status
from grader.sandbox import wire

_COURSE_FOLDERS = ("assignments", "autotests", "solutions", "answers", "grader", "tests")  # never released into
_ANY_FAULT = Fault(FaultKind.RAISED, "ArithmeticError", base="ArithmeticError")


def write_release(assignment: Assignment, dest: Path, *, lecture_for_all: bool = False) -> list[Path]:
    """Write the release of an assignment into `dest` and return its files; those of other assignments stay.

    With `lecture_for_all` the rows of numbers are left out.  Raises UsageError where `dest` is no place for a release,
    and AuthorError where a public check cannot be recorded.
    """
    _refuse_folder(assignment, dest)
    made = _release_files(assignment, lecture_for_all=lecture_for_all)
    if (dest / "answers" / f"{assignment.name}.json").exists():  # an earlier release may have had other files
        for name in {f"assignments/{assignment.name}.numbers.json", f"autotests/{assignment.name}.py"} - made.keys():
            (dest / name).unlink(missing_ok=True)
        gone = set(given.files_in(dest / "assignments" / assignment.name))
        for name in {f"assignments/{assignment.name}/{path}" for path in gone} - made.keys():
            (dest / name).unlink(missing_ok=True)
    for name, data in made.items():
        files.write_whole(dest / name, data, folders=True)
    return [dest / name for name in made]


# ---- The files of a release


def _release_files(assignment: Assignment, *, lecture_for_all: bool) -> dict[str, bytes]:
    name, root = assignment.name, assignment.course.root
    if assignment.solution is None:
        raise UsageError(f"{root} has no solutions/{name}.py: release from the course itself, not from a release")
    answers = release_data(LiveKey(name, assignment.solution, seeds.PUBLIC_SEED), assignment.declared)
    answers["graded_with"] = version.running_with()
    if assignment.limits:
        answers["limits"] = assignment.limits
    # The answers first: they say that the files beside them are a release's.
    made = {
        f"answers/{name}.json": json.dumps(answers, indent=1).encode(),
        f"assignments/{name}.py": assignment.path_in("assignments").read_bytes(),
    }
    for path, source in given.files_in(assignment.given).items():
        made[f"assignments/{name}/{path}"] = source.read_bytes()
    if assignment.rows and not lecture_for_all:
        rows = [json.dumps(seeds.to_json(row), ensure_ascii=False) for row in assignment.rows]
        table = f'{{"format": {TABLE_FORMAT}, "rows": [\n' + ",\n".join(rows) + "\n]}\n"
        made[f"assignments/{name}.numbers.json"] = table.encode()
    return made


def _refuse_folder(assignment: Assignment, dest: Path) -> None:
    root, target = assignment.course.root.resolve(), dest.resolve()
    if target == root or root.is_relative_to(target):
        raise UsageError(f"{dest} holds the course itself, with its solutions: release into a folder of its own")
    if any(target.is_relative_to(root / folder) for folder in _COURSE_FOLDERS):
        raise UsageError(f"{dest} lies among the course's own files: release into a folder of its own")
    if target.exists() and not target.is_dir():
        raise UsageError(f"{dest} is a file: release into a folder")
    if (target / "solutions").exists():
        raise UsageError(f"{dest} holds solutions/: release into a folder that students may have")
    for folder in ("assignments", "autotests", "answers"):
        if (target / folder).resolve() != target / folder:
            raise UsageError(f"{dest / folder} is a link to another folder: release into a folder of its own")
    skeleton = target / "assignments" / f"{assignment.name}.py"
    if skeleton.exists() and not (target / "answers" / f"{assignment.name}.json").exists():
        raise UsageError(f"{skeleton} is there already and is no release's: release into another folder")


# ---- Public checks as data


def release_data(key: LiveKey, declared: Sequence[Check | Task]) -> dict[str, Any]:
    """Return the data of a release: public checks and handwork, what the checks gave, the hints that can follow.

    A misconception that no public check can name is left out.  Raises AuthorError where the reference does not pass a
    public check, or a check cannot be recorded.
    """
    public = [item for item in declared if isinstance(item, Task) or item.public]
    released = {item.name: _ReleasedCheck(item, key) for item in public if isinstance(item, Check)}
    checks = [item.check for item in released.values()]
    others = {
        name: {c.name: _ReleasedCheck(c, other) for c in checks if _is_of_one_task(c, checks, key, other)}
        for name, other in key.by_convention.items()
    }
    every = [*released.values(), *(item for items in others.values() for item in items.values())]
    nameable = {name for item in every for name in item.nameable_misconceptions()}
    called = {call.function for item in released.values() for call in item.want.calls}
    return {
        "format": RELEASE_FORMAT,
        "parts": {name: list(parts) for name, parts in key.solution.part_names.items() if name in called},
        "opaque": {name: list(places) for name, places in key.opaque.items()},
        "declared": [pack_task(i) if isinstance(i, Task) else released[i.name].recorded for i in public],
        "checks": {name: item.outcomes(nameable) for name, item in released.items()},
        "alternatives": {
            name: {check: item.outcomes(nameable) for check, item in items.items()} for name, items in others.items()
        },
        "replaced": {name: list(key.replaced[name]) for name in sorted(nameable)},
        "hints": {name: key.hint(name) for name in sorted(nameable)},
    }


def _is_of_one_task(check: Check, checks: Sequence[Check], key: LiveKey, other: LiveKey) -> bool:
    """Whether a check, or another one of its task, can show the convention of another answer key."""
    return other in key.alternatives([one for one in checks if one.task == check.task])


class _ReleasedCheck:
    """A public check with its outcomes of the reference and of the misconceptions."""

    def __init__(self, check: Check, key: LiveKey) -> None:
        self.check, self.key = check, key
        self.want, self.wrong_outcomes = key.expected(check), key.wrong_outcomes(check)
        verdict = judge.judge(check, self.want, self.want)
        if verdict.status is not Status.PASSED:
            fault = self.want.fault
            ended = f"{fault.error or fault.kind} {fault.message}".rstrip() if fault else ""
            reason = f"on the reference it ends in {ended}" if fault else "the reference does not pass it"
            raise AuthorError(
                f"solutions/{key.assignment}.py: the check `{check.name}` is broken: {reason}; mend it, or the check"
            )

    @cached_property
    def recorded(self) -> dict[str, Any]:
        """The check as data; raises AuthorError where that would do anything else than the check."""
        try:
            rng = seeds.generator(self.key.secret, self.key.assignment, self.check.first_name)
            homework = TrustedHomework(self.key.solution.expected_space, self.key.opaque)
            data = pack_check(self.check, record(self.check, homework, rng))
            again = unpack(json.loads(json.dumps(data)))
            if not all(self._repeats(again, outcome) for outcome in self._outcomes_to_repeat()):
                raise UnrecordableError("does one thing or another, by what came back,")
        except UnrecordableError as error:
            reason = str(error)
        except (TypeError, wire.WireError, wire.UnsendableError) as error:
            reason = f"brings back what is no plain data, or too much of it ({error}),"
        else:
            return data
        raise AuthorError(
            f"autotests/{self.key.assignment}.py: the public check `{self.check.name}` {reason} which a release cannot "
            "record: call functions, hand on what they give or parts of it, leave judging to the expectation, or make "
            "it hidden"
        )

    def _observe(self, check: Any, calls: Sequence[Call], reference_calls: Sequence[Call]) -> Outcome:
        return observe_check(check, Playback(calls), self.key.secret, self.key.assignment, reference_calls)

    def _outcomes_to_repeat(self) -> Iterator[Outcome]:
        """What comes of the check on the reference, on the misconceptions, and where one call ends in an exception."""
        yield from (self.want, *self.wrong_outcomes.values())
        calls = self.want.calls
        for place, call in enumerate(calls):
            raising = replace(call, value=None, fault=_ANY_FAULT)
            yield self._observe(self.check, [*calls[:place], raising, *calls[place + 1 :]], calls)

    def _repeats(self, again: Any, outcome: Outcome) -> bool:
        """Whether another check makes the same calls and brings back the same, where these calls give the same."""
        repeated = self._observe(again, outcome.calls, () if outcome is self.want else self.want.calls)
        return _outcome_bytes(repeated) == _outcome_bytes(outcome)

    def nameable_misconceptions(self) -> list[str]:
        """The misconceptions that this check can name: it fails with them, by values that tell them apart."""
        judged = {name: self._judged(wrong, {name: wrong}) for name, wrong in self.wrong_outcomes.items()}
        failed = {name: check for name, check in judged.items() if check.verdict.status is Status.FAILED}
        return [name for name, check in failed.items() if check.is_explained_by(name)]

    def outcomes(self, nameable: Set[str]) -> dict[str, Any]:
        """What the calls gave, without misconceptions that make no difference in them."""
        right = self._judged(self.want, self.wrong_outcomes)
        wrong_outcomes = {
            name: _pack_calls(wrong)
            for name, wrong in self.wrong_outcomes.items()
            if name in nameable and (right.fails_with(name) or not right.is_explained_by(name))
        }
        return {"reference": _pack_calls(self.want), "misconceptions": wrong_outcomes}

    def _judged(self, got: Outcome, wrong_outcomes: Mapping[str, Outcome]) -> judge.JudgedCheck:
        verdict = judge.judge(self.check, got, self.want)
        return judge.JudgedCheck(self.check, got, self.want, verdict, wrong_outcomes)


def _outcome_bytes(outcome: Outcome) -> bytes:
    """All that a verdict depends on, bit for bit; of what is no plain data, the name of its type."""
    calls = [[*_seen(call), list(call.args), dict(call.kwargs)] for call in outcome.calls]
    fault = outcome.fault and [*astuple(outcome.fault)]
    return wire.encode([outcome.value, fault, calls])


def _seen(call: Call) -> list[Any]:
    """What is recorded of a call: all but its arguments, which the probe knows."""
    fault = None if call.fault is None else [call.fault.kind.value, call.fault.error, call.fault.base]
    return [call.function, call.value, fault, call.changed, call.shared, list(call.warnings)]


def _pack_calls(outcome: Outcome) -> list[str]:
    return [pack_value(_seen(call), request=False) for call in outcome.calls]
