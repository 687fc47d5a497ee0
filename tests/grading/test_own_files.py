"""Homework that needs more than its own file: what can be had is, what cannot is told once, and the rest is graded."""

import unicodedata
import zipfile

import pytest
from effort import bounded
from small_course import GOOD, PLAIN, as_notebook, put, written
from words import sentence_of, words

from grader import sandbox
from grader.grading.pipeline import Grading, grade
from grader.model import Status
from grader.submissions import folders, own_modules
from grader.submissions.downloads import download
from grader.submissions.roster import Roster
from grader.submissions.submission import SubmissionFile, read_submission

HALF = (
    PLAIN
    + '''
@check(points=1, public=True)
def halves(hw, rng):
    """half"""
    return hw.half(3)
'''
)
BOTH = "def double(x):\n    return 2 * x\n\n\ndef half(x):\n    return x / 2\n"


@pytest.fixture(scope="module")
def box():
    with sandbox.start(namespaces=False) as running:
        yield running


@pytest.fixture
def grading(tmp_path, box):
    return Grading(written(tmp_path / "course", HALF, BOTH, BOTH), box, "public")


@pytest.fixture
def graded(tmp_path, grading):
    """The result of a homework, by its text."""

    def graded(text):
        path = put(tmp_path / "tiny.py", text)
        return grade(read_submission(SubmissionFile(str(path), "tiny.py", "s001", "tiny")), grading)

    return graded


def _passed(result):
    return [check.verdict.status is Status.PASSED for check in result.checks]


def _notes(result):
    return [sentence_of(note) for note in result.notes]


def test_imports_that_nothing_needs_are_one_remark(graded):
    imports = "from .layers import *\nfrom cs231n.fast_layers import conv\nimport numpy.no_such_part\n"
    result = graded(imports + BOTH)
    assert _passed(result) == [True, True]
    (said,) = _notes(result)
    assert said.startswith("Lines 1 and 3 cannot be run while grading (layers was not handed in; No module named")
    assert said.endswith("and were passed over; all else is graded.")


def test_of_several_statements_in_a_line_the_first_is_told(graded):
    (said,) = _notes(graded("import seaborn as sns\nsns.set_theme(); sns.despine()\n" + BOTH))
    assert said.startswith("Line 2 cannot") and "set_theme" in said and "despine" not in said


def test_a_function_that_needs_what_is_not_there_says_so_and_the_others_are_graded(graded):
    result = graded("from .utils import sign\n" + GOOD + "def half(x):\n    return sign(x) * x / 2\n")
    assert _passed(result) == [True, False]
    assert "utils was not handed in, so utils.sign cannot be used here" in words(result.checks[1].verdict).message
    (said,) = _notes(result)
    assert said.startswith("Line 1 cannot be run while grading (ModuleNotFoundError: utils was not handed in) and was")


def test_the_command_line_is_missed_as_the_keyboard_is(graded):
    result = graded("import sys\nDEBUG = sys.argv[1]\nname = input()\n" + BOTH)
    assert _passed(result) == [True, True] and len(result.notes) == 2


def test_a_file_that_is_handed_in_with_it_is_not_there_and_told(tmp_path, grading):
    put(tmp_path / "class" / "s001" / "tiny.py", "import numpy as np\nx = np.load('data.npy')\n" + BOTH)
    put(tmp_path / "class" / "s001" / "data.npy", b"\x93NUMPY")
    (result,) = _graded_below(tmp_path / "class", grading).values()
    assert _passed(result) == [True, True]
    (said,) = _notes(result)
    assert said.startswith("Line 2 asks for a file ([Errno ") and "not those handed in with it" in said


# ---- files beside it


def _graded_below(root, grading, *names):
    """The results of what is found below a folder, or in a download, by the student."""
    found = download.find_files([root], "tiny", ["tiny", *names], roster=Roster, say=lambda _: None)
    return {file.student: grade(read_submission(file), grading) for file in found}


