"""Verdicts and what is said of them, of a mark and of a finding."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

import pytest

from grader.errors import GraderError
from grader.followthrough.nodes import StepMark
from grader.model import Finding, Status, Verdict
from grader.reports import wording
from grader.reports.wording import VerdictWords


def saying(status: Status, share: Fraction | int = 0, message: str = "", **more: Any) -> Verdict:
    """A verdict of which these texts are said; `call`, `got` and `want` are texts too."""
    texts = {name: more.pop(name, "") for name in ("call", "got", "want")}
    shown = {name: Finding("text", text=text) for name, text in texts.items() if text}
    findings = (Finding("text", text=message),) if message else ()
    return Verdict(status, Fraction(share), findings, **shown, **more)


def words(verdict: Verdict, hints: Mapping[str, str] | None = None, step: str = "") -> VerdictWords:
    return wording.verdict_words(verdict, hints or {}, step)


def sentence_of(finding: Finding | None) -> str:
    return "" if finding is None else wording.sentence(finding)


@contextmanager
def told(kind: type[GraderError], pattern: str) -> Iterator[pytest.ExceptionInfo[GraderError]]:
    """What is inside raises such an error, which says what the pattern matches."""
    with pytest.raises(kind) as raised:
        yield raised
    assert re.search(pattern, wording.error_text(raised.value)), wording.error_text(raised.value)


def reason(error: Finding | None) -> str | None:
    """Why a file cannot be graded, in words; None where it can."""
    return None if error is None else wording.sentence(error)


def remark_of(mark: StepMark) -> str:
    return " ".join(map(sentence_of, mark.remarks))
