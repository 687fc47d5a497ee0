"""The pipeline of one submission, from its source to its result: the module to read first.

submission ─▶ sandbox ─▶ outcomes ─▶ judge ─▶ verdicts ─▶ score ─▶ result
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from grader import seeds, version
from grader.checks import causes, comparison, judge, mistakes
from grader.checks.declarations import Check, Task
from grader.checks.judge import JudgedCheck
from grader.checks.probe import Homework, TrustedHomework, observe_check, same_bits
from grader.course.answer_key import AnswerKey
from grader.course.loader import Assignment, run_course_file
from grader.course.solution import Space
from grader.gradebook import recorded_calls
from grader.gradebook.recorded_calls import ArgumentDigests, RecordedCall, RecordedCalls
from grader.handwork import legibility, marking
from grader.handwork.marking import Handwork
from grader.model import CheckResult, Fault, FaultKind, Finding, Kind, Outcome, Result, Status, Verdict, ordered_checks
from grader.near_names import nearest_name
from grader.sandbox import Sandbox
from grader.sandbox.limits import Limits
from grader.sandbox.session import HandlesLost, OwnFiles, Session
from grader.submissions import identity, older_python, placeholders, source_lines, surroundings
from grader.submissions.answer_sheet import AnswerSheet, ForgivingSheet
from grader.submissions.identity import Identity
from grader.submissions.submission import Submission, parse_cells, parse_with_numbers

_NOTES = 20  # of one kind
_NO_FILE = ("FileNotFoundError", "PermissionError")
_IMPORT_ERRORS = ("ImportError", "ModuleNotFoundError")
_CONDITIONS = 16  # characters of a digest
_COMPARED = 500  # names of functions; more than anybody writes
# What a check brings back, and its calls where they can be recorded.
Observation = tuple[Outcome, list[RecordedCall] | None]


@dataclass(frozen=True)
class Grading:
    """What all submissions of a batch share: assignment, sandbox, secret, and how numbers were given out."""

    assignment: Assignment
    sandbox: Sandbox
    secret: str
    lecture_for_all: bool = False
    public_only: bool = False
    _arguments: dict[str, ArgumentDigests] = field(default_factory=dict)

    @cached_property
    def key(self) -> AnswerKey:
        """The answer key of the assignment."""
        return self.assignment.answer_key(self.secret)

    @cached_property
    def _skeleton(self) -> Space:
        return run_course_file(self.assignment.path_in("assignments"))[0]

    def skeleton_outcome(self, check: Check) -> Outcome:
        """Return what a check brings back of the skeleton as it was given out."""
        calls = self.key.expected(check).calls
        skeleton = TrustedHomework(self._skeleton, self.key.opaque)
        return observe_check(check, skeleton, self.secret, self.assignment.name, calls)

    @cached_property
    def conditions(self) -> str:
        """A digest of what else the same calls depend on."""
        return conditions_of(self.assignment, self.opaque)

    @cached_property
    def folder(self) -> str:
        """The folder in which homework runs, "" where nothing is given out."""
        given = self.assignment.given
        return str(given.resolve()) if given.is_dir() else ""

    @property
    def opaque(self) -> Mapping[str, Sequence[Any]]:
        """The places of what functions return that stays where the code runs."""
        return self.key.opaque if self.assignment.checks else {}

    @cached_property
    def limits(self) -> Limits:
        """The limits of a submission: what checks with limits of their own may take is added to the time for all."""
        usual = self.sandbox.limits
        own = [self.check_limits(c).check for c in _check_order(self) if c.seconds is not None]
        return usual._replace(submission=usual.submission + sum(own))

    def check_limits(self, check: Check) -> Limits:
        """Return the limits of a check."""
        calls = 1 if check.seconds is None else len(self.key.expected(check).calls)
        return self.sandbox.limits.for_check(check.seconds, check.memory, calls)

    def arguments(self, check: Check) -> ArgumentDigests:
        """Return the digests of a check's arguments."""
        if check.name not in self._arguments:
            self._arguments[check.name] = ArgumentDigests(self.key.expected(check).calls)
        return self._arguments[check.name]


def conditions_of(assignment: Assignment, opaque: Mapping[str, Sequence[Any]]) -> str:
    """Return a digest of what the same calls depend on: files given out, opaque values, limits; "" without any."""
    content = [(name, digest.hex()) for name, digest in assignment.given_digests.items()]
    places = sorted((name, list(found)) for name, found in opaque.items())
    checks = [c for c in assignment.checks if (c.seconds, c.memory) != (None, None)]
    limits = sorted((c.first_name, c.seconds, c.memory) for c in checks)
    own = [content, places, limits]
    return hashlib.sha256(repr(own).encode()).hexdigest()[:_CONDITIONS] if any(own) else ""


