"""Grades and the rows of a file are joined by one kind of id, and nobody gets the grade of another."""

import gradefiles
import pytest

from grader.errors import UsageError
from grader.lms import join_ids
from grader.submissions.roster import Entry, Roster

IDS = {"ID": ["1", "2", "3"], "Login": ["s1", "s2", "2"]}


def joined(students, ids=IDS, by=None, system_ids=None):
    marks = gradefiles.marks(students)
    result = join_ids.join_grades(marks, ids, system_ids or {}, by=by, where="the file")
    return result.by, {place: mark.student for place, mark in result.grade_by_row.items()}, len(result.unmatched)


def test_one_kind_of_id_counts_for_everybody():
    assert joined(["S1 ", "s2", "1"]) == ("Login", {0: "S1 ", 1: "s2"}, 1)
    assert joined(["3", "2"]) == ("ID", {2: "3", 1: "2"}, 0)
    assert joined(["2"], by="Login") == ("Login", {2: "2"}, 0)
    with pytest.raises(UsageError, match="2 may be meant by 'ID' or by 'Login': choose with --by"):
        joined(["2"])
    with pytest.raises(UsageError, match="no column 'Name' of ids: choose one of 'ID', 'Login' with --by"):
        joined(["2"], by="Name")


def test_two_kinds_of_ids_that_fit_most_of_a_class_but_other_people_are_asked_about():
    """Numbers of the course are numbers of the system's as well, each somebody else's; a few are not on the list."""
    course = [str(n) for n in range(1, 101)]
    ids = {"ID": course, "SIS User ID": [*course[1:91], *[f"x{n}" for n in range(10)]]}
    with pytest.raises(UsageError, match="may be meant by 'ID' or by 'SIS User ID': choose with --by"):
        joined(course, ids)
    assert joined(course, ids, by="SIS User ID")[2] == 10
    same = {"ID": course, "SIS User ID": [*course[:90], *[""] * 10]}
    assert joined(course, same)[0] == "ID"


def test_ids_whose_last_word_is_the_same_are_not_one_student_s():
    ids = {"Student ID": ["AB 7", "CD 7", "EF 8"]}
    assert joined(["cd 7", "AB 7", "ZZ 8"], ids) == ("Student ID", {1: "cd 7", 0: "AB 7"}, 1)


def test_nobody_gets_the_mark_of_another():
    with pytest.raises(UsageError, match="s1 is in 2 rows by 'Login'"):
        joined(["s1"], {"Login": ["s1", "S1"]})
    with pytest.raises(UsageError, match="a and b are one person in the file by 'ID'"):
        joined(["a", "b"], {"ID": ["1", "2"]}, system_ids={"a": "1", "b": "1"})


def test_a_class_list_says_the_system_s_ids():
    entries = {"ann": {"moodle": "7", "moodle tiny": "Teilnehmer/in 3"}, "ben": {"moodle": "4"}, "cem": {"moodle": ""}}
    roster = Roster(None, {who: Entry(who, columns) for who, columns in entries.items()})
    theirs = join_ids.system_ids(roster, ("moodle", "identifier"), "tiny")
    assert theirs == {"ann": "3", "ben": "4"}
    assert joined(["ann", "ben", "cem"], {"ID": ["3", "4", "5", "7"]}, system_ids=theirs) == (
        "ID",
        {0: "ann", 1: "ben"},
        1,
    )
