"""Marking in a spreadsheet: what waits goes out, points and comments come back, and nothing is half read."""

import csv
import io
import re
import shutil
from fractions import Fraction

import by_hand
import pytest
from by_hand import graded, kept, mark, marks
from command import run

from grader.csv_text import spreadsheet_safe
from grader.errors import UsageError
from grader.gradebook.grades import Grade
from grader.model import Finding
from grader.reports import records
from grader.review import spreadsheet

HARD = {
    "ann": 'commas, "quotes";\nand a second line',
    "ben": "=HYPERLINK(1)",
    "cem": "Grüße, 减 and the sum",
    "dee": "x;=cmd|' /C calc'!A0\n=1+1\n\t@SUM(1)\n\"+2",
    "eva": "-1\r\nsum\x1b[31m",
}


@pytest.fixture
def course(tmp_path):
    return by_hand.course(tmp_path / "course")


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    course = by_hand.course(tmp_path_factory.mktemp("hard") / "course")
    graded(course, **HARD)
    return course


@pytest.fixture
def hard(once, tmp_path):
    """Texts that are difficult to write into a CSV file."""
    return shutil.copytree(once, tmp_path / "course")


def written(course, *more, name="marks.csv"):
    ended = run("mark", "--to", name, *more, cwd=course)
    assert ended.returncode == 0, ended.stderr
    return list(csv.DictReader(io.StringIO((course / name).read_bytes().decode("utf-8-sig"), newline="")))