@dataclass(frozen=True)
class GradedSubmission:
    """A result, the calls that it was judged by (None at home), and whether anything was run."""

    result: Result
    calls: RecordedCalls | None = None
    ran: bool = True


def grade(submission: Submission, grading: Grading) -> Result:
    """Return the result of one submission; never raises for what is in it."""
    return grade_with_calls(submission, grading).result


def grade_with_calls(submission: Submission, grading: Grading, before: RecordedCalls | None = None) -> GradedSubmission:
    """Return the result of one submission and the calls that it was judged by; never raises for what is in it.

    With calls recorded `before` under the same conditions, equal calls are replayed, and a submission whose calls are
    all equal is not run.
    """
    base = Result(
        submission.student,
        submission.assignment,
        submission.shown_path,
        seed=seeds.fingerprint(grading.secret),
        digest=submission.digest,
        notes=submission.notes,
        rules=version.RULES,
    )
    if submission.error is not None:
        return GradedSubmission(
            replace(
                base,
                student=submission.student or submission.path.stem,
                error=submission.error,
            )
        )
    if before is not None and before.conditions != grading.conditions:
        before = None
    sheet, cells, notes = parse_cells(submission)
    if sheet is None:
        return GradedSubmission(replace(base, student=submission.student or submission.path.stem, error=notes[0]))
    who = _identity(submission, sheet, grading)
    if submission.numbers_cell is not None and who.numbers:
        sheet, cells, notes = parse_with_numbers(submission, sheet, who.numbers)
    modules, given_notes = _modules(submission, grading.assignment)
    source = submission.cell_names, cells, submission.assignment, OwnFiles(submission.place, modules)
    with grading.sandbox.open(*source, limits=grading.limits, opaque=grading.opaque, folder=grading.folder) as session:
        judged, calls = _run_checks(grading, session, before)
        ran = session.loaded or before is None
        loading = _first_notes(_load_notes(session, submission)) if ran or before is None else list(before.notes)
    sources = {**dict(zip(session.names, cells, strict=False)), **modules}
    code = _code_results(judged, grading, sheet, sources)
    notes = [*_first_notes(notes), *given_notes, *older_python.older_names(sources), *loading]
    notes += _other_python(grading.assignment.graded_with) if grading.public_only else []
    answers = ForgivingSheet(sheet, grading.assignment.skeleton.names, grading.assignment.former_names)
    tasks, solution, hand = grading.assignment.tasks, grading.assignment.solution, list[CheckResult]()
    if grading.public_only:  # at home nothing is said of whether an answer is right
        hand = legibility.legibility_results(answers, tasks)
    elif solution is not None:
        handwork = Handwork(answers, solution, who.numbers)
        hand = marking.handwork_results(handwork, tasks, grading.assignment.skeleton.names, who)
    checks = ordered_checks([*code, *hand], [item.name for item in grading.assignment.declared])
    named = dict.fromkeys(name for check in checks for name in check.verdict.misconceptions)
    texts = {t.name: _prose_text(answers, t) for t in grading.assignment.tasks if t.kind is Kind.PROSE}
    result = replace(
        base,
        student=who.student,
        checks=tuple(checks),
        notes=(*base.notes, *notes, *who.doubts),
        level=grading.sandbox.level,
        numbers=who.label,
        texts=texts,
        hints={name: _hint(grading, name) for name in named},
    )
    made = None if grading.public_only else RecordedCalls(calls, tuple(loading), grading.conditions)
    return GradedSubmission(result, made, ran)


def _hint(grading: Grading, misconception: str) -> str:
    """What the course's author says of a misconception, of code or of handwork."""
    solution = grading.assignment.solution
    known = solution is not None and misconception in solution.misconceptions
    return solution.misconceptions[misconception].hint if solution and known else grading.key.hint(misconception)


def _identity(submission: Submission, sheet: AnswerSheet, grading: Grading) -> Identity:
    solution = grading.assignment.solution
    lecture = {} if solution is None else solution.lecture
    return identity.identify_student(
        sheet,
        submission.student,
        submission.path.stem,
        assignment=submission.assignment,
        rows=grading.assignment.rows,
        lecture=lecture,
        lecture_for_all=grading.lecture_for_all,
        has_lms_id=submission.has_lms_id,
        row_from_id=submission.row_from_id,
    )


