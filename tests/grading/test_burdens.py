"""Homework that would hold up the process which reads and judges it: whatever it says, it costs no more than others."""

import itertools
import json
import os
import tracemalloc
from fractions import Fraction
from pathlib import Path

import pytest
from effort import bounded
from homeworks import Homeworks
from small_course import as_notebook, error_of, put
from words import sentence_of, words

from grader import formatting, sandbox
from grader.gradebook import recorded_calls
from grader.gradebook.pending import Case
from grader.grading.pipeline import grade, grade_with_calls
from grader.model import CheckResult, Kind, Status, Verdict
from grader.review import queue
from grader.sandbox.limits import Limits
from grader.submissions.submission import SubmissionFile, read_submission

HOMEWORKS = {name: Homeworks(name) for name in ("bp_update", "softmax")}
MOST = 20_000_000  # calls: each took a minute or far more before there was a bound to it
ANSWERS = HOMEWORKS["bp_update"].assignment.skeleton.answers
LONG = "long = [" + "1, " * 4900 + "]\n"  # as much as one answer may have
EACH = "".join(f"{name} = long\n" for name in ANSWERS)


def permuted(word, most):
    return ["".join(letters) for letters in itertools.islice(itertools.permutations(word), most)]


BY_HAND = {
    "numbers that no float can hold": "".join(f"{name} = 0x{'f' * 280}\n" for name in ANSWERS),
    "numbers at the end of the floats": "".join(f"{name} = -9e299\n" for name in ANSWERS),
    "numbers next to nothing": "".join(f"{name} = 1e-300\n" for name in ANSWERS),
    "a name that was set forty thousand times": "a=1\n" * 40_000 + "long = [" + "a," * 2400 + "]\n" + EACH,
    "a function under forty thousand names": "F = Fraction\n"
    + "F=F\n" * 40_000
    + "long = ["
    + "F(1)," * 2000
    + "]\n"
    + EACH,
    "a number that takes long to read": f"text = 'len(array([1], {'+'.join('0' * 40_000)}))'\nlong = ["
    + "int(text), " * 1600
    + "]\n"
    + EACH,
    "long answers under other names": LONG + "".join(f"zz{i} = long\n" for i in range(15_000)),
    "long answers under one name in many spellings": LONG + "".join(f"r{'_' * i}elu_net1 = long\n" for i in range(600)),
    "names much like one that is asked for": "".join(f"{name} = 1\n" for name in permuted("hidden_errorz", 13_000)),
    "functions much like one that is asked for": "".join(
        f"def {name}(): 0\n" for name in permuted("backward_passz", 10_000)
    ),
    "lists as deep as Python reads them": "".join(f"{name} = {'[' * 90}1{']' * 90}\n" for name in ANSWERS),
}
IN_CODE = {
    "millions of truth values": "np.zeros(15 << 20, bool)",
    "millions of numbers in short rows": "np.zeros((16,) * 5)",
    "short lists in short lists": "[[0] * 15] * 3000",
    "texts in an array": "np.full(1000, 'x' * 1000)",
    "bytes as the longest floats": "np.frombuffer(bytes(range(256)) * 4, np.longdouble)",
}


@pytest.fixture(scope="module", params=HOMEWORKS)
def homework(request):
    for grading in HOMEWORKS[request.param].grading():
        yield request.param, grading


def graded(name, text, grading, tmp_path):
    path = put(tmp_path / f"{name}.py", text)
    result = bounded(lambda: grade(read_submission(SubmissionFile(path, path.name, "s001", name)), grading), MOST)
    assert result.error is None
    return result


@pytest.mark.parametrize("text", BY_HAND.values(), ids=BY_HAND)
def test_no_answer_takes_long_to_read(text, homework, tmp_path):
    name, grading = homework
    if name == "softmax":
        pytest.skip("its hand work is read as that of the other")
    assert graded(name, text, grading, tmp_path).points < 3  # what follows from a number is right, whatever that is


@pytest.mark.parametrize("value", IN_CODE.values(), ids=IN_CODE)
def test_no_value_takes_long_to_judge(value, homework, tmp_path):
    name, grading = homework
    functions = HOMEWORKS[name].asked
    source = "import numpy as np\n" + "".join(f"def {f}(*a, **k): return {value}\n" for f in functions)
    for check in graded(name, source, grading, tmp_path).checks:
        if check.kind is Kind.CODE:
            told = (words(check.verdict).message, words(check.verdict).got, words(check.verdict).call)
            assert not check.points or "leaves" in check.name
            assert all(len(text) < 500 for text in told)


