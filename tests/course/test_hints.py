"""The file of hints beside a solution: what does not fit is told with the file, the line and the remedy."""

import pytest
import small_course

from grader.course.loader import Course
from grader.errors import AuthorError
from grader.verification import consistency

SOLUTION = """from grader import misconceptions


def double(x):
    return 2 * x


misconceptions(of=double, kept=lambda x: x, tripled=("That is three times.", lambda x: 3 * x))
"""


def hinted(tmp_path, hints):
    small_course.written(tmp_path, small_course.PLAIN, SOLUTION)
    (tmp_path / "solutions" / "tiny.hints.toml").write_text(hints, encoding="utf-8")
    return Course(tmp_path).assignment("tiny")


def test_a_hint_goes_to_its_misconception(tmp_path):
    assignment = hinted(tmp_path, '# of double\nkept = "Twice, not once."\n')
    assert assignment.solution.misconceptions["kept"].hint == "Twice, not once."


@pytest.mark.parametrize("line", ['"kept" = "a"', "  kept='a'", "'kept'=\"a\""])
def test_a_name_may_be_written_as_toml_has_it(tmp_path, line):
    assert hinted(tmp_path, f"{line}\n").solution.misconceptions["kept"].hint == "a"


@pytest.mark.parametrize(
    ("hints", "told"),
    [
        ('kept = "a"\nketp = "b"\n', "line 2: ketp is no misconception of tiny.py: did you mean kept?"),
        ('double = "a"\n', "line 1: double is no misconception of tiny.py: take the line out"),
        ('tripled = "a"\n', "line 1: tripled has a hint in tiny.py too: keep one of them"),
        ('kept = "a"\n[kept_too]\nx = "b"\n', "line 2: kept_too is no misconception of tiny.py: did you mean kept?"),
        ('kept_too = "a"\n\n', "line 1: kept_too is no misconception"),
        ('kept = "a"\n"" = "b"\n', ":  is no misconception of tiny.py: take the line out"),
        ("kept = 3\n", 'line 1: the hint of kept is no text: write kept = "..."'),
        ("kept = twice\n", 'cannot be read (Invalid value (at line 1, column 8)): write lines such as name = "hint"'),
    ],
)
def test_what_does_not_fit_is_told_with_its_line(tmp_path, hints, told):
    with pytest.raises(AuthorError) as error:
        _ = hinted(tmp_path, hints).solution
    assert "solutions/tiny.hints.toml" in str(error.value) and told in str(error.value)


def test_a_misconception_without_a_hint_is_a_problem(tmp_path):
    problems = [str(p) for p in consistency.find_problems(hinted(tmp_path, ""))]
    assert any("kept has no hint: write it in tiny.hints.toml" in p for p in problems)


def test_marks_hang_on_the_file(tmp_path):
    before = hinted(tmp_path, 'kept = "a"\n').digest
    assert hinted(tmp_path, 'kept = "b"\n').digest != before
