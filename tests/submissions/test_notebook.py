"""Notebooks: read whatever their age, told what is broken, and magics told from Python."""

import json

import pytest
from effort import bounded
from hypothesis import given, strategies as st
from small_course import GOOD, as_notebook, error_of, put
from words import sentence_of

from grader.submissions import answer_sheet, notebook
from grader.submissions.notebook import comment_out_magics
from grader.submissions.submission import MAX_BYTES, MAX_NOTEBOOK, SubmissionFile, read_submission

pytestmark = pytest.mark.fast

# ---- notebooks


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("not json", "it is not JSON"),
        ("", "it is not JSON"),
        ('{"cells": [', "it is not JSON"),
        ("[" * 100_000, "it is not JSON"),
        ('{"cells": ' + "9" * 5000 + "}", "it is not JSON"),
        ("[]", "it has no cells"),
        ("3", "it has no cells"),
        ("{}", "it has no cells"),
        ('{"cells": null}', "it has no cells"),
        ('{"cells": "def f(): pass"}', "it has no cells"),
        ('{"cells": {"a": 1}}', "it has no cells"),
        ('{"worksheets": []}', "it has no cells"),
        ('{"worksheets": {"cells": []}}', "it has no cells"),
        ('{"worksheets": [3]}', "it has no cells"),
        ('{"cells": [1, 2]}', "not all of its cells are cells"),
        ('{"cells": [null]}', "not all of its cells are cells"),
        (as_notebook(3), "a code cell holds something other than text"),
        (as_notebook(None), "a code cell holds something other than text"),
        (as_notebook({"a": "b"}), "a code cell holds something other than text"),
        (as_notebook(["x = 1", 3]), "a code cell holds something other than text"),
    ],
    ids=lambda value: value[:30],
)
def test_a_broken_notebook_gets_its_sentence(tmp_path, text, said):
    path = put(tmp_path / "perceptron.ipynb", text)
    assert error_of(path) == f"the notebook is broken, {said}: open it in Jupyter, save it, and hand it in again"


@pytest.mark.parametrize("text", [as_notebook(), as_notebook("", "  \n"), '{"cells": []}', '{"cells": [{}]}'])
def test_a_notebook_without_code_is_empty(tmp_path, text):
    assert error_of(put(tmp_path / "perceptron.ipynb", text)).startswith("the file is empty")


def test_a_notebook_is_read_whatever_its_age_and_form():
    other = {"cell_type": "markdown", "source": "# text"}
    new = {
        "cells": [
            other,
            {"cell_type": "code", "source": ["a = 1\n", "b = 2"]},
            {"cell_type": "code", "source": "c = 3\r\nd = 4"},
        ]
    }
    old = {
        "worksheets": [
            {"cells": [other, {"cell_type": "code", "input": ["a = 1\n", "b = 2"]}]},
            {"cells": [{"cell_type": "code", "input": "c = 3\nd = 4"}]},
        ]
    }
    for data in (json.dumps(new).encode(), json.dumps(old).encode(), json.dumps(new).encode("utf-8-sig")):
        assert notebook.code_cells(data).cells == ["a = 1\nb = 2", "c = 3\nd = 4"]


def test_half_a_letter_in_a_notebook_becomes_a_mark_and_whole_ones_stay():
    text = as_notebook("x = 'HALF'", "y = '😀 ä'").replace("HALF", "\\ud800")
    assert notebook.code_cells(text.encode()).cells == ["x = '\ufffd'", "y = '😀 ä'"]


def test_outputs_may_be_large_but_not_without_limit(tmp_path):
    cell = {"cell_type": "code", "source": GOOD, "outputs": [{"data": {"image/png": "A" * 5_000_000}}]}
    path = put(tmp_path / "perceptron.ipynb", json.dumps({"cells": [cell]}))
    assert read_submission(SubmissionFile(path, "p", "s", "perceptron")).cells == (GOOD,)

    cell["outputs"] *= 8
    path = put(tmp_path / "perceptron.ipynb", json.dumps({"cells": [cell]}))
    assert path.stat().st_size > MAX_NOTEBOOK
    assert error_of(path) == "the file has 40.0 MB: clear its outputs, save it, and hand it in again"


@pytest.mark.parametrize("before", ["", "\ufeff", "\n  "])
def test_a_notebook_is_known_by_its_content(tmp_path, before):
    path = put(tmp_path / "perceptron.py", before + as_notebook(GOOD, "%matplotlib inline", "x = null"))
    read = read_submission(SubmissionFile(str(path), "p", "s", "perceptron"))
    assert read.cells == (GOOD, "pass  # %matplotlib inline", "x = null") and read.cell_names[1] == "cell 2"
    assert [sentence_of(note) for note in read.notes] == [
        "This is a notebook, although its name ends in .py, and was graded as one: name it .ipynb."
    ]


@pytest.mark.parametrize("text", ['{"nbformat": 4}["nbformat"]\n', '{"nbformat"}\nx = 1', '{"cells": []}', GOOD])
def test_python_that_begins_like_a_notebook_is_none(tmp_path, text):
    path = put(tmp_path / "perceptron.py", text)
    read = read_submission(SubmissionFile(str(path), "p", "s", "perceptron"))
    assert read.cells == (text,) and not read.notes and not read.is_notebook


