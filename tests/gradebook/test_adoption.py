"""Marks that were given out stay as they are, whatever is judged later, until somebody takes the new ones."""

import csv
import io
import os
import sqlite3
import time
from contextlib import closing

import command
import pytest
from command import RIGHT, WRONG, handed_in, rows, run
from places import ROOT

from grader import version
from grader.gradebook import store


@pytest.fixture
def course(tmp_path):
    return command.course(tmp_path / "course")


@pytest.fixture
def folder(course, tmp_path):
    """A class whose marks were given out: 90 for ann, 0 for ben."""
    folder = handed_in(tmp_path / "in", ann=RIGHT, ben=WRONG)
    run("grade", folder, cwd=course)
    assert exported(course) == {"ann": "90", "ben": "0"}
    return folder


def exported(course, *more):
    ended = run("export", "csv", *more, cwd=course)
    assert ended.returncode == 0, ended.stderr
    return {row["student"]: row["final"] for row in csv.DictReader(io.StringIO(ended.stdout))}


def counting(course):
    """The points that count by student, None for what waits."""
    with store.open_existing(course / "grades.sqlite") as book:
        return {r.student: None if r.waits else r.points for r, _ in store.standings(book, "tiny")}


def change(course, old="points=40", new="points=35"):
    path = course / "autotests" / "tiny.py"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


WOULD = "since marks were given out under other rules or before the assignment changed"
TAKE = f"{WOULD}; see and take them by grader diff --adopt tiny"


def test_a_changed_assignment_moves_no_mark_that_was_given_out_until_it_is_taken(course, folder):
    change(course)
    graded = run("grade", folder, cwd=course)
    assert graded.stderr.splitlines()[-1] == f"tiny: 1 mark would change, {TAKE}"
    assert "2 judged again" in graded.stderr
    assert counting(course) == {"ann": 90, "ben": 0}
    written = run("export", "csv", cwd=course)
    assert "ann,tiny,90,100" in written.stdout and f"1 mark would change, {TAKE}" in written.stderr
    for words in (("report",), ("report", "--student", "ann"), ("cohort",), ("mark",), ("diff", "--published")):
        told = run(*words, cwd=course)
        assert f"tiny: 1 mark would change, {TAKE}" in told.stderr, words
    assert "tiny: 90 of 100 points" in run("report", "--student", "ann", cwd=course).stdout
    assert run("diff", "--published", cwd=course).stdout == ""

    shown = run("diff", "--adopt", "tiny", "--yes", cwd=course)
    assert shown.returncode == 0
    assert shown.stdout.startswith("tiny, given out -> as judged now: 0 gain, 1 lose, 0 change otherwise\n")
    assert "ann: 90 -> 85 (-5)" in shown.stdout and "double: ordinary" in shown.stdout
    assert counting(course) == {"ann": 85, "ben": 0}
    refused = run("export", "csv", cwd=course)
    assert refused.returncode == 2 and "ann: 90 was published, now 85" in refused.stderr
    assert exported(course, "--allow-lower") == {"ann": "85", "ben": "0"}
    assert WOULD not in run("grade", folder, cwd=course).stderr


def test_other_rules_move_no_mark_that_was_given_out_and_say_their_numbers(course, folder, monkeypatch):
    monkeypatch.setattr(version, "RULES", version.RULES + 1)
    ended = run("grade", handed_in(folder, dee=RIGHT), "--json", cwd=course)
    assert {row["rules"] for row in rows(ended.stdout)} == {version.RULES}
    assert "2 judged again" in ended.stderr and f"tiny: 1 waits, {TAKE}" in ended.stderr
    assert counting(course) == {"ann": 90, "ben": 0, "dee": None}
    page = run("report", "--student", "dee", cwd=course).stdout
    before, now = version.RULES - 1, version.RULES
    told = f"given out under the rules of marking number {before}, and this was judged by number {now}. It would be 90"
    assert told in " ".join(page.split())