def test_answers_that_are_kept_until_the_end_do_not_fill_the_memory():
    limits = Limits(answer=1 << 20, answers=4 << 20, small=1 << 10)
    with sandbox.start(limits=limits) as box, box.open(["f.py"], ["def f(n): return bytes(n)"]) as session:
        sizes = [1 << 19] * 10
        values = [session.call("f", (n,), {}).value for n in sizes]
        assert [len(value) for value in values if value is not None] == sizes[:7], "what is around them counts too"
        assert session.call("f", (1 << 9,), {}).value == bytes(1 << 9)


def test_what_is_kept_of_a_homework_does_not_fill_the_gradebook(homework, tmp_path):
    name, grading = homework
    functions = HOMEWORKS[name].asked
    noise = "import numpy as np\n" + "".join(f"def {f}(*a, **k): return np.random.bytes(250_000)\n" for f in functions)
    path = put(tmp_path / f"{name}.py", noise)
    marked = grade_with_calls(read_submission(SubmissionFile(path, path.name, "s001", name)), grading)
    assert {calls and len(calls) for calls in marked.calls.checks.values()} <= {1, None}
    assert any(marked.calls.checks.values()), "there was something to keep"
    assert len(recorded_calls.pack_calls(marked.calls)) < recorded_calls.MAX_ALL + 10_000


def test_a_value_of_millions_of_parts_is_told_in_few_of_them():
    value = [[["text"] * 10] * 10] * 10
    for _ in range(12):
        value = [value] * 10
    assert formatting.value_text(value).endswith("…") and len(formatting.value_text(value)) == 100


def test_a_statement_that_sets_thousands_of_names_is_shown_once():
    check = CheckResult("o1", "o1", Kind.ANSWER, "", False, Verdict(Status.PENDING), Fraction(1))
    source = "".join(f"name_{i} = \\\n" for i in range(4_000)) + "o1 = 1\n"
    tracemalloc.start()
    shown = queue.written_lines([source], Case("s001", "bp_update", check, "digest"))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert shown.startswith("name_0 = ") and shown.endswith("...")
    assert most < 20 << 20


# ---- notebooks


@pytest.mark.parametrize(
    ("notebook", "said"),
    [
        (as_notebook("\n" * 3_000_000 + "x = 1"), "3.0 MB of code: hand in the homework's own code, at most 0.26 MB"),
        (as_notebook("%x\n" + "a = (1)\n" * 3_000_000), "24.0 MB of code"),
        (json.dumps({"cells": [{"cell_type": "code", "source": ""}] * 300_000}), "300,000 code cells"),
        (
            '{"cells": [{"cell_type": "code", "source": "x = 1", "outputs": [' + '{"a":1},' * 1_100_000 + "1]}]}",
            "too many parts: clear its outputs",
        ),
    ],
    ids=["lines", "magics", "cells", "parts"],
)
def test_a_notebook_beyond_all_bounds_is_told_at_once(tmp_path, notebook, said):
    path = put(tmp_path / "perceptron.ipynb", notebook)
    assert said in bounded(lambda: error_of(path), MOST)


def test_blank_lines_before_a_magic_take_no_longer_than_their_number(tmp_path):
    path = put(tmp_path / "perceptron.ipynb", as_notebook("\n" * 200_000 + "%time\nx = 1"))
    read = bounded(lambda: read_submission(SubmissionFile(path, "p", "s", "perceptron")), MOST)
    assert read.cells[0].endswith("\npass  # %time\nx = 1")


@pytest.mark.parametrize("cell", ["1 / 0", "not python", "input()"])
def test_thousands_of_cells_that_stop_are_told_in_a_few_notes(homework, tmp_path, cell):
    name, grading = homework
    path = put(tmp_path / f"{name}.ipynb", as_notebook(*[cell] * 3000, "x = 1"))
    result = grade(read_submission(SubmissionFile(path, path.name, "s001", name)), grading)
    notes = [sentence_of(note) for note in result.notes]
    assert len(notes) <= 22 and "cell 1" in notes[0]
    assert [note for note in notes if note.endswith("more notes like these are left out.")]


def test_a_cell_of_another_language_may_be_longer_than_any_code(tmp_path):
    path = put(tmp_path / "perceptron.ipynb", as_notebook("%%html\n" + "<p>" * 100_000, "x = 1"))
    assert read_submission(SubmissionFile(path, "p", "s", "perceptron")).cells == ("\n", "x = 1")


# ---- files


def test_a_pipe_that_takes_a_files_place_is_not_waited_for(tmp_path, monkeypatch):
    path, looked = put(tmp_path / "perceptron.py"), Path.stat

    def stat(self, **more):
        status = looked(self, **more)
        if self == path and looked(path).st_size:
            path.unlink()
            os.mkfifo(path)
        return status

    monkeypatch.setattr(Path, "stat", stat)
    assert "this is no ordinary file" in error_of(path)
