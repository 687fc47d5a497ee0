"""`grader check`: the public checks of a student's own file, on the student's own machine."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from grader import config, sandbox
from grader.course import given
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.model import Result

_POLL_SECONDS = 0.3


class FileChecker:
    """A file that is checked, once or whenever it or a module that it imports changes.

    The sandbox starts first and comes up while everything else is imported: this must feel instant.  It is the
    student's own code, so any protection level will do.
    """

    def __init__(self, root: Path, file: Path, assignment: str | None) -> None:
        if not file.exists():
            raise UsageError(f"{file} is not there")
        if file.is_dir():
            raise UsageError(f"{file} is a folder: name the file in it that is to be checked")
        self.sandbox = sandbox.start(
            packages=config.packages(config.read_settings(root)),
            namespaces=False,
            many=False,
            folders=given.folders_of(root),
        )
        try:
            from grader import near_names
            from grader.course.loader import Course
            from grader.submissions import folders

            self.course = Course(root)
            self.file = file
            stem = file.stem.rpartition("__")[2]
            self.name = assignment or folders.assignment_named(stem, self.course.names) or stem
            if assignment is None and self.name not in self.course.names:
                names = self.course.names
                hint = near_names.did_you_mean(self.name, names, f"choose one with -a: {', '.join(names)}")
                raise UsageError(f"{file} is named after no assignment; {hint}")
            self.assignment = self.course.assignment(self.name)
        except BaseException:
            self.sandbox.close()
            raise
        self._read = [self.file]  # and the modules that it imports
        self._last_stamp = self._stamp()

    def check(self) -> Result:
        """Return the result of the public checks."""
        from grader import seeds
        from grader.grading.pipeline import Grading, grade
        from grader.submissions import submission

        grading = Grading(self.assignment, self.sandbox, seeds.PUBLIC_SEED, public_only=True)
        path, here = Path(os.path.abspath(self.file)), Path.cwd()
        place = path.relative_to(here) if path.is_relative_to(here) else Path(path.name)
        found = submission.SubmissionFile(str(path), str(self.file), "", self.name, place=place.as_posix())
        read = submission.read_submission(found)
        self._read = [self.file, *(Path(str(path).removesuffix(found.place), name) for name in read.modules)]
        self._last_stamp = self._stamp()
        return grade(read, grading)

    def wait_and_check(self) -> Result:
        """Wait until the file changes, then check it again."""
        while self._stamp() == self._last_stamp:
            time.sleep(_POLL_SECONDS)
        return self.check()

    def _stamp(self) -> list[tuple[int, int]]:
        try:
            statuses = [path.stat() for path in self._read]
        except OSError:  # an editor replaces the file: it is gone for a moment
            return self._last_stamp
        return [(status.st_mtime_ns, status.st_size) for status in statuses]

    def __enter__(self) -> FileChecker:
        return self

    def __exit__(self, *_: object) -> None:
        self.sandbox.close()


def exit_code(result: Result) -> int:
    """Return 0 where every public check passes, 1 where one does not, 4 where the file could not be checked."""
    from grader.model import Kind, Status

    if result.error is not None:
        return 4
    code = [check for check in result.checks if check.kind is Kind.CODE]
    return 0 if all(check.verdict.status is Status.PASSED for check in code) else 1