def _modules(submission: Submission, assignment: Assignment) -> tuple[dict[str, str], list[Finding]]:
    """The modules that a submission may import, with the course's own in place of the student's copies of them."""
    folder = submission.place.rpartition("/")[0]
    given = {f"{folder}/{path}".lstrip("/"): text for path, text in assignment.given_modules.items()}
    changed = [path for path, text in given.items() if submission.modules.get(path, text).split() != text.split()]
    notes = [Finding("note.given_changed", files=changed)] if changed else []
    return {**submission.modules, **given}, notes


def _other_python(graded_with: Mapping[str, str]) -> list[Finding]:
    """That a newer Python runs here than the one that homework is graded with."""
    there, here = graded_with.get("python", ""), version.running_with()["python"]
    newer = there and [*map(int, here.split("."))] > [*map(int, there.split("."))]
    return [Finding("note.other_python", here=here, there=there)] if newer else []


def _load_notes(session: Session, submission: Submission) -> list[Finding]:
    names, notes = submission.cell_names, []
    for number, fault in session.problems:
        key, cell = ("note.cell_stops", names[number]) if len(names) > 1 else ("note.file_stops", "")
        notes.append(Finding(key, cell=cell, error=fault.error, line=fault.line, text=fault.message))
    by_cell: dict[tuple[str, bool], dict[int | None, Fault]] = {}
    for _, fault in session.skipped:  # of several statements in a line the first is told
        by_cell.setdefault((fault.cell, fault.error in _IMPORT_ERRORS), {}).setdefault(fault.line, fault)
    for (cell, imports), faults in by_cell.items():
        if imports and len(faults) > 1:  # told once
            texts = [fault.message for fault in faults.values()]
            notes.append(Finding("note.imports_skipped", cell=cell, lines=list(faults), texts=texts))
            continue
        for fault in faults.values():
            key = "note.cell_line_skipped" if cell else "note.line_skipped"
            key = "note.no_file" if fault.error in _NO_FILE else key
            notes.append(Finding(key, cell=cell, line=fault.line, error=fault.error, text=fault.message))
    return notes


def _first_notes(notes: list[Finding]) -> list[Finding]:
    """Return the first of many notes and how many are left out: a notebook may have thousands of cells."""
    more = len(notes) - _NOTES
    return notes if more <= 1 else [*notes[:_NOTES], Finding("note.more", count=more)]


def _prose_text(sheet: ForgivingSheet, task: Task) -> str:
    try:
        text = sheet.read_answer(task.name)
    except KeyError:
        return ""
    return text if isinstance(text, str) else ""


# ---- code


def _check_order(grading: Grading) -> list[Check]:
    """Return the checks, public ones first: these show values, perhaps what a homework kept of a hidden check.

    Those of equal memory follow each other: another bound takes another process, and loading may take long.
    """
    checks = [c for c in grading.assignment.checks if c.public or not grading.public_only]
    return sorted(checks, key=lambda check: (not check.public, check.memory or 0))


def _run_checks(
    grading: Grading, session: Session, before: RecordedCalls | None
) -> tuple[list[JudgedCheck], dict[str, tuple[RecordedCall, ...] | None]]:
    """Return every check with its verdict, and its calls, None where they cannot be recorded."""
    judged: list[JudgedCheck] = []
    calls: dict[str, tuple[RecordedCall, ...] | None] = {}
    all_same = True
    for place, check in enumerate(_check_order(grading)):
        want = grading.key.expected(check)
        # A check that is gone or new has used other time than before.
        known = _recorded_name(check, before)
        old = None if before is None else before.checks.get(known)
        all_same = all_same and before is not None and [*before.checks][place : place + 1] == [known]
        replayed = None if old is None else _replay(check, grading, session, old, all_same=all_same)
        got, made = replayed or _observe_live(check, grading, session)
        all_same = all_same and replayed is not None and len(made or ()) == len(old or ())
        judged.append(JudgedCheck(check, got, want, judge.judge(check, got, want), {}))
        calls[check.name] = None if made is None else tuple(made)
    return judged, calls


def _recorded_name(check: Check, before: RecordedCalls | None) -> str:
    """Return the name under which calls of a check were recorded: its own, or a former one."""
    return next((name for name in (check.name, *check.was) if before and name in before.checks), check.name)


def _code_results(
    judged: Sequence[JudgedCheck], grading: Grading, sheet: AnswerSheet, sources: Mapping[str, str]
) -> list[CheckResult]:
    judged = _without_untouched(judged, grading, sheet)
    named = {item.check.name: item for item in name_mistakes(judged, grading.key)}
    asked = grading.assignment.skeleton.tasks
    return [_code_result(named[item.check.name], sheet, asked, sources) for item in judged]


