"""The page of the class: every figure of the cohort is on it, beside its chart, and what looks odd is said in words."""

from dataclasses import replace
from fractions import Fraction

import command
import pytest
from command import RIGHT, WRONG, handed_in, run
from page_reading import Reading

from grader.reports import class_report
from grader.reports.class_statistics import CheckStatistics, ClassStatistics, ErrorCluster, FailedCheck


def item(name, right, tells, tried=30):
    return CheckStatistics(name, "task", f"about {name}", tried, right, tells, {"slip_made": 7}, {"failed": 9})


CLASS = ClassStatistics(
    "softmax",
    32,
    31,
    (0.0, 9.9, 10.0, 55.5, 99.0, 100.0, *(70.0,) * 25),
    (
        item("good", 0.7, 0.6),
        item("flat", 0.5, 0.05),
        item("upside_down", 0.4, -0.3),
        item("few", 0.5, -0.5, 4),
        item("never", 0.0, None),
    ),
    (
        ErrorCluster(
            (FailedCheck("task", "good", 3), FailedCheck("task", "few", 2)),
            3,
            "ann",
            "ann/softmax.py",
            "times 2",
            ("ann", "ben", "cem"),
        ),
    ),
    {"essay": 2},
    {"not Python": ("zoe",)},
    {"essay": ("ann", "dee")},
    {"left_out": ("eve", "fay")},
)


@pytest.fixture(scope="module")
def read():
    return Reading(class_report.class_page_html([class_report.ClassPart(1, CLASS, "Softmax", Fraction(100), [], [])]))


def test_the_distribution_counts_everybody_once_and_stands_in_a_table():
    part = class_report.ClassPart(1, CLASS, "Softmax", Fraction(100), [], None)
    assert [(label, count) for label, count in part.bins if count] == [
        ("0 to under 10", 2),
        ("10 to under 20", 1),
        ("50 to under 60", 1),
        ("70 to under 80", 25),
        ("90 to 100", 2),
    ]
    drawn = [mark for mark in part.distribution.panels[0].marks if hasattr(mark, "height")]
    assert [box.height for box in drawn] == [2, 1, 1, 25, 2]


def test_who_has_more_points_than_there_are_now_is_counted_too():
    part = class_report.ClassPart(1, CLASS, "Softmax", Fraction(80), [], None)
    assert sum(count for _, count in part.bins) == len(CLASS.points) == 31 and part.bins[-1][1] == 2


def test_a_check_is_only_found_odd_where_enough_have_tried_it():
    part = class_report.ClassPart(1, CLASS, "Softmax", Fraction(100), [], None)
    looks = {row.item.name: row.look for row in part.checks}
    assert looks["good"] == looks["few"] == ""
    assert looks["flat"] == "tells little" and "look at the check" in looks["upside_down"]
    assert "nobody" in looks["never"] and [row.number for row in part.checks] == [1, 2, 3, 4, 5]
    crosses = [mark.label for mark in part.scatter.panels[0].marks if mark.shape == "cross"]
    assert crosses == [str(row.number) for row in part.checks if row.look and row.item.discrimination is not None]


def test_a_check_that_one_or_two_got_wrong_is_not_found_odd():
    most = replace(CLASS, items=(item("nearly_all", 0.95, -0.05, 40), item("less", 0.85, -0.05, 40)))
    found = class_report.ClassPart(1, most, "Softmax", Fraction(100), [], [])
    assert [row.look[:3] for row in found.checks] == ["who", ""]


def test_a_title_that_is_the_name_is_said_once():
    alike = replace(CLASS, items=(replace(CLASS.items[0], name="o1", title="o1"),))
    read = Reading(class_report.class_page_html([class_report.ClassPart(1, alike, "Softmax", Fraction(100), [], [])]))
    assert read.words.count("o1") == 1


def test_everything_is_on_the_page(read):
    for words in (
        "31",
        "about upside_down",
        "40%",
        "-0.30",
        "slip made",
        "times 2",
        "task: good, few (2)",
        "left_out",
        "ann, ben, cem",
        "essay",
        "ann, dee",
        "not Python",
        "zoe",
        "No two have nearly the same code",
    ):
        assert words in read.words, words
    assert read.tags["figure"] == 2 and read.tags["table"] == 7


def test_a_class_without_results_has_a_page():
    empty = replace(
        CLASS, students=0, graded=0, points=(), items=(), clusters=(), pending={}, errors={}, waiting={}, blank={}
    )
    read = Reading(class_report.class_page_html([class_report.ClassPart(1, empty, "Softmax", Fraction(0), [], None)]))
    assert read.tags["table"] == 0 and "Submissions0" in read.words


def test_the_command_writes_the_page(tmp_path):
    root = command.course(tmp_path / "course")
    run("grade", handed_in(tmp_path / "in", ann=RIGHT, ben=WRONG, cem="def double(x:\n"), cwd=root)
    ended = run("cohort", "--html", "class.html", cwd=root)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "Wrote class.html\n", "")
    read = Reading((root / "class.html").read_text(encoding="utf-8"))
    assert "squared" in read.words and "cem" in read.words and "not Python" in read.words
