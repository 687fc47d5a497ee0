"""Source of an older Python or NumPy is told as that, with what to write, once for the file; what is right is left."""

import ast

import numpy as np
import pytest
import small_course
from small_course import put
from words import sentence_of, words

from grader import sandbox, seeds, version
from grader.grading.pipeline import Grading, grade
from grader.model import Status
from grader.reports import wording
from grader.submissions import older_python
from grader.submissions.submission import SubmissionFile, read_submission

pytestmark = pytest.mark.fast

CHECKS = """
from grader import check

@check(points=1, public=True)
def doubles(hw, rng):
    return hw.double(3)

@check(points=1)
def hidden(hw, rng):
    return hw.double(4)
"""


@pytest.fixture(scope="module")
def grading(tmp_path_factory):
    assignment = small_course.written(tmp_path_factory.mktemp("course"), CHECKS)
    with sandbox.start() as box:
        yield Grading(assignment, box, seeds.PUBLIC_SEED)


def graded(tmp_path, grading, text):
    path = put(tmp_path / "tiny.py", text)
    return grade(read_submission(SubmissionFile(str(path), "tiny.py", "ann", "tiny")), grading)


@pytest.mark.parametrize(
    ("line", "name", "use"),
    [
        ('print "a"', "print", "print(...)"),
        ("print x, y", "print", "print(...)"),
        ('exec "a = 1"', "exec", "exec(...)"),
        ("try:\n    pass\nexcept ValueError, e:\n    pass", "except A, e", "except A as e"),
        ("x = 10L", "1L", "1"),
        ("x = 1 <> 2", "<>", "!="),
        ('raise ValueError, "no"', "raise A, text", "raise A(text)"),
        ("x = `3`", "`x`", "repr(x)"),
    ],
)
def test_the_syntax_of_python_2_is_told_as_that(line, name, use, tmp_path, grading):
    result = graded(tmp_path, grading, f"x = 1\n{line}\n")
    said = wording.sentence(result.error)
    assert "is of Python 2" in said and f"(`{name}`)" in said and f"write {use}." in said
    assert f"graded with Python {version.running_with()['python']}" in said and said.startswith("line ")


@pytest.mark.parametrize(
    "line", ["print(", "x = (1,", "def f(:", "x = 1 +", "if x = 1:\n    pass", "x = 0,02", "n = 007"]
)
def test_other_slips_are_told_as_before(line):
    with pytest.raises(SyntaxError) as slip:
        ast.parse(line)
    assert older_python.older_syntax(slip.value) is None


@pytest.mark.parametrize(
    ("body", "name", "use"),
    [
        ("return np.product([2, x])", "np.product", "np.prod"),
        ("return np.int(2 * x)", "np.int", "int"),
        ("return sum(x for i in xrange(2))", "xrange", "range"),
        ("return 2 * x if {}.has_key(x) else 2 * x", ".has_key()", "key in d"),
        ("return np.reshape(2 * x, newshape=())", "newshape=", "shape"),
        ("return reduce(lambda a, b: a + b, [x, x])", "reduce", "functools.reduce"),
    ],
)
def test_a_name_that_is_no_more_is_told_once_and_counts_as_any_exception(body, name, use, tmp_path, grading):
    result = graded(tmp_path, grading, f"import numpy as np\n\ndef double(x):\n    {body}\n")
    (note,) = [note for note in result.notes if note.key == "note.older_name"]
    assert note.values["name"] == name and note.values["use"] == use
    assert sentence_of(note).startswith(f"line 4: `{name}` is of an older Python or NumPy")
    assert [check.verdict.status for check in result.checks] == [Status.RAISED] * 2 and result.points == 0
    assert {check.verdict.findings[1].key for check in result.checks} == {"cause.older.name"}
    public, hidden = result.checks
    assert f"write {use}" in words(public.verdict).message
    assert use not in words(hidden.verdict).message


@pytest.mark.parametrize(
    "text",
    [
        "try:\n    xrange\nexcept NameError:\n    xrange = range\n",
        "def reduce(f, xs): return xs\ny = reduce(1, 2)\n",
        "from functools import reduce\ny = reduce(max, [1])\n",
        "import numpy as np\nz = np.prod([1]); t = np.row_stack([[1]]) if hasattr(np, 'row_stack') else 0\n",
        "x = int(float(3)); y = str(bool(x)); d = {'product': x}\n",
        "class D:\n    def has_key(self, k): return True\nD().has_key(3)\n",
        "# np.product and xrange\n'np.int'\n",
    ],
)
def test_what_is_right_or_ones_own_is_left_alone(text):
    assert older_python.older_names({"": text}) == []


def test_what_this_numpy_has_is_not_old():
    older = [name for name in older_python._table()["numpy"] if older_python.replacement("numpy", name)]
    assert "product" in older and "bool" not in older and not set(older) & set(vars(np))


def test_integer_division_is_told_as_that_of_python_2(tmp_path, grading):
    result = graded(tmp_path, grading, "def double(x):\n    return 2 * [x] [len([x]) / 2]\n")
    assert {check.verdict.findings[1].key for check in result.checks} == {"cause.older.division"}
    assert "write //" in words(result.checks[1].verdict).message
