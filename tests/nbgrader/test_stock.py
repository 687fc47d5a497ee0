"""The released notebook on an nbgrader as it comes; the lines of our configuration; downloads for zip_collect."""

import importlib
import re
import subprocess
import sys

import nbgrader_course as small
import pytest

from grader.errors import UsageError
from grader.nbgrader import cells
from grader.nbgrader.configuration import BEGIN, END, ZIP_PATTERNS, write_configuration

pytest.importorskip("nbgrader")
pytestmark = pytest.mark.filterwarnings("ignore")  # nbgrader's own, of SQLAlchemy and traitlets


@pytest.fixture(scope="module")
def stock(tmp_path_factory):
    """A course graded by nbgrader as it comes: kernels run the notebooks, and our cells in them."""
    theirs = small.released(small.course(tmp_path_factory.mktemp("ours")), tmp_path_factory.mktemp("nb") / "course")
    (theirs / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'stock'\n")
    noisy = "import sys, warnings\n\n" + small.RIGHT["double"].replace("return", "warnings.warn('x'); return")
    right = small.RIGHT | {"double": noisy, "total": "def total(x):\n    print('z', file=sys.stderr)\n    return 0"}
    squares = {"double": "def double(x):\n    return np.asarray(x)**2"}
    for student, codes in {"right": right, "squares": squares}.items():
        small.hand_in(theirs, student, small.homework(theirs, student, codes))
    done = small.api(theirs).autograde("little", "*")
    assert done["success"], done["log"]
    return theirs


def test_public_checks_give_the_points_of_a_stock_nbgrader(stock):
    right, squares = small.standing(stock, "right"), small.standing(stock, "squares")
    assert right["check-double"] == (30, False) and right["check-softmax"] == (30, False)
    assert right["check-total"] == (0, False) and right["check-half"] == (0, False)  # nothing public: for a person
    assert squares["check-double"] == (0, False)


def test_what_is_wrong_is_said_on_stdout(stock):
    page = (stock / "autograded" / "squares" / "little" / "little.ipynb").read_text()
    assert "doubling adds it to itself" in page and '"stderr"' not in page


@pytest.mark.parametrize("how", ["", "validate", "autograde"])
def test_without_the_package_students_are_told_and_marking_stops(how, tmp_path):
    """Full points are what nbgrader gives where a cell says nothing: so where marks are given it has to raise."""
    code = cells.points_source("little", "double", 30)
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code],
        env={"NBGRADER_EXECUTION": how} if how else {},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    if how == "autograde":
        assert done.returncode and "ModuleNotFoundError" in done.stderr
    else:
        assert (done.returncode, done.stderr) == (0, "") and "not installed here" in done.stdout


def test_our_lines_are_written_once_and_the_rest_stays(tmp_path):
    path = tmp_path / "nbgrader_config.py"
    before = "c = get_config()\nc.CourseDirectory.course_id = 'nn101'  # ours\nc.Execute.timeout = 7\n"
    path.write_text(before)
    assert write_configuration(tmp_path, tmp_path) == (path, True)
    text = path.read_text()
    assert text.startswith(before) and text.count(BEGIN) == text.count(END) == 1
    assert write_configuration(tmp_path, tmp_path) == (path, False)
    path.write_text(text + "c.Exchange.root = '/srv'\n")
    assert write_configuration(tmp_path, tmp_path.parent) == (path, True)  # another course
    changed = path.read_text()
    assert changed.startswith(before) and changed.endswith("c.Exchange.root = '/srv'\n") and changed.count(BEGIN) == 1


def test_windows_line_ends_stay(tmp_path):
    path = tmp_path / "nbgrader_config.py"
    path.write_bytes(b"c = get_config()\r\n")
    write_configuration(tmp_path, tmp_path)
    assert write_configuration(tmp_path, tmp_path) == (path, False)
    assert b"\n" not in path.read_bytes().replace(b"\r\n", b"")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("c.Autograde.autograde_preprocessors = []", "c.Autograde.autograde_preprocessors is set by hand"),
        ("c.Autograde.sanitize_preprocessors.append('x')", "c.Autograde.sanitize_preprocessors is set by hand"),
        ("c.ExportApp.plugin_class = 'my.Own'", "c.ExportApp.plugin_class is set by hand"),
        ("c = = 1", "line 2: not Python"),
        (END, "have to stand once each"),
    ],
)
def test_what_is_set_by_hand_is_left_alone_and_told(tmp_path, line, said):
    path = tmp_path / "nbgrader_config.py"
    path.write_text(f"c = get_config()\n{line}\n")
    with pytest.raises(UsageError, match=re.escape(said)):
        write_configuration(tmp_path, tmp_path)
    assert path.read_text() == f"c = get_config()\n{line}\n"


def test_a_byte_order_mark_is_no_mistake(tmp_path):
    path = tmp_path / "nbgrader_config.py"
    path.write_bytes(b"\xef\xbb\xbfc = get_config()\n")
    assert write_configuration(tmp_path, tmp_path) == (path, True)
    assert write_configuration(tmp_path, tmp_path) == (path, False)


def test_a_configuration_that_cannot_be_read_is_told(tmp_path):
    (tmp_path / "nbgrader_config.py").mkdir()
    with pytest.raises(UsageError, match="cannot be read"):
        write_configuration(tmp_path, tmp_path)
    with pytest.raises(UsageError, match="is not there"):
        write_configuration(tmp_path / "typo", tmp_path)