HALF_OF = "def half(x): return x / 2\n"
LAYERS = "import numpy as np\nfrom .constants import TWO\n\n\ndef doubled(x):\n    return TWO * x\n"
RIGHT = {  # odd ways in which the parts of a homework find each other
    "beside": {
        "tiny.py": f"import utils\n{BOTH}".replace("2 * x", "utils.twice(x)"),
        "utils.py": "def twice(x): return 2 * x",
    },
    "star": {"tiny.py": "from .utils import *\ndef half(x): return x / 2\n", "utils.py": GOOD},
    "package": {
        "hw3/nn/tiny.py": "from .layers import doubled as double\nfrom nn.layers import TWO\n"
        "def half(x): return x / TWO\n",
        "hw3/nn/__init__.py": "",
        "hw3/nn/layers.py": LAYERS,
        "hw3/nn/constants.py": "TWO = 2",
    },
    "namespace": {
        "tiny.py": "import nn.layers as l, nn\ndouble = l.doubled\ndef half(x): return x / nn.layers.TWO\n",
        "nn/layers.py": LAYERS,
        "nn/constants.py": "TWO = 2",
    },
    "parent": {
        "a/nn/tiny.py": "from ..common.ops import double\nfrom common import ops\ndef half(x): return x / ops.two\n",
        "a/common/ops.py": f"two = 2\n{GOOD}",
    },
    "dots": {"hw.v1/ann.s/tiny.py": "from .utils import *\nfrom ..common import half", "hw.v1/ann.s/utils.py": GOOD}
    | {"hw.v1/common.py": BOTH},
    "circle": {
        "tiny.py": "from helper import *\ndef half(x): return x / 2\n",
        "helper.py": "import other\ndef double(x): return other.twice(x)\n",
        "other.py": "import helper\ndef twice(x): return x + x if helper.double else 0\n",
    },
    "itself": {
        "tiny.py": f"import helper\ndef two(): return 2\ndef double(x): return helper.twice(x)\n{HALF_OF}",
        "helper.py": "def twice(x):\n    from tiny import two\n    return two() * x\n",
    },
    "lazily": {
        "tiny.py": f"def double(x):\n    from helper import double as own\n    return own(x)\n{HALF_OF}",
        "helper.py": GOOD,
    },
    "notebook": {"hw/tiny.ipynb": as_notebook("%load_ext autoreload", "from utils import *"), "hw/utils.py": BOTH},
    "desk": {
        "tiny.py": "from utils import *\n",
        "utils.py": f"import matplotlib.pyplot as plt\nplt.figure()\nx = open('x.txt')\n{BOTH}",
    },
    "names of ours": {
        "tiny.py": "from worker import double\nfrom submission import double\nimport wire, standin\n"
        "def half(x): return x / wire.two * standin.one\n",
        "worker.py": GOOD,
        "wire.py": "two = 2",
        "standin.py": "from lockdown import one",
        "submission.py": GOOD,
        "lockdown.py": "from seccomp import one",
        "seccomp.py": "one = 1",
    },
    "written oddly": {
        "tiny.py": "from.utils import double\nfrom nn import (  # all of it :)\n    more)\nhalf = more.half\n",
        "utils.py": GOOD,
        "nn/more.py": BOTH,
    },
    "colab": {"tiny.py": "from utils import *\n", "utils.py": f"!pip install numpy\n{BOTH}"},
}


def _zipped(path, files):
    with zipfile.ZipFile(path, "w") as packed:
        for name, text in files.items():
            packed.writestr(name, text)
    return path


@pytest.mark.parametrize("way", ["folder", "zip", "zip in a folder", "moodle", "nbgrader"])
def test_a_homework_of_several_files_is_graded_as_one(tmp_path, grading, way):
    root = tmp_path / "class"
    for number, (student, files) in enumerate(RIGHT.items()):
        before = {"moodle": f"{student}_{number}_assignsubmission_file", "nbgrader": f"submitted/{student}/tiny"}
        for name, text in files.items() if way != "zip in a folder" else ():
            put(root / before.get(way, student) / name, text)
        if way == "zip in a folder":
            _zipped(put(root / student / "homework.zip"), files)
    if way in ("zip", "moodle"):
        files = {str(path.relative_to(root)): path.read_text() for path in root.rglob("*") if path.is_file()}
        root = _zipped(tmp_path / "class.zip", files)
    results = _graded_below(root, grading)
    assert len(results) == len(RIGHT)
    assert {student: _passed(result) for student, result in results.items()} == {key: [True, True] for key in results}


