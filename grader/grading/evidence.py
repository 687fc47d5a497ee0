"""Evidence of one submission for staff: its recorded calls replayed beside the reference and the known mistakes.

No code of a student's is run: a probe runs on this side against what its calls gave back when they were graded.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import zip_longest
from pathlib import Path
from typing import Any

from grader import near_names, seeds
from grader.checks import judge, mistakes
from grader.checks.comparison import Difference, Tolerance, expectation_text
from grader.checks.declarations import Check, Task
from grader.checks.judge import JudgedCheck, Parting
from grader.checks.probe import observe_check
from grader.course.answer_key import AnswerKey
from grader.course.loader import Assignment
from grader.errors import UsageError
from grader.followthrough.nodes import flatten
from grader.gradebook import recorded_calls, store
from grader.gradebook.recorded_calls import ArgumentDigests, NotRecordedError, RecordedCalls, Replay
from grader.gradebook.store import Attempt, Gradebook
from grader.grading.pipeline import by_nearest_reference, conditions_of
from grader.handwork.marking import Handwork
from grader.handwork.working import WorkedStep, worked_steps
from grader.model import ABSENT, Call, CheckResult, Finding, Frame, Handle, Kind, Outcome, Result, Status
from grader.reports.evidence import CallEvidence, CheckEvidence, Evidence, Parted, Suspect
from grader.submissions import source_lines
from grader.submissions.answer_sheet import ForgivingSheet
from grader.submissions.source_lines import SourceLines
from grader.submissions.submission import Submission, parse_cells

_MOST_BEHIND = 12  # statements of the course's file beside a check
_USUAL, _STRICT = Tolerance(), Tolerance(rtol=1e-9, atol=0.0)


@dataclass(frozen=True)
class KeptWork:
    """What is kept of one submission: its result by the machine, its calls, its source, and why calls are missing."""

    result: Result
    calls: RecordedCalls | None
    cells: tuple[str, ...] = ()
    missing: Finding | None = None  # why there are no calls of any check
    modules: Mapping[str, str] = field(default_factory=dict)  # beside the file, source by name, where they are at hand

    @cached_property
    def sources(self) -> dict[str, str]:
        """The source of each file or cell, by the name that faults give it."""
        cells = {f"cell {number}": cell for number, cell in enumerate(self.cells, 1)}
        return {"": "".join(self.cells[:1]), **cells, **self.modules}


def gather_evidence(work: KeptWork, stands: Result, assignment: Assignment, secret: str) -> tuple[CheckEvidence, ...]:
    """Return the evidence of every check of a result; `stands` is the result with what people decided."""
    gatherer = _Gatherer(work, assignment, secret)
    pairs = zip(work.result.checks, stands.checks, strict=True)
    return tuple(gatherer.evidence_of(machine, check) for machine, check in pairs)


class _Gatherer:
    """The evidence of one submission, each part worked out when it is first asked for."""

    def __init__(self, work: KeptWork, assignment: Assignment, secret: str) -> None:
        self.work, self.assignment, self.secret = work, assignment, secret
        self.declared = {name: item for item in assignment.declared for name in _names(item)}
        self._judged: dict[str, JudgedCheck | Finding] = {}
        self._held_to: dict[str, str] = {}  # the alternative that a task was held to, where it was
        self._worked: dict[str, dict[str, WorkedStep]] = {}

    @cached_property
    def key(self) -> AnswerKey:
        return self.assignment.answer_key(self.secret)

    def evidence_of(self, check: CheckResult, stands: CheckResult) -> CheckEvidence:
        item = self.declared.get(check.name if check.kind is Kind.CODE else check.task)
        above = check.verdict if stands.verdict.by_hand else None
        asked = () if item is None else self._asked(item)
        made = CheckEvidence(stands, above, asked, written=tuple(self._written(check)))
        if item is None:
            return replace(made, missing=Finding("evidence.no_check", name=check.name))
        return self._with_calls(made, item) if isinstance(item, Check) else self._with_work(made, item, check)

    def _written(self, check: CheckResult) -> list[SourceLines]:
        """The student's own lines that a check is about: a function with those that it uses, or an answer."""
        if check.kind is Kind.CODE:
            return source_lines.lines_behind(self.work.cells, check.task)
        found = source_lines.defining_lines(self.work.cells, check.name, check.task)
        return [] if found is None else [found]

    # ---- code

    def _with_calls(self, made: CheckEvidence, check: Check) -> CheckEvidence:
        judged = self._judged_check(check)
        if isinstance(judged, Finding):
            return replace(made, missing=judged)
        got, want = judged.got, judged.want
        pairs = list(zip_longest(got.calls, want.calls))[: len(got.calls)]
        calls = tuple(self._call(number, *pair, judged) for number, pair in enumerate(pairs, 1))
        outcome = None
        difference = _difference(check, got, want)
        if difference is not None and difference.kind == "score":
            made = replace(made, reached=_reached(difference))
        elif difference is not None:
            whole = any(call.value is got.value for call in got.calls)
            place = judge.place_of_part(difference.path, () if whole else None)
            outcome = Parted(0, difference.path, difference.got, difference.want, difference.apart, place)
            if difference.kind == "value" and not any(call.parted for call in calls):  # it is judged more strictly
                calls = tuple(self._call(number, *pair, judged, _STRICT) for number, pair in enumerate(pairs, 1))
        brought = {} if got.fault else {"got": got.value}
        due = {} if want.fault else {"want": want.value}
        wrong = made.check.verdict.status is not Status.PASSED
        suspects = self._suspects(judged) if wrong and got.calls else ()
        made = replace(made, expects=expectation_text(check.expect), held_to=self._held_to[check.task])
        usual = self.key.expected(check)
        if made.held_to and usual.fault is None and _difference(check, usual, want) is not None:
            made = replace(made, reference=usual.value)
        return replace(made, calls=calls, outcome=outcome, fault=got.fault, suspects=suspects, **brought, **due)

    def _judged_check(self, check: Check) -> JudgedCheck | Finding:
        """A check with what was recorded of it, or why there is nothing."""
        if check.name not in self._judged:
            of_task = {one.name: self._replayed(one) for one in self.assignment.checks if one.task == check.task}
            group = [one for one in of_task.values() if isinstance(one, JudgedCheck)]
            nearest, key = by_nearest_reference(group, self.key) if group else (group, self.key)
            self._held_to[check.task] = key.convention
            for one in nearest:
                names = (one.check.name, *one.check.was)
                kept = (made.verdict for made in self.work.result.checks if made.name in names)
                wrong = key.wrong_outcomes(one.check)
                of_task[one.check.name] = replace(one, verdict=next(kept, one.verdict), wrong_outcomes=wrong)
            self._judged |= of_task
        return self._judged[check.name]

    def _replayed(self, check: Check) -> JudgedCheck | Finding:
        kept = self.work.calls
        if kept is None:
            return self.work.missing or Finding("evidence.no_calls")
        names = (check.name, *check.was)
        name = next((name for name in names if name in kept.checks), None)
        if name is None:
            return Finding("evidence.new_check")
        calls, want = kept.checks[name], self.key.expected(check)
        if calls is None:
            return Finding("evidence.too_large")
        replay = Replay(calls, ArgumentDigests(want.calls), {call.function for call in calls})
        try:
            got = observe_check(check, replay, self.secret, self.assignment.name, want.calls)
        except NotRecordedError:
            return Finding("evidence.other_calls")
        return JudgedCheck(check, got, want, judge.judge(check, got, want), {})

    def _call(
        self, number: int, got: Call, want: Call | None, judged: JudgedCheck, tolerance: Tolerance = _USUAL
    ) -> CallEvidence:
        parting = None if want is None else judge.part_of_call(got, want, number, tolerance)
        frames = got.fault.frames if got.fault is not None else ()
        passed = tuple(self._frame_lines(frame) for frame in frames)
        given = tuple((name, _with_origin(value, judged.got.calls)) for name, value in self._arguments(got))
        return CallEvidence(given, got, want, _parted(parting, judged), passed, judge.part_names(judged.want, want))

    def _frame_lines(self, frame: Frame) -> SourceLines:
        line = source_lines.line_at(self.work.sources, frame.cell, frame.line)
        return SourceLines(frame.cell, frame.line, (line,) if line else (), frame.function)

    def _arguments(self, call: Call) -> tuple[tuple[str, Any], ...]:
        names = self._parameters(call.function)
        given = [(names[place] if place < len(names) else "", value) for place, value in enumerate(call.args)]
        return (*given, *call.kwargs.items())

    def _parameters(self, function: str) -> list[str]:
        """The names of a function's parameters, none where they are not known."""
        solution = self.assignment.solution
        name, _, member = function.partition(".")
        found = solution.space.get(name) if solution is not None else None
        try:
            return list(inspect.signature(getattr(found, member) if member else found).parameters)  # type: ignore[arg-type]
        except (TypeError, ValueError, AttributeError):
            return []

    # ---- known mistakes

    def _suspects(self, judged: JudgedCheck) -> tuple[Suspect, ...]:
        checks = [check for check in self.assignment.checks if check.task == judged.check.task]
        group = [one for check in checks if isinstance(one := self._judged_check(check), JudgedCheck)]
        suspects = [self._suspect(name, judged, group) for name in judged.wrong_outcomes]
        named = judged.verdict.misconceptions

        def order(one: Suspect) -> tuple[bool, bool, int]:
            return one.name not in named, one.why.key == "suspect.passes", one.parted.call if one.parted else 0

        return tuple(sorted(suspects, key=order))

    def _suspect(self, name: str, judged: JudgedCheck, group: Sequence[JudgedCheck]) -> Suspect:
        wrong = judged.wrong_outcomes[name]
        parting = judge.first_parting(judged.got, wrong)
        why = Finding("suspect.parts") if parting else _why_not(name, judged, group)
        if parting and _gave(judged.got, parting.call) is None and _gave(wrong, parting.call) is not None:
            why = Finding("suspect.gives_value", call=parting.call)
        if name in judged.verdict.misconceptions:
            others = [one for one in judged.verdict.misconceptions if one != name and judged.verdict.together]
            why = Finding("suspect.named_by_parts", others=others) if parting else Finding("suspect.named")
        elif not judged.fails_with(name):
            why = Finding("suspect.passes")
        return Suspect(name, self.key.hint(name), why, _parted(parting, judged))

    # ---- by hand

    def _with_work(self, made: CheckEvidence, task: Task, check: CheckResult) -> CheckEvidence:
        if made.check.verdict.got is not ABSENT:
            made = replace(made, got=check.verdict.got)
        worked = self._worked_steps(task)
        if isinstance(worked, Finding):
            return replace(made, missing=worked)
        step = worked.get(check.name)
        if step is None:
            return made
        mark, named = step.mark, check.verdict.misconceptions
        right = [] if mark is None else [flatten(value) for value in (mark.exact, mark.expected) if value is not None]
        suspects = []
        for name, value in step.mistaken.items():
            if isinstance(value, Finding) and name not in named:  # of a formula
                suspects.append(Suspect(name, self.key.hint(name), value))
                continue
            key = "named_by_value" if name in named else "explains" if mark and name in mark.misconceptions else "gives"
            key = "right" if key == "gives" and flatten(value) in right else key
            parted = Parted(0, (), check.verdict.got, value)
            suspects.append(Suspect(name, self.key.hint(name), Finding(f"suspect.{key}"), parted))
        suspects.sort(key=lambda suspect: (suspect.name not in named, suspect.why.key == "suspect.right"))
        values: dict[str, Any] = {"want": self._formula(task)}
        if mark is not None:
            values = {"want": mark.exact, "follows": mark.expected}
        return replace(made, suspects=tuple(suspects), **{k: v for k, v in values.items() if v is not None})

    def _formula(self, task: Task) -> Finding | None:
        """The right formula as it stands in the solution."""
        function = self.assignment.solution.steps.get(task.name) if self.assignment.solution else None
        try:
            text = getattr(function, "grader_formula", None) or inspect.getsource(function)  # type: ignore[arg-type]
        except (OSError, TypeError):
            return None
        return Finding("text", text=" ".join(str(text).split()))

    def _worked_steps(self, task: Task) -> dict[str, WorkedStep] | Finding:
        if task.name not in self._worked:
            handwork = self._handwork
            if isinstance(handwork, Finding):
                return handwork
            try:
                self._worked[task.name] = worked_steps(handwork, task)
            except Exception as error:  # noqa: BLE001 - a function of the solution may raise anything
                return Finding("broken.solution", error=type(error).__name__, text=str(error))
        return self._worked[task.name]

    @cached_property
    def _handwork(self) -> Handwork | Finding:
        """The answers in the kept source, which are read and not run."""
        result, solution = self.work.result, self.assignment.solution
        if not self.work.cells:
            return Finding("evidence.no_source")
        if solution is None:
            return Finding("evidence.no_solution")
        notebook = len(self.work.cells) > 1 or result.path.endswith(".ipynb")
        about = result.student, result.assignment, Path(result.path), result.path
        read = Submission(*about, cells=self.work.cells, is_notebook=notebook)
        sheet = parse_cells(read)[0]
        if sheet is None:
            return Finding("evidence.no_source")
        skeleton, rows = self.assignment.skeleton, self.assignment.rows
        row = int(result.numbers.partition(" ")[2] or 0) if result.numbers.startswith("row ") else 0
        numbers = rows[row - 1] if 0 < row <= len(rows) else solution.lecture if result.numbers else {}
        return Handwork(ForgivingSheet(sheet, skeleton.names, self.assignment.former_names), solution, numbers)

    # ---- the course's own file

    def _asked(self, item: Check | Task) -> tuple[SourceLines, ...]:
        """The lines of the course's file in which a check or a task is declared, and what they stand on above it."""
        path = self.assignment.path_in("autotests")
        place = path.relative_to(self.assignment.course.root).as_posix()
        text = self._autotests.split("\n")
        found = _declaration(self._statements, item.name)
        if found is None:
            return (SourceLines(place, 0),)
        spans = [_span(found), *(_span(node) for node in _behind(found, self._statements))]
        return tuple(SourceLines(place, first, tuple(text[first - 1 : last])) for first, last in spans)

    @cached_property
    def _autotests(self) -> str:
        try:
            return self.assignment.path_in("autotests").read_text(encoding="utf-8-sig")
        except OSError:  # of a release
            return ""

    @cached_property
    def _statements(self) -> list[ast.stmt]:
        return ast.parse(self._autotests).body


