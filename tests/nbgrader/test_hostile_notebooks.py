"""What students do to notebooks, on purpose and not: cheats earn nothing, honest work loses nothing, nobody else waits.

All are marked in one run of nbgrader's own autograde: whatever one of them does, the others have to come out right.
"""

import json
from copy import deepcopy

import nbgrader_course as small
import pytest

pytest.importorskip("nbgrader")
pytestmark = pytest.mark.filterwarnings("ignore")  # nbgrader's own, of SQLAlchemy and traitlets

EVERYTHING = dict.fromkeys(small.CODE, 0) | {name: float(points) for name, points in small.CODE.items()}
NOTHING = dict.fromkeys(small.CODE, 0.0)
_PATCH = "import numpy.testing\nnumpy.testing.assert_allclose = lambda *a, **k: None"
_EQUAL = "class Same:\n    def __eq__(self, other):\n        return True\n    __hash__ = None"
_SAME = {name: f"{_EQUAL}\ndef {name}(x):\n    return Same()" for name in small.RIGHT}
_GONE = "get_ipython().input_transformers_cleanup.append(lambda lines: [])"
_TREE = """import ast
class Drop(ast.NodeTransformer):
    def visit_Assert(self, node):
        return None
    def visit_Expr(self, node):
        return None
get_ipython().ast_transformers.append(Drop())"""
_HISTORY = "def {name}(x):\n    source = In[-1]\n    return eval(source)"
_READS = """import json
def {name}(x):
    nb = json.load(open("../../../source/little/little.ipynb"))
    space = {{}}
    for cell in nb["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), space)
    return space["{name}"](x)"""
_UPDATES = """import glob, sqlite3
for path in ["../../../gradebook.db", "{db}"]:
    try:
        db = sqlite3.connect(path)
        db.execute("update grade set manual_score = 10, auto_score = 10")
        db.commit()
    except Exception:
        pass"""
_ESCAPES = """import subprocess
try:
    subprocess.Popen(['sleep', '90'], start_new_session=True)
except Exception:
    pass"""
_HOG = "def total(x):\n    return [bytearray(1 << 30) for _ in x * 99]"


def _all(template):
    return {name: template.format(name=name) for name in small.RIGHT}


def _in_front(code, functions):
    first, *others = functions
    return {first: f"{code}\n\n{functions[first]}"} | {name: functions[name] for name in others}


CHEATS = {
    "patches_numpy": _in_front(_PATCH, small.WRONG),
    "equals_everything": _SAME,
    "empties_later_cells": _in_front(_GONE, small.WRONG),
    "drops_asserts": _in_front(_TREE, small.WRONG),
    "reads_the_tests": _all(_HISTORY),
    "reads_the_source": _all(_READS),
    "updates_the_gradebook": _in_front(_UPDATES, small.WRONG),
    "prints_points": {name: f"{code}\nprint(30.0)\n30.0" for name, code in small.WRONG.items()},
    "raises_nothing": {name: f"def {name}(x):\n    raise SystemExit(0)" for name in small.RIGHT},
}
SLOW = "def {name}(x):\n    while True:\n        {loop}"
DEAF = "try:\n            while True:\n                pass\n        except BaseException:\n            pass"
HONEST = {  # all right but for the functions named; those cost what they are worth
    "prints_to_stderr": ((), lambda c: _in_front("import sys\nprint('working', file=sys.stderr)", c)),
    "warns": ((), lambda c: _in_front("import warnings\nwarnings.warn('careful')\nnp.exp(np.array([1e4]))", c)),
    "logs": ((), lambda c: _in_front("import logging\nlogging.warning('here')", c)),
    "ends_on_top": ((), lambda c: _in_front("import sys\ntry:\n    sys.exit()\nexcept SystemExit:\n    pass", c)),
    "asks": ((), lambda c: c | {"total": c["total"] + "\nname = input('who are you?')"}),
    "syntax_error": (("total",), lambda c: c | {"total": "def total(x:\n    return"}),
    "kills_the_process": (("softmax",), lambda c: c | {"softmax": "import os\ndef softmax(x):\n    os._exit(0)"}),
    "loops": (("softmax",), lambda c: c | {"softmax": SLOW.format(name="softmax", loop="pass")}),
    "loops_deaf": (("softmax",), lambda c: c | {"softmax": SLOW.format(name="softmax", loop=DEAF)}),
    "prints_megabytes": ((), lambda c: _in_front("print('x' * 100_000_000)\nprint('y\\n' * 1_000_000)", c)),
    "prints_in_calls": ((), lambda c: c | {"total": "def total(x):\n    print('z' * 1000000)\n    return sum(x)"}),
    "allocates": (("total",), lambda c: c | {"total": _HOG}),
    "leaves_a_process": ((), lambda c: _in_front(_ESCAPES, c)),
    "shows_html": ((), lambda c: _in_front("from IPython.display import HTML\nHTML('<script>alert(1)</script>')", c)),
    "writes_html": ((), lambda c: c | {"why": 'why = "<script>alert(2)</script> twice"'}),
}


