"""Filters of nbconvert in place of its own, for feedback and formgrader: what a student wrote is shown and never runs.

nbgrader's templates put the HTML of Markdown cells into the page as it is, in the browser of whoever marks.
"""

from __future__ import annotations

import html
import re
from typing import Any

import bleach
from jinja2 import pass_context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

_TAGS = {
    *bleach.ALLOWED_TAGS,
    *(
        "br dd del div dl dt h1 h2 h3 h4 h5 h6 hr img kbd p pre s span sub sup table tbody td tfoot th thead tr u"
    ).split(),
}
_ATTRIBUTES = {
    "*": ["class", "id", "title", "align"],
    "a": ["href"],
    "img": ["src", "alt", "width", "height"],
    "td": ["colspan", "rowspan"],
    "th": ["colspan", "rowspan"],
    "table": ["border"],
}
_PROTOCOLS = {*bleach.ALLOWED_PROTOCOLS, "data"}  # pictures; browsers follow no link to data
_STYLE = re.compile(r"<style\b.*?</style\s*>", re.DOTALL | re.IGNORECASE)  # pandas puts one before each table


def clean_html(element: Any) -> str:
    """Return HTML in which nothing runs: texts, tables and pictures stay, other tags are shown as they are written."""
    text = element.decode() if isinstance(element, bytes) else str(element)
    cleaned: str = bleach.clean(_STYLE.sub("", text), tags=_TAGS, attributes=_ATTRIBUTES, protocols=_PROTOCOLS)
    return cleaned


@pass_context
def markdown2html(context: Any, source: str) -> str:
    """Return Markdown as HTML in which nothing runs; where it cannot be rendered, as it was written."""
    attachments = (context.get("cell") or {}).get("attachments", {})
    try:
        shown = MarkdownWithMath(renderer=IPythonRenderer(escape=False, attachments=attachments)).render(source)
    except Exception:  # noqa: BLE001 - a picture that is missing, say, must not cost a student the page
        return f"<pre>{html.escape(source)}</pre>"
    return clean_html(shown)