def saved(course, rows, encoding="utf-8", separator=",", first="", heads=None):
    """As a spreadsheet saves it."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, heads or list(rows[0]), delimiter=separator, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    (course / "marks.csv").write_bytes((first + text.getvalue()).encode(encoding, "replace"))


def read(course):
    return run("mark", "--from", "marks.csv", cwd=course)


def test_the_file_has_all_that_is_needed_and_not_whose_it_is(hard):
    found = written(hard)
    assert len(found) == 5 and (hard / "marks.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    texts = [row["text"] for row in found]
    assert HARD["ann"] in texts and HARD["cem"] in texts and "student" not in found[0]
    assert all(re.fullmatch("t[0-9a-f]{15}", row["id"]) for row in found)
    heads = ("question", "title", "max_points", "points")
    assert {tuple(row[head] for head in heads) for row in found} == {("why", "why twice", "10", "")}
    assert sorted(row["key_facts"] for row in found) == ["", "", "sum", "sum", "sum; 减"]
    assert {row["student"] for row in written(hard, "--names", name="names.csv")} == set(HARD)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_cell_executes_however_the_file_is_split(hard, separator):
    written(hard)
    text = (hard / "marks.csv").read_text(encoding="utf-8-sig")
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE)[: 1 if separator == "," else 2]:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=quoting):
            assert not [cell for cell in cells if cell.lstrip(' \t\r\n"').startswith(tuple("=+-@"))], cells


SAVED = {
    "plain": ("utf-8", ",", ""),
    "Excel in Germany": ("utf-8-sig", ";", ""),
    "Excel of old in Germany": ("cp1252", ";", ""),
    "Unicode text": ("utf-16", "\t", ""),
    "separator said": ("utf-8", ";", "sep=;\r\n"),
}


@pytest.mark.parametrize("how", SAVED)
def test_what_a_spreadsheet_saves_is_read(hard, how):
    encoding, separator, first = SAVED[how]
    found = written(hard)
    given = {"7,5": "15/2", "10": "10", "0": "0", " 3 ": "3", "": None}
    for row, points in zip(found, given, strict=True):
        row |= {"points": points, "comment": f'Grüße, "gut"; \n=1 {points}' if points else ""}
    saved(hard, found, encoding, separator, first)
    ended = read(hard)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == "Read 4 marks from marks.csv; 1 still waits\n"
    expected = [(points, f'Grüße, "gut"; \n=1 {cell}'.strip()) for cell, points in given.items() if points]
    assert sorted((points, comment) for _, points, comment in kept(hard)) == sorted(expected)
    assert sorted(marks(hard).values()) == [(90, 0), (90, 10), (93, 0), (97.5, 0), (100, 0)]
    assert read(hard).stdout == "Read 0 marks from marks.csv; 1 still waits\n" and len(kept(hard)) == 4


def test_columns_may_be_moved_and_taken_out(course):
    graded(course, ann="the sum")
    found = written(course)
    found[0] |= {"points": "4", "Remark": "mine"}
    saved(course, found, heads=["Remark", "points", "comment", "id"])
    assert read(course).returncode == 0 and marks(course) == {"ann": (94, 0)}


def test_one_bad_row_and_nothing_is_read(course):
    graded(course, ann="one", ben="two", cem="three", dee="four", eva="five", fay="six")
    found = written(course)
    for row, points in zip(found, ["5", "11", "07. Mai", "", "2.25", "6"], strict=True):
        row["points"] = points
    found[3]["comment"] = "where are the points?"
    found[5]["id"] = "1,23E+11"
    saved(course, [*found, found[0], dict.fromkeys(found[0], "")])
    ended = read(course)
    assert ended.returncode == 2 and kept(course) == []
    assert ended.stderr.splitlines() == [
        "Error: marks.csv has bad rows, and nothing of it was kept:",
        "row 3: 11 is more than the 10 points that there are.",
        "row 4: '07. Mai' is no number of points: give 0 to 10.",
        "row 5: A comment without points: give points, or take the comment out.",
        "row 6: 2.25 is neither whole nor a half.",
        "row 7: Nothing waits under the id '1,23E+11'; where another text was handed in since, write a new file.",
        "row 8: The same id has points above: keep one of the two.",
    ]


def test_what_somebody_else_decided_meanwhile_is_not_overwritten(course):
    graded(course, ann="one", ben="two")
    found = written(course)
    mark(course, "5 first\n", LOGNAME="sam")
    for row in found:
        row["points"] = "7"
    saved(course, found)
    ended = read(course)
    assert ended.returncode == 2 and "sam gave 5 meanwhile: take the points out to leave it so." in ended.stderr
    assert len(kept(course)) == 1
    assert run("mark", "--from", "marks.csv", cwd=course, LOGNAME="sam").returncode == 0  # who may think again
    assert sorted(marks(course).values()) == [(97, 0), (97, 0)]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "has no columns id, points and comment"),
        (b"a,b\n1,2\n", "has no columns"),
        ("id,points,comment\nt1,3,过于简单\n".encode("gbk"), "save it as CSV UTF-8"),
        ("id,points,comment\nt1,3,Коротко\n".encode("cp1251"), "save it as CSV UTF-8"),
        (b"\xff\xfea", "is no text that can be read"),
        (b"id,points\x81\n", "is no text that can be read"),
        (b'id,points,comment\nt1,3,"x\n', "is no CSV file"),
        (None, "cannot be read"),
    ],
)
def test_what_is_no_such_file_is_told(tmp_path, data, says):
    path = tmp_path / "marks.csv"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(UsageError, match=says):
        spreadsheet.read_rows(path)


def test_a_file_that_is_there_is_not_written_over(course):
    graded(course, ann="one")
    written(course)
    assert "is there already" in run("mark", "--to", "marks.csv", cwd=course).stderr
    assert "do not go together" in run("mark", "--to", "a", "--from", "b", cwd=course).stderr
    assert "cannot be written" in run("mark", "--to", "no/where.csv", cwd=course).stderr


def test_doubts_go_through_a_spreadsheet_as_well(tmp_path):
    course = by_hand.in_doubt(tmp_path)
    found = written(course, "--doubts")
    first = next(row for row in found if row["question"] == "one_update")
    assert "one_update = 0 if 1 else" in first["text"] and "handed in by s002" in first["text"]
    first |= {"points": "2.5", "comment": "yes"}
    saved(course, found)
    _, before = marks(course)["s002"]
    assert read(course).returncode == 0 and marks(course)["s002"] == (52.5, before - 5)


def test_only_what_could_begin_a_cell_is_touched():
    assert spreadsheet_safe("a - b; c=2\nd = 3, =e") == "a - b; c=2\nd = 3, =e"
    assert spreadsheet_safe("a\t=b;@c;d\r+e") == "a\t'=b;'@c;d\r'+e"
    mark = Grade(
        "s;=1+1", "tiny", None, Fraction(9), reason=Finding("text", text="expected tiny.py, found x;=cmd|'!A0.pdf")
    )
    written = records.as_csv([mark])
    assert written.count(";'=") == 2 and ";=" not in written
    assert spreadsheet_safe("=a") == "'=a" and spreadsheet_safe('x\n - one\n"=two') == "x\n '- one\n\"'=two"
