"""What every report says of a result, in words: one view of each check, from which all renderers take their texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from grader import formatting
from grader.model import CheckResult, Kind, Result, Status, checks_by_task
from grader.reports import sentences


@dataclass(frozen=True)
class CheckView:
    """What is said of one check; nothing of a hidden check beyond its title and what its verdict says."""

    check: CheckResult
    anchor: str  # on a page
    word: str  # how it ended
    title: str
    hidden: bool
    points: str
    message: str
    remark: str  # the message without what the word says already
    hint: str
    mistakes: tuple[str, ...]
    again: bool  # the same mistake was named before
    call: str = ""
    got: str = ""
    want: str = ""
    written: str = ""  # what a student wrote by hand, right or wrong

    @property
    def status(self) -> Status:
        """How the check ended."""
        return self.check.verdict.status

    @property
    def by_hand(self) -> bool:
        """Whether a person decided."""
        return self.check.verdict.by_hand

    @property
    def idle(self) -> bool:
        """Whether nothing was left to work out with the student's own numbers."""
        return any(finding.key == "idle" for finding in self.check.verdict.findings)


def check_view(check: CheckResult, hints: Mapping[str, str], anchor: str = "", *, again: bool = False) -> CheckView:
    """Return what is said of a check; `hints` has what the course's author says of each misconception."""
    verdict = check.verdict
    words = sentences.verdict_words(verdict, hints, check.name)
    hidden = check.kind is Kind.CODE and not check.public
    shown = not hidden and check.kind is not Kind.PROSE and verdict.status is not Status.PASSED
    worth = formatting.points_text(check.max_points)
    return CheckView(
        check,
        anchor,
        formatting.status_word(verdict),
        check.title or check.name,
        hidden,
        f"{worth} waiting" if check.pending else f"{formatting.points_text(check.points)} of {worth}",
        words.message,
        sentences.message_of(replace(verdict, findings=tuple(f for f in verdict.findings if f.key != "followed"))),
        words.hint,
        tuple(name.replace("_", " ") for name in verdict.misconceptions),
        again,
        words.call if shown else "",
        words.got if shown else "",
        words.want if shown else "",
        words.got,
    )


def task_views(result: Result) -> dict[str, list[CheckView]]:
    """Return the views of a result's checks by task; a mistake is told once."""
    told: set[tuple[str, ...]] = set()
    views: dict[str, list[CheckView]] = {}
    for number, (task, checks) in enumerate(checks_by_task(result.checks).items(), 1):
        views[task] = []
        for place, check in enumerate(checks, 1):
            named = check.verdict.misconceptions
            views[task].append(check_view(check, result.hints, f"t{number}c{place}", again=named in told))
            told |= {named} if named else set()
    return views


def says_the_same(views: Sequence[CheckView]) -> bool:
    """Return whether the same is said of all of these checks, but for their titles and values."""
    first = views[0]
    return all((v.status, v.message, v.hint) == (first.status, first.message, first.hint) for v in views)
