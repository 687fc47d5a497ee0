"""Marks into the files of learning systems: each taken back row for row by its system's rules, nothing else changed."""

import html
import random
import re
import zipfile
from fractions import Fraction
from importlib import import_module

import command
import downloads
import gradefiles
import pytest
from command import RIGHT, WRONG, run
from gradefiles import Blackboard, Canvas, Moodle

from grader.errors import UsageError
from grader.gradebook.grades import Grade
from grader.lms import csv_edit, feedback_zip, fill, gradebook_columns
from grader.model import Finding, Result
from grader.reports import pages, text_report

CLASS = 500


def found(tmp_path, system, data, column=None, name="download.csv"):
    path = tmp_path / name
    path.write_bytes(data)
    request = gradebook_columns.ColumnRequest("tiny", "Doubling", column)
    return import_module(f"grader.lms.formats.{system}").find_columns(csv_edit.read_table(path), request)


def filled(tmp_path, system, data, marks, *, column=None, **order):
    place = found(tmp_path, system, data, column)
    return fill.fill_grades(place, marks, fill.FillOptions(**order))


def shuffled(values):
    values = list(values)
    random.Random(4).shuffle(values)
    return values


def people(first=1, count=CLASS):
    """Ids in no order, each with a name that may be somebody else's as well."""
    numbers = random.Random(7).sample(range(first, first + 3 * count), count)
    return dict(zip(numbers, gradefiles.names(count), strict=True))


def marks_for(ids):
    """Shuffled, some without a mark, as ids are kept: text."""
    return gradefiles.marks(shuffled(map(str, ids)), without=set(list(map(str, ids))[::7]))


def expected(marks):
    return {mark.student: mark.final for mark in marks if mark.final is not None}


def untouched(before, after, cells):
    """Whether all that differs are so many empty cells that have a number now."""
    old, new = before.split(b"\n"), after.split(b"\n")
    return len(old) == len(new) and sum(a != b for a, b in zip(old, new, strict=True)) == cells


# ---- five hundred, round trip


@pytest.mark.parametrize(
    ("words", "most", "comments"),
    [
        ({}, "100.00", True),
        (gradefiles.GERMAN, "100,00", True),
        (gradefiles.PERSIAN, "100.00", True),
        ({}, "100", False),
    ],
)
def test_moodle_takes_each_mark_and_comment(tmp_path, words, most, comments):
    site = Moodle(people(), most, words, comments=comments)
    marks = marks_for(site.people)
    told = {mark.student: f'{mark.student}: <b> "5", = a\n  & more' for mark in marks} if comments else {}

    result = filled(tmp_path, "moodle", site.download(), marks, comments=told)

    taken = site.take(result.data)
    assert {str(number): value for number, (value, _) in taken.items()} == pytest.approx(expected(marks), abs=1e-9)
    assert untouched(site.download(), result.data, len(expected(marks))) or comments
    if comments:
        said = fill.comment_html(told[str(next(iter(taken)))])
        assert next(iter(taken.values()))[1] == said == said.replace("<b>", "") and "&lt;b&gt; &quot;5&quot;" in said


@pytest.mark.parametrize(("delimiter", "mark", "manual"), [(",", "", False), (";", "\ufeff", True)])
@pytest.mark.parametrize("key", ["{}", "U{:05}", "LOGIN{}"])
def test_canvas_takes_each_mark_by_whichever_id_the_course_uses(tmp_path, delimiter, mark, manual, key):
    course = Canvas(people(), delimiter=delimiter, manual=manual)
    marks = marks_for([key.format(number) for number in course.people])
    result = filled(tmp_path, "canvas", course.download(mark), marks)
    taken = course.take(result.data)
    by_id = {key.format(n): float(v) for (n, which), v in taken.items() if which == "77"}
    assert by_id == pytest.approx(expected(marks), abs=1e-9)
    assert {v for (_, which), v in taken.items() if which == "78"} == {"3.5"}
    assert untouched(course.download(mark), result.data, len(by_id))
    assert any("posted by hand" in sentence for sentence in result.messages) == manual


