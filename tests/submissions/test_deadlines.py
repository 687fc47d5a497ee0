"""What being late costs, from a line of words."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from grader.errors import AuthorError
from grader.submissions import deadlines
from grader.submissions.deadlines import LatePolicy

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("line", "by", "lost"),
    [
        ("", 9 * DAY, 0),
        ("10% a day", timedelta(0), 0),
        ("10% a day", timedelta(seconds=1), Fraction(1, 10)),
        ("10% a day", DAY, Fraction(1, 10)),
        ("10% a day", DAY + timedelta(seconds=1), Fraction(1, 5)),
        ("10% a day", 30 * DAY, 1),
        ("10 % per day, at most 50 %", 30 * DAY, Fraction(1, 2)),
        ("2.5% an hour", 3 * HOUR, Fraction(3, 40)),
        ("nothing after 3 days", 3 * DAY, 0),
        ("nothing after 3 days", 3 * DAY + timedelta(seconds=1), 1),
        ("10% a day, at most 20%, nothing after 1 week", 8 * DAY, 1),
        ("15 minutes free, 5% an hour", timedelta(minutes=15), 0),
        ("15 minutes free, 5% an hour", timedelta(minutes=16), Fraction(1, 20)),
        ("10% A DAY", DAY, Fraction(1, 10)),
        ("  10%  a\tday ,, at most 5%", DAY, Fraction(1, 20)),
    ],
)
def test_a_line_says_what_is_lost(line, by, lost):
    assert LatePolicy.parse(line).lost_share(by) == lost


@pytest.mark.parametrize(
    "line",
    [
        "10%",
        "ten percent a day",
        "10% a month",
        "at most",
        "10% a day; at most 50%",
        "nothing after 99999999999 days",
    ],
)
def test_a_line_that_cannot_be_read_is_told_with_an_example(line):
    with pytest.raises(AuthorError, match=r"cannot be read; write for example late = "):
        LatePolicy.parse(line)


def test_two_rates_are_refused():
    with pytest.raises(AuthorError, match="'20% an hour' says once more what stands before it"):
        LatePolicy.parse("10% a day, 20% an hour")


def test_what_is_due_on_a_day_is_so_until_its_end():
    assert deadlines.parse_due_time("2026-11-30") == deadlines.parse_time("2026-12-01T00:00:00")
    assert deadlines.parse_due_time(" 2026-11-30T23:59+01:00") == datetime(2026, 11, 30, 22, 59, tzinfo=UTC)


@pytest.mark.parametrize("text", ["tomorrow", "30.11.2026", "0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00"])
def test_what_is_no_time_is_told(text):
    for read in (deadlines.parse_time, deadlines.parse_due_time):
        with pytest.raises(ValueError, match=r"\w"):
            read(text)


def test_times_in_any_zone_are_compared():
    due = datetime(2026, 11, 30, 22, 59, tzinfo=UTC)
    assert deadlines.lateness("2026-11-30T23:59:00+01:00", due) == timedelta(0)
    assert deadlines.lateness("2026-12-01T00:00:00+01:00", due) == timedelta(minutes=1)
    assert deadlines.lateness("2026-11-30 23:00:00 UTC", due) == timedelta(minutes=1)
    assert deadlines.lateness("", due) == deadlines.lateness("2030-01-01T00:00:00+00:00", None) == timedelta(0)