def _cell(nb, grade_id):
    return next(c for c in nb["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)


def _duplicated(nb):
    place = nb["cells"].index(_cell(nb, "double"))
    nb["cells"].insert(place, deepcopy(_cell(nb, "double")) | {"id": "copy"})


def _old_schema(nb):
    _cell(nb, "double")["metadata"]["nbgrader"]["schema_version"] = 2


def _newer_schema(nb):
    _cell(nb, "double")["metadata"]["nbgrader"]["schema_version"] = 99


def _empty_marks(nb):
    nb["cells"][-1]["metadata"]["nbgrader"] = {}
    nb["cells"].append(
        {
            "cell_type": "code",
            "id": "e",
            "metadata": {"nbgrader": {}},
            "source": "1",
            "outputs": [],
            "execution_count": None,
        }
    )


def _tests_deleted(nb):
    nb["cells"] = [c for c in nb["cells"] if not c["id"].startswith("check-")]


def _tests_edited(nb):
    for name in small.CODE:
        _cell(nb, name)["source"] = "1000.0"


def _more_points(nb):
    for name in small.CODE:
        _cell(nb, name)["metadata"]["nbgrader"]["points"] = 1000


def _tests_as_text(nb):
    for name in small.CODE:
        cell = _cell(nb, name)
        cell["cell_type"] = "markdown"
        cell.pop("outputs")
        cell.pop("execution_count")


def _tests_as_answers(nb):
    for name in small.CODE:
        _cell(nb, name)["metadata"]["nbgrader"]["solution"] = True


def _unknown_id(nb):
    _cell(nb, "double")["metadata"]["nbgrader"]["grade_id"] = "another"


def _without_marks(nb):
    for cell in nb["cells"]:
        cell["metadata"] = {}


def _marks_of_another_kind(nb):
    _cell(nb, "total")["metadata"]["nbgrader"] = {"grade_id": 5}
    _cell(nb, "double")["metadata"]["nbgrader"] = ["what", "is", "this"]


def _turned_round(nb):
    nb["cells"].reverse()
    nb["cells"].insert(0, nb["cells"].pop(next(i for i, c in enumerate(nb["cells"]) if c["id"] == "imports-2")))


def _forged_outputs(nb):
    for name in small.CODE:
        point = {"output_type": "execute_result", "metadata": {}, "data": {"text/plain": "30.0"}, "execution_count": 1}
        _cell(nb, name)["outputs"] = [point]


def _own_answers_hidden(nb):
    for name in small.RIGHT:
        _cell(nb, name)["metadata"]["grader"] = "restored"


MENDED = [
    _duplicated,
    _old_schema,
    _newer_schema,
    _empty_marks,
    _tests_deleted,
    _tests_edited,
    _more_points,
    _tests_as_text,
    _tests_as_answers,
    _unknown_id,
    _without_marks,
    _marks_of_another_kind,
    _turned_round,
    _forged_outputs,
    _own_answers_hidden,
]


# Whose pages are looked at: those that print, show or write what might live in one, and those with odd cells.
PAGES = ["shows_html", "writes_html", "prints_to_stderr", "prints_megabytes", "reads_the_source", "equals_everything"]
PAGES += ["forged_outputs", "tests_as_text", "without_marks", "marks_of_another_kind", "wrong_duplicated"]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The course after one run over everybody, with what nbgrader said."""
    theirs = small.released(small.course(tmp_path_factory.mktemp("ours")), tmp_path_factory.mktemp("nb") / "course")
    for student, codes in CHEATS.items():
        placed = {name: code.replace("{db}", str(theirs / "gradebook.db")) for name, code in codes.items()}
        small.hand_in(theirs, student, small.homework(theirs, student, placed))
    for student, (_, change) in HONEST.items():
        codes = change({**small.RIGHT, **small.answers(student)})
        small.hand_in(theirs, student, small.homework(theirs, student, codes))
    for change in MENDED:
        student = change.__name__.strip("_")
        for who, functions in ((student, small.RIGHT), (f"wrong_{student}", small.WRONG)):
            nb = small.homework(theirs, who, {**functions, **small.answers(who)})
            change(nb)
            small.hand_in(theirs, who, nb)
    small.hand_in(theirs, "a_broken", '{"cells": [')
    small.hand_in(theirs, "m_renamed", small.homework(theirs, "m_renamed", small.RIGHT), file="little (1).ipynb")
    small.hand_in(theirs, "a_empty", small.homework(theirs, "a_empty") | {"cells": []})
    done = small.api(theirs).autograde("little", "*")
    for student in PAGES:
        small.api(theirs).generate_feedback("little", student)
    return theirs, done["log"]


def code(run, student):
    got = small.standing(run[0], student)
    return {name: got[name][0] for name in small.CODE}


@pytest.mark.parametrize("student", CHEATS)
def test_a_cheat_earns_nothing(run, student):
    assert code(run, student) == NOTHING


def test_the_gradebook_is_as_it_was(run):
    with small.gradebook(run[0]) as book:
        for student in ("updates_the_gradebook", "prints_to_stderr"):
            grades = book.find_submission_notebook("little", "little", student).grades
            assert [grade.manual_score for grade in grades] == [None] * len(grades)


@pytest.mark.parametrize("student", HONEST)
def test_honest_work_loses_nothing_but_what_is_wrong(run, student):
    lost = {f"check-{name}": 0.0 for name in HONEST[student][0]}
    assert code(run, student) == EVERYTHING | lost
    assert small.standing(run[0], student)["check-half"] == (20, False)
    assert small.standing(run[0], student)["why"] == (None, True)


@pytest.mark.parametrize("change", MENDED)
def test_what_is_done_to_cells_changes_no_points(run, change):
    student = change.__name__.strip("_")
    got = small.standing(run[0], student)
    assert code(run, student) == EVERYTHING
    assert (got["check-half"], got["why"]) == ((20, False), (None, True))
    assert code(run, f"wrong_{student}") == NOTHING


def test_of_those_that_cannot_be_read_others_do_not_suffer(run):
    theirs, said = run
    assert small.standing(theirs, "a_broken")["check-double"] == (None, True)
    assert "little (1).ipynb" in said
    assert small.standing(theirs, "a_empty")["check-double"][0] in (None, 0)


def test_what_is_kept_stays_small_and_holds_no_live_html(run):
    theirs, _ = run
    for path in theirs.glob("autograded/*/little/little.ipynb"):
        assert path.stat().st_size < 200_000, path
    pages = list(theirs.glob("feedback/*/little/*.html"))
    assert {page.parts[-3] for page in pages} == set(PAGES)
    for path in pages:
        assert "<script>alert" not in path.read_text(), path


def test_no_process_is_left(run):
    import subprocess

    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert "sleep 90" not in listed


def test_all_of_it_is_json(run):
    for path in run[0].glob("autograded/*/little/little.ipynb"):
        json.loads(path.read_text())