def test_who_hands_in_after_a_change_waits_and_everybody_is_told(course, folder):
    change(course)
    ended = run("grade", handed_in(folder, ann=RIGHT + "# again\n", dee=RIGHT), cwd=course)
    assert ended.stderr.splitlines()[-1] == f"tiny: 2 wait, {TAKE}"
    assert counting(course) == {"ann": None, "ben": 0, "dee": None}
    written = run("export", "csv", cwd=course)
    found = {row["student"]: row for row in csv.DictReader(io.StringIO(written.stdout))}
    assert [(who, row["points"], row["final"]) for who, row in found.items()] == [
        ("ann", "", ""),
        ("ben", "0", "0"),
        ("dee", "", ""),
    ]
    assert found["dee"]["remark"].endswith("given out before it was changed. It would be 85 of 95 points.")
    assert f"tiny: 2 wait, {TAKE}" in written.stderr
    table = run("report", cwd=course, COLUMNS="100").stdout.splitlines()
    assert table[2].split() == ["ann", "-", *"does not count yet, would be 85".split()]
    (line,) = (row for row in rows(run("export", "jsonl", cwd=course).stdout) if row["student"] == "dee")
    assert line["points"] is None and line["final"] is None and line["waits"] == found["dee"]["remark"]
    for form, suffix in (("--html", "html"), ("--markdown", "md")):
        assert f"2 wait, {TAKE}" in run("report", form, "pages", cwd=course).stderr
        assert "before it was changed. It would be 85" in (course / "pages" / "tiny" / f"dee.{suffix}").read_text()
        assert "does not count yet" not in (course / "pages" / "tiny" / f"ben.{suffix}").read_text()
    assert run("diff", "--published", cwd=course).stdout == ""
    with closing(sqlite3.connect(course / "grades.sqlite")) as db:
        given = db.execute("select who, points from published").fetchall()
    assert ("dee", None) not in given and given.count(("ben", 0)) == 3 and given.count(("ann", 90)) == 1

    shown = run("diff", "--adopt", "tiny", "--yes", cwd=course)
    assert "ann: - -> 85 (+85)" in shown.stdout and "dee: - -> 85 (+85)" in shown.stdout
    assert exported(course, "--allow-lower") == {"ann": "85", "ben": "0", "dee": "85"}


def test_who_hands_in_under_the_rules_of_what_was_given_out_counts_at_once(course, folder):
    run("grade", handed_in(folder, ann=WRONG, dee=RIGHT), cwd=course)
    assert counting(course) == {"ann": 0, "ben": 0, "dee": 90}
    assert exported(course, "--allow-lower") == {"ann": "0", "ben": "0", "dee": "90"}
    change(course)
    run("grade", folder, cwd=course)
    assert counting(course) == {"ann": 0, "ben": 0, "dee": 90}


def test_who_handed_in_before_a_change_counts_though_given_out_after_it(course, folder):
    run("grade", handed_in(folder, dee=RIGHT), cwd=course)
    change(course)
    run("grade", folder, cwd=course)
    assert counting(course) == {"ann": 90, "ben": 0, "dee": 90}


def test_what_was_not_judged_again_is_named_and_stays(course, folder):
    change(course)
    nothing = run("diff", "--adopt", "tiny", "--yes", cwd=course)
    assert nothing.returncode == 2 and "nothing was judged by the present rules and checks yet" in nothing.stderr
    assert "run grader grade first" in nothing.stderr
    run("grade", folder / "ann", cwd=course)
    shown = run("diff", "--adopt", "tiny", "--yes", cwd=course)
    assert "tiny: 1 were not judged again, and stay as they are: ben" in shown.stderr
    assert counting(course) == {"ann": 85, "ben": 0}
    run("grade", handed_in(folder, dee=RIGHT), cwd=course)
    assert counting(course) == {"ann": 85, "ben": 0, "dee": 85}


def test_who_was_not_judged_again_and_not_given_out_yet_goes_on_counting(course, folder):
    run("grade", handed_in(folder, dee=RIGHT), cwd=course)
    change(course)
    run("grade", folder / "ann", cwd=course)
    shown = run("diff", "--adopt", "tiny", "--yes", cwd=course)
    assert "tiny: 2 were not judged again, and stay as they are: ben, dee" in shown.stderr
    assert counting(course) == {"ann": 85, "ben": 0, "dee": 90}
    run("grade", handed_in(folder, eve=RIGHT), cwd=course)
    assert counting(course) == {"ann": 85, "ben": 0, "dee": 90, "eve": 85}