def _without_untouched(judged: Sequence[JudgedCheck], grading: Grading, sheet: AnswerSheet) -> Sequence[JudgedCheck]:
    """The checks; those of a function that nobody has worked on are not attempted, where one of them is wrong."""
    wrong = {item.check.task for item in judged if item.verdict.status in (Status.FAILED, Status.RAISED)}
    untouched = {
        task for task in wrong if _is_untouched(task, [i for i in judged if i.check.task == task], grading, sheet)
    }
    return [judge.not_attempted(i) if i.check.task in untouched else i for i in judged] if untouched else judged


def _is_untouched(task: str, checks: Sequence[JudgedCheck], grading: Grading, sheet: AnswerSheet) -> bool:
    """Whether a function is a placeholder, or the skeleton's and gives what that gives; and nothing takes its place."""
    written, top = sheet.definitions.get(task), task.partition(".")[0]
    given_out = grading.assignment.skeleton.definitions.get(task)
    if written is None or top in sheet.assigned or top in sheet.computed:
        return False
    made = [call.value for item in checks for call in item.got.calls if call.function == task and call.fault is None]
    if placeholders.is_placeholder(written):
        return all(map(placeholders.is_nothing, made))  # or it is not what was called
    if given_out is None or not placeholders.same_body(written, given_out):
        return False
    return all(_comes_to_the_same(item.got, grading.skeleton_outcome(item.check)) for item in checks)


def _comes_to_the_same(got: Outcome, other: Outcome) -> bool:
    ends = [outcome.fault and (outcome.fault.kind, outcome.fault.error) for outcome in (got, other)]
    return ends[0] == ends[1] and same_bits(got.value, other.value)


def _replay(
    check: Check, grading: Grading, session: Session, old: Sequence[RecordedCall], *, all_same: bool
) -> Observation | None:
    """Return what the check brings back from recorded calls, None where it makes others."""
    replay = recorded_calls.Replay(old, grading.arguments(check), session.hung, all_same=all_same)
    try:
        got = _observe(check, grading, replay)
    except recorded_calls.NotRecordedError:
        return None
    if got.fault is not None and got.fault.kind is FaultKind.TIMED_OUT and not got.fault.error:
        session.timeouts[got.calls[-1].function] += 1
    return got, replay.recorded


def name_mistakes(judged: Sequence[JudgedCheck], key: AnswerKey) -> list[JudgedCheck]:
    """Return the checks, failed ones with the misconception that explains them."""
    result: list[JudgedCheck] = []
    for task in dict.fromkeys(item.check.task for item in judged):
        group = [item for item in judged if item.check.task == task]
        if any(item.verdict.status is Status.FAILED for item in group):  # a right task never works out wrong outcomes
            group, nearest = by_nearest_reference(group, key)
            group = [replace(item, wrong_outcomes=nearest.wrong_outcomes(item.check)) for item in group]
            for item, named in zip(group, mistakes.name_mistakes(group, nearest.replaced), strict=True):
                verdict = replace(item.verdict, misconceptions=named.names, together=named.together)
                result.append(replace(item, verdict=verdict))
        else:
            result += group
    return result


def by_nearest_reference(group: list[JudgedCheck], key: AnswerKey) -> tuple[list[JudgedCheck], AnswerKey]:
    """Return the checks of one task as judged by the reference, or by the alternative that they are nearer to."""
    keys = [key, *key.alternatives([item.check for item in group])]
    groups = [group, *([_judged_by(item, other) for item in group] for other in keys[1:])]
    nearest = mistakes.nearest_reference(groups) if len(groups) > 1 else 0
    return groups[nearest], keys[nearest]


def _judged_by(item: JudgedCheck, key: AnswerKey) -> JudgedCheck:
    want = key.expected(item.check)
    return replace(item, want=want, verdict=judge.judge(item.check, item.got, want))


def _code_result(
    judged: JudgedCheck, sheet: AnswerSheet, asked: Collection[str], sources: Mapping[str, str]
) -> CheckResult:
    check, verdict = judged.check, judged.verdict
    fault = _fault_told(judged)
    if fault is not None:
        cause = causes.cause_of(fault, sources, public=check.public)
        verdict = replace(verdict, findings=(*verdict.findings, *filter(None, [cause])))
    verdict = _elsewhere(verdict, judged.got, sheet, asked, sources)
    if verdict.status in (Status.FAILED, Status.RAISED) and not verdict.misconceptions:
        verdict = replace(verdict, signature=_error_signature(judged, sources))
    about = (check.name, check.task, Kind.CODE, check.title, check.public)
    was = tuple((check.task, name) for name in check.was)
    return CheckResult(*about, verdict, check.points, judged.got.seconds, was=was)