def _difference(check: Check, got: Outcome, want: Outcome) -> Difference | None:
    """Where what a check brought back parts, None where it does not or nobody can say."""
    if got.fault is not None or want.fault is not None:
        return None
    try:
        return check.expect.differ(got, want)
    except Exception:  # noqa: BLE001 - an expectation that raises is the author's fault, which the verdict says
        return None


def _reached(difference: Difference) -> Finding:
    """How a share of the points was reached, and what it counts as."""
    said, count = difference.said, judge.SHARE_STEPS
    if said is not None:
        part = round(said.values["right"] / said.values["count"], 3) if "right" in said.values else None
        said = Finding(f"evidence.{said.key}", **{**said.values, "part": part})
    share = round(float(difference.share), 3)
    return Finding("evidence.share", how=said, share=share, steps=int(difference.share * count), count=count)


def _declaration(statements: Sequence[ast.stmt], name: str) -> ast.stmt | ast.expr | None:
    """The function of that name, or the call that begins with it."""
    for node in (node for statement in statements for node in ast.walk(statement)):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return node
        if isinstance(node, ast.Call) and node.args and getattr(node.args[0], "value", None) == name:
            return node
    return None


def _span(node: ast.stmt | ast.expr) -> tuple[int, int]:
    first = min([node.lineno, *(made.lineno for made in getattr(node, "decorator_list", ()))])
    return first, node.end_lineno or first


