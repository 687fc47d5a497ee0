"""Graded neural-network homework and its auto-checker.

The names that checks and solutions are written with; each is imported when it is first used.
"""

from typing import TYPE_CHECKING, Any

_NAMES = {
    "checks.declarations": (
        "again alternative answer check definition expected formula misconception not_asked numbers opaque picture "
        "prose step trace twin worksheet"
    ),
    "checks.tables": "args drawn misconceptions part raising steps task",
    "checks.comparison": "close exact finite integers quiet unchanged",
    "checks.probe": "raised",
    "checks.shares": "accuracy reaching scored",
    "course.pictures": "Box Dot Line Panel Picture Straight Words",
    "course.numba_twins": "compiled",
    "course.sympy_gradients": "derivatives",
}
_MODULE_OF = {name: module for module, names in _NAMES.items() for name in names.split()}
__all__ = list(_MODULE_OF)

if TYPE_CHECKING:
    from grader.checks.comparison import (
        close as close,
        exact as exact,
        finite as finite,
        integers as integers,
        quiet as quiet,
        unchanged as unchanged,
    )
    from grader.checks.declarations import (
        again as again,
        alternative as alternative,
        answer as answer,
        check as check,
        definition as definition,
        expected as expected,
        formula as formula,
        misconception as misconception,
        not_asked as not_asked,
        numbers as numbers,
        opaque as opaque,
        picture as picture,
        prose as prose,
        step as step,
        trace as trace,
        twin as twin,
        worksheet as worksheet,
    )
    from grader.checks.probe import raised as raised
    from grader.checks.shares import accuracy as accuracy, reaching as reaching, scored as scored
    from grader.checks.tables import (
        args as args,
        drawn as drawn,
        misconceptions as misconceptions,
        part as part,
        raising as raising,
        steps as steps,
        task as task,
    )
    from grader.course.numba_twins import compiled as compiled
    from grader.course.pictures import (
        Box as Box,
        Dot as Dot,
        Line as Line,
        Panel as Panel,
        Picture as Picture,
        Straight as Straight,
        Words as Words,
    )
    from grader.course.sympy_gradients import derivatives as derivatives
else:  # a `__getattr__` that type checkers see would make a misspelt name `Any`

    def __getattr__(name: str) -> Any:
        if name not in _MODULE_OF:
            raise AttributeError(f"module 'grader' has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(f"grader.{_MODULE_OF[name]}"), name)


def __dir__() -> list[str]:
    return __all__
