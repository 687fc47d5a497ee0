"""Homework in files, `right_*` and `wrong_*` beside an `expected.toml`, and known mistakes written out as homework."""

import ast
import tomllib
from functools import cached_property
from pathlib import Path

from grader import course, sandbox, submission
from grader.grade import Grading, grade
from grader.model import Kind
from grader.submission import Found

ROOT = Path(__file__).parent.parent
ENDS = ("failed", "raised", "timed_out", "not_attempted", "pending")


class Homeworks:
    """One assignment, graded in the real sandbox on the lecture's numbers."""

    def __init__(self, name):
        self.assignment = course.find(ROOT).assignment(name)
        self.solution = self.assignment.solution
        self.folder = ROOT / "tests" / "submissions" / name

    def files(self, kind):
        return sorted(self.folder.glob(f"{kind}_*.py"))

    @cached_property
    def expected(self):
        return tomllib.loads((self.folder / "expected.toml").read_text(encoding="utf-8"))

    def grading(self):
        """Yield what grades a file; to be used as a fixture."""
        with sandbox.start() as running:
            yield Grading(self.assignment, self.assignment.key("public"), running, "public", lecture_for_all=True)

    def graded(self, path, grading):
        return grade(submission.read(Found(path, path.name, "", self.assignment.name)), grading)

    def code(self, path, text, grading):
        """The checks of code of a homework that is not in a file yet."""
        path.write_text(text, encoding="utf-8")
        return [c for c in self.graded(path, grading).checks if c.kind is Kind.CODE]

    def machine(self, result):
        """The checks that a machine decides."""
        return [c for c in result.checks if c.kind is not Kind.PROSE]

    def assert_right(self, path, grading):
        result = self.graded(path, grading)
        lost = [(c.name, c.verdict.message) for c in self.machine(result) if c.points != c.max_points]
        assert (result.error, lost) == (None, [])

    def assert_as_expected(self, path, grading):
        result, entry = self.graded(path, grading), self.expected[path.name]
        want = {name: end for end in ENDS for name in entry.get(end, [])}
        got = {c.name: c.verdict.status.value for c in self.machine(result) if c.verdict.status.value != "passed"}
        assert (result.error, got) == (None, want)
        named = {c.name: " or ".join(c.verdict.misconceptions) for c in result.checks if c.verdict.misconceptions}
        assert named == {check: names for names, checks in entry.get("named", {}).items() for check in checks}
        assert abs(float(result.points) - entry["points"]) < 1e-3
        assert all(c.verdict.hint for c in result.checks if c.verdict.misconceptions)

    # ---- the solution's own source, with wrong functions in the place of right ones

    @cached_property
    def defined(self):
        source = ast.parse((ROOT / "solutions" / f"{self.assignment.name}.py").read_text(encoding="utf-8"))
        return {node.name: node for node in source.body if isinstance(node, ast.FunctionDef)}

    @property
    def asked(self):
        return tuple(self.assignment.skeleton.functions)

    def of_code(self):
        """The misconceptions that can show in code."""
        return [m.name for m in self.solution.touching(list(self.asked))]

    def source(self, mistake=""):
        """The reference as a homework; with a mistake, what calls the replaced function calls the wrong one."""
        wrong = self.solution.misconceptions[mistake].wrong if mistake else {}
        used = frozenset().union(*(self.solution.uses(f) for f in (*self.asked, *(w.__name__ for w in wrong.values()))))
        used -= {w.__name__ for w in wrong.values()}
        parts = [self._written(name, f"right_{name}" if name in wrong else name, {}) for name in sorted(used)]
        parts += [self._written(f.__name__, of, {of: f"right_{of}"}) for of, f in wrong.items()]
        imports = "import math\nfrom fractions import Fraction\n\nimport numpy as np"
        return "\n\n\n".join([imports, *parts])

    def _written(self, name, called, names):
        copy = ast.parse(ast.unparse(self.defined[name])).body[0]
        copy.decorator_list, copy.name = [], called
        for node in ast.walk(copy):
            if isinstance(node, ast.Name):
                node.id = names.get(node.id, node.id)
        return ast.unparse(copy)
