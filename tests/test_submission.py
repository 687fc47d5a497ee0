"""Bad files get one clear sentence each, and nothing that can be graded is lost beside them."""

import json
import os
import subprocess
import sys

import pytest
import small_course
from hypothesis import example, given
from hypothesis import strategies as st

from grader import answers, notebook, sandbox, variant
from grader.errors import SubmissionError, UsageError
from grader.grade import Grading, grade
from grader.notebook import without_magics
from grader.submission import MAX_BYTES, MAX_NOTEBOOK, Found, decoded, find, read

GOOD = "def double(x):\n    return 2 * x\n"
KNOWN = ["perceptron", "softmax"]
CHECKS = "from grader import check\n\n\n@check(points=1)\ndef doubles(hw, rng):\n    return hw.double(3)\n"


def error_of(path):
    return read(Found(path, path.name, "s001", "perceptron")).error


def written(path, data=GOOD):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def as_notebook(*sources, **more):
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in sources]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells, **more})


# ---- what is in a file


@pytest.mark.parametrize(
    "data",
    [
        GOOD.encode("utf-8-sig"),
        GOOD.encode("utf-16"),
        "\ufeff".encode("utf-16-be") + ("# 神经元\n" + GOOD).encode("utf-16-be"),
        ("# -*- coding: gbk -*-\n# 神经元\n" + GOOD).encode("gbk"),
        ("#!/usr/bin/env python\n# vim: set fileencoding=cp936 :\n# 神经元\n" + GOOD).encode("gbk"),
        ("# coding: latin-1\n# Übung\n" + GOOD).encode("latin-1"),
        ("# coding: utf8\n# Übung\n" + GOOD).encode(),
        ("# -*- coding: utf-8-unix -*-\n# Übung\n" + GOOD).encode(),
        ("# coding: windows-1252\n# “Übung”\n" + GOOD).encode("cp1252"),
        ("x = 1\n# coding: rot13\n" + GOOD).encode(),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("\n", "\r").encode(),
    ],
)
def test_text_in_any_encoding_that_python_reads_is_read(tmp_path, data):
    found = read(Found(written(tmp_path / "perceptron.py", data), "p", "s", "perceptron"))

    assert found.error is None
    assert found.cells[0].endswith(GOOD)
    assert "ä" not in found.cells[0]
    assert all(letter in "神经元Übung“”" or letter.isascii() for letter in found.cells[0])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("x = 'Übung'\n".encode("latin-1"), "line 1 is not UTF-8 text: save the file as UTF-8"),
        (b"x = 1\ny = 2\n# \xfcber\n", "line 3 is not UTF-8 text: save the file as UTF-8"),
        (b"# coding: rot13\nqrs qbhoyr(k): 1\n", "the coding line names 'rot13', which is no text encoding"),
        (b"# coding: no-such-thing\n", "the coding line names 'no-such-thing', which is no text encoding"),
        (b"# coding: utf-7\n+ADw-\n", "the coding line names 'utf-7', which is no text encoding"),
        (b"# coding: utf-16\nx = 1\n", "the coding line names 'utf-16', which is no text encoding"),
        (b"# coding: gbk\n# \xff\xff\n", "line 2 is not GBK text: save the file as UTF-8"),
        (GOOD.encode("utf-16-le"), "the file holds bytes that are not text"),
        (GOOD.encode("utf-32"), "the file holds bytes that are not text"),
        (GOOD.encode("utf-16")[:-1], "is not UTF-16 text: save the file as UTF-8"),
        (GOOD.encode() + b"\0", "the file holds bytes that are not text: save it as a .py file in UTF-8"),
        (b"PK\3\4\0\0\xff\xff", "is not UTF-8 text"),
        (b"", "the file is empty: hand in the file that you worked in"),
        (b"  \n\t\n\r\n\f", "the file is empty: hand in the file that you worked in"),
        (b"\xef\xbb\xbf", "the file is empty: hand in the file that you worked in"),
        (b"x = 1\n" * (MAX_BYTES // 6 + 1), "0.3 MB of code: hand in the homework's own code"),
        (b"x = 1\n" * (50_000_000 // 6), "the file has 50.0 MB: leave out all that is not"),
    ],
    ids=lambda value: None if isinstance(value, bytes) else value[:40],
)
def test_a_file_that_is_no_source_gets_its_sentence(tmp_path, data, said):
    assert said in error_of(written(tmp_path / "perceptron.py", data))


@given(data=st.binary(max_size=200))
@example(data=b"\xff\xfe\x00\xd8")
@example(data=b"# coding: gb18030\n\x81\x30\x81\x30\xff")
def test_any_bytes_are_text_or_get_a_sentence(data):
    try:
        text = decoded(data)
    except SubmissionError:
        return
    text.encode()
    assert "\r" not in text and "\0" not in text


CODECS = ["utf-8", "latin-1", "gbk", "gb18030", "big5", "shift_jis", "euc-kr", "koi8-r", "rot13", "zlib", "a.b", "_"]


@given(codec=st.sampled_from(CODECS) | st.from_regex(r"[-\w.]{1,60}", fullmatch=True), data=st.binary(max_size=60))
def test_any_coding_line_is_read_or_gets_a_sentence(codec, data):
    try:
        text = decoded(b"# coding: " + codec.encode() + b"\n" + data)
    except SubmissionError:
        return
    text.encode()


@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0\ufeff")))
def test_utf8_text_is_read_as_it_is(text):
    assert decoded(("x\n\n" + text).encode()) == "x\n\n" + text


# ---- what is no file


def in_a_process_of_its_own(code, *arguments):
    """Run with a limit of time: what is guarded against here is waiting for ever."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)


READ = """
import sys
from pathlib import Path
from grader.submission import Found, read
path = Path(sys.argv[1])
print(read(Found(path, path.name, "s001", "perceptron")).error)
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
    written(tmp_path / "s003" / "perceptron.py")

    errors = {f.student: read(f).error for f in find([tmp_path], None, KNOWN)}

    said = "this is a folder: hand in the file itself"
    assert errors == {"s001": said, "s002": said, "s003": None}


def test_a_file_that_is_gone_and_one_that_loops_get_their_sentences(tmp_path):
    (tmp_path / "loop.py").symlink_to(tmp_path / "loop.py")

    assert error_of(tmp_path / "gone.py") == "there is no such file: hand it in again"
    assert error_of(tmp_path / "loop.py").startswith("the file cannot be opened (")


def test_what_may_not_be_read_gets_its_sentence_and_the_others_are_found(tmp_path):
    written(tmp_path / "s001" / "perceptron.py").chmod(0)
    written(tmp_path / "s002" / "perceptron.py").parent.chmod(0)
    written(tmp_path / "s003" / "perceptron.py")
    written(tmp_path / "s004__perceptron.py").chmod(0)
    code = """
import os
from pathlib import Path
from grader import submission
if os.getuid() == 0:
    os.setuid(65534)
for found in submission.find([Path(".")], "perceptron", ["perceptron"]):
    print(found.student, submission.read(found).error)
"""
    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(0o755)

    try:
        made = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=20, check=True
        ).stdout
    finally:
        (tmp_path / "s002").chmod(0o755)

    assert made.splitlines() == [
        "s001 the file cannot be opened (Permission denied): hand it in again",
        "s002 the folder cannot be opened (Permission denied)",
        "s003 None",
        "s004 the file cannot be opened (Permission denied): hand it in again",
    ]


# ---- links


def test_links_to_other_peoples_places_are_not_followed(tmp_path):
    outside = written(tmp_path / "outside" / "perceptron.py")
    root = tmp_path / "class"
    written(root / "s001" / "perceptron.py")
    written(root / "s002" / "work" / "mine.py")
    (root / "s002" / "perceptron.py").symlink_to("work/mine.py")  # in the student's own folder: fine
    targets = {"s003": outside, "s004": "../s001/perceptron.py", "s005": "nowhere.py", "s006": "/etc/passwd"}
    for student, target in targets.items():
        (root / student).mkdir()
        (root / student / "perceptron.py").symlink_to(target)
    (root / "s007").symlink_to("s001")
    (root / "s008").symlink_to(outside.parent)
    (root / "s009__perceptron.py").symlink_to("s001/perceptron.py")
    (root / "s010__perceptron.py").symlink_to("nowhere.py")
    (root / "s011__perceptron.py").symlink_to("s010__perceptron.py")

    errors = {f.student: read(f).error for f in find([root], "perceptron", KNOWN)}

    led_away = "this is a link to a file outside the student's own folder: hand in the file itself"
    assert errors.pop("s001") is None
    assert errors.pop("s002") is None
    assert errors.pop("s005") == "this is a link to a file that is not there: hand in the file itself"
    assert errors == dict.fromkeys(["s003", "s004", "s006", "s007", "s008", "s009", "s010", "s011"], led_away)


def test_a_class_below_a_link_is_no_link_out_of_it(tmp_path):
    written(tmp_path / "real" / "s001" / "perceptron.py")
    (tmp_path / "link").symlink_to("real")
    assert [f.error for f in find([tmp_path / "link"], None, KNOWN)] == [None]


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
    path = written(tmp_path / "perceptron.ipynb", text)
    assert error_of(path) == f"the notebook is broken, {said}: open it in Jupyter, save it, and hand it in again"


@pytest.mark.parametrize("text", [as_notebook(), as_notebook("", "  \n"), '{"cells": []}', '{"cells": [{}]}'])
def test_a_notebook_without_code_is_empty(tmp_path, text):
    assert error_of(written(tmp_path / "perceptron.ipynb", text)).startswith("the file is empty")


def test_a_notebook_is_read_whatever_its_age_and_form():
    other = {"cell_type": "markdown", "source": "# text"}
    new = {"cells": [other, {"cell_type": "code", "source": ["a = 1\n", "b = 2"]},
                     {"cell_type": "code", "source": "c = 3\r\nd = 4"}]}  # fmt: skip
    old = {"worksheets": [{"cells": [other, {"cell_type": "code", "input": ["a = 1\n", "b = 2"]}]},
                          {"cells": [{"cell_type": "code", "input": "c = 3\nd = 4"}]}]}  # fmt: skip
    for data in (json.dumps(new).encode(), json.dumps(old).encode(), json.dumps(new).encode("utf-8-sig")):
        assert notebook.code_cells(data) == ["a = 1\nb = 2", "c = 3\nd = 4"]


def test_half_a_letter_in_a_notebook_becomes_a_mark_and_whole_ones_stay():
    text = as_notebook("x = 'HALF'", "y = '😀 ä'").replace("HALF", "\\ud800")
    assert notebook.code_cells(text.encode()) == ["x = '\ufffd'", "y = '😀 ä'"]


def test_outputs_may_be_large_but_not_without_limit(tmp_path):
    cell = {"cell_type": "code", "source": GOOD, "outputs": [{"data": {"image/png": "A" * 5_000_000}}]}
    path = written(tmp_path / "perceptron.ipynb", json.dumps({"cells": [cell]}))
    assert read(Found(path, "p", "s", "perceptron")).cells == (GOOD,)

    cell["outputs"] *= 8
    path = written(tmp_path / "perceptron.ipynb", json.dumps({"cells": [cell]}))
    assert path.stat().st_size > MAX_NOTEBOOK
    assert error_of(path) == "the file has 40.0 MB: clear its outputs, save it, and hand it in again"


def test_the_code_of_a_notebook_is_limited_as_a_files(tmp_path):
    path = written(tmp_path / "perceptron.ipynb", as_notebook(*["x = 1\n" * 10_000] * 5))
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
    assert without_magics(cell) == (cell if python is None else python)


PIECES = [*"%!?'\"\\\n()# x=\f\u2028", "'''", '"""', "%%", "bash", "f(1)"]


@given(cell=st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(max_size=80))
def test_no_magic_moves_a_line(cell):
    assert without_magics(cell).count("\n") == cell.count("\n")


PYTHON = st.recursive(
    st.sampled_from(["x", "5", "'%a'", '"""\n%a\n!b\n"""', "'''it's\n?x'''", "f'{x}'", "r'\\d'", "# %c\nx"]),
    lambda inner: st.builds("({}\n% {})".format, inner, inner) | st.builds("[{},\n{}]".format, inner, inner)
    | st.builds("({} \\\n% {})".format, inner, inner),
    max_leaves=8,
)  # fmt: skip


@given(values=st.lists(PYTHON.map(lambda v: f"({v})"), min_size=1, max_size=4))
def test_what_is_python_stays_as_it_is(values):
    cell = "\n".join(f"y = {value}" for value in values)
    answers.parse(cell)
    assert without_magics(cell) == cell
    assert without_magics(f"{cell}\n%time f()\n{cell}") == f"{cell}\npass  # %time f()\n{cell}"


def test_a_long_cell_takes_no_longer_than_its_length():
    import time

    cell = "x = ((((((((((\n" * (MAX_BYTES // 16) + "%time"
    started = time.perf_counter()
    without_magics(cell)
    assert time.perf_counter() - started < 5


# ---- folders of submissions


def placed(root, assignment=None, known=KNOWN):
    return [(f.student, f.assignment, f.shown, f.error) for f in find([root], assignment, known)]


def test_both_layouts_are_found_in_order_and_everything_else_is_left(tmp_path):
    for place in ("s002/perceptron.py", "s001/softmax.ipynb", "s001/perceptron.py", "a__b__perceptron.py"):
        written(tmp_path / place)
    for place in (
        ".hidden/perceptron.py", "s001/.perceptron.py", "s001/deep/perceptron.py", "readme.txt", "s001/data.csv",
        "s001/__pycache__/perceptron.py", "helper.py", "s001/unlike.py", "__MACOSX/._perceptron.py",
    ):  # fmt: skip
        written(tmp_path / place)

    assert placed(tmp_path) == [
        ("a__b", "perceptron", "a__b__perceptron.py", None),
        ("s001", "perceptron", "s001/perceptron.py", None),
        ("s001", "softmax", "s001/softmax.ipynb", None),
        ("s002", "perceptron", "s002/perceptron.py", None),
    ]
    assert [student for student, *_ in placed(tmp_path, "softmax")] == ["s001"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("s001/perceptron.py", "s001/perceptron.ipynb"),
        ("s001/perceptron.py", "s001__perceptron.py"),
        ("S001/perceptron.py", "s001/perceptron.py"),
        ("zoe\u0308/perceptron.py", "Zoë/perceptron.py"),
        ("s001__perceptron.ipynb", "s001__perceptron.py"),
    ],
)
def test_two_files_of_one_student_are_both_named_and_the_others_are_found(tmp_path, one, other):
    written(tmp_path / one)
    written(tmp_path / other)
    written(tmp_path / "s002" / "perceptron.py")
    written(tmp_path / "s001" / "softmax.py")

    found = placed(tmp_path)

    errors = [error for _, name, _, error in found if error]
    assert len(errors) == 1
    assert errors[0].startswith("2 files of one student: ")
    assert one in errors[0] and other in errors[0]
    assert {(s, n) for s, n, _, error in found if not error} == {("s002", "perceptron"), ("s001", "softmax")}


def test_the_same_file_twice_is_one(tmp_path, monkeypatch):
    path = written(tmp_path / "s001__perceptron.py")
    monkeypatch.chdir(tmp_path)
    assert [f.error for f in find([path, tmp_path, path.relative_to(tmp_path)], None, KNOWN)] == [None]


def test_a_link_to_a_students_file_does_not_take_the_students_place(tmp_path):
    written(tmp_path / "s002" / "perceptron.py")
    (tmp_path / "s001").mkdir()
    (tmp_path / "s001" / "perceptron.py").symlink_to("../s002/perceptron.py")
    errors = {student: error for student, _, _, error in placed(tmp_path)}
    assert errors["s002"] is None
    assert errors["s001"].startswith("this is a link")


@pytest.mark.parametrize("student", ["two words", "Müller, Zoë", "a\nb", "=1+1", "张三", "'\"", "-rf", "s.001", "{}%s"])
def test_any_name_of_a_folder_is_a_student(tmp_path, student):
    written(tmp_path / student / "perceptron.py")
    written(tmp_path / f"{student}x__perceptron.py")
    assert {(s, error) for s, _, _, error in placed(tmp_path)} == {(student, None), (student + "x", None)}


def test_a_name_that_is_no_text_is_told_in_text(tmp_path):
    path = os.fsencode(tmp_path) + b"/s\xff"
    os.mkdir(path)
    with open(path + b"/perceptron.py", "w") as file:
        file.write(GOOD)

    (found,) = find([tmp_path], None, KNOWN)

    assert (found.student, found.shown) == ("s\\xff", "s\\xff/perceptron.py")
    assert read(found).error is None


@pytest.mark.parametrize("name", ["Perceptron.py", "perceptron (1).py", "percptron.ipynb", "perceptron_v2.py"])
def test_a_slip_in_a_files_name_is_told_and_not_passed_over(tmp_path, name):
    written(tmp_path / "s001" / name)
    written(tmp_path / f"s002__{name}")
    written(tmp_path / "s003" / "perceptron.py")
    written(tmp_path / "s003" / name)  # beside the right one it is a copy

    found = placed(tmp_path)

    said = f"there is no assignment '{os.path.splitext(name)[0]}': rename the file if it is meant for perceptron"
    assert [(student, error) for student, _, _, error in found] == [("s001", said), ("s002", said), ("s003", None)]


def test_another_assignment_of_the_course_is_no_slip(tmp_path):
    written(tmp_path / "s001" / "softmax2.py")
    written(tmp_path / "s002" / "softmax.py")
    assert [s for s, *_ in placed(tmp_path, "softmax", ["softmax", "softmax2"])] == ["s002"]


def test_a_folder_with_no_submission_says_what_was_expected(tmp_path):
    written(tmp_path / "notes.txt")
    said = "holds no submission of perceptron or softmax: expected <student>/<name>.py, <student>/<name>.ipynb or "
    with pytest.raises(UsageError, match=said):
        find([tmp_path], None, KNOWN)


@pytest.mark.parametrize(
    ("name", "assignment", "said"),
    [
        ("gone.py", None, "gone.py is not there"),
        ("perceptron.py", "backprop", "there is no assignment 'backprop'; there are: perceptron, softmax"),
        (".", "backprop", "there is no assignment 'backprop'; there are: perceptron, softmax"),
        ("mine.py", None, "there is no assignment 'mine' (there are: perceptron, softmax); choose one with -a"),
        ("dangling.py", None, "dangling.py is not there"),
        ("loop.py", None, "loop.py cannot be opened ("),
        ("perceptron.docx", None, "perceptron.docx is neither a .py nor an .ipynb file"),
        ("file.txt/below", None, "cannot be opened (Not a directory)"),
    ],
)
def test_a_wrong_command_gets_one_sentence(tmp_path, name, assignment, said):
    for there in ("perceptron.py", "mine.py", "perceptron.docx", "file.txt"):
        written(tmp_path / there)
    (tmp_path / "dangling.py").symlink_to("nowhere")
    (tmp_path / "loop.py").symlink_to("loop.py")
    with pytest.raises(UsageError) as caught:
        find([tmp_path / name], assignment, KNOWN)
    assert said in str(caught.value)


def test_a_file_of_any_name_can_be_graded_as_what_it_is_said_to_be(tmp_path):
    paths = [written(tmp_path / "mine.py"), written(tmp_path / "s1__x.ipynb", as_notebook(GOOD))]
    found = find(paths, "perceptron", KNOWN)
    assert [(f.student, f.assignment, f.error) for f in found] == [("", "perceptron", None), ("s1", "perceptron", None)]


# ---- all the way


@pytest.fixture(scope="module")
def grading(tmp_path_factory):
    assignment = small_course.written(tmp_path_factory.mktemp("course"), CHECKS)
    with sandbox.start() as box:
        yield Grading(assignment, assignment.key(variant.PUBLIC_SEED), box, variant.PUBLIC_SEED)


def graded(path, grading, data):
    return grade(read(Found(written(path, data), path.name, "s001", "tiny")), grading)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("def double(x) return x\n", "line 1 is not Python (expected ':'). Mend it, run the file once yourself, and"),
        ("hello world\n", "line 1 is not Python"),
        ("x = 1\n%matplotlib inline\n", "line 2 is not Python"),
        ("(" * 5000, "is not Python"),
    ],
)
def test_what_is_no_python_gets_its_line(tmp_path, grading, data, said):
    result = graded(tmp_path / "tiny.py", grading, data)
    assert said in result.error
    assert result.points is None


def test_a_cell_that_is_no_python_costs_that_cell_only(tmp_path, grading):
    cells = ("%matplotlib inline\n!pip install x", "oh no (", "x = '\0'", "%%bash\nfi", GOOD + "%timeit double(1)")
    text = as_notebook(*cells)
    result = graded(tmp_path / "tiny.ipynb", grading, text)

    assert result.error is None
    assert [note.partition(" is not Python")[0] for note in result.notes] == ["cell 2, line 1", "cell 3, the file"]
    assert result.points == 1


def test_odd_ends_of_lines_do_not_shift_what_is_read(tmp_path, grading):
    text = "a = '''x\f\n'''\nb = 'y\u2028 1.2.3.4'; c = 12.50\n" + GOOD
    sheet = answers.parse(text)
    assert sheet.read("c").text == "12.50"
    assert graded(tmp_path / "tiny.py", grading, text).points == 1