def _error_signature(judged: JudgedCheck, sources: Mapping[str, str]) -> str:
    """A short name that wrong outcomes share; of an exception by the line that raised it, whatever its names.

    In a helper of the student's own that may be the same of several tasks.
    """
    got, fault = judged.got, judged.got.fault
    if fault is None or fault.kind not in (FaultKind.RAISED, FaultKind.NOT_LOADED) or fault.line is None:
        return comparison.error_signature(got)
    within = fault.frames[-1].function if fault.frames else ""
    own = judged.check.task if within in (judged.check.task, judged.check.task.rpartition(".")[2]) else ""
    thought = source_lines.line_of_thought(source_lines.line_at(sources, fault.cell, fault.line))
    told = fault.base or fault.error, own, thought or f"{fault.cell} {fault.line}"
    return hashlib.blake2b(repr(told).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _fault_told(judged: JudgedCheck) -> Fault | None:
    """The fault that a verdict speaks of: the check's, or the one that came in place of another exception."""
    if judged.verdict.status is Status.RAISED:
        return judged.got.fault
    if not judged.verdict.findings or judged.verdict.findings[0].key not in ("differs.raised", "hidden.raised"):
        return None
    pairs = zip(judged.got.calls, judged.want.calls, strict=False)
    ends = ((mine.fault, theirs.fault) for mine, theirs in pairs if mine.fault is not None)
    return next((mine for mine, due in ends if mine and (due is None or due.base != mine.base)), None)


def _observe_live(check: Check, grading: Grading, session: Session) -> Observation:
    try:
        return _observe_once(check, grading, session)
    except HandlesLost:  # at most once in a session
        return _observe_once(check, grading, session)


def _observe_once(check: Check, grading: Grading, session: Session) -> Observation:
    session.begin_check(grading.check_limits(check))
    if grading.public_only:  # at home nothing is kept
        return _observe(check, grading, session), None
    recorder = recorded_calls.Recorder(session, grading.arguments(check))
    return _observe(check, grading, recorder), recorder.recorded


def _observe(check: Check, grading: Grading, homework: Homework) -> Outcome:
    known = grading.key.expected(check).calls
    return observe_check(check, homework, grading.secret, grading.assignment.name, known)


def _elsewhere(
    verdict: Verdict, got: Outcome, sheet: AnswerSheet, asked: Collection[str], sources: Mapping[str, str]
) -> Verdict:
    """Return the verdict; where the function stands in another place or under a similar name, one that says so."""
    absent = (FaultKind.MISSING, FaultKind.NOT_LOADED)  # or not defined yet where the file stops
    if got.fault is None or got.fault.kind not in absent or not got.calls:
        return verdict
    function = got.calls[-1].function
    if function in sheet.functions or function in sheet.assigned:
        return verdict
    missing = got.fault.kind is FaultKind.MISSING
    finding = _misplaced(function, sources) if missing else None
    finding = finding or _near_name(function, sheet, asked, verdict.findings[0].key if missing else "fault.missing")
    return verdict if finding is None else replace(verdict, status=Status.FAILED, findings=(finding,))


def _misplaced(function: str, sources: Mapping[str, str]) -> Finding | None:
    """That a function stands inside of something else."""
    for cell, source in sources.items():
        tree = surroundings.parsed(source)
        found = None if tree is None else surroundings.find_misplaced(tree, function)
        if found is not None:
            where = Finding("at", line=found.line, cell=cell)
            return Finding(f"fault.misplaced.{found.inside}", function=function, of=found.of, where=where)
    return None


def _near_name(function: str, sheet: AnswerSheet, asked: Collection[str], missing: str) -> Finding | None:
    """That there is a function of a similar name, by the key of what is said where there is none."""
    own_class, _, name = function.rpartition(".")  # a method is one of its class
    members = [n.rpartition(".")[2] for n in sheet.functions if n.rpartition(".")[0] == own_class and n not in asked]
    own = {n.lower(): n for n in members[:_COMPARED]}
    same_words = next((n for n in own if _words(n) == _words(name)), "")
    near = same_words or nearest_name(name.lower(), own, 0.7)
    others = [n.rpartition(".")[2].lower() for n in asked if n.rpartition(".")[0] == own_class]
    if not near or not (same_words or nearest_name(near, others, 0) == name.lower()):
        return None
    found = f"{own_class}.{own[near]}" if own_class else own[near]
    line, cell = sheet.locate(sheet.functions[found])
    where = Finding("at", line=line, cell=cell)
    return Finding(missing.replace("missing", "near_name"), function=function, other=found, where=where)


def _words(name: str) -> list[str]:
    return sorted(name.lower().split("_"))