def test_the_code_of_a_notebook_is_limited_as_a_files(tmp_path):
    path = put(tmp_path / "perceptron.ipynb", as_notebook(*["x = 1\n" * 10_000] * 5))
    assert "MB of code: hand in the homework's own code" in error_of(path)


# ---- magics


@pytest.mark.parametrize(
    ("cell", "python"),
    [
        ("%matplotlib inline\nx = 1", "pass  # %matplotlib inline\nx = 1"),
        ("!pip install x", "pass  # !pip install x"),
        ("%pip install x \\\n    y\nz = 1", "pass  # %pip install x \\\n    # y\nz = 1"),
        ("%%bash\nrm -rf ~\nls", "\n\n"),
        ("\n%%writefile a.py\nx = 1", "\n\n"),
        ("%%timeit\nf(1)", "\n"),
        ("%%time\nx = 1", "pass  # %%time\nx = 1"),
        ("%%capture out\nx = 1", "pass  # %%capture out\nx = 1"),
        ("?help\nhelp?\nnp.dot??\nx = 1", "pass  # ?help\npass  # help?\npass  # np.dot??\nx = 1"),
        ("for i in x:\n    %timeit f(1)\n    y = 2", "for i in x:\n    pass  # %timeit f(1)\n    y = 2"),
        ("x = (5\n     % 3)", None),
        ("x = 5 \\\n  % 3", None),
        ("x = [5 # ]\n% 3]", None),
        ("x = '''\n%matplotlib\n!ls\nhelp?\n'''", None),
        ('x = """\n!ls\n"""\n!ls', 'x = """\n!ls\n"""\npass  # !ls'),
        ("x = 'it\\'s \\\n%matplotlib'", None),
        ("x = r'\\'\n%matplotlib'", "x = r'\\'\npass  # %matplotlib'"),
        ("print('(')\n%time", "print('(')\npass  # %time"),
        ("x = 1  # '''\n!ls", "x = 1  # '''\npass  # !ls"),
        ("files = !ls *.csv\nt = %timeit -o f(1)", "files = None  # !ls *.csv\nt = None  # %timeit -o f(1)"),
        ("print('why?')\nx = y != z\nx %= 3", None),
        ("!ls $x (\nx = 1\n!ls", "pass  # !ls $x (\nx = 1\npass  # !ls"),
        ("x = ''\n!ls\ny = ''''''\n!ls", "x = ''\npass  # !ls\ny = ''''''\npass  # !ls"),
    ],
)
def test_magics_become_comments_and_python_stays(cell, python):
    assert comment_out_magics(cell) == (cell if python is None else python)


PIECES = [*"%!?'\"\\\n()# x=\f\u2028", "'''", '"""', "%%", "bash", "f(1)"]


@given(cell=st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(max_size=80))
def test_no_magic_moves_a_line(cell):
    assert comment_out_magics(cell).count("\n") == cell.count("\n")


PYTHON = st.recursive(
    st.sampled_from(["x", "5", "'%a'", '"""\n%a\n!b\n"""', "'''it's\n?x'''", "f'{x}'", "r'\\d'", "# %c\nx"]),
    lambda inner: (
        st.builds("({}\n% {})".format, inner, inner)
        | st.builds("[{},\n{}]".format, inner, inner)
        | st.builds("({} \\\n% {})".format, inner, inner)
    ),
    max_leaves=8,
)


@given(values=st.lists(PYTHON.map(lambda v: f"({v})"), min_size=1, max_size=4))
def test_what_is_python_stays_as_it_is(values):
    cell = "\n".join(f"y = {value}" for value in values)
    answer_sheet.parse_answers(cell)
    assert comment_out_magics(cell) == cell
    assert comment_out_magics(f"{cell}\n%time f()\n{cell}") == f"{cell}\npass  # %time f()\n{cell}"


def test_a_long_cell_takes_no_longer_than_its_length():
    cell = "x = ((((((((((\n" * (MAX_BYTES // 16) + "%time"
    bounded(lambda: comment_out_magics(cell))


# ---- saved as .py


def test_a_py_file_whose_magics_alone_are_no_python_is_read_without_them(tmp_path):
    exported = f"# saved by Colab\n!pip install numpy\n%matplotlib inline\n{GOOD}"
    read_back = read_submission(
        SubmissionFile(str(put(tmp_path / "s1" / "softmax.py", exported)), "softmax.py", "s1", "softmax")
    )
    assert read_back.error is None and answer_sheet.parse_answers(read_back.cells[0]).functions == {"double": 4}


@pytest.mark.parametrize(
    "text",
    [
        "x = (7\n% 3)\n",
        "a = '''\n!pip\n'''\n",  # Python as it is
        "!pip install numpy\ndef f(:\n",
        "def f(:\n",  # none either way
        "%%bash\nls\n",  # nothing would be left of it
    ],
)
def test_any_other_py_file_stays_as_it_is(text):
    assert notebook.python_file_cells(text).cells == [text]
