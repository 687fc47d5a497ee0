"""Known mistakes written out as homework, and graded."""

import ast
from functools import cached_property

from places import ROOT

from grader import sandbox
from grader.course import loader
from grader.course.solution_source import definitions_in
from grader.grading.pipeline import Grading, grade
from grader.model import Kind
from grader.submissions import submission
from grader.submissions.submission import SubmissionFile


class Homeworks:
    """One assignment, graded in the real sandbox on the lecture's numbers."""

    def __init__(self, name):
        self.assignment = loader.Course(ROOT).assignment(name)
        self.solution = self.assignment.solution

    def grading(self):
        """Yield what grades a file; to be used as a fixture."""
        with sandbox.start() as running:
            yield Grading(self.assignment, running, "public", lecture_for_all=True)

    def graded(self, path, grading):
        return grade(submission.read_submission(SubmissionFile(path, path.name, "", self.assignment.name)), grading)

    def code(self, path, text, grading):
        """The checks of code of a homework that is not in a file yet."""
        path.write_text(text, encoding="utf-8")
        return [c for c in self.graded(path, grading).checks if c.kind is Kind.CODE]

    # ---- the solution's own source, with wrong functions in the place of right ones

    @cached_property
    def defined(self):
        return definitions_in((ROOT / "solutions" / f"{self.assignment.name}.py").read_text(encoding="utf-8"))

    @property
    def asked(self):
        return tuple(self.assignment.skeleton.functions)

    def of_code(self):
        """The misconceptions that can show in code."""
        return [m.name for m in self.solution.misconceptions_in(list(self.asked))]

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
