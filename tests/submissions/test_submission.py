"""Bad files get one clear sentence each, and nothing that can be graded is lost beside them."""

import ast
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import small_course
from hypothesis import given, strategies as st
from small_course import GOOD, KNOWN, as_notebook, error_of, put
from words import reason, sentence_of, words

from grader import sandbox, seeds
from grader.grading.pipeline import Grading, grade
from grader.submissions import answer_sheet, folders
from grader.submissions.submission import Submission, SubmissionFile, parse_cells, read_submission

pytestmark = pytest.mark.fast

CHECKS = "from grader import check\n\n\n@check(points=1)\ndef doubles(hw, rng):\n    return hw.double(3)\n"


# ---- what is no file


def in_a_process_of_its_own(code, *arguments):
    """Run with a limit of time: what is guarded against here is waiting for ever."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True)


READ = """
import sys
from pathlib import Path
from grader.reports import wording
from grader.submissions.submission import SubmissionFile, read_submission
path = Path(sys.argv[1])
print(wording.sentence(read_submission(SubmissionFile(path, path.name, "s001", "perceptron")).error))
"""


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "perceptron.py")
    said = in_a_process_of_its_own(READ, tmp_path / "perceptron.py").stdout
    assert said == "this is no ordinary file: hand in the file itself\n"


def test_a_device_is_not_read():
    said = in_a_process_of_its_own(READ, "/dev/zero").stdout
    assert said == "this is no ordinary file: hand in the file itself\n"


def test_a_folder_named_like_a_file_gets_its_sentence(tmp_path):
    (tmp_path / "s001" / "perceptron.py").mkdir(parents=True)
    (tmp_path / "s002__perceptron.py").mkdir()
    put(tmp_path / "s003" / "perceptron.py")

    errors = {f.student: reason(read_submission(f).error) for f in folders.find_files([tmp_path], None, KNOWN)}

    said = "this is a folder: hand in the file itself"
    assert errors == {"s001": said, "s002": said, "s003": None}


def test_a_file_that_is_gone_and_one_that_loops_get_their_sentences(tmp_path):
    (tmp_path / "loop.py").symlink_to(tmp_path / "loop.py")

    assert error_of(tmp_path / "gone.py") == "there is no such file: hand it in again"
    assert error_of(tmp_path / "loop.py").startswith("the file cannot be opened (")


@pytest.fixture
def open_folder():
    """A folder that anybody may enter; another run of pytest takes that right from the folders above `tmp_path`."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def test_what_may_not_be_read_gets_its_sentence_and_the_others_are_found(open_folder):
    tmp_path = open_folder
    put(tmp_path / "s001" / "perceptron.py").chmod(0)
    put(tmp_path / "s002" / "perceptron.py").parent.chmod(0)
    put(tmp_path / "s003" / "perceptron.py")
    put(tmp_path / "s004__perceptron.py").chmod(0)
    code = """
import os
from pathlib import Path
from grader.reports import wording
from grader.submissions import folders, submission
if os.getuid() == 0:
    os.setuid(65534)
for found in folders.find_files([Path(".")], "perceptron", ["perceptron"]):
    error = submission.read_submission(found).error
    print(found.student, error and wording.sentence(error))
"""

    try:
        made = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
        ).stdout
    finally:
        (tmp_path / "s002").chmod(0o755)

    assert made.splitlines() == [
        "s001 the file cannot be opened (Permission denied): hand it in again",
        "s002 the folder cannot be opened (Permission denied)",
        "s003 None",
        "s004 the file cannot be opened (Permission denied): hand it in again",
    ]


# ---- all the way


@pytest.fixture(scope="module")
def grading(tmp_path_factory):
    assignment = small_course.written(tmp_path_factory.mktemp("course"), CHECKS)
    with sandbox.start() as box:
        yield Grading(assignment, box, seeds.PUBLIC_SEED)


def graded(path, grading, data):
    return grade(read_submission(SubmissionFile(put(path, data), path.name, "s001", "tiny")), grading)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("def double(x) return x\n", "line 1 is not Python (expected ':'). Mend it, run the file once yourself, and"),
        ("hello world\n", "line 1 is not Python"),
        ("w = 007\n", "leading zeros"),
        ("w = (0,02, 0,1)\n", "line 1 is not Python (0,02 is no number: write a decimal point, 0.02)"),
        ("x = 1\n%matplotlib inline\ndef f(:\n", "line 2 is not Python"),
        ("x = 1\nanswer = \n", "line 2 is not Python (nothing is after =; what you leave blank keeps its three"),
        ("answer =  # blank\n", "line 1 is not Python (nothing is after ="),
        ("(" * 5000, "is not Python"),
        ("o = 0,69\ng = -0,0407\n", "line 2 is not Python (-0,0407 is no number: write a decimal point, -0.0407)"),
        ("n = 007, 08\n", "line 1 is not Python (leading zeros"),
    ],
)
def test_what_is_no_python_gets_its_line(tmp_path, grading, data, said):
    result = graded(tmp_path / "tiny.py", grading, data)
    assert said in reason(result.error)
    assert result.points is None


def test_a_cell_that_is_no_python_costs_that_cell_only(tmp_path, grading):
    cells = ("%matplotlib inline\n!pip install x", "oh no (", "x = '\0'", "%%bash\nfi", GOOD + "%timeit double(1)")
    text = as_notebook(*cells)
    result = graded(tmp_path / "tiny.ipynb", grading, text)

    assert result.error is None
    assert [sentence_of(note).partition(" is not Python")[0] for note in result.notes] == [
        "cell 2, line 1",
        "cell 3, the file",
    ]
    assert result.points == 1