def _behind(node: ast.stmt | ast.expr, statements: Sequence[ast.stmt]) -> list[ast.stmt]:
    """The statements that define what a declaration uses, each name as it was last set above where it is used."""
    found: dict[int, ast.stmt] = {}
    waiting = [(name, node.lineno) for name in source_lines.names_used(node)]
    while waiting and len(found) < _MOST_BEHIND:
        name, line = waiting.pop(0)
        above = [one for one in statements if one.lineno < line and name in _defines(one)]
        if above and above[-1].lineno not in found:
            found[above[-1].lineno] = above[-1]
            waiting += [(used, above[-1].lineno) for used in source_lines.names_used(above[-1])]
    return [found[line] for line in sorted(found)]


def _defines(statement: ast.stmt) -> set[str]:
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        return {statement.name}
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    return {node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)}


def _gave(outcome: Outcome, number: int) -> Call | None:
    """The call of a number, None where it gave no value or was not made."""
    call = outcome.calls[number - 1] if number <= len(outcome.calls) else None
    return call if call is not None and call.fault is None else None


def _with_origin(argument: Any, calls: Sequence[Call]) -> Any:
    """An argument; in the place of an opaque value, in which call it came back."""
    if isinstance(argument, Handle) and argument.wire_key[0]:
        holds = (number for number, call in enumerate(calls, 1) if argument in judge.opaque_parts(call.value))
        return Finding("evidence.opaque", function=argument.wire_key[1], call=next(holds, None))
    if type(argument) in (list, tuple):
        return type(argument)(_with_origin(part, calls) for part in argument)
    return argument


