"""The graders that are compared: each grades the first submissions of the same class the way its documents say.

A contender is set up once, which is not measured.  `run(count)` grades that many submissions from nothing, and
`scores()` reads from what the grader itself wrote what each of them got, so that nobody is timed at doing less.
"""

from __future__ import annotations

import csv
import json
import shutil
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import homework
import ten_checks
from environments import Environment
from measure import GRADER, Cost, cost, total

HERE = Path(__file__).resolve().parent


class Contender:
    """One grader; `starts` says that it starts once for a class, so that two classes tell the start from the rest."""

    name = ""
    starts = True

    def __init__(self, folder: Path, students: Path) -> None:
        self.folder = folder
        self.students = sorted(students.iterdir())
        folder.mkdir()

    def run(self, count: int) -> Cost:
        """Grade the first `count` submissions; return what that took."""
        raise NotImplementedError

    def scores(self) -> dict[str, float]:
        """Return the points, of 100, of each submission of the last run by its student."""
        raise NotImplementedError


class Ours(Contender):
    """`grader grade` on the folder, with every check, into a new gradebook."""

    name = "this grader: grade -j 1"

    def run(self, count: int) -> Cost:
        """See Contender."""
        for old in self.folder.iterdir():
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        for student in self.students[:count]:
            shutil.copytree(student, self.folder / "in" / student.name)
        words = ("--course", HERE / "course", "grade", "in", "-j", "1", "--json", "--gradebook", "grades.sqlite")
        return cost([*GRADER, *words], self.folder, watch=True, output=self.folder / "out.jsonl")

    def scores(self) -> dict[str, float]:
        """See Contender."""
        lines = (self.folder / "out.jsonl").read_text().splitlines()
        return {line["student"]: line["points"] for line in map(json.loads, lines)}


class Fork(Contender):
    """The same conversation without protection, verdicts and records: the least that a process each can cost."""

    name = "a fork, without protection"

    def run(self, count: int) -> Cost:
        """See Contender."""
        words = (HERE / "unprotected.py", self.students[0].parent, str(count))
        return cost([sys.executable, *words], self.folder, watch=True, output=self.folder / "out")

    def scores(self) -> dict[str, float]:
        """See Contender."""
        lines = [line.split() for line in (self.folder / "out").read_text().splitlines()]
        return {student: ten_checks.POINTS * int(right) for student, right in lines}


