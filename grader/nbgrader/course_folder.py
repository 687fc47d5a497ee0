"""The folder of an nbgrader course: its configuration, its subfolders, who handed in and when."""

from __future__ import annotations

import re
import sys
from datetime import UTC
from glob import glob
from pathlib import Path
from typing import Any

from nbgrader.coursedir import CourseDirectory
from traitlets.config.loader import Config, PyFileConfigLoader

from grader.errors import UsageError
from grader.model import Finding
from grader.nbgrader.configuration import FILE

_SQLITE = "sqlite:///"


class NbgraderCourse:
    """An nbgrader course: its configuration and its folders."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.config_path = self.folder / FILE
        if str(self.folder) not in sys.path:
            sys.path.append(str(self.folder))  # where nbgrader looks for a course's own plugins, too
        try:
            self.config: Config = PyFileConfigLoader(FILE, str(self.folder)).load_config()
        except Exception as error:  # noqa: BLE001 - it is a program of somebody's
            raise UsageError(f"{self.config_path} cannot be run ({type(error).__name__}: {error})") from None
        self.config.CourseDirectory.root = str(self.folder)
        self.directory = CourseDirectory(config=self.config)

    @property
    def gradebook_url(self) -> str:
        """The URL of nbgrader's gradebook; raises UsageError where there is none: nbgrader would make an empty one."""
        url = str(self.directory.db_url)
        if url.startswith(_SQLITE) and not Path(url.removeprefix(_SQLITE)).is_file():
            raise UsageError(f"{url.removeprefix(_SQLITE)} is not there: run nbgrader generate_assignment first")
        return url

    def judge_setting(self, name: str, default: Any) -> Any:
        """Return a setting of the judge in the configuration."""
        return self.config.Judge.get(name, default)

    def configured_course(self) -> Path:
        """Return the course of assignments that the configuration names; raises UsageError where it names none."""
        named = self.judge_setting("course", "")
        if not named:
            raise UsageError(
                f"{self.config_path} names no course: run grader nbgrader configure {self.folder}, or say --course"
            )
        return Path(named)

    def step_folder(self, step: str, student: str, assignment: str) -> Path:
        """Return the folder of a student's assignment in a step, submitted/ or another."""
        return Path(self.directory.format_path(step, student, assignment))

    def students(self, assignment: str) -> list[str]:
        """Return the ids of the students who have handed in."""
        submitted = self.directory.submitted_directory
        shape = re.compile(
            self.directory.format_path(submitted, "(?P<student>[^/]+)", re.escape(assignment), escape=True), re.DOTALL
        )
        matched = (shape.fullmatch(path) for path in glob(self.directory.format_path(submitted, "*", assignment)))
        return sorted(found["student"] for found in matched if found)

    def submission_time(self, submitted: Path) -> tuple[str, tuple[Finding, ...]]:
        """Return when a folder was handed in, as ISO time in UTC, "" where it is not known; and notes."""
        try:
            when = self.directory.get_existing_timestamp(str(submitted))
        except (ValueError, OverflowError, AttributeError, OSError):  # nbgrader fails on its own way of failing
            return "", (Finding("note.timestamp"),)
        return (when.replace(tzinfo=UTC).isoformat(timespec="seconds") if when else ""), ()