def _why_not(name: str, judged: JudgedCheck, group: Sequence[JudgedCheck]) -> Finding:
    """Why a misconception that explains a check was not named."""
    weight = mistakes.weigh_mistake(name, group)
    if judged.verdict.status is not Status.FAILED:
        return Finding("suspect.no_value")
    if weight.passed:
        return Finding("suspect.contradicted", checks=list(weight.passed))
    if not weight.is_credible:
        return Finding("suspect.few", explained=weight.explained, failing=weight.failing)
    return Finding("suspect.among_others")


def _names(item: Check | Task) -> list[str]:
    former = item.was if isinstance(item, Check) else [old for _, names in item.was for old in names]
    return [item.name, *former]


def _parted(parting: Parting | None, judged: JudgedCheck) -> Parted | None:
    if parting is None:
        return None
    wanted = judged.want.calls[parting.call - 1] if parting.call <= len(judged.want.calls) else None
    names = judge.part_names(judged.want, wanted)
    return Parted(*parting, judge.place_of_part(parting.path, names))


# ---- from a gradebook


def student_evidence(book: Gradebook, assignment: Assignment, student: str, number: int | None = None) -> Evidence:
    """Return the evidence of a student's attempt, by its number from 1, else of the one that counts.

    Raises UsageError where there is no such student or attempt.
    """
    found = store.attempts(book, assignment.name, student)
    if not found:
        there = store.students(book, assignment.name)
        near = near_names.did_you_mean(student, there, "see grader report for who is there")
        others = [name for name in store.assignment_names(book) if store.attempts(book, name, student)]
        if others:
            near = f"'{student}' handed in {', '.join(others)} only"
        raise UsageError(f"{book.path} has no results of {assignment.name} by '{student}'; {near}")
    if number is not None and not 0 < number <= len(found):
        raise UsageError(f"there is no attempt {number} of '{student}': there are {len(found)}")
    place = next((i for i, one in enumerate(found) if one.counts), len(found) - 1) if number is None else number - 1
    return _evidence(book, assignment, found[place], place + 1, len(found))


