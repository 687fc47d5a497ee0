"""Pictures as plain data; a solution's function tagged with `@picture` returns a Picture.

Coordinates are in the panel's own units: x goes to the right, y goes up.  A role says what an element stands for, and
can be seen without colour: `right`, `wrong` (dashed), `yours`, `given`, `faint`.
"""

from __future__ import annotations

from dataclasses import dataclass

Span = tuple[float, float]
ROLES = ("given", "yours", "right", "wrong", "faint")
SHAPES = ("disc", "circle", "square", "cross")


@dataclass(frozen=True, slots=True)
class Dot:
    """A point: `shape` is disc (filled), circle (hollow), square or cross."""

    x: float
    y: float
    shape: str = "disc"
    role: str = "given"
    label: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Points joined by straight lines, in their order."""

    points: tuple[Span, ...]
    role: str = "yours"
    label: str = ""  # beside the last point


@dataclass(frozen=True, slots=True)
class Straight:
    """The line a + b x + c y = 0 from one edge of the panel to the other; nothing where b = c = 0."""

    a: float
    b: float
    c: float
    role: str = "yours"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle from (x, y), its lower left corner."""

    x: float
    y: float
    width: float
    height: float
    role: str = "given"
    label: str = ""  # in its middle


@dataclass(frozen=True, slots=True)
class Words:
    """A text centred at (x, y)."""

    x: float
    y: float
    text: str


Element = Dot | Line | Straight | Box | Words


@dataclass(frozen=True, slots=True)
class Panel:
    """One drawing: its title, the visible ranges, and its elements (`marks`), the first at the back.

    `ticks` are the numbered places on each axis; without any there are no axes.
    """

    title: str
    x: Span
    y: Span
    marks: tuple[Element, ...]
    ticks: tuple[tuple[float, ...], tuple[float, ...]] = ((), ())
    height: float = 0.8  # as a share of its width


@dataclass(frozen=True, slots=True)
class Picture:
    """Panels side by side, with a title and a description of them in words."""

    title: str
    description: str
    panels: tuple[Panel, ...]