def test_a_line_of_a_notebook_is_told_by_its_cell(tmp_path, grading):
    """Where a function of one cell is called by another, where a cell stops, where a name is nearly right."""
    cells = ("# homework\n\ndef half(x):\n    return x / 0\n", "import os\n\ndef double(x):\n    return half(x)\n")
    (check,) = graded(tmp_path / "a" / "tiny.ipynb", grading, as_notebook(*cells)).checks
    assert words(check.verdict).message == "`double` ended in an exception. Something is divided by zero.", (
        "it is hidden"
    )
    cells = ("a = 1\n", "b = 2\nc = d\ndef double(x):\n    return 2 * x\n")
    (check,) = graded(tmp_path / "b" / "tiny.ipynb", grading, as_notebook(*cells)).checks
    assert "There is no `double` after all cells were run" in words(check.verdict).message
    assert "(cell 2, line 2)" in words(check.verdict).message
    (check,) = graded(tmp_path / "c" / "tiny.ipynb", grading, as_notebook("a = 1\n", "\ndef Double(x): pass")).checks
    assert "`Double` (cell 2, line 2)" in words(check.verdict).message
    (check,) = graded(tmp_path / "d" / "tiny.ipynb", grading, as_notebook("\ndef Double(x): return x")).checks
    assert "`Double` (line 2)" in words(check.verdict).message


TWO = """
from grader import check

@check(points=1)
def hidden(hw, rng):
    return hw.double(12321)

@check(points=1, public=True)
def shown(hw, rng):
    return hw.double(3)
"""
KEEPS = "seen = []\n\ndef double(x):\n    seen.append(x)\n    raise ValueError(str(seen))\n"


def test_a_public_check_cannot_tell_what_a_hidden_one_asked(tmp_path, grading):
    assignment = small_course.written(tmp_path / "course", TWO)
    two = Grading(assignment, grading.sandbox, seeds.PUBLIC_SEED)
    hidden, shown = graded(tmp_path / "tiny.py", two, KEEPS).checks

    assert "[3]" in words(shown.verdict).message
    assert "12321" not in f"{hidden.verdict} {shown.verdict}"


def test_what_cannot_be_read_in_a_notebook_is_told_by_its_cell(tmp_path):
    path = put(tmp_path / "tiny.ipynb", as_notebook("a = 1\n\n", "(", "b = 2\nc = f(b)\n", "def c2(): pass"))
    sheet, _, _ = parse_cells(read_submission(SubmissionFile(path, path.name, "", "tiny")))
    assert (sheet.read_answer("c").line, sheet.read_answer("c").cell) == (2, "cell 3")
    assert sheet.locate(sheet.functions["c2"]) == (1, "cell 4")
    alone = put(tmp_path / "alone" / "tiny.ipynb", as_notebook("\nc = f(1)"))
    sheet, _, _ = parse_cells(read_submission(SubmissionFile(alone, alone.name, "", "tiny")))
    assert (sheet.read_answer("c").line, sheet.read_answer("c").cell) == (2, "")


def test_odd_ends_of_lines_do_not_shift_what_is_read(tmp_path, grading):
    text = "a = '''x\f\n'''\nb = 'y\u2028 1.2.3.4'; c = 12.50\n" + GOOD
    sheet = answer_sheet.parse_answers(text)
    assert sheet.read_answer("c").text == "12.50"
    assert graded(tmp_path / "tiny.py", grading, text).points == 1


# ---- cells that are parsed at once


PIECES = (
    "x = 1",
    "y = (1,",
    " 2)",
    "def f(a):",
    "    return a",
    "    b = 2",
    "@f",
    "if x:\n    y = 2",
    "else:\n    y = 3",
    "z = x + \\",
    "# a remark \\",
    "1",
    "",
    '"""a',
    'text"""',
    "for",
    "x; y = 2",
)


@given(cells=st.lists(st.lists(st.sampled_from(PIECES), max_size=3).map("\n".join), min_size=2, max_size=4))
def test_cells_are_python_at_once_only_where_each_is_by_itself(cells):
    notebook = Submission("ann", "tiny", Path("tiny.ipynb"), "tiny.ipynb", cells=tuple(cells), is_notebook=True)

    def alone(cell):
        try:
            return answer_sheet.parse_answers(cell)
        except SyntaxError:
            return None

    sheet, python, notes = parse_cells(notebook)
    good = [cell if alone(cell) else "\n" * cell.count("\n") for cell in cells]
    if any(map(alone, cells)):
        assert (python, len(notes)) == (good, sum(alone(cell) is None for cell in cells))
        assert sheet.lines == answer_sheet.parse_answers("\n".join(good)).lines
        assert sheet.functions == answer_sheet.parse_answers("\n".join(good)).functions
        assert [name for name, _ in sheet.cells] == notebook.cell_names
    else:
        assert sheet is None


def test_a_notebook_of_python_is_parsed_once_and_a_file_too(monkeypatch):
    parsed, parse = [], ast.parse
    monkeypatch.setattr(answer_sheet.ast, "parse", lambda text: parsed.append(text) or parse(text))
    cells = ("x = 1", "def f():\n    return x")
    for name, wanted in (("tiny.py", 1), ("tiny.ipynb", 1)):
        parsed.clear()
        whole = ("\n".join(cells),) if name.endswith(".py") else cells
        parse_cells(Submission("ann", "tiny", Path(name), name, cells=whole, is_notebook=len(whole) > 1))
        assert len(parsed) == wanted
