"""Consistency of the three files of an assignment: all that can be seen without running a check."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import FunctionType
from typing import Any

from grader.checks import declarations
from grader.checks.comparison import parts_of, quiet, unchanged
from grader.checks.declarations import Check
from grader.checks.probe import StandIn
from grader.course import hints, student_copy
from grader.course.loader import Assignment, run_course_file
from grader.course.solution import Solution
from grader.errors import AuthorError
from grader.formatting import exact_number
from grader.model import Kind
from grader.submissions import answer_sheet, identity


@dataclass(frozen=True)
class Problem:
    """A fault in a file of the course, with the remedy."""

    file: Path
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}: {self.sentence}"


def find_problems(assignment: Assignment) -> Iterator[Problem]:
    """Yield a problem for each thing that does not fit."""
    solutions = assignment.path_in("solutions")
    yield from _declaration_problems(assignment)
    yield from _blank_problems(assignment)
    if assignment.solution is None:
        yield Problem(solutions, "there is no reference: write one function for each of the skeleton's")
        return
    yield from _function_problems(assignment, assignment.solution)
    yield from _handwork_problems(assignment, assignment.solution)
    yield from _misconception_problems(assignment.solution, solutions)
    yield from _hint_problems(assignment.solution, solutions)
    yield from _handout_problems(assignment)


def is_attested(check: Check) -> bool:
    """Return whether a check expects what is seen inside the worker alone, where a submission could forge it."""
    return not {unchanged, quiet}.isdisjoint(parts_of(check.expect))


def attested_remarks(assignment: Assignment) -> Iterator[str]:
    """Yield a sentence where what a submission could forge is worth more than a point, or is in several checks."""
    attested = [check for check in assignment.checks if is_attested(check)]
    points = sum((check.points for check in attested), Fraction(0))
    if points > 1 or len(attested) > 1:
        names = ", ".join(check.name for check in attested)
        yield (
            f"What `unchanged` and `quiet` look at can be forged by a submission, and is worth {exact_number(points)} "
            f"points ({names}): let it be one check of one point, and `read_only` tell of changed inputs elsewhere."
        )


def _declaration_problems(assignment: Assignment) -> Iterator[Problem]:
    autotests = assignment.path_in("autotests")
    if assignment.points != 100:
        yield Problem(autotests, f"the points sum to {exact_number(assignment.points)}, not to 100: change them")
    yield from (Problem(autotests, problem) for problem in assignment.name_problems())
    skeleton = assignment.skeleton
    for check in assignment.checks:
        if not check.title:
            yield Problem(autotests, f"{check.name} has no docstring: write the line that a student reads")
        if check.task not in skeleton.tasks:
            about = f"is about `{check.task}`, which is" if check.task else "calls"
            remedy = "call one, or name it by task="
            yield Problem(autotests, f"{check.name} {about} no function of the skeleton: {remedy}")
        if check.points <= 0:
            yield Problem(autotests, f"{check.name} is worth nothing: give it points, or take it out")
    about_one = {check.task for check in assignment.checks}
    used = {name.partition(".")[0] for name in about_one}  # a check of a method is one of its class
    used |= frozenset().union(*map(assignment.solution.uses, about_one)) if assignment.solution else set()
    for name in (*skeleton.functions, *skeleton.classes):
        if name not in (used if name in skeleton.classes else about_one):
            yield Problem(autotests, f"no check is about `{name}` of the skeleton: write one, or say task= in one")


def _blank_problems(assignment: Assignment) -> Iterator[Problem]:
    skeleton = assignment.path_in("assignments")
    autotests = assignment.path_in("autotests")
    marked = {name for task in assignment.tasks for name in task.steps or (task.name,)}
    for name in marked - set(assignment.skeleton.answers):
        yield Problem(skeleton, f"there is no blank for {name}: add the line `{name} = ...`")
    for name in set(assignment.skeleton.answers) - marked:
        remedy = "declare it as answer, worksheet or prose"
        yield Problem(autotests, f"nobody marks `{name}` of the skeleton: {remedy}")


def _function_problems(assignment: Assignment, solution: Solution) -> Iterator[Problem]:
    path, solutions = assignment.path_in("assignments"), assignment.path_in("solutions")
    try:
        skeleton = run_course_file(path)[0]
    except AuthorError as error:
        yield Problem(path, f"it does not run: {error}")
        return
    for name in assignment.skeleton.tasks:
        if name in vars(StandIn):
            yield Problem(path, f"`{name}` is a word of checks, hw.{name}(): give the function another name")
        given, reference = member(skeleton, name), member(solution.space, name)
        if not inspect.cleandoc(given.__doc__ or "") and not name.endswith("__"):
            yield Problem(path, f"`{name}` has no docstring: write the task that a student reads")
        yield from (Problem(solutions, problem) for problem in _reference_problems(name, given, reference))
    for target, function in solution.expected_functions.items():
        if target not in assignment.skeleton.functions:
            what = f"says what is expected of `{target}`, which is no function of the skeleton: name one in of="
            yield Problem(solutions, f"{function.__name__} {what}")


def _reference_problems(name: str, given: Any, reference: Any) -> Iterator[str]:
    """Yield a sentence where the reference has no such function, method or class as the skeleton, or takes others."""
    what = "class" if isinstance(given, type) else "method" if "." in name else "function"
    if not callable(reference) or isinstance(given, type) != isinstance(reference, type):
        yield f"there is no {what} `{name}`, which the skeleton asks for: write it"
    elif what != "class" and (written := _signature(reference)) != (asked := _signature(given)):
        yield f"`{name}{written}` is asked for as `{name}{asked}` in the skeleton: make them the same"


def member(space: Mapping[str, Any], name: str) -> Any:
    """Return a function or a class of a file, or a method of a class; None where there is none."""
    name, _, method = name.partition(".")
    return getattr(space.get(name), method, None) if method else space.get(name)


def _signature(function: Any) -> str:
    signature = inspect.signature(function)
    bare = [p.replace(annotation=inspect.Parameter.empty) for p in signature.parameters.values()]
    return str(signature.replace(parameters=bare, return_annotation=inspect.Signature.empty))


def _handwork_problems(assignment: Assignment, solution: Solution) -> Iterator[Problem]:
    solutions = assignment.path_in("solutions")
    for task in assignment.tasks:
        if task.kind in (Kind.ANSWER, Kind.FORMULA) and task.name not in solution.steps:
            yield Problem(solutions, f"nothing says what {task.name} should be: write it as a function with @step")
        elif task.kind is Kind.FORMULA:
            missing = _unnamed_symbols([*inspect.signature(solution.steps[task.name]).parameters], task.symbols)
            if missing:
                what = f"the formula {task.name} is of {', '.join(missing)} too, which symbols= does not name"
                yield Problem(assignment.path_in("autotests"), f"{what}: add it there")
        for name in task.steps:
            if name not in solution.steps:
                yield Problem(solutions, f"nothing says what {name} should be: write it as a function with @step")
        if task.kind is Kind.WORKSHEET and not task.steps and task.name not in solution.traces:
            yield Problem(solutions, f"nothing says what {task.name} should be: write `{task.name} = trace(...)`")


def _unnamed_symbols(used: Sequence[str], said: Sequence[str]) -> list[str]:
    """The symbols whose letter, or one of whose indices, is in none of those that are said."""
    letters, indices = {symbol.partition("_")[0] for symbol in said}, {i for s in said for i in s.partition("_")[2]}
    split = [(symbol, *symbol.partition("_")) for symbol in used]
    return [symbol for symbol, letter, _, of in split if letter not in letters or not indices.issuperset(of)]


def _misconception_problems(solution: Solution, file: Path) -> Iterator[Problem]:
    tags = _tagged_misconceptions(solution)
    by_hand = {*solution.steps, *(name for trace in solution.traces.values() for name in trace.functions)}
    for name, function in tags.items():
        target, along = declarations.replaced_names(function)
        right = member(solution.space, target)
        if not isinstance(right, FunctionType):
            what = f"is of `{target}`, which is no function of this file: name one in of="
            yield Problem(file, f"the misconception {name} {what}")
        elif target not in by_hand and not _can_stand_in(function, right):
            what = f"takes {_signature(function)}, but is called as `{target}{_signature(right)}` is"
            yield Problem(file, f"the misconception {name} {what}: give it the same parameters")
        for other in along:
            if other not in tags:
                what = f"goes along with {other}, which is none: tag it, or leave it out"
                yield Problem(file, f"the misconception {name} {what}")


def _can_stand_in(wrong: FunctionType, right: FunctionType) -> bool:
    """Whether a wrong version can be called as the right one: with all arguments, with the needed ones, by name."""
    parameters = inspect.signature(right).parameters.values()
    kinds = inspect.Parameter
    placed = [p for p in parameters if p.kind in (kinds.POSITIONAL_ONLY, kinds.POSITIONAL_OR_KEYWORD)]
    needed = [p for p in placed if p.default is kinds.empty]
    named = {p.name: None for p in parameters if p.kind is kinds.KEYWORD_ONLY}
    left_out = {p.name: None for p in placed if p.default is not kinds.empty and p.kind is not kinds.POSITIONAL_ONLY}
    try:
        for args, kwargs in ((placed, named), (needed, named), (needed, named | left_out)):
            inspect.signature(wrong).bind(*args, **kwargs)
    except TypeError:
        return False
    return True


def _hint_problems(solution: Solution, file: Path) -> Iterator[Problem]:
    for name, function in _tagged_misconceptions(solution).items():
        if not inspect.cleandoc(function.__doc__ or ""):
            place = f"{file.stem}{hints.SUFFIX} or as its docstring"
            yield Problem(file, f"the misconception {name} has no hint: write it in {place}, for who makes the mistake")


def _tagged_misconceptions(solution: Solution) -> dict[str, Any]:
    functions = {name: item for name, item in solution.space.items() if isinstance(item, FunctionType)}
    return {name: item for name, item in functions.items() if hasattr(item, "grader_wrong")}


def _handout_problems(assignment: Assignment) -> Iterator[Problem]:
    skeleton = assignment.path_in("assignments")
    try:
        student_copy.handout_text(assignment, "s001")
    except AuthorError as error:
        yield Problem(skeleton, f"it cannot be handed out: {error}")
    lecture = {} if assignment.solution is None else assignment.solution.lecture
    changed = identity.changed_constant(answer_sheet.parse_answers(assignment.skeleton.text), lecture)
    if changed:
        sentence = f"{changed} is not what lecture= says in the solution: make them the same"
        yield Problem(skeleton, sentence)


def runnable_parts(assignment: Assignment) -> tuple[bool, bool]:
    """Return whether the checks of code can be tried, and whether the handwork can."""
    solution = assignment.solution
    if solution is None or any(_misconception_problems(solution, assignment.path_in("solutions"))):
        return False, False
    try:
        run_course_file(assignment.path_in("assignments"))
        code = all(callable(member(solution.space, name)) for name in assignment.skeleton.tasks)
    except AuthorError:
        code = False
    hand = any(_handwork_problems(assignment, solution)) or any(_blank_problems(assignment))
    return code, not hand