def _evidence(book: Gradebook, assignment: Assignment, attempt: Attempt, number: int, count: int) -> Evidence:
    result, secret = attempt.result, assignment.course.secret
    packed, remarks = book.packed_calls(attempt.key), list[Finding]()
    calls = recorded_calls.unpack_calls(packed) if packed else None
    missing = None
    if result.seed != seeds.fingerprint(secret):
        calls, missing = None, Finding("evidence.other_secret")
    if attempt.assignment_digest != assignment.digest:
        remarks.append(Finding("evidence.changed", name=assignment.name))
    opaque = assignment.answer_key(secret).opaque if assignment.checks else {}
    if calls is not None and calls.conditions != conditions_of(assignment, opaque):
        remarks.append(Finding("evidence.other_conditions"))
    work = KeptWork(result, calls, book.source(result.digest), missing)
    stands = book.with_decisions(result)
    checks = gather_evidence(work, stands, assignment, secret)
    seen = attempt.counts, attempt.submitted, attempt.judged
    return Evidence(stands, number, count, *seen, tuple(remarks), checks, _stopping_line(work))


def _stopping_line(work: KeptWork) -> SourceLines | None:
    """The line that an error of the whole file is about, None where it is about none or is not kept."""
    error = work.result.error
    while error is not None and isinstance(error.values.get("what"), Finding):
        error = error.values["what"]
    line, cell = (error.values.get("line"), error.values.get("cell") or "") if error is not None else (None, "")
    text = source_lines.line_at(work.sources, cell, line) if isinstance(line, int) else ""
    return SourceLines(cell, line, (text,)) if isinstance(line, int) and text else None


def chosen_checks(evidence: Evidence, name: str) -> tuple[CheckEvidence, ...]:
    """Return the check of a name, now or formerly, or all of a task; raises UsageError where there is none.

    Of a file that is not graded there are none, whatever the name: why says the result.
    """
    checks = evidence.checks
    chosen = [one for one in checks if name == one.check.name or name in [old for _, old in one.check.was]]
    chosen = chosen or [one for one in checks if name == one.check.task]
    if checks and not chosen:
        names = dict.fromkeys([*(one.check.name for one in checks), *(one.check.task for one in checks)])
        raise UsageError(near_names.unknown_name("check", name, names))
    return tuple(chosen)
