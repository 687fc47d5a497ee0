"""report, export and diff: what stands in a gradebook, who gains and loses; no published mark goes down unasked."""

import csv
import io
import json

import command
import pytest
from command import RIGHT, WRONG, handed_in, rows, run


@pytest.fixture
def course(tmp_path):
    return command.course(tmp_path / "course")


@pytest.fixture
def folder(course, tmp_path):
    folder = handed_in(tmp_path / "in", ann=RIGHT, ben=WRONG, cem="def double(x:\n")
    run("grade", folder, cwd=course)
    return folder


def exported(course, *more):
    ended = run("export", "csv", *more, cwd=course)
    assert ended.returncode == 0, ended.stderr
    return {row["student"]: row for row in csv.DictReader(io.StringIO(ended.stdout))}


def change(course, old, new):
    path = course / "autotests" / "tiny.py"
    path.write_text(path.read_text().replace(old, new))


def settle(course, text):
    (course / "pyproject.toml").write_text(f"[tool.grader]\n{text}")


def test_the_report_shows_the_class_and_each_student(course, folder):
    table = run("report", cwd=course)
    assert [line.split()[:2] for line in table.stdout.splitlines()[2:5]] == [["ann", "90"], ["ben", "0"], ["cem", "-"]]
    feedback = run("report", "--student", "ANN", cwd=course).stdout
    assert feedback.startswith("tiny: 90 of 100 points") and "ben" not in feedback
    nobody = run("report", "--student", "zoe", cwd=course)
    assert (nobody.returncode, nobody.stdout) == (2, "") and "has no results of 'zoe'" in nobody.stderr


def test_the_table_of_several_assignments_says_which_is_which(course, tmp_path):
    for kind in ("assignments", "solutions", "autotests"):
        (course / kind / "other.py").write_text((course / kind / "tiny.py").read_text())
    for name in ("tiny", "other"):
        (tmp_path / "in" / "ann").mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / "ann" / f"{name}.py").write_text(RIGHT)
    both = run("grade", tmp_path / "in", cwd=course).stdout.splitlines()
    assert [line.split()[0] for line in both if line] == ["other", "student", "ann", "tiny", "student", "ann"]


def test_an_assignment_that_the_course_has_no_more_is_left_out(course, tmp_path):
    for kind in ("assignments", "solutions", "autotests"):
        (course / kind / "other.py").write_text((course / kind / "tiny.py").read_text())
    for name in ("tiny", "other"):
        (tmp_path / "in" / "ann").mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / "ann" / f"{name}.py").write_text(f"{RIGHT}why = 'the sum of both'\n")
    run("grade", tmp_path / "in", cwd=course)
    for kind in ("assignments", "solutions", "autotests"):
        (course / kind / "other.py").unlink()
    for words in (("cohort",), ("mark",), ("cohort", "--html", "c.html")):
        ended = run(*words, cwd=course)
        assert ended.returncode == 0 and "Left out, since the course has it no more: other\n" in ended.stderr, words
    assert "tiny: 1 submission," in run("cohort", cwd=course).stdout
    named = run("cohort", "-a", "other", cwd=course)
    assert named.returncode == 2 and "there is no assignment 'other'" in named.stderr


def test_the_export_has_everybody_with_what_was_decided(course, folder):
    found = exported(course)
    assert [(s, r["points"], r["final"]) for s, r in found.items()] == [
        ("ann", "90", "90"),
        ("ben", "0", "0"),
        ("cem", "", ""),
    ]
    assert "not Python" in found["cem"]["remark"] and found["cem"]["max_points"] == "100"
    lines = rows(run("export", "jsonl", cwd=course).stdout)
    assert [(line["student"], line["final"], len(line["checks"])) for line in lines] == [
        ("ann", 90, 3),
        ("ben", 0, 3),
        ("cem", None, 0),
    ]


def test_a_roster_tells_who_handed_in_nothing_and_who_is_unknown(course, folder):
    (course / "list.csv").write_text("student,name\nann,Ann\nzoe,Zoe\n")
    settle(course, 'roster = "list.csv"\n')
    found = exported(course)
    assert found["zoe"]["remark"] == "nothing was handed in" and found["zoe"]["final"] == ""
    assert found["ben"]["remark"] == "not in the roster" and found["ann"]["remark"] == ""


def test_being_late_costs_what_was_agreed(course, folder):
    (course / "list.csv").write_text(
        "student,submitted,due\nann,2026-11-03T12:00Z,\nben,2026-11-01T11:00Z,\ncem,,2026-12-01T00:00Z\n"
    )
    settle(course, 'late = "10% a day"\nroster = "list.csv"\ndue.tiny = 2026-11-01T12:00:00Z\n')
    found = exported(course)
    assert (found["ann"]["points"], found["ann"]["lost_for_being_late"], found["ann"]["final"]) == ("90", "20%", "72")
    assert float(found["ann"]["days_late"]) == 2 and found["ben"]["days_late"] == ""
    settle(course, 'late = "a bit"\n')
    ended = run("export", "csv", cwd=course)
    assert ended.returncode == 2 and "pyproject.toml, late in [tool.grader]: 'a bit' cannot be read" in ended.stderr


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('due = "2026-11-30"', "pyproject.toml, due in [tool.grader]: '2026-11-30' does not say what is due; write"),
        ("due.tinny = 2026-11-30", "there is no assignment 'tinny'; did you mean tiny?"),
        ('due.tiny = "soon"', "'soon' is no time"),
    ],
)
def test_what_is_due_is_a_time_of_an_assignment(course, folder, line, says):
    settle(course, line + "\n")
    ended = run("export", "csv", cwd=course)
    assert ended.returncode == 2 and says in ended.stderr and "Traceback" not in ended.stderr


