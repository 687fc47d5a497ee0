"""Pictures of a student's page, drawn by functions of the solution from the student's own numbers and answers.

No input of a check and no answer that the student has not written ever comes here.  A picture that cannot be drawn is
left out and told to the course: it costs nobody a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import FunctionType
from typing import Any

from grader.checks.declarations import Task
from grader.course.loader import Assignment
from grader.course.pictures import Picture
from grader.course.solution import Solution
from grader.followthrough.nodes import parameter_names
from grader.handwork import marking as handwork_marking
from grader.handwork.marking import Handwork
from grader.handwork.simulated_student import SimulatedStudent
from grader.model import Result
from grader.reports import svg
from grader.reports.pages import CourseContext
from grader.seeds import Numbers
from grader.submissions import answer_sheet
from grader.submissions.answer_sheet import AnswerSheet, ForgivingSheet, UnreadableAnswer, WrittenValue

Say = Callable[[str], None]


def course_context(assignment: Assignment, result: Result, cells: Sequence[str], say: Say) -> CourseContext:
    """Return what the course adds to a result, `cells` being the source that it was marked on; `say` hears of trouble.

    Raises AuthorError where the assignment's files cannot be run.
    """
    tasks = {task.name: task for task in assignment.tasks}
    found = _pictures(assignment, assignment.solution, result, cells, say) if assignment.solution is not None else {}
    return CourseContext(assignment.skeleton.title, tasks, found)


def _pictures(
    assignment: Assignment, solution: Solution, result: Result, cells: Sequence[str], say: Say
) -> dict[str, tuple[Picture, ...]]:
    wanted = {c.task for c in result.checks} | {m for c in result.checks for m in c.verdict.misconceptions}
    drawing = {of: functions for of, functions in solution.pictures.items() if of in wanted}
    numbers = _numbers(assignment.rows, solution.lecture, result.numbers)
    if not drawing or numbers is None:
        return {}
    sheet = _sheet(cells)
    own = None
    if sheet is not None:
        answers = ForgivingSheet(sheet, assignment.skeleton.names, assignment.former_names)
        own = StudentAnswers(Handwork(answers, solution, numbers), assignment.tasks)
    found: dict[str, tuple[Picture, ...]] = {}
    for of, functions in drawing.items():
        drawn = (_draw_or_say(function, own, numbers, assignment, say) for function in functions)
        found[of] = tuple(picture for picture in drawn if picture is not None)
    return found


def _numbers(rows: Sequence[Numbers], lecture: Numbers, label: str) -> Numbers | None:
    """The numbers that a result was marked on, None where they are not there any more."""
    word, _, row = label.partition(" ")
    if word != "row":
        return lecture
    place = int(row) - 1 if row.isdecimal() else -1
    return rows[place] if 0 <= place < len(rows) else None


def _sheet(cells: Sequence[str]) -> AnswerSheet | None:
    good = []
    for cell in cells:
        try:
            answer_sheet.parse_answers(cell)
        except (SyntaxError, ValueError):
            continue
        good.append(cell)
    return answer_sheet.parse_answers("\n".join(good)) if good else None


class StudentAnswers:
    """What a student has written, as pictures ask for it."""

    def __init__(self, hand: Handwork, tasks: Sequence[Task]) -> None:
        self.hand = hand
        self.solution: Solution = hand.solution
        self.of_step = {name: task for task in tasks for name in task.steps}

    def value(self, name: str) -> Any:
        """Return an answer: rows of written cells, a step's value, a number; None where nothing usable is written."""
        if name in self.solution.traces:
            marking = self.hand.table_marking(name)
            return None if isinstance(marking, UnreadableAnswer) else marking.usable_rows or None
        if name in self.of_step:
            return self._step(name, self.of_step[name])
        value = self.hand.read_answer(name)
        return value.value if isinstance(value, WrittenValue) else None

    def _step(self, name: str, task: Task) -> Any:
        exact = handwork_marking.exact_step_values(self.hand, task)
        read = handwork_marking.answer_cells(self.hand.read_answer(name), exact[name])
        own = handwork_marking.own_values(self.hand, task, {name: read})
        return own.inputs[name] if name in own.cells else None


def _draw_or_say(
    function: FunctionType, own: StudentAnswers | None, numbers: Numbers, assignment: Assignment, say: Say
) -> Picture | None:
    try:
        return draw_picture(function, own, numbers)
    except Exception as error:  # noqa: BLE001 - the course's own function, on what a student may have written
        path, what = assignment.path_in("solutions"), type(error).__name__
        say(f"{path}: the picture {function.__name__} cannot be drawn and is left out ({what}: {error})")
        return None


def draw_picture(function: FunctionType, own: StudentAnswers | None, numbers: Numbers) -> Picture | None:
    """Return what a function draws, None where it draws nothing; raises whatever it does, ValueError for bad data."""
    asked = parameter_names(function)
    if own is None and any(name not in numbers for name in asked):
        return None
    values: Mapping[str, Any] = {n: numbers[n] if n in numbers else own and own.value(n) for n in asked}
    picture: Picture | None = function(**values)
    for panel in picture.panels if picture is not None else ():
        svg.draw_panel(panel, "p")
    return picture


def picture_problems(assignment: Assignment, rows: int = 3) -> Iterator[str]:
    """Yield what is wrong with an assignment's pictures: tried on blank and on right answers, on the first rows."""
    solution = assignment.solution
    if solution is None:
        return
    beside = {task.name for task in assignment.tasks} | set(solution.misconceptions)
    known = {*solution.lecture, *assignment.skeleton.answers}
    for of, functions in solution.pictures.items():
        for function in functions:
            name, lost = function.__name__, [p for p in parameter_names(function) if p not in known]
            if of not in beside:
                yield f"the picture {name} is of `{of}`, which is no task and no known mistake: name one in of="
            elif lost:
                yield f"the picture {name} asks for `{lost[0]}`, which is no number and no answer: take it out"
            else:
                yield from _drawing_problems(function, solution, assignment, rows)


def _drawing_problems(function: FunctionType, solution: Solution, assignment: Assignment, rows: int) -> Iterator[str]:
    for numbers in [solution.lecture, *(assignment.rows[i] for i in range(min(rows, len(assignment.rows))))]:
        right = SimulatedStudent(solution, assignment.tasks, numbers).answer_texts()
        for said in ("", "\n".join(f"{name} = {text}" for name, text in right.items())):
            try:
                draw_picture(
                    function,
                    StudentAnswers(Handwork(answer_sheet.parse_answers(said), solution, numbers), assignment.tasks),
                    numbers,
                )
            except Exception as error:  # noqa: BLE001 - whatever the author's function does
                what, when = f"{type(error).__name__}: {error}", "right answers" if said else "blank answers"
                yield f"the picture {function.__name__} cannot be drawn on {when} ({what}): mend it"
                return
