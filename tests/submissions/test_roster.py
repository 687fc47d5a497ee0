"""The class list: read as spreadsheets write it, refused with the line where it is wrong."""

import pytest

from grader.errors import UsageError
from grader.submissions import roster


def written(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "roster.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_ids_names_and_times_are_read(tmp_path, delimiter):
    rows = [
        ["Student", "Name", "due softmax", "submitted"],
        ["s001", '"Müller, Änne"', "2026-12-24 12:00Z", ""],
        ["S2", "=1+1", "", "2026-11-30T10:00:00+01:00"],
        ["", "", "", ""],
    ]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    listed = roster.read_roster(written(tmp_path, text, "utf-8-sig"))
    assert [entry.student for entry in listed] == ["s001", "S2"]
    assert listed.find_student(" S001 ").columns["name"] == "Müller, Änne"
    assert listed.find_student("s2").columns["name"] == "=1+1" and listed.find_student("nobody") is None
    assert listed.find_student("s001").time_in("due", "softmax").isoformat() == "2026-12-24T12:00:00+00:00"
    assert listed.find_student("s001").time_in("due", "rnn") is None
    assert listed.find_student("s2").time_in("submitted", "rnn").isoformat() == "2026-11-30T09:00:00+00:00"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no column says who is who"),
        ("name,points\nann,3\n", "no column says who is who"),
        ("student,name\ns1,Ann,3\n", "line 2: 3 cells under 2 headings"),
        ("student,name\n,Ann\n", "line 2: a student without an id"),
        ("student\ns1\nS1 \n", "lines 2 and 3: S1 twice"),
        ("student,due\ns1,tomorrow\n", "line 2: due 'tomorrow' is no time"),
        ('student,name\ns1,"Ann\n', "line"),
        ('student,name\ns1,"Ann\nvan A"\ns2\n', "line 4: 1 cells under 2 headings"),
        ("student,student\ns1,s2\n", "two columns are named 'student'"),
        ("student,submitted\ns1,0001-01-01T00:00+14:00\n", "line 2: submitted '0001-01-01T00:00+14:00' is no time"),
    ],
)
def test_a_list_that_is_wrong_is_told_with_its_line(tmp_path, text, says):
    with pytest.raises(UsageError, match=r"roster\.csv") as told:
        roster.read_roster(written(tmp_path, text))
    assert says in str(told.value)


def test_a_list_in_another_encoding_or_place_is_told(tmp_path):
    with pytest.raises(UsageError, match="is not UTF-8"):
        roster.read_roster(written(tmp_path, "student\nMüller\n", "latin-1"))
    with pytest.raises(UsageError, match="cannot be opened"):
        roster.read_roster(tmp_path / "nowhere.csv")


def test_the_delimiter_is_the_one_under_which_somebody_is_named(tmp_path):
    listed = roster.read_roster(written(tmp_path, '"Student ID";name, as written, in full\ns1;Ann\n'))
    assert listed.find_student("s1").columns["name, as written, in full"] == "Ann"


def test_due_on_a_day_lasts_all_day(tmp_path):
    entry = roster.read_roster(written(tmp_path, "student,due rnn\ns1,2026-11-30\n")).find_student("s1")
    assert entry.time_in("due", "rnn").astimezone().isoformat().startswith("2026-12-01T00:00:00")
