"""Pages for people, as HTML or Markdown: self-contained files without script, that load nothing from anywhere.

Whatever a student wrote is escaped by Jinja wherever it stands; a policy in each page forbids script and requests, in
case something should ever slip through.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader import formatting, seeds
from grader.course.figures import Picture
from grader.errors import UsageError
from grader.reports import svg
from grader.reports.class_page import ClassPart
from grader.reports.feedback import Page

if TYPE_CHECKING:
    from jinja2 import Environment

_PROSE = 20_000  # characters of a student's own text that are shown
_NAME = re.compile(r"[^\w.@+-]|^\.", re.ASCII)
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")


@cache
def _css() -> str:
    return resources.files("grader.reports").joinpath("templates", "page.css").read_text(encoding="utf-8")


@cache
def _policy() -> str:
    """What the page may do: show itself, by this one style sheet."""
    digest = base64.b64encode(hashlib.sha256(_css().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@cache
def _environment(*, html: bool) -> Environment:
    try:
        import jinja2
    except ImportError:
        raise UsageError("pages need Jinja2: pip install 'grader[report]'") from None
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("grader.reports", "templates"),
        autoescape=jinja2.select_autoescape(["html"]),
        undefined=jinja2.StrictUndefined,
        finalize=_in_html if html else _in_markdown,
        keep_trailing_newline=True,
    )
    made.filters |= _html_filters() if html else _markdown_filters()
    return made


def _html_filters() -> dict[str, Callable[[Any], Any]]:
    from markupsafe import Markup, escape

    def ticked(text: str) -> Markup:
        told = formatting.pieces(formatting.clipped(formatting.visible(text)))
        shown = (Markup('<code dir="ltr">{}</code>').format(t) if is_code else escape(t) for t, is_code in told)
        return Markup("<br>").join(Markup("").join(shown).split("\n"))

    def prose(text: str) -> Markup:
        return escape(formatting.clipped(formatting.visible(text), _PROSE))

    def breakable(text: str) -> Markup:
        parts = formatting.clipped(formatting.visible(text)).split("_")
        return Markup("_<wbr>").join(escape(part) for part in parts)

    numbers = itertools.count(1)

    def drawn(picture: Picture) -> Markup:
        return Markup(_figure(picture, lambda: f"p{next(numbers)}"))  # noqa: S704 - svg escapes what it is given

    return {"ticked": ticked, "prose": prose, "breakable": breakable, "drawn": drawn, "mathml": _mathml}


def _mathml(text: str) -> Any:
    """LaTeX that we wrote ourselves from what a formula means, so it is ours all through."""
    try:
        from latex2mathml.converter import convert
    except ImportError:
        raise UsageError("formulas need latex2mathml: pip install 'grader[report]'") from None
    from markupsafe import Markup

    whole = re.sub(r"\\mathit{(\w+)}", r"\\text{\1}", text)  # a name of several letters, not their product
    return Markup(convert(whole).replace("mtext>", "mi>"))  # noqa: S704


def _figure(picture: Picture, number: Callable[[], str]) -> str:
    from markupsafe import escape

    one = " one" if len(picture.panels) == 1 else ""
    caption = f'<b>{escape(picture.title)}</b> <span class="description">{escape(picture.description)}</span>'
    shown = "".join(
        f'<div><p aria-hidden="true">{escape(formatting.visible(panel.title))}</p>{svg.drawing(panel, number())}</div>'
        for panel in picture.panels
    )
    return f'<figure class="pictures"><figcaption>{caption}</figcaption><div class="panels{one}">{shown}</div></figure>'


def _markdown_filters() -> dict[str, Callable[[Any], Any]]:
    from markupsafe import Markup

    def code(text: str) -> Markup:
        return Markup(formatting.code(text))  # noqa: S704

    def cell(text: str) -> Markup:
        return Markup(formatting.code(text).replace("|", "\\|"))  # noqa: S704 - in a table it parts cells, code or not

    def ticked(text: str, code: Callable[[str], Markup] = code) -> Markup:
        told = formatting.pieces(" ".join(formatting.clipped(formatting.visible(text)).split()))
        return Markup("".join(code(t) if is_code else _spaced(t) for t, is_code in told))  # noqa: S704

    def ticked_cell(text: str) -> Markup:
        return ticked(text, cell)

    def block(text: str) -> Markup:
        return Markup(formatting.block(text, _PROSE))  # noqa: S704

    return {"ticked": ticked, "ticked_cell": ticked_cell, "code": code, "cell": cell, "block": block}


def _spaced(text: str) -> str:
    """A piece between two pieces of code keeps the spaces around it."""
    before, after = text[:1].isspace(), text[-1:].isspace()
    return f"{' ' * before}{formatting.markdown(text)}{' ' * after}" if text.strip() else " "


def _in_html(value: Any) -> Any:
    """What the templates put in: texts with nothing invisible in them, clipped where nobody would read on."""
    if type(value) is str:
        return formatting.clipped(formatting.visible(value))
    return value


def _in_markdown(value: Any) -> Any:
    return formatting.markdown(value) if type(value) is str else value


def html(page: Page) -> str:
    """Return a student's page as HTML; raises UsageError without the extra."""
    return _rendered("student.html", html=True, page=page)


def markdown(page: Page) -> str:
    """Return a student's page as Markdown; raises UsageError without the extra."""
    text = _rendered("student.md", html=False, page=page)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def class_html(parts: Iterable[ClassPart]) -> str:
    """Return the page of the class, one part for each assignment; raises UsageError without the extra."""
    return _rendered("cohort.html", html=True, classes=list(parts))


def _rendered(template: str, *, html: bool, **names: Any) -> str:
    from markupsafe import Markup

    environment = _environment(html=html)
    style = {"css": Markup(_css()), "csp": _policy()} if html else {}  # noqa: S704 - our own file
    return environment.get_template(template).render(**names, **style)


def file_name(student: str, suffix: str) -> str:
    """Return the name of a student's file: the id, or what of it a file's name can hold and a digest of the rest."""
    plain = _NAME.sub("_", student)[:80]
    if plain == student and student and not _RESERVED.fullmatch(plain):
        return plain + suffix
    digest = hashlib.sha256(seeds.folded(student).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{plain or 'student'}-{digest}{suffix}"


def write(pages: Iterable[Page], folder: Path, form: str) -> Iterator[Path]:
    """Write each page to <folder>/<assignment>/<student>.html (or .md), and yield where; raises UsageError."""
    make, suffix = (html, ".html") if form == "html" else (markdown, ".md")
    for page in pages:
        path = folder / page.result.assignment / file_name(page.result.student, suffix)
        put(path, make(page))
        yield path


def put(path: Path, text: str) -> None:
    """Write a file with its folders, whole or not at all; raises UsageError where that cannot be done."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise UsageError(f"{path} cannot be written ({error.strerror}): name another place") from None
