"""Our lines in nbgrader_config.py, the names in it that stay, and patterns for zip_collect."""

import importlib
import re

import pytest

from grader.errors import UsageError
from grader.nbgrader.configuration import BEGIN, END, ZIP_PATTERNS, write_configuration

pytest.importorskip("nbgrader")
pytestmark = pytest.mark.filterwarnings("ignore")  # nbgrader's own, of SQLAlchemy and traitlets


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
    config.FileNameCollectorPlugin.named_regexp = ZIP_PATTERNS[title]
    app = ZipCollectApp(config=config)
    app.initialize(["little"])
    app.start()
    assert (tmp_path / "submitted" / student / "little" / "little.ipynb").exists(), list(tmp_path.rglob("*.ipynb"))


def test_a_name_in_a_students_own_file_is_nobody():
    pattern = ZIP_PATTERNS["Blackboard"]
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
