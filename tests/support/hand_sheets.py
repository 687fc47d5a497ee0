"""Sheets of steps as students fill them in: rounded along the way or only in writing, with a slip carried on."""

from fractions import Fraction

from grader.followthrough import nodes
from grader.handwork.simulated_student import SimulatedStudent, answers_source


def shown(value, digits):
    """A value as written to so many decimals, small ones to so many significant digits; exactly with None."""
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, tuple):
        return "(" + ", ".join(shown(v, digits) for v in value) + ")"
    if value is None:
        return "None"
    if digits is None:
        return str(Fraction(value))
    if not value:
        return "0"
    return f"{float(value):.{digits - 1}e}" if abs(value) < 0.05 else f"{float(value):.{digits}f}"


def read(text):
    """What a student goes on from who goes on from what is written."""
    if text.startswith("("):
        return tuple(Fraction(part) for part in text.strip("()").split(","))
    return text.strip("'") if text.startswith("'") else Fraction(text)


def sheet(space, steps, numbers, *, digits, along=True, slips=None):
    """The texts of a sheet; `slips` maps a step to what is done to its value, which is carried on.

    `along` goes on from the numbers as written, otherwise these are rounded only in writing.
    """
    values, texts = {}, {}

    def value(name):
        if name not in values:
            function = space[name]
            needed = [p for p in nodes.parameter_names(function) if p != name]
            inputs = {p: numbers[p] if p in numbers else value(p) for p in needed}
            change = (slips or {}).get(name, lambda right: right)
            if name in nodes.parameter_names(function):
                right = linked(function, inputs, name, change)
            else:
                right = change(function(**inputs))
            texts[name] = shown(right, digits)
            values[name] = read(texts[name]) if along and digits is not None else right
        return values[name]

    for name in steps:
        value(name)
    return {name: texts[name] for name in steps}


def linked(function, inputs, name, change):
    """A chain from its first number on; `change` is done to what there is after each."""
    links = ()
    while len(longer := function(**inputs, **{name: links})) > len(links):
        links = change((*links, longer[len(links)]))
    return links


def slip(value):
    """An arithmetic slip: a word for the other, a number off by a tenth, the first of several."""
    if isinstance(value, str):
        return "no" if value == "yes" else "yes"
    if isinstance(value, tuple):
        return (slip(value[0]), *value[1:])
    return value * Fraction(11, 10) if value else Fraction(3, 100)


def marked(assignment, task, numbers, texts):
    """How a sheet is marked: the results by step."""
    results = SimulatedStudent(assignment.solution, [task], numbers).check_results(answers_source(texts))
    return {result.name: result for result in results}


def lost(results):
    """The steps that cost points."""
    return [name for name, result in results.items() if result.points < result.max_points - result.pending]