def test_without_our_lines_nbgrader_is_as_it_was(tmp_path):
    path = tmp_path / "nbgrader_config.py"
    before = "c = get_config()\nc.CourseDirectory.course_id = 'nn101'\n"
    path.write_text(before)
    write_configuration(tmp_path, tmp_path)
    head, _, rest = path.read_text().partition(BEGIN)
    path.write_text(head.rstrip("\n") + "\n" + rest.partition(END)[2].lstrip("\n"))
    assert path.read_text() == before


def test_a_source_is_written_into_no_folder_that_is_not_there(tmp_path):
    from grader.course.loader import Course
    from grader.nbgrader.source_notebook import write_source_notebook

    ours = small.course(tmp_path / "ours")
    with pytest.raises(UsageError, match="typo is not there"):
        write_source_notebook(Course(ours).assignment("little"), tmp_path / "typo")
    assert not (tmp_path / "typo").exists()


def test_the_judge_stands_in_for_execute_and_nothing_else_is_left_out():
    """What nbgrader does besides running a notebook it goes on doing: for assignments that are none of ours, too."""
    from nbgrader.converters import Autograde

    from grader.nbgrader.configuration import _PREPROCESSORS

    for setting, own in (
        ("Autograde.sanitize_preprocessors", Autograde.sanitize_preprocessors.default_args[0]),
        ("Autograde.autograde_preprocessors", Autograde.autograde_preprocessors.default_args[0]),
    ):
        ours = [name.rpartition(".")[2] for name in _PREPROCESSORS[setting]]
        stock = [one.__name__ for one in own]
        assert [name for name in ours if name in stock or name == "Judge"] == [
            "Judge" if name == "Execute" else name for name in stock
        ]


def test_what_is_wrong_with_validate_is_what_the_student_can_mend(tmp_path, monkeypatch):
    """nbgrader validate calls a cell failed that gives less than its points: work by hand must not be one."""
    from grader.nbgrader import cell

    theirs = small.released(small.course(tmp_path / "ours"), tmp_path / "nb" / "course")
    monkeypatch.chdir(theirs / "release" / "little")
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    assert cell.check("little", "half", points=20) == 20
    assert cell.check("little", "double", points=30) == 0
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert cell.check("little", "half", points=20) == 0


NAMES = [
    ("Moodle", "Ada de la Cruz_1234567_assignsubmission_file_/little.ipynb", "1234567"),
    ("Moodle", "Ada Cruz_1234567_assignsubmission_file_little.ipynb", "1234567"),
    ("Moodle", "Plato_4_assignsubmission_file/little (1).ipynb", "4"),
    ("Moodle", "Participant_7_assignsubmission_file_/packed/little.ipynb", "7"),
    ("Moodle", "Ada C_12_assignsubmission_file/Bob X_13_assignsubmission_file/little.ipynb", "12"),
    ("Canvas", "lovelaceada_LATE_4711_990011_little-2.ipynb", "4711"),
    ("Canvas", "submissions/lovelaceada_4711_990011_little.ipynb", "4711"),
    ("Blackboard", "Homework 3_alovelace_attempt_2026-11-20-13-17-05_little.ipynb", "alovelace"),
    ("Blackboard", "Home_work_alovelace_attempt_2026-11-20-13-17-05_hw/little.ipynb", "alovelace"),
]


@pytest.mark.parametrize(("title", "name", "student"), NAMES, ids=lambda one: str(one)[:50])
def test_zip_collect_takes_a_download(title, name, student, tmp_path):
    """nbgrader's own command, on a name as the system writes it."""
    from nbgrader.apps import ZipCollectApp
    from traitlets.config import Config

    path = tmp_path / "downloaded" / "little" / "archive" / name
    path.parent.mkdir(parents=True)
    path.write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    config = Config()
    config.CourseDirectory.root = str(tmp_path)
    config.CourseDirectory.course_id = "x"
    config.FileNameCollectorPlugin.named_regexp = next(one.pattern for one in ZIP_PATTERNS if one.title == title)
    app = ZipCollectApp(config=config)
    app.initialize(["little"])
    app.start()
    assert (tmp_path / "submitted" / student / "little" / "little.ipynb").exists(), list(tmp_path.rglob("*.ipynb"))


def test_a_name_in_a_students_own_file_is_nobody():
    pattern = next(one.pattern for one in ZIP_PATTERNS if one.title == "Blackboard")
    when = "_attempt_2026-11-20-13-17-05_"
    found = re.match(pattern, f"/course/downloaded/little/extracted/hw_ada{when}bob{when}little.ipynb")
    assert found and found["student_id"] == "ada"


CONFIGURED = (
    "judge.Mend",
    "judge.Judge",
    "judge.Remarks",
    "clean.markdown2html",
    "clean.clean_html",
    "export.QuotedCsv",
    "cell.check",  # in the notebooks that were given out, all others in nbgrader_config.py
)


@pytest.mark.parametrize("name", CONFIGURED)
def test_a_name_that_courses_have_written_down_stays(name):
    """A course keeps its configuration and its notebooks for years, and nobody tells it of a name that has changed."""
    module, _, attribute = name.partition(".")
    assert callable(getattr(importlib.import_module(f"grader.nbgrader.{module}"), attribute))


def test_what_courses_may_have_set_for_the_judge_stays():
    from grader.nbgrader.judge import Judge

    settings = {"course", "lecture_for_all", "lms_ids", "allow_weak", "show_hidden", "tasks"}
    assert settings <= set(Judge.class_own_traits(config=True))