@pytest.mark.parametrize("spreadsheet", [True, False])
@pytest.mark.parametrize("feedback", [True, False])
def test_blackboard_takes_each_mark(tmp_path, spreadsheet, feedback):
    columns = Blackboard.columns[:1] if feedback else Blackboard.columns
    course = Blackboard({f"u_{n}": name for n, name in people().items()}, columns, spreadsheet, feedback)
    marks = marks_for(course.people)
    told = {mark.student: f"for {mark.student}" for mark in marks} if feedback else {}
    result = filled(tmp_path, "blackboard", course.download(), marks, comments=told)
    taken = course.take(result.data)
    by_user = {user: value for (user, which), value in taken.items() if which == "409586"}
    assert by_user == pytest.approx(expected(marks))
    assert {which for _, which in taken} == {"409586"}
    text = result.data.decode("utf-16" if spreadsheet else "utf-8-sig")
    assert text.count("SMART_TEXT") == (len(taken) if feedback else 0)
    head, *rows = gradefiles.lines(text, "\t" if spreadsheet else ",")
    said = head.index("Feedback to Learner") if feedback else 0
    assert all(row[said] in ("", f"<pre>for {row[2]}</pre>") for row in rows if feedback)


def test_open_edx_takes_each_mark(tmp_path):
    everybody = people()
    marks = marks_for(everybody)
    result = filled(tmp_path, "openedx", gradefiles.edx_subsections(everybody), marks)
    taken = gradefiles.edx_take(result.data, "new_override-aa11")
    assert {str(n): v for n, v in taken.items()} == pytest.approx(expected(marks))
    assert gradefiles.edx_take(result.data, "new_override-bb22") == {}
    other = filled(tmp_path, "openedx", gradefiles.edx_subsections(everybody), marks, column="bb22")
    assert gradefiles.edx_take(other.data, "new_override-bb22") == taken
    by_uid = [Grade(f"uid{m.student}", "tiny", m.points, m.max_points) for m in marks]
    points = filled(tmp_path, "openedx", gradefiles.edx_points(everybody), by_uid)
    assert gradefiles.edx_take(points.data, "New Points") == taken
    assert untouched(gradefiles.edx_points(everybody), points.data, len(taken))


def test_with_no_mark_at_all_a_file_stays_as_it_is(tmp_path):
    for system, data in (
        ("moodle", Moodle(people()).download()),
        ("canvas", Canvas(people()).download()),
        ("openedx", gradefiles.edx_points(people())),
    ):
        nobody = [Grade(str(n), "tiny", None, Fraction(100)) for n in people()]
        assert filled(tmp_path, system, data, nobody).data == data


# ---- what would go wrong in silence


def test_moodle_s_columns_are_known_without_a_word_of_their_headings(tmp_path):
    words = {word: f"x{i}" for i, word in enumerate(("Identifier", "Grade", "Maximum Grade", "Last modified (grade)"))}
    site = Moodle({3: "李小龍", 12: "Ada"}, marked={3: "55.00"}, said={3: "well done at 12:30"}, words=words)
    place = found(tmp_path, "moodle", site.download())
    assert (place.table.headings[place.grade_column], place.comment_column, place.max_points) == ("x1", 9, "100.00")
    assert list(place.ids) == ["x0", "Email address"]


def test_a_comment_that_somebody_wrote_stays_and_ours_is_written_again(tmp_path):
    site = Moodle({3: "A", 12: "B"}, marked={3: "5.00", 12: "6.00"}, said={3: "my own words", 12: "<pre>old</pre>"})
    told = {"3": "new", "12": "new"}
    result = filled(tmp_path, "moodle", site.download(), gradefiles.marks(["3", "12"]), comments=told)
    assert {n: said for n, (_, said) in site.take(result.data).items()} == {3: "my own words", 12: "<pre>new</pre>"}
    assert "1 comments that somebody wrote stay as they are" in result.messages
    assert result.points_there == {"3": 5.0, "12": 6.0}


