"""`grader mark` in a terminal: shows a case, asks for points and a comment, goes to the next."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from grader.gradebook.pending import Case, Decision
from grader.handwork import key_facts
from grader.model import rounded_points
from grader.reports import wording
from grader.review.queue import NewDecision, Question, ReviewSession, legible, parse_points

_PHRASES = 9  # that are offered with a comment
_COMMANDS = ("s", "b", "q", "?")
HELP = """
7.5         points; a decimal comma is as good
7.5 text    points and a comment at once
m           all points
w           as it would be, where a doubt says what that is
w! or 0!    the same for all of this submission that waits for the same reason
s           skip: it comes again the next time
b           back to the one before
q           quit; what was marked is kept
In a comment /1, /2, ... stand for the phrases with these numbers.
"""


class QuitReviewError(Exception):
    """Whoever marks has had enough."""


@dataclass(frozen=True)
class Reply:
    """What was typed for a case: a command, or points with perhaps a comment, perhaps `for_all` that wait alike."""

    command: str = ""
    points: Fraction | None = None  # None with no command: as it would be
    comment: str = ""
    for_all: bool = False


@dataclass(frozen=True)
class Screen:
    """How to talk: `say` a text, `show` a text with marked places, `ask` for a line (EOFError where none comes)."""

    say: Callable[[str], None]
    show: Callable[[str, Sequence[key_facts.Span]], None]
    ask: Callable[[str], str]
    width: int = 80
    names: bool = False  # of students, too


class Dialogue:
    """Goes through cases: `question_of` and `written_in` say what was asked, and what stands in a submission."""

    def __init__(
        self,
        session: ReviewSession,
        screen: Screen,
        question_of: Callable[[Case], Question],
        written_in: Callable[[Case], str],
    ) -> None:
        self.session, self.screen = session, screen
        self.question_of, self.written_in = question_of, written_in
        self.marked = 0
        self._shown = ""  # the question that was shown last

    def run(self, cases: Sequence[Case], *, again: bool = False) -> None:
        """Go through what waits, or with `again` once through all; return at the end or when somebody quits."""
        passed: list[Case] = []
        ahead = list(reversed(cases)) if again else []
        skipped: set[str] = set()
        try:
            while case := ahead.pop() if ahead else None if again else self.session.claim_next(cases, skipped):
                command = self._review(case, cases).command
                if command == "b":
                    ahead += [case, *passed[-1:]]
                    if not passed:
                        self._say("There is none before.")
                    del passed[-1:]
                    continue
                if command == "s":
                    skipped.add(case.id)
                passed.append(case)
        except (QuitReviewError, EOFError):
            pass
        finally:
            self.session.release()

    def _review(self, case: Case, cases: Sequence[Case]) -> Reply:
        """Show a case until there is an answer to it that can be kept."""
        if not self.session.claim(case):
            self._say("Somebody else has that one before them just now.")
            return Reply("s")
        self._present(case, cases)
        while True:
            try:
                reply = parse_reply(self.screen.ask(_prompt(case)), case)
            except ValueError as error:
                self._say(str(error))
                continue
            if reply.command == "q":
                raise QuitReviewError
            if reply.command == "?":
                self.screen.say(HELP)
                continue
            if reply.command or self._keep(case, reply, cases):
                return reply

    def _keep(self, case: Case, reply: Reply, cases: Sequence[Case]) -> bool:
        phrases = self.session.phrases(case)
        comment = reply.comment or self._comment(case, phrases)
        said, typed = expand_phrases(comment, phrases)
        alike = [case]
        if reply.for_all:
            alike += [c for c in cases if _wait_alike(c, case) and c.id != case.id and self.session.decision(c) is None]
        marks = [NewDecision(c, _reply_points(c, reply), legible(said), legible(typed)) for c in alike]
        theirs = self.session.record(marks)
        for mark, decision in theirs:
            self._say(f"Marked by {decision.marker} meanwhile: {_decision_text(decision)}. Yours was not kept.")
            self._say("Type points again to put them in its place, or s to leave it.")
            self.session.acknowledge(mark.case)
        self.marked += 0 if theirs else len(marks)
        return not theirs

    def _comment(self, case: Case, phrases: Sequence[str]) -> str:
        for place in self.session.frequent(case, _PHRASES):
            self.screen.say(textwrap.shorten(f"/{place + 1} {phrases[place]}", self.screen.width, placeholder=" ..."))
        while True:
            try:
                comment = self.screen.ask("comment (Enter for none): ").strip()
            except EOFError:
                return ""
            if comment.lower() not in _COMMANDS:
                return comment
            self._say(f"`{comment}` is no comment and was not taken: Enter for none, and {comment} after that.")

    # ---- what is shown

    def _present(self, case: Case, cases: Sequence[Case]) -> None:
        asked = self.question_of(case)
        left, held = self.session.count_waiting(cases)
        others = f", {held} of them before others" if held else ""
        self.screen.say("\n" + "-" * min(self.screen.width, 40))
        self._say(legible(f"{case.assignment}, {case.check.name}{asked.title and ': '}{asked.title}"))
        if self.screen.names:
            self._say(legible(case.student))
        self._say(f"{rounded_points(case.check.max_points)} points; waiting: {left}{others}")
        if asked.text and self._shown != case.check.name:
            self._say(asked.text, "  ")
        self._shown = case.check.name
        self._text(case, asked) if case.text else self._doubt(case)
        known = {"Marked": self.session.decision(case), "Another text before": self.session.earlier_decision(case)}
        for word, decision in known.items():
            if decision is not None:
                self._say(f"{word}: {_decision_text(decision)}.")

    def _text(self, case: Case, asked: Question) -> None:
        text = legible(case.text.strip())
        found = key_facts.find_key_facts(text, asked.key_facts)
        for place, (words, spans) in enumerate(zip(asked.key_facts, found, strict=True), 1):
            self._say(f"{place} {'found' if spans else 'not there'}: {', '.join(words)}", "  ", "    ")
        self.screen.say("")
        self.screen.show(*key_facts.bracket_key_facts(text, found))
        self.screen.say("")

    def _doubt(self, case: Case) -> None:
        if text := legible(self.written_in(case)):
            self.screen.say("")
            self.screen.show(text, [])
            self.screen.say("")
        for said in (*map(wording.sentence, case.notes), wording.message_of(case.check.verdict)):
            self._say(legible(said), "  ")
        if case.check.verdict.would is not None:
            would, most = rounded_points(_would_be_points(case)), rounded_points(case.check.max_points)
            self._say(f"It would be {would} of {most}: w gives that.")

    def _say(self, text: str, first: str = "", rest: str | None = None) -> None:
        indent = first if rest is None else rest
        self.screen.say(textwrap.fill(text, self.screen.width, initial_indent=first, subsequent_indent=indent))


def _decision_text(decision: Decision) -> str:
    comment = f", {decision.comment}" if decision.comment else ""
    return f"{rounded_points(decision.points)} of {rounded_points(decision.max_points)}{comment}".rstrip(".")


def _prompt(case: Case) -> str:
    return f"points (0 to {rounded_points(case.check.max_points)}, ? for help): "


def _wait_alike(one: Case, other: Case) -> bool:
    """Whether two doubts of one submission are of the same kind; where none was kept, whether they say the same."""
    same = (one.submission, one.folded_student, one.kind) == (other.submission, other.folded_student, other.kind)
    same = same and (one.kind != "" or one.check.verdict.findings == other.check.verdict.findings)
    return same and (one.check.verdict.would is None) == (other.check.verdict.would is None)


def _would_be_points(case: Case) -> Fraction:
    return (case.check.verdict.would or Fraction(0)) * case.check.max_points


def _reply_points(case: Case, reply: Reply) -> Fraction:
    return _would_be_points(case) if reply.points is None else reply.points


def parse_reply(line: str, case: Case) -> Reply:
    """Return what a line says about a case; raises ValueError with what to type instead."""
    first, _, comment = line.strip().partition(" ")
    word = first.lower()
    for_all = word in ("w!", "0!") and not case.text
    if word in _COMMANDS and not comment:
        return Reply(word)
    if word.rstrip("!") == "w":
        if case.check.verdict.would is None:
            raise ValueError("What it would be is not known here: type the points.")
        return Reply(comment=comment.strip(), for_all=for_all)
    if word == "m":
        return Reply(points=case.check.max_points, comment=comment.strip())
    return Reply(points=parse_points("0" if for_all else first, case), comment=comment.strip(), for_all=for_all)


def expand_phrases(comment: str, phrases: Sequence[str]) -> tuple[str, str]:
    """Return a comment with phrases in place of their numbers, and the part of it that is new, "" where none is."""
    new: list[str] = []
    said: list[str] = []
    for word in comment.split():
        known = re.fullmatch(r"/(\d{1,4})", word, re.ASCII)
        if known and 0 < int(known[1]) <= len(phrases):
            said.append(phrases[int(known[1]) - 1])
        else:
            said.append(word)
            new.append(word)
    typed = " ".join(new)
    return " ".join(said), "" if typed in phrases else typed