def test_a_day_without_a_time_is_due_at_its_end(course, folder):
    (course / "list.csv").write_text("student,submitted\nann,2026-11-01T12:00\nben,2026-11-02T00:00:01\n")
    settle(course, 'late = "10% a day"\nroster = "list.csv"\ndue.tiny = 2026-11-01\n')
    found = exported(course)
    assert (found["ann"]["lost_for_being_late"], found["ben"]["lost_for_being_late"]) == ("", "10%")


def test_a_published_mark_goes_down_only_where_somebody_says_so(course, folder):
    exported(course)
    change(course, "points=40", "points=30")
    change(course, "points=50", "points=60")
    change(course, "-rng.random(size=3) - 3", "-rng.random(size=3) - 2")
    change(course, "return hw.double(rng.normal(size=3))", "return -hw.double(rng.normal(size=3))")
    solution = course / "solutions" / "tiny.py"
    solution.write_text(solution.read_text().replace("    return 2 * x", "    return x**2"))
    run("grade", folder, cwd=course)
    assert run("diff", "--adopt", "tiny", "--yes", cwd=course).returncode == 0
    refused = run("export", "csv", "-o", "marks.csv", cwd=course)
    assert refused.returncode == 2 and not (course / "marks.csv").exists()
    assert "ann: 90 was published, now 0" in refused.stderr and "1 published marks go down" in refused.stderr
    told = run("diff", "--published", cwd=course).stdout
    assert told.splitlines() == ["tiny, ann: 90 published, now 0", "tiny, ben: 0 published, now 90"]
    allowed = run("export", "csv", "-o", "marks.csv", "--allow-lower", cwd=course)
    assert allowed.returncode == 0 and "Wrote marks.csv" in allowed.stderr
    assert run("export", "csv", "-o", "marks.csv", cwd=course).returncode == 0
    assert list(course.glob(".marks*")) == []


def test_diff_says_who_gains_who_loses_and_by_which_check(course, folder):
    change(course, "points=40", "points=70")
    change(course, "points=50", "points=20")
    (folder / "ben" / "tiny.py").write_text(RIGHT)
    (folder / "dee").mkdir()
    (folder / "dee" / "tiny.py").write_text(WRONG)
    run("grade", folder, cwd=course)
    text = run("diff", cwd=course).stdout
    assert text.startswith("tiny, run 1 -> run 2: 1 gain, 0 lose, 1 change otherwise, 1 had no mark\n")
    assert "double: ordinary      2      0      +100" in text and "double: negative      1      1       -10" in text
    assert "ben: 0 -> 90 (+90)" in text and "dee: - -> 0 (+0), waiting 0 -> " not in text
    found = {row["student"]: row for row in rows(run("diff", "--json", cwd=course).stdout)}
    assert found["ben"]["by"] == {"double: ordinary": 70, "double: negative": 20}
    assert found["ann"]["by"] == {"double: ordinary": 30, "double: negative": -30}
    assert (found["dee"]["before"], found["dee"]["after"]) == (None, 0)
    back = [json.loads(line) for line in run("diff", "--json", "--runs", "2", "1", cwd=course).stdout.splitlines()]
    assert {row["student"]: row["after"] for row in back} == {"ann": 90, "ben": 0, "dee": None}


def test_a_run_that_there_was_not_is_told(course, folder):
    ended = run("diff", "--runs", "1", "7", cwd=course)
    assert ended.returncode == 2 and "grades.sqlite has no run 7: its runs are 1 to 1" in ended.stderr


def test_what_there_is_not_is_told(course, tmp_path):
    for words in (("report",), ("export", "csv"), ("diff",)):
        ended = run(*words, cwd=course)
        assert ended.returncode == 2 and "there is no gradebook grades.sqlite" in ended.stderr
        assert not (course / "grades.sqlite").exists()
    run("grade", handed_in(tmp_path / "in", ann=RIGHT), cwd=course)
    assert "one run of tiny only" in run("diff", cwd=course).stderr
    assert "has no results of 'rnn'; it has: tiny" in run("report", "-a", "rnn", cwd=course).stderr
    assert run("export", "csv", "-o", "no/where.csv", cwd=course).returncode == 2


def test_a_change_that_is_taken_back_gives_the_marks_of_before(course, folder):
    change(course, "points=40", "points=30")
    run("grade", folder, cwd=course)
    assert "ann          80" in run("report", cwd=course).stdout
    change(course, "points=30", "points=40")
    run("grade", folder, cwd=course)
    assert exported(course)["ann"]["points"] == "90"