def test_a_system_that_takes_fewer_points_is_told_before_it_drops_marks(tmp_path):
    site = Moodle(people(count=9), most="10.00")
    marks = gradefiles.marks(list(map(str, site.people)))
    with pytest.raises(UsageError, match=r"worth 10 in Moodle and 100 here.*--out-of 10"):
        filled(tmp_path, "moodle", site.download(), marks)
    with pytest.raises(UsageError, match=r"is worth 10\.00, not 20"):
        filled(tmp_path, "moodle", site.download(), marks, out_of=Fraction(20))
    result = filled(tmp_path, "moodle", site.download(), marks, out_of=Fraction(10))
    taken = {str(n): value for n, (value, _) in site.take(result.data).items()}
    assert taken == pytest.approx({s: v / 10 for s, v in expected(marks).items()}, abs=1e-4)
    assert "Marks are multiplied by 0.1: the assignment is worth 100 here" in result.messages


def test_a_mark_from_before_a_change_of_points_is_out_of_what_it_was_worth_then(tmp_path):
    site = Moodle(people(count=2), most="100.00")
    names = list(map(str, site.people))
    marks = [
        Grade(name, "tiny", Fraction(38), most) for name, most in zip(names, map(Fraction, (100, 95)), strict=True)
    ]
    assert site.take(filled(tmp_path, "moodle", site.download(), marks[:1]).data)[int(names[0])][0] == 38
    with pytest.raises(UsageError, match=r"worth 100 in Moodle and 95 here.*--out-of 100"):
        filled(tmp_path, "moodle", site.download(), marks)
    result = filled(tmp_path, "moodle", site.download(), marks, out_of=Fraction(100))
    assert [site.take(result.data)[int(name)][0] for name in names] == [38, 40]
    assert [text[:43] for text in result.messages if "multiplied" in text] == [
        "Marks are multiplied by 1.05263: the assign"
    ]


def test_a_mark_that_the_system_shows_rounded_does_not_go_down(course):
    site = Moodle({3: "Ada", 12: "Ben"}, most="7.00", marked={3: "6.30", 12: "0.00"})
    (course / "w.csv").write_bytes(site.download())
    words = ("export", "moodle", "--into", "w.csv", "-o", "up.csv", "--out-of", "7")
    assert run(*words, cwd=course).returncode == 0
    third = [Grade("3", "tiny", Fraction(200, 3), Fraction(100))]
    for text, was in (("66.67", 66.6667), ("67", 66.6667), ("66.68", 66.68), ("66,67", 66.6667)):
        site = Moodle({3: "Ada"}, marked={3: text})
        assert filled(course, "moodle", site.download(), third).points_there == {"3": was}


def test_a_mark_that_does_not_count_yet_leaves_its_row_as_it_is(course, tmp_path):
    site = Moodle({3: "Ada", 12: "Ben"}, marked={3: "90.00", 12: "0.00"})
    (course / "w.csv").write_bytes(site.download())
    words = ("export", "moodle", "--into", "w.csv", "-o", "up.csv")
    assert run(*words, cwd=course).returncode == 0
    path = course / "autotests" / "tiny.py"
    path.write_text(path.read_text().replace("points=40", "points=40 "))
    run("grade", command.handed_in(tmp_path / "in", **{"3": command.WRONG}), cwd=course)
    ended = run(*words, cwd=course)
    assert ended.returncode == 0 and "1 rows stay as they are: no mark" in ended.stderr
    assert "tiny: 1 waits" in ended.stderr and "90.00" in (course / "up.csv").read_text("utf-8-sig")


@pytest.mark.parametrize(
    ("most", "said"), [("0", "worth 0 points in Canvas"), ("0.0", "worth 0.0"), ("1\u00a0000,00", "--out-of 1000")]
)
def test_a_highest_mark_that_cannot_be_converted_to_is_told(tmp_path, most, said):
    with pytest.raises(UsageError, match=said):
        filled(tmp_path, "canvas", Canvas({1: "A"}, possible=most).download(), gradefiles.marks(["1"]))


def test_rows_that_moodle_has_locked_are_told_beside_other_words(tmp_path):
    site = Moodle(dict.fromkeys(range(3, 9), "A"))
    text = site.download().decode().replace("Last modified (submission)", "x")
    head, *rows = gradefiles.lines(text)
    at = head.index("Grade can be changed")
    for number, row in enumerate([head, *rows]):
        row.insert(at, "Marking workflow state" if not number else ("Released", "In review")[number % 2])
    rows[0][at + 1] = rows[1][at + 1] = "No"
    place = found(tmp_path, "moodle", gradefiles.written([head, *rows]).encode())
    assert place.warnings[-1].startswith("'Grade can be changed' is 'No' for 2: Moodle passes over rows")