def test_what_cannot_be_graded_does_not_wait_and_says_its_own_reason(course, folder):
    run("grade", handed_in(folder, cy="", dee=""), cwd=course)
    exported(course)
    change(course)
    (folder / "cy" / "tiny.py").write_text("# coding: nonsense")
    run("grade", handed_in(folder, eve="", fay="x = ("), cwd=course)
    written = run("export", "csv", cwd=course).stdout
    remarks = {row["student"]: row["remark"] for row in csv.DictReader(io.StringIO(written))}
    assert remarks["cy"].startswith("the coding line names 'nonsense'") and "file is empty" in remarks["dee"]
    assert "file is empty" in remarks["eve"] and remarks["fay"].startswith("line 1 is not Python")
    run("grade", handed_in(folder, gus=RIGHT), cwd=course)  # a reason that is given out brings no other rules in
    assert counting(course)["ann"] == 90 and counting(course)["gus"] is None
    run("grade", handed_in(folder, ann=""), cwd=course)
    refused = run("export", "csv", cwd=course)
    assert refused.returncode == 2 and "ann: 90 was published, now -" in refused.stderr


def test_marks_that_are_given_out_stay_though_others_are_judged_before_they_are_written(course, tmp_path, monkeypatch):
    folder = handed_in(tmp_path / "in", ann=RIGHT)
    run("grade", folder, cwd=course)
    given_out = store.record_published

    def after_another_run(*what):
        change(course)
        run("grade", handed_in(folder, ben=RIGHT), cwd=course)
        given_out(*what)

    monkeypatch.setattr(store, "record_published", after_another_run)
    assert exported(course) == {"ann": "90"}
    assert counting(course) == {"ann": 90, "ben": None}


def test_who_hands_in_an_earlier_file_again_is_judged_as_everybody_is(course, folder):
    other = RIGHT + "# once more\n"
    for source in (other, RIGHT):  # the first file again, and given out again
        run("grade", handed_in(folder, ann=source), cwd=course)
        exported(course)
    change(course)
    run("grade", folder / "ben", cwd=course)
    run("diff", "--adopt", "tiny", "--yes", cwd=course)
    assert counting(course) == {"ann": 90, "ben": 0}
    run("grade", handed_in(folder, ann=other), cwd=course)
    assert exported(course, "--allow-lower") == {"ann": "85", "ben": "0"}
    run("grade", handed_in(folder, ann=RIGHT), cwd=course)
    assert counting(course) == {"ann": 85, "ben": 0}


def test_only_what_was_judged_by_the_present_checks_is_taken(course, folder):
    change(course)
    run("grade", folder, cwd=course)
    change(course, "points=35", "points=30")
    assert run("diff", "--adopt", "tiny", "--yes", cwd=course).returncode == 2
    assert counting(course) == {"ann": 90, "ben": 0}
    run("grade", folder / "ben", cwd=course)
    assert (
        "1 were not judged again, and stay as they are: ann"
        in run("diff", "--adopt", "tiny", "--yes", cwd=course).stderr
    )
    assert counting(course) == {"ann": 90, "ben": 0}


def test_until_marks_are_given_out_what_was_judged_last_counts(course, tmp_path):
    folder = handed_in(tmp_path / "in", ann=RIGHT)
    run("grade", folder, cwd=course)
    change(course)
    assert WOULD not in run("grade", folder, cwd=course).stderr
    assert counting(course) == {"ann": 85}
    ended = run("diff", "--adopt", "tiny", "--yes", cwd=course)
    assert ended.returncode == 0 and "no marks were given out yet" in ended.stderr


def test_a_class_that_was_given_out_under_several_rules_stays_as_it_was(course, tmp_path):
    folder = handed_in(tmp_path / "in", ann=RIGHT)
    run("grade", folder, cwd=course)
    change(course)
    run("grade", handed_in(tmp_path / "more", ben=RIGHT), cwd=course)
    assert exported(course) == {"ann": "90", "ben": "85"}
    run("grade", folder, cwd=course)
    assert counting(course) == {"ann": 90, "ben": 85}
    (row,) = rows(run("diff", "tiny", "--adopt", "--json", "--yes", cwd=course).stdout)
    assert (row["student"], row["before"], row["after"], row["by"]) == ("ann", 90, 85, {"double: ordinary": -5})
    assert counting(course) == {"ann": 85, "ben": 85}