class Nbgrader(Contender):
    """`nbgrader autograde` of a course whose assignment is the homework as a notebook."""

    name = "nbgrader autograde"

    def __init__(self, folder: Path, students: Path, env: Environment) -> None:
        super().__init__(folder, students)
        self.program = env.program("nbgrader")
        self.env = env.activated(folder / "home")
        course = folder / "course"
        source = course / "source" / "five" / "five.ipynb"
        source.parent.mkdir(parents=True)
        source.write_text(ten_checks.for_nbgrader(homework.RIGHT))
        (course / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'five'\n")
        self._command("generate_assignment", "five")
        released = (course / "release" / "five" / "five.ipynb").read_text()
        for student in self.students:
            notebook = folder / "submitted" / student.name / "five" / "five.ipynb"
            notebook.parent.mkdir(parents=True)
            notebook.write_text(ten_checks.handed_in(released, (student / "five.py").read_text()))
        shutil.copytree(course, folder / "fresh")

    def _command(self, *words: str) -> Cost:
        return cost([self.program, *words], self.folder / "course", env=self.env, watch=True)

    def run(self, count: int) -> Cost:
        """See Contender."""
        shutil.rmtree(self.folder / "course")
        shutil.copytree(self.folder / "fresh", self.folder / "course")
        for student in self.students[:count]:
            there = self.folder / "course" / "submitted" / student.name
            shutil.copytree(self.folder / "submitted" / student.name, there)
        return self._command("autograde", "five")

    def scores(self) -> dict[str, float]:
        """See Contender."""
        self._command("export")
        with open(self.folder / "course" / "grades.csv", newline="") as file:
            return {row["student_id"]: float(row["raw_score"]) for row in csv.DictReader(file)}


class Otter(Contender):
    """`otter run` on each `five.py`, with the zip that `otter generate` makes: grading on one's own machine."""

    name = "otter run, a command each"
    starts = False

    def __init__(self, folder: Path, students: Path, env: Environment) -> None:
        super().__init__(folder, students)
        self.environment = env
        self.env = env.activated(folder / "home")
        tests = folder / "tests"
        tests.mkdir()
        for name, text in ten_checks.for_otter().items():
            (tests / name).write_text(text)
        (folder / "requirements.txt").write_text("numpy\n")
        words = ("generate", "-t", "tests", "-o", "autograder.zip")
        cost([env.program("otter"), *words], folder, env=self.env)

    def run(self, count: int) -> Cost:
        """See Contender."""
        return total([self._one(student) for student in self.students[:count]])

    def _one(self, student: Path) -> Cost:
        out = self.folder / "out" / student.name
        out.mkdir(parents=True, exist_ok=True)
        words = ("run", student / "five.py", "-a", self.folder / "autograder.zip", "-o", out)
        return cost([self.environment.program("otter"), *words], self.folder, env=self.env, watch=True)

    def scores(self) -> dict[str, float]:
        """See Contender."""
        return _results_json(self.folder / "out")


class OtterLoop(Otter):
    """`otter.api.grade_submission` on one file after the other, in one process."""

    name = "otter.api, one process"
    starts = True
    _LOOP = """
import json, sys
from pathlib import Path
from otter.api import grade_submission
out = Path("out")
for path in map(Path, sys.argv[1:]):
    results = grade_submission(str(path), "autograder.zip", quiet=True)
    (out / path.parent.name).mkdir(parents=True, exist_ok=True)
    kept = {"tests": [{"score": results.total}]}
    (out / path.parent.name / "results.json").write_text(json.dumps(kept))
"""

    def run(self, count: int) -> Cost:
        """See Contender."""
        (self.folder / "loop.py").write_text(self._LOOP)
        files = [student / "five.py" for student in self.students[:count]]
        words = [self.environment.program("python"), "loop.py", *files]
        return cost(words, self.folder, env=self.env, watch=True)


class Gradescope(Contender):
    """The unittest suite of gradescope-utils with its JSONTestRunner, a process for each submission."""

    name = "gradescope-utils, a process each"
    starts = False
    _RUN = """import unittest
from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner

if __name__ == "__main__":
    suite = unittest.defaultTestLoader.discover("tests")
    with open("results.json", "w") as file:
        JSONTestRunner(visibility="visible", stream=file).run(suite)
"""

    def __init__(self, folder: Path, students: Path, env: Environment) -> None:
        super().__init__(folder, students)
        self.python = env.program("python")
        for student in self.students:
            beside = shutil.copytree(student, folder / student.name)
            (beside / "tests").mkdir()
            (beside / "tests" / "test_five.py").write_text(ten_checks.for_gradescope())
            (beside / "run_tests.py").write_text(self._RUN)

    def run(self, count: int) -> Cost:
        """See Contender."""
        command = [self.python, "run_tests.py"]
        return total([cost(command, self.folder / s.name, watch=True) for s in self.students[:count]])

    def scores(self) -> dict[str, float]:
        """See Contender."""
        return _results_json(self.folder)


class Pytest(Contender):
    """`python -m pytest` beside each submission, a process each, the outcome as JUnit's file."""

    name = "pytest, a process each"
    starts = False

    def __init__(self, folder: Path, students: Path, env: Environment) -> None:
        super().__init__(folder, students)
        self.python = env.program("python")
        for student in self.students:
            beside = shutil.copytree(student, folder / student.name)
            (beside / "test_five.py").write_text(ten_checks.for_pytest())

    def run(self, count: int) -> Cost:
        """See Contender."""
        command = [self.python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--junit-xml=results.xml"]
        return total([cost(command, self.folder / s.name, (0, 1), watch=True) for s in self.students[:count]])

    def scores(self) -> dict[str, float]:
        """See Contender."""
        points = {}
        for path in self.folder.glob("*/results.xml"):
            cases = list(ET.parse(path).iter("testcase"))
            points[path.parent.name] = float(ten_checks.POINTS * sum(not len(case) for case in cases))
        return points


def _results_json(folder: Path) -> dict[str, float]:
    points = {}
    for path in folder.glob("*/results.json"):
        points[path.parent.name] = float(sum(test.get("score") or 0 for test in json.loads(path.read_text())["tests"]))
    return points


PEERS: dict[str, list[Callable[[Path, Path, Environment], Contender]]] = {
    "nbgrader": [Nbgrader],
    "otter": [Otter, OtterLoop],
    "gradescope": [Gradescope],
    "pytest": [Pytest],
}