def test_a_mark_of_open_edx_that_goes_down_is_known(tmp_path):
    head, *rows = gradefiles.lines(gradefiles.edx_subsections({1: "A", 2: "B"}).decode())
    rows[1][head.index("previous_override-aa11")] = "95.0"
    result = filled(tmp_path, "openedx", gradefiles.written([head, *rows]).encode(), gradefiles.marks(["1", "2"]))
    assert result.points_there == {"2": 95.0}
    head, *rows = gradefiles.lines(gradefiles.edx_points({1: "A", 2: "B"}).decode())
    rows[0][head.index("Previous Points")] = "7"
    result = filled(tmp_path, "openedx", gradefiles.written([head, *rows]).encode(), gradefiles.marks(["1", "2"]))
    assert result.points_there == {"1": 7.0}


def test_feedback_is_no_formula_wherever_a_spreadsheet_parts_it():
    text = "a <= b; c\n=1+1\n  -2\n--3\r@x\t+4 = 5; = 6;=7"
    shown = fill.comment_html(text)
    assert html.unescape(shown) == f"<pre>{text}</pre>"
    assert not re.search(r"[;\t\r\n]\s*[=+@-]", shown)


def test_what_stays_out_is_told(tmp_path):
    course = Canvas({1: "A", 2: "B", 3: "C", 4: "D"}, marked={1: "EX", 2: "N/A"})
    marks = [*gradefiles.marks(["1", "2", "3", "99"]), Grade("98", "tiny", None, Fraction(100))]
    marks[2] = Grade("3", "tiny", Fraction(5), Fraction(100), pending=Fraction(10))
    result = filled(tmp_path, "canvas", course.download(), marks)
    assert course.take(result.data)[1, "77"] == "EX" and [m.student for m in result.marks] == ["3"]
    assert result.messages[1:] == [
        "3 rows stay as they are: no mark, 1 excused there, 1 not assigned there",
        "1 students have a mark but no row: 99",
        "1 marks leave out points that wait for a person: 3",
    ]


@pytest.mark.parametrize(
    ("titles", "column", "said"),
    [
        (("Homework 1 (77)", "Homework 2 (78)"), None, "no column called 'tiny': choose one of 'Homework 1"),
        (("Tiny (77)", "Tiny (78)"), None, "several columns called 'tiny': choose one of 'Tiny \\(77\\)', 'Tiny \\(78"),
        (("Tiny (77)", "Tiny (77)"), None, "has the column 'Tiny \\(77\\)' 2 times"),
        (("Tiny (77)", "Tiny (78)"), "79", "no column called '79'"),
        (("Tiny",), None, "no column for marks"),
    ],
)
def test_no_assignment_is_guessed_or_made_up(tmp_path, titles, column, said):
    with pytest.raises(UsageError, match=said):
        found(tmp_path, "canvas", Canvas({1: "A"}, titles).download(), column)


@pytest.mark.parametrize("column", ["78", "Tiny (78)"])
def test_a_column_is_chosen_by_its_id_or_whole_heading(tmp_path, column):
    place = found(tmp_path, "canvas", Canvas({1: "A"}, ("Tiny (77)", "Tiny (78)")).download(), column)
    assert place.table.headings[place.grade_column] == "Tiny (78)"


@pytest.mark.parametrize("system", ["moodle", "canvas", "blackboard", "openedx"])
def test_another_system_s_file_is_refused(tmp_path, system):
    files = {
        "moodle": Moodle({1: "A"}).download(),
        "canvas": Canvas({1: "A"}).download(),
        "blackboard": Blackboard({"a": "A B"}).download(),
        "openedx": gradefiles.edx_points({1: "A"}),
    }
    for other in files.keys() - {system}:
        with pytest.raises(UsageError, match=r"is no .* \("):
            found(tmp_path, system, files[other])


# ---- the command


@pytest.fixture
def course(tmp_path):
    root = command.course(tmp_path / "course")
    command.handed_in(tmp_path / "in", **{"3": command.RIGHT, "12": command.WRONG, "5": "def double(x:\n"})
    run("grade", tmp_path / "in", cwd=root)
    return root