def test_a_change_that_is_taken_back_is_taken_back_by_the_same_command(course, folder):
    for new, points in ((("points=40", "points=35"), 85), (("points=35", "points=40"), 90)):
        before = counting(course)
        change(course, *new)
        run("grade", folder, cwd=course)
        assert counting(course) == before
        run("diff", "--adopt", "tiny", "--yes", cwd=course)
        assert counting(course) == {"ann": points, "ben": 0}


def test_what_was_run_again_moves_no_mark_that_was_given_out(course, folder):
    ends = time.time() + 3
    timed = f"import time\n\ndef double(x):\n    return x + x if time.time() < {ends} else x\n"
    run("grade", handed_in(folder, ann=timed), cwd=course)
    assert exported(course) == {"ann": "90", "ben": "0"}
    command.until(lambda: time.time() > ends)
    ended = run("grade", folder, "--again", cwd=course)
    assert f"tiny: 1 mark would change, {TAKE}" in ended.stderr
    assert counting(course) == {"ann": 90, "ben": 0}
    run("diff", "--adopt", "tiny", "--yes", cwd=course)
    assert counting(course) == {"ann": 0, "ben": 0}


def test_a_decision_stays_in_place_and_moves_what_was_given_out(course, folder):
    (folder / "ann" / "tiny.py").write_text(RIGHT + "why = 'the sum'\n")
    run("grade", folder, cwd=course)
    assert exported(course) == {"ann": "90", "ben": "0"}
    change(course)
    run("grade", folder, cwd=course)
    run("mark", "--to", "texts.csv", cwd=course)
    text = (course / "texts.csv").read_text("utf-8-sig")
    (course / "texts.csv").write_text(text.replace(",,10,", ",7,10,Say more."))
    assert "Read 1 marks" in run("mark", "--from", "texts.csv", cwd=course).stdout
    assert counting(course)["ann"] == 97
    run("diff", "--adopt", "tiny", "--yes", cwd=course)
    assert counting(course)["ann"] == 92


def test_a_terminal_is_asked_before_marks_are_taken(course, folder):
    change(course)
    run("grade", folder, cwd=course)
    refused = run("diff", "--adopt", "tiny", cwd=course)
    assert refused.returncode == 2 and "nobody can be asked here: add --yes" in refused.stderr
    assert counting(course)["ann"] == 90
    for answer, points in (("n", 90), ("y", 85)):
        asked = command.Terminal("diff", "--adopt", "tiny", cwd=course)
        asked.wait_for("take these marks?")
        os.write(asked.terminal, f"{answer}\n".encode())
        assert asked.end() == 0
        assert counting(course)["ann"] == points


def test_what_does_not_go_together_is_told(course, folder):
    for words in (("--runs", "1", "1"), ("--published",)):
        ended = run("diff", "--adopt", "tiny", *words, cwd=course)
        assert ended.returncode == 2 and "--adopt goes with neither --runs nor --published" in ended.stderr
    unknown = run("diff", "--adopt", "rnn", cwd=course)
    assert unknown.returncode == 2 and "has no results of 'rnn'" in unknown.stderr


# ---- a gradebook from before marks were adopted


def test_of_an_older_gradebook_what_was_published_is_adopted(course):
    with closing(sqlite3.connect(course / "grades.sqlite")) as db:
        db.executescript((ROOT / "tests" / "data" / "forms" / "gradebook-716aa88.sql").read_text(encoding="utf-8"))
        before = db.execute("select who, points from published").fetchall()
    with store.open_existing(course / "grades.sqlite") as book:
        assert store.is_adopted(book, "tiny") and not store.is_adopted(book, "other")
        kept = {result.student: result for result, _ in store.standings(book, "tiny")}
        assert {name: (result.points, result.rules) for name, result in kept.items()} == {"ann": (96, 0), "ben": (6, 0)}
        assert book.db.execute("select who, points from published").fetchall() == before
        assert len(book.db.execute("select * from decisions").fetchall()) == 3
    ended = run("grade", handed_in(course / "in", ann=RIGHT + "# a new attempt\n"), cwd=course)
    assert f"tiny: 1 waits, {TAKE}" in ended.stderr
