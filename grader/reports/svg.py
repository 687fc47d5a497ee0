"""Drawing data -> SVG: no script, no style of its own, a title and a description in each.  Pure.

Classes say what a mark stands for; the page's style sheet gives them colours for light and dark.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from xml.sax.saxutils import escape, quoteattr

from grader.course.pictures import ROLES, SHAPES, Box, Dot, Element, Line, Panel, Straight, Words
from grader.formatting import visible

_WIDTH, _MARGIN, _TICKS = 300.0, 10.0, 34.0  # in the drawing's own units; ticks take more room at left and below
_MOST = 4000  # marks: more than anybody can see
_LONG = 60  # characters of a label


def draw_panel(panel: Panel, number: str, description: str = "") -> str:
    """Return a panel as one <svg>; `number` makes its ids differ from others' on the page.

    Raises ValueError where a place is no finite number, a range is empty or a role is unknown.
    """
    frame = _Frame(panel)
    parts = [
        f'<svg class="panel" viewBox="0 0 {_WIDTH:g} {frame.height:g}" role="img" '
        f'aria-labelledby="{number}-t{f" {number}-d" if description else ""}">',
        f'<title id="{number}-t">{_text(panel.title)}</title>',
        *([f'<desc id="{number}-d">{_text(description)}</desc>'] if description else []),
        f'<clipPath id="{number}-c"><rect {frame.edges()}/></clipPath>',
        f'<rect class="paper" {frame.edges()}/>',
        *_axes(panel, frame),
        f'<g clip-path="url(#{number}-c)">',
    ]
    if len(panel.marks) > _MOST:
        raise ValueError(f"{len(panel.marks)} marks are too many to be seen")
    for mark in panel.marks:
        parts += _DRAWN[type(mark)](mark, frame)
    return "".join([*parts, "</g></svg>"])


class _Frame:
    """From the panel's units to those of the drawing."""

    def __init__(self, panel: Panel) -> None:
        self.x, self.y = _range(panel.x), _range(panel.y)
        numbered = bool(panel.ticks[0] or panel.ticks[1])
        self.left, self.below = (_TICKS, 20.0) if numbered else (_MARGIN, _MARGIN)
        self.width = _WIDTH - self.left - _MARGIN
        self.height = round(_finite(panel.height) * _WIDTH)
        self.tall = self.height - self.below - _MARGIN

    def across(self, x: float) -> float:
        return self.left + (_finite(x) - self.x[0]) / (self.x[1] - self.x[0]) * self.width

    def up(self, y: float) -> float:
        return _MARGIN + (self.y[1] - _finite(y)) / (self.y[1] - self.y[0]) * self.tall

    def edges(self) -> str:
        return f'x="{self.left:g}" y="{_MARGIN:g}" width="{self.width:g}" height="{self.tall:g}"'


def _range(span: tuple[float, float]) -> tuple[float, float]:
    low, high = map(_finite, span)
    if not low < high:
        raise ValueError(f"the range {low:g} to {high:g} is empty")
    return low, high


def _finite(value: float) -> float:
    number = float(value)
    if not math.isfinite(number) or abs(number) > 1e100:
        raise ValueError(f"{number} cannot be drawn")
    return number


def _text(text: str) -> str:
    shown = visible(text).replace("\n", " ")
    return escape(shown if len(shown) <= 10 * _LONG else shown[: 10 * _LONG] + "…")


def _label(x: float, y: float, text: str, where: str = "middle") -> str:
    shown = text if len(text) <= _LONG else text[:_LONG] + "…"
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{where}">{_text(shown)}</text>' if shown else ""


def _role(role: str) -> str:
    if role not in ROLES:
        raise ValueError(f"'{role}' is no role; there are: {', '.join(ROLES)}")
    return quoteattr(role)


def _axes(panel: Panel, frame: _Frame) -> Iterator[str]:
    bottom = frame.height - frame.below
    for x in panel.ticks[0]:
        at = frame.across(x)
        yield f'<path class="grid" d="M{at:.1f} {_MARGIN:g}V{bottom:g}"/>' + _label(at, bottom + 13, f"{x:g}")
    for y in panel.ticks[1]:
        at = frame.up(y)
        yield f'<path class="grid" d="M{frame.left:g} {at:.1f}H{_WIDTH - _MARGIN:g}"/>'
        yield _label(frame.left - 5, at + 4, f"{y:g}", "end")


def _dot(mark: Dot, frame: _Frame) -> Iterator[str]:
    x, y, role = frame.across(mark.x), frame.up(mark.y), _role(mark.role)
    if mark.shape not in SHAPES:
        raise ValueError(f"'{mark.shape}' is no shape; there are: {', '.join(SHAPES)}")
    if mark.shape == "cross":
        yield f'<path class={role} d="M{x - 5:.1f} {y - 5:.1f}l10 10m0 -10l-10 10"/>'
    elif mark.shape == "square":
        yield f'<rect class={role} x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10"/>'
    elif mark.shape == "circle":
        yield f'<circle class={role} cx="{x:.1f}" cy="{y:.1f}" r="10"/>'
    else:
        yield f'<circle class={role} cx="{x:.1f}" cy="{y:.1f}" r="5.5" fill="currentColor"/>'
    if mark.label:
        yield _label(x, y - 9, mark.label)


def _line(mark: Line, frame: _Frame) -> Iterator[str]:
    places = [(frame.across(x), frame.up(y)) for x, y in mark.points]
    if places:
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        yield f'<path class={_role(mark.role)} d="M{path}"/>' + _label(places[-1][0], places[-1][1] - 6, mark.label)


def _straight(mark: Straight, frame: _Frame) -> Iterator[str]:
    a, b, c = map(_finite, (mark.a, mark.b, mark.c))
    ends = sorted(set(_crossings(a, b, c, frame)))
    if len(ends) > 1:
        yield from _line(Line((ends[0], ends[-1]), mark.role), frame)


def _crossings(a: float, b: float, c: float, frame: _Frame) -> Iterator[tuple[float, float]]:
    """Where the line a + b x + c y = 0 meets the edges of the frame."""
    if c:
        yield from ((x, y) for x in frame.x if frame.y[0] <= (y := -(a + b * x) / c) <= frame.y[1])
    if b:
        yield from ((x, y) for y in frame.y if frame.x[0] <= (x := -(a + c * y) / b) <= frame.x[1])


def _box(mark: Box, frame: _Frame) -> Iterator[str]:
    left, right = sorted((frame.across(mark.x), frame.across(mark.x + mark.width)))
    top, bottom = sorted((frame.up(mark.y), frame.up(mark.y + mark.height)))
    place = f'x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{bottom - top:.1f}"'
    yield f"<rect class={_role(mark.role)} {place}/>" + _label((left + right) / 2, (top + bottom) / 2 + 4, mark.label)


def _words(mark: Words, frame: _Frame) -> Iterator[str]:
    yield _label(frame.across(mark.x), frame.up(mark.y) + 4, mark.text)


_DRAWN: dict[type[Element], Callable[..., Iterator[str]]] = {
    Dot: _dot,
    Line: _line,
    Straight: _straight,
    Box: _box,
    Words: _words,
}