def test_a_worksheet_is_filled_in_and_counts_as_published(course):
    site = Moodle({3: "Ada", 12: "=1+1", 5: "Ben", 8: "Zoe"})
    (course / "worksheet.csv").write_bytes(site.download())
    ended = run("export", "moodle", "--into", "worksheet.csv", "-o", "up.csv", "--comments", cwd=course)
    assert ended.returncode == 0, ended.stderr
    taken = site.take((course / "up.csv").read_bytes())
    assert {number: value for number, (value, _) in taken.items()} == {3: 90, 12: 0}
    assert taken[12][1].startswith("<pre>tiny: 0 of 100 points") and "multiplied x with itself" in taken[12][1]
    assert ended.stderr.startswith("Wrote up.csv.\n2 marks filled in, joined by 'Identifier', in column 'Grade'.\n")
    assert "2 rows stay as they are: no mark." in ended.stderr and "changed after this worksheet" in ended.stderr
    assert (course / "worksheet.csv").read_bytes() == site.download()
    assert run("diff", "--published", cwd=course).stdout.splitlines() == []


def test_a_mark_that_is_higher_there_goes_down_only_where_somebody_says_so(course):
    site = Moodle({3: "Ada", 12: "Ben"}, marked={3: "95.00"})
    (course / "worksheet.csv").write_bytes(site.download())
    words = ("export", "moodle", "--into", "worksheet.csv", "-o", "up.csv")
    refused = run(*words, cwd=course)
    assert refused.returncode == 2 and "3: 95 was published, now 90" in refused.stderr
    assert not (course / "up.csv").exists()
    assert run(*words, "--allow-lower", cwd=course).returncode == 0
    assert site.take((course / "up.csv").read_bytes())[3][0] == 90


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("moodle", "--into", "no.csv", "-o", "up.csv"), "no.csv cannot be opened"),
        (("moodle", "--into", "w.csv", "-o", "w.csv"), "w.csv is the download itself"),
        (("moodle", "--into", "w.csv", "-o", "no/up.csv"), "no/up.csv cannot be written"),
        (("moodle", "--into", "w.csv", "-o", "up.csv", "--out-of", "-1"), "'-1' is no number above zero"),
        (("canvas", "--into", "w.csv", "-o", "up.csv"), "w.csv is no Canvas gradebook export"),
        (("moodle", "--into", "others.csv", "-o", "up.csv"), "has none of the 3 students by id"),
        (("moodle", "--into", "mute.csv", "-o", "up.csv", "--comments"), "has no column for comments"),
        (("moodle", "--into", "w.csv", "-o", "up.csv", "--feedback", "w.csv"), "w.csv is the file of the marks"),
        (("moodle", "--into", "w.csv", "-o", "up.csv", "--feedback", "./up.csv"), "up.csv is the file of the marks"),
        (("moodle", "--into", "w.csv", "-o", "grades.sqlite"), "grades.sqlite is a gradebook: name another file"),
        (("csv", "-o", "grades.sqlite"), "grades.sqlite is a gradebook"),
        (("moodle", "--into", "w.csv", "-o", "up.csv", "--feedback", "grades.sqlite"), "grades.sqlite is a gradebook"),
        (("moodle", "--into", "w.csv", "-o", "w.csv/up.csv"), "w.csv/up.csv cannot be written (Not a directory)"),
        (("moodle", "-a", "other", "--into", "w.csv", "-o", "up.csv"), "has no results of 'other'"),
    ],
)
def test_a_wrong_command_writes_nothing_and_says_how_to_mend_it(course, words, said):
    (course / "w.csv").write_bytes(Moodle({3: "A"}).download())
    (course / "others.csv").write_bytes(Moodle({33: "A"}).download())
    (course / "mute.csv").write_bytes(Moodle({3: "A"}, comments=False).download())
    ended = run("export", *words, cwd=course)
    assert ended.returncode == 2 and said in ended.stderr, ended.stderr
    assert not (course / "up.csv").exists() and not list(course.glob(".*.part"))
    assert run("report", cwd=course).returncode == 0


# ---- files of feedback


