"""What CONTRIBUTING.md shows in full works as it stands there."""

import re

import pytest
from command import run
from places import ROOT

from grader.course.loader import Course
from grader.lms import formats
from grader.reports import wording
from grader.verification.verify import verify

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"^```\w+\n# (\S+)\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL))


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course with the assignment, and beside the package's own files the format and the language."""
    for place, text in BLOCKS.items():
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(formats, "__path__", [*formats.__path__, str(tmp_path / "grader/lms/formats")])
    monkeypatch.setattr(wording, "_LANGUAGES", tmp_path / "grader/reports/languages")
    for student, result in (("ann", "x * x"), ("ben", "2 * x")):
        path = tmp_path / "in" / student / "squares.py"
        path.parent.mkdir(parents=True)
        path.write_text(f"def square(x):\n    return {result}\n")
    assert run("grade", tmp_path / "in", cwd=tmp_path).returncode == 0
    return tmp_path


def test_the_assignment_is_sound(course):
    assert verify(Course(course).assignment("squares"), seeds=2).text().endswith("no problems")


def test_the_format_is_a_command(course):
    assert "plain       Marks as plain lines, for a mail." in run("export", "--help", cwd=course).stdout
    assert run("export", "plain", "-a", "squares", cwd=course).stdout == "ann: 100\nben: 0\n"
    assert len(BLOCKS["grader/lms/formats/plain.py"].splitlines()) <= 20
    assert run("export", "other", cwd=course).returncode == 2


def test_the_language_says_what_it_has_and_all_else_in_english(course):
    said = run("--language", "eo", "report", "--student", "ann", cwd=course).stdout
    assert "  ĝuste     squares of three numbers" in said and "Ĉio ĝustas" in said
    assert "squares: 100 of 100 points" in said
    assert BLOCKS["grader/reports/languages/eo.po"].count("msgid") == 2