def test_in_a_zip_as_in_a_folder_the_file_above_counts_and_two_below_are_told(tmp_path, grading):
    files = {"s001/tiny.py": BOTH, "s001/old/tiny.py": "", "s002/a/tiny.py": BOTH, "s002/b/tiny.py": BOTH}
    found = download.find_files(
        [_zipped(tmp_path / "class.zip", files)], "tiny", ["tiny"], roster=Roster, say=lambda _: None
    )
    s001, s002 = (grade(read_submission(file), grading) for file in found)
    assert s001.path == "s001/tiny.py" and _passed(s001) == [True, True]
    assert "2 files of one student: s002/a/tiny.py and s002/b/tiny.py" in sentence_of(s002.error)


def test_what_a_system_adds_to_the_name_of_a_module_does_not_hide_it(tmp_path, grading):
    """As Canvas does where somebody hands in once more."""
    files = {"ann_12_345_tiny-1.py": "from utils import *\n", "ann_12_346_utils-2.py": BOTH}
    files |= {"ben_13_347_tiny.py": "from utils import *\n"}
    results = _graded_below(_zipped(tmp_path / "canvas.zip", files), grading)
    assert {who: _passed(result) for who, result in results.items()} == {"12": [True, True], "13": [False, False]}


@pytest.mark.parametrize("way", ["folder", "zip"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_with_accents_is_found_however_it_was_stored(tmp_path, grading, way, form):
    module = unicodedata.normalize(form, "größe.py")
    files = {"s001/tiny.py": f"import größe\n{BOTH}".replace("2 * x", "größe.zwei() * x")}
    files[f"s001/{module}"] = "def zwei():\n    return 2\n"
    for name, text in files.items():
        put(tmp_path / "in" / name, text)
    root = tmp_path / "in" if way == "folder" else _zipped(tmp_path / "in.zip", files)
    (result,) = _graded_below(root, grading).values()
    assert _passed(result) == [True, True], _notes(result)


def test_nobody_imports_the_file_of_somebody_else(tmp_path, grading):
    root = tmp_path / "class"
    other = BOTH.replace("def double", "def other")
    asks = f"{other}try:\n    from {{}} import double\nexcept ImportError:\n    pass\n"
    put(root / "s001__tiny.py", asks.format("s002__tiny"))
    put(root / "s002__tiny.py", BOTH)
    put(root / "s003" / "tiny.py", asks.format("s002__tiny"))
    put(root / "s004" / "tiny.py", asks.format("..s002__tiny"))
    put(root / "s005" / "tiny.py", asks.format("helper"))
    (root / "s005" / "helper.py").symlink_to(root / "s002__tiny.py")
    put(root / "s006" / "tiny.py", asks.format("s002.tiny"))
    results = _graded_below(root, grading)
    right = {student for student, result in results.items() if _passed(result)[0]}
    assert right == {"s002"} and len(results) == 6
    (alone,) = folders.find_files([root / "s001__tiny.py"], "tiny", ["tiny"])
    put(root / "tiny.py", asks.format("s002__tiny"))
    (unnamed,) = folders.find_files([root / "tiny.py"], "tiny", ["tiny"])
    assert not _passed(grade(read_submission(alone), grading))[0]
    assert not _passed(grade(read_submission(unnamed), grading))[0]


def test_a_file_that_is_named_counts_with_its_own_folder_and_a_flat_one_with_its_students_files(tmp_path, grading):
    put(tmp_path / "mine" / "tiny.py", "from utils import *")
    put(tmp_path / "mine" / "utils.py", BOTH)
    (found,) = folders.find_files([tmp_path / "mine" / "tiny.py"], "tiny", ["tiny"])
    assert _passed(grade(read_submission(found), grading)) == [True, True]
    put(tmp_path / "flat" / "s001__tiny.py", "from utils import *")
    put(tmp_path / "flat" / "s001__utils.py", BOTH)
    put(tmp_path / "flat" / "s002__tiny.py", "from utils import *")
    results = _graded_below(tmp_path / "flat", grading)
    assert [_passed(result) for result in results.values()] == [[True, True], [False, False]]


def test_a_changed_helper_is_another_submission_and_an_unneeded_file_is_not(tmp_path):
    def digest():
        (file,) = folders.find_files([tmp_path], "tiny", ["tiny"])
        return read_submission(file).digest

    put(tmp_path / "s001" / "tiny.py", "import utils\n" + BOTH)
    alone = digest()
    put(tmp_path / "s001" / "notes.py", "x = 1")
    assert digest() == alone
    put(tmp_path / "s001" / "utils.py", "x = 1")
    first = digest()
    put(tmp_path / "s001" / "utils.py", "x = 2")
    assert len({alone, first, digest()}) == 3


def test_an_exception_in_a_helper_names_its_file_and_line(tmp_path, grading):
    root = tmp_path / "class"
    put(root / "s001" / "tiny.py", "from nn.utils import double\ndef half(x): return x / 2\n")
    put(root / "s001" / "nn" / "utils.py", "def double(x):\n    return x[3]\n")
    put(root / "s002" / "tiny.py", "import utils\n" + GOOD + "def half(x): return utils.half(x)\n")
    put(root / "s002" / "utils.py", "x = 1\n1 / 0\n")
    put(root / "s003" / "tiny.py", "from .utils import *\n" + BOTH)
    put(root / "s003" / "utils.py", "def f(:\n")
    put(root / "s004" / "tiny.py", "from utils import *\n" + BOTH)
    put(root / "s004" / "utils.py", "x = 1\ny = input()\nfrom torch.nothing import *\n")
    s001, s002, s003, s004 = _graded_below(root, grading).values()
    assert "ended in TypeError (nn/utils.py, line 2)" in words(s001.checks[0].verdict).message
    assert _passed(s001) == [False, True] and _passed(s002) == [True, False]
    assert _notes(s002)[0].startswith(
        "Line 1 cannot be run while grading (ZeroDivisionError: division by zero (utils.py, line 2)) and was passed"
    )
    assert "division by zero, so utils.half cannot be used here" in words(s002.checks[1].verdict).message
    assert _passed(s003) == [True, True] and "(utils.py, line 1)" in _notes(s003)[0]
    assert _passed(s004) == [True, True]
    assert [note.partition(" cannot")[0] for note in _notes(s004)] == ["utils.py, line 2", "utils.py, line 3"]


def test_the_library_counts_before_a_file_of_its_name(tmp_path, grading):
    """Which of its modules are loaded before a homework differs from machine to machine; a mark must not."""
    uses = "import random, queue, numpy\ndef ok(): return random.Random(0) is not None and queue.Queue(1).maxsize\n"
    put(tmp_path / "class" / "s001" / "tiny.py", uses + BOTH.replace("2 * x", "2 * x * ok()"))
    for name in ("random", "queue", "numpy"):
        put(tmp_path / "class" / "s001" / f"{name}.py", "1 / 0")
    assert _passed(_graded_below(tmp_path / "class", grading)["s001"]) == [True, True]


def test_too_many_or_too_large_files_are_left_out_and_told(tmp_path, grading):
    root = tmp_path / "class"
    many = [f"m{i}" for i in range(60)]
    put(root / "s001" / "tiny.py", "".join(f"import {name}\n" for name in many) + BOTH)
    for name in many:
        put(root / "s001" / f"{name}.py", "x = 1")
    put(root / "s002" / "tiny.py", "from big import double\nimport bad\ndef half(x): return x / 2\n")
    put(root / "s002" / "big.py", "#" * (1 << 19) + "\n" + GOOD)
    put(root / "s002" / "bad.py", b"\xff\xfe\x00")
    s001, s002 = _graded_below(root, grading).values()
    assert _passed(s001) == [True, True] and "10 were left out (m50.py, " in _notes(s001)[0]
    assert _passed(s002) == [False, True]
    assert any("big.py, which the file imports, cannot be read: 0.5 MB of code" in note for note in _notes(s002))
    assert any(note.startswith("bad.py, which the file imports, cannot be read: ") for note in _notes(s002))


@pytest.mark.parametrize("text", ["from" + " " * 250_000, "from " + "." * 250_000, "from x import (" * 17_000])
def test_a_line_that_looks_like_an_import_is_read_at_once(text):
    assert own_modules.read_modules("tiny.py", [text], lambda _: None) == ({}, [])


def test_no_more_paths_are_tried_than_anybody_needs():
    many = "\n".join(f"import m{number}{'.a' * 240}" for number in range(500))
    place = "folder/" * 40 + "tiny.py"
    assert bounded(lambda: own_modules.read_modules(place, [many], lambda _: None)) == ({}, [])


def test_the_modules_of_one_submission_are_gone_for_the_next(tmp_path, grading):
    root = tmp_path / "class"
    put(root / "s001" / "tiny.py", "from utils import double, half")
    put(root / "s001" / "utils.py", BOTH)
    put(root / "s002" / "tiny.py", "from utils import double, half")
    results = _graded_below(root, grading)
    assert [_passed(result) for result in results.values()] == [[True, True], [False, False]]