def zipped(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_moodle_finds_whose_each_file_of_feedback_is(course):
    site = Moodle({3: 'Ö_mer/../ 李, "x"', 12: "=1+1", 5: "Ben_7_x", 8: "Zoe"})
    (course / "w.csv").write_bytes(site.download())
    ended = run("export", "moodle", "--into", "w.csv", "-o", "up.csv", "--feedback", "pages.zip", cwd=course)
    assert ended.returncode == 0 and "Wrote pages.zip with 3 pages" in ended.stderr, ended.stderr
    files = zipped(course / "pages.zip")
    by_id = {}
    for name, text in files.items():
        folder, _, file = name.partition("/")
        _, number, *kind = folder.split("_", 4)  # as Moodle reads it
        assert kind == ["assignfeedback", "file"] and file == "tiny-feedback.html" and ".." not in name
        by_id[int(number)] = text
    assert set(by_id) == {3, 12, 5} and "not Python" in by_id[5]
    assert "multiplied x with itself" in by_id[12] and "multiplied x" not in by_id[3]


def test_canvas_gets_its_own_file_names_back(tmp_path):
    root = command.course(tmp_path / "course")
    people = {41: "Ada", 42: "Ben", 43: "=Cem"}
    with zipfile.ZipFile(tmp_path / "submissions.zip", "w") as archive:
        archive.writestr("ada_41_900_tiny.py", RIGHT)
        archive.writestr("ben_LATE_42_901_tiny-2.py", WRONG)
    run("grade", tmp_path / "submissions.zip", "-a", "tiny", cwd=root)
    command.handed_in(tmp_path / "by_hand", **{"43": RIGHT})
    run("grade", tmp_path / "by_hand", cwd=root)
    (root / "g.csv").write_bytes(Canvas(people).download())
    ended = run("export", "canvas", "--into", "g.csv", "-o", "up.csv", "--feedback", "pages.zip", cwd=root)
    assert ended.returncode == 0 and "1 have no page in it" in ended.stderr, ended.stderr
    files = zipped(root / "pages.zip")
    assert set(files) == {"ada_41_900_tiny-feedback.html", "ben_LATE_42_901_tiny-feedback.html"}
    for name, text in files.items():
        user, attachment = [part for part in name.split("_") if part.isdigit()][:2]  # as Canvas reads it
        assert (user, attachment) in {("41", "900"), ("42", "901")}
        assert ("multiplied x with itself" in text) == (user == "42")


def test_without_the_extra_feedback_is_plain_text(monkeypatch):
    monkeypatch.setattr(feedback_zip, "find_spec", lambda name: None)
    page = pages.student_page(Result("s1", "tiny", "s1/tiny.py", error=Finding("text", text="it is broken")))
    assert feedback_zip._render_page(page) == (".txt", text_report.student_feedback(page.result) + "\n")


# ---- there and back: a download is graded, and the marks find their way home


@pytest.mark.parametrize(
    ("system", "site", "key"),
    [("moodle", Moodle, "participant"), ("canvas", Canvas, "user"), ("blackboard", Blackboard, "login")],
)
def test_what_a_system_gave_out_it_gets_back(tmp_path, system, site, key):
    cls = downloads.students(24)
    by = {getattr(one, key): WRONG if one.index % 3 == 0 else RIGHT for one in cls}
    root = command.course(tmp_path / "course")
    with zipfile.ZipFile(tmp_path / "download.zip", "w") as archive:
        for name, text in getattr(downloads, system)(cls, "tiny.py", by.__getitem__).items():
            archive.writestr(name, text)
    ended = run("grade", tmp_path / "download.zip", "-a", "tiny", cwd=root)
    assert ended.returncode == 0, ended.stderr
    numbers = str if system == "blackboard" else int
    there = site({numbers(getattr(one, key)): one.name for one in cls})
    (root / "into").write_bytes(there.download())
    ended = run("export", system, "--into", "into", "-o", "up", cwd=root)
    assert ended.returncode == 0 and "24 marks filled in" in ended.stderr, ended.stderr
    assert _marks(there.take((root / "up").read_bytes())) == {who: 90 * (text == RIGHT) for who, text in by.items()}


def _marks(taken):
    """By id, what a system took for our assignment."""
    found = {}
    for key, value in taken.items():
        who, column = key if isinstance(key, tuple) else (key, "77")
        if column in ("77", "409586"):
            found[str(who)] = float(value[0] if isinstance(value, tuple) else value)
    return found
