"""The exceptions of this package, and how each is told on the command line.

    GraderError
    ├── UsageError        the command was wrong: exit 2, with how to mend it
    ├── AuthorError       a file of the course is wrong: names the file and the remedy; costs no student a point
    └── SubmissionError   one submission cannot be graded at all: it is listed, the others go on

A wrong homework raises none of these: it gets a verdict.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.model import Finding


class GraderError(Exception):
    """A sentence for the person at the keyboard."""


class UsageError(GraderError):
    """The command cannot be carried out as it was given; a sentence, or a finding where one is the reason."""


class AuthorError(GraderError):
    """A file of the course is wrong; the sentence names the file and the remedy."""


class SubmissionError(GraderError):
    """This submission cannot be graded; `finding` says why and what to hand in instead."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key, self.values = key, values

    @property
    def finding(self) -> Finding:
        """Why, as data."""
        from grader.model import Finding  # `grader --help` has no time for it

        return Finding(self.key, **self.values)
