"""`grader mark`: what waits is decided by people, several at once; nothing that was decided is lost."""

import csv
import io
import os
import re
import signal
import sqlite3
import subprocess
from contextlib import closing, suppress
from fractions import Fraction

import by_hand
import command
import pytest
from by_hand import case_of, graded, kept, mark, marks, wrote
from command import GRADER, RIGHT, Terminal, environment, handed_in, rows, run, until
from hypothesis import given, strategies as st
from rich.cells import cell_len

from grader.handwork import key_facts
from grader.review import dialogue, queue

ASKS = "points (0 to 10"


@pytest.fixture
def course(tmp_path):
    return by_hand.course(tmp_path / "course")


@pytest.fixture
def doubted(tmp_path):
    return by_hand.in_doubt(tmp_path)


# ---- one person, one text after the other


def test_a_mark_counts_everywhere_and_changes_no_result(course):
    folder = graded(course, ann="the sum of both")

    def results():
        with closing(sqlite3.connect(course / "grades.sqlite")) as db:
            return db.execute("select id, points, pending, result from results").fetchall()

    before = results()
    ended = mark(course, "7,5 Say what a sum is.\n")
    assert ended.returncode == 0 and ended.stdout.endswith("Marked 1; nothing still waits\n")
    assert marks(course) == {"ann": (97.5, 0)} and results() == before
    for words in (("report", "--student", "ann"), ("grade", folder)):
        feedback = run(*words, cwd=course).stdout
        assert "tiny: 97.5 of 100 points\n" in feedback and "why: 7.5 of 10 points\n" in feedback
        assert "  marked    why twice\n            Say what a sum is.\n" in feedback
    check = rows(run("grade", folder, "--json", cwd=course).stdout)[0]["checks"][2]
    assert (check["status"], check["points"], check["pending"], check["by_hand"]) == ("failed", 7.5, 0, True)
    assert run("report", "--markdown", "pages", cwd=course).returncode == 0
    (page,) = [path.read_text() for path in (course / "pages").rglob("*.md")]
    assert "### marked: why twice, 7.5 of 10" in page and "Say what a sum is." in page and "Next step" not in page
    exported = csv.DictReader(io.StringIO(run("export", "csv", cwd=course).stdout))
    assert [(row["points"], row["pending"], row["final"]) for row in exported] == [("97.5", "", "97.5")]


def test_all_that_is_needed_is_shown_and_not_whose_it_is(course):
    graded(course, annabel="Adding is a\nSUM.", ben="nothing")
    shown = mark(course, "", COLUMNS="50").stdout
    assert "tiny, why: why twice\n10 points; waiting: 2\n  Why is that doubling? A few words.\n" in shown
    first = mark(course, "s\ns\n").stdout
    assert first.count("1 found: sum, add") == first.count("1 not there: sum, add") == 1
    assert first.count("2 not there: max") == 2
    assert "[1:Add]ing is a\n[1:SUM].\n" in first and "annabel" not in first and first.count("Why is that") == 1
    assert "annabel" in mark(course, "s\ns\n", "--names").stdout
    assert marks(course) == {"annabel": (90, 10), "ben": (90, 10)}


NO_POINTS = ["10.5", "11", "-1", "7.25", "much", "1e1", "٣", "nan", "w", "w!", "0!", "x 7", "", "1/2"]


@pytest.mark.parametrize("said", NO_POINTS)
def test_what_are_no_points_is_told(said):
    with pytest.raises(ValueError, match=r"^[A-Z'0-9].*\.$"):
        dialogue.parse_reply(said, case_of())


def test_points_of_a_doubt_are_any_number_and_what_rounding_shows_as_all_is_all():
    third = case_of(Fraction(1, 3), "", would=Fraction(1))
    assert dialogue.parse_reply("0.3333", third).points == Fraction(1, 3)
    assert dialogue.parse_reply("0,17", third).points == Fraction(17, 100)
    assert dialogue.parse_reply("w! theirs", third) == dialogue.Reply(comment="theirs", for_all=True)
    assert dialogue.parse_reply("0!", third) == dialogue.Reply(points=Fraction(0), for_all=True)


def test_no_points_are_asked_again(course):
    graded(course, ann="the sum")
    ended = mark(course, "11\n?\n4\n\n")
    assert ended.stdout.count(ASKS) == 3 and kept(course) == [("ann", "4", "")]
    assert "11 is more than the 10 points that there are." in ended.stdout
    assert "\nm           all points\n" in ended.stdout


def test_halves_all_points_and_none(course):
    graded(course, ann="one", ben="two", cem="three", dee="four", eva="five")
    mark(course, "7.5 x\nm x\n0 x\n0,5\n\n10\n\n")
    assert sorted(points for _, points, _ in kept(course)) == ["0", "1/2", "10", "10", "15/2"]


def test_back_skip_and_quit(course):
    graded(course, ann="one", ben="two", cem="three")
    ended = mark(course, "b\ns\n3 a\nb\n4 b\nq\n")
    assert "There is none before." in ended.stdout and "Marked: 3 of 10, a." in ended.stdout
    assert ended.stdout.endswith("Marked 2; 2 still wait\n") and ended.returncode == 0
    (first, *_), (second, *_) = kept(course)
    assert first == second and sorted(marks(course).values()) == [(90, 10), (90, 10), (94, 0)]
    assert mark(course, "1 c\n2 d\n").stdout.endswith("Marked 2; nothing still waits\n")


def test_a_mark_is_changed_for_one_student(course):
    graded(course, ann="one", ben="two")
    mark(course, "5 a\n5 a\n")
    ended = mark(course, "9 better\n", "--student", "ANN")
    assert ended.stdout.count("Marked: 5 of 10, a.") == 1
    assert marks(course) == {"ann": (99, 0), "ben": (95, 0)} and len(kept(course)) == 3
    nobody = mark(course, "9\n", "--student", "zoe")
    assert nobody.returncode == 2 and "nothing of student 'zoe' waits or waited" in nobody.stderr


def test_phrases_are_remembered_and_inserted_by_their_number(course):
    graded(course, ann="one", ben="two", cem="three", dee="four")
    mark(course, "5 The maximum is missing.\n6\nSee page 4.\n")
    ended = mark(course, "7\n/2 /1 /3 And more.\n8\n/1\n")
    assert "/1 The maximum is missing.\n/2 See page 4.\n" in ended.stdout
    assert [comment for _, _, comment in kept(course)] == [
        "The maximum is missing.",
        "See page 4.",
        "See page 4. The maximum is missing. /3 And more.",
        "The maximum is missing.",
    ]
    assert "/3 /3 And more.\n" in ended.stdout  # nobody had a third before


def test_a_command_typed_as_the_comment_is_none(course):
    graded(course, ann="one", ben="two")
    ended = mark(course, "7\nq\n?\n\n8\nsee page 4\n")
    assert ended.stdout.count("was not taken: Enter for none") == 2
    assert [(points, comment) for _, points, comment in kept(course)] == [("7", ""), ("8", "see page 4")]


# ---- what becomes of a mark


def test_the_same_text_keeps_its_mark_and_another_one_is_shown_with_it(course):
    folder = graded(course, ann="the sum")
    mark(course, "6 Short.\n")
    handed_in(folder, ann="# later\n" + wrote("the sum  \r\n"))
    run("grade", folder, cwd=course)
    assert marks(course) == {"ann": (96, 0)}
    handed_in(folder, ann=wrote("the sum of two"))
    run("grade", folder, cwd=course)
    assert marks(course) == {"ann": (90, 10)}
    assert "Another text before: 6 of 10, Short.\n" in mark(course, "7 Longer.\n").stdout
    assert marks(course) == {"ann": (97, 0)}
    handed_in(folder, ann=wrote("the sum"))
    run("grade", folder, cwd=course)
    assert marks(course) == {"ann": (96, 0)}


def test_a_text_of_another_student_is_another_one(course):
    graded(course, ann="the sum", ben="the sum")
    mark(course, "6 x\n")
    assert sorted(marks(course).values()) == [(90, 10), (96, 0)]


def test_a_task_that_is_worth_something_else_keeps_the_share(course):
    folder = graded(course, ann="the sum")
    mark(course, "5 x\n")
    path = course / "autotests" / "tiny.py"
    path.write_text(path.read_text().replace('"why", points=10', '"why", points=20').replace("points=50", "points=40"))
    run("grade", folder, cwd=course)
    assert marks(course) == {"ann": (90, 0)}


def test_what_the_machine_decides_by_itself_counts_as_it_says(course):
    folder = handed_in(course / "in", ann=RIGHT)
    path = course / "autotests" / "tiny.py"
    good = path.read_text()
    path.write_text(good.replace("return hw.double(rng.normal(size=3))", "return hw.double(1 / 0)"))
    run("grade", folder, cwd=course)
    assert marks(course)["ann"] == (50, 40)
    ended = mark(course, "w\n40\n\n", "--doubts")
    assert "What it would be is not known here" in ended.stdout and "def double(x):\n    return x + x\n" in ended.stdout
    assert marks(course)["ann"] == (90, 0)
    path.write_text(good)
    handed_in(folder, ann=command.WRONG)
    run("grade", folder, cwd=course)
    assert marks(course)["ann"] == (0, 0)


# ---- doubts


def test_a_doubt_about_whose_numbers_is_settled_at_once(doubted):
    points, pending = marks(doubted)["s002"]
    assert pending == 50 and points == 50
    ended = mark(doubted, "w! It is theirs.\nq\n", "--doubts")
    assert "The file says that it is s001's, but it was handed in by s002." in ended.stdout
    assert "It would be" in ended.stdout and "trace_table = [" in ended.stdout
    assert "Marked 1;" not in ended.stdout
    points, pending = marks(doubted)["s002"]
    assert (points, pending) == (80, 20)  # the discussions, and what cannot be read
    feedback = run("report", "--student", "s002", cwd=doubted).stdout
    assert "trace_table: 25 of 25 points" in feedback and "It is theirs." in feedback
    ended = mark(doubted, "2,5 The number is right, but for its sign.\n", "--doubts")
    assert "one_update = 0 if 1 else" in ended.stdout and marks(doubted)["s002"] == (82.5, 15)


def test_other_numbers_than_ones_own_may_earn_nothing(doubted):
    mark(doubted, "0! Not your numbers.\nq\n", "--doubts")
    assert marks(doubted)["s002"] == (50, 20)


# ---- several at once, and the worst


class Sitting:
    """`grader mark` with pipes, answered line by line."""

    def __init__(self, course):
        self.process = subprocess.Popen(
            [*GRADER, "mark"],
            cwd=course,
            env=environment(COLUMNS="60"),
            encoding="utf-8",
            start_new_session=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def next_text(self):
        """Which text is shown, None at the end."""
        text, shown = "", None
        while not text.endswith("? for help): "):
            piece = self.process.stdout.read(1)
            if not piece:
                return None
            text += piece
        shown = re.search(r"text(\d+)", text)
        return shown and shown[1]

    def say(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()


@pytest.fixture
def sit():
    sittings = []

    def begin(course):
        sittings.append(Sitting(course))
        return sittings[-1]

    yield begin
    for session in sittings:
        if session.process.poll() is None:
            session.kill()
        for pipe in (session.process.stdin, session.process.stdout, session.process.stderr):
            pipe.close()


def test_two_at_once_never_get_the_same_text_and_lose_nothing(course, sit):
    graded(course, **{f"s{i:02}": f"this is text{i:02}" for i in range(30)})
    both = [sit(course), sit(course)]
    shown = [[session.next_text()] for session in both]
    while any(texts[-1] is not None for texts in shown):
        for session, texts in zip(both, shown, strict=True):  # each has one on the screen while the other goes on
            if texts[-1] is not None:
                session.say(f"5 {texts[-1]}")
        for session, texts in zip(both, shown, strict=True):
            if texts[-1] is not None:
                texts.append(session.next_text())
    seen = [text for texts in shown for text in texts if text is not None]
    assert len(seen) == len(set(seen)) == 30 and min(map(len, shown)) > 10
    assert sorted(kept(course, "student, comment")) == [(f"s{i:02}", f"{i:02}") for i in range(30)]


def test_killed_only_the_text_on_the_screen_is_lost_and_it_comes_again_at_once(course, sit):
    graded(course, **{f"s{i}": f"this is text{i}" for i in range(4)})
    first, other = sit(course), sit(course)
    one, theirs = first.next_text(), other.next_text()
    first.say("5 good")
    two = first.next_text()
    first.kill()
    assert [student for student, *_ in kept(course)] == [f"s{one}"]
    again = sit(course)
    assert again.next_text() == two and theirs not in (one, two)
    with closing(sqlite3.connect(course / "grades.sqlite")) as db:
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)


def test_a_claim_ends_after_a_while_and_who_comes_late_is_told(course, sit):
    graded(course, ann="this is text1")
    slow, quick = sit(course), None
    assert slow.next_text() == "1"
    assert mark(course, "").stdout.endswith("Marked 0; 1 still waits, 1 of it before others\n")
    with closing(sqlite3.connect(course / "grades.sqlite")) as db:
        db.execute("update claims set expires = '2020-01-01T00:00:00+00:00'")
        db.commit()
    quick = sit(course)
    assert quick.next_text() == "1"
    quick.say("9 quick")
    assert quick.next_text() is None
    slow.say("2 slow")
    slow.next_text()
    assert kept(course) == [("ann", "9", "quick")]
    slow.say("2 slow all the same")
    assert slow.next_text() is None
    assert kept(course) == [("ann", "9", "quick"), ("ann", "2", "slow all the same")]


# ---- a terminal


def test_on_a_narrow_terminal_nothing_of_a_students_acts(course):
    hostile = "\x1b[31mred \x1b]0;title\x07 \x9b2J \u202eback \x00\r over "
    graded(course, ann=hostile + "很长" * 60 + " sum " + "word " * 30)
    terminal = Terminal("mark", cwd=course, COLUMNS="40", NO_COLOR="1")
    terminal.wait_for(ASKS)
    shown = terminal.text
    assert "\\x1b[31mred" in shown and "\x1b[31m" not in shown and "\x1b]0" not in shown
    assert not set(shown) & set("\x07\x9b\u202e\x00") and "[1:sum]" in shown
    os.write(terminal.terminal, b"6\n")
    terminal.wait_for("comment (Enter for none)")
    os.write(terminal.terminal, "Grüße \x1b[31m\n".encode())
    assert terminal.end() == 0 and "Marked 1; nothing still waits" in terminal.text
    assert kept(course)[0][1] == "6" and "\x1b" not in kept(course)[0][2]
    lines = mark(course, "q\n", "--student", "ann", COLUMNS="40").stdout.splitlines()
    assert len(lines) > 15 and all(cell_len(line) <= 40 for line in lines)


def _appeared(terminal, text, seconds):
    with suppress(AssertionError):
        terminal.wait_for(text, seconds=seconds)
    return text in terminal.text


def test_ctrl_c_keeps_what_was_marked_and_gives_back_the_rest(course):
    graded(course, ann="one", ben="two")
    terminal = Terminal("mark", cwd=course)
    terminal.wait_for(ASKS)
    os.write(terminal.terminal, b"5 good\n")
    terminal.wait_for(ASKS, 2)
    until(lambda: terminal.press_ctrl_c() or _appeared(terminal, "marked 1", 3))  # the first may be too soon
    assert terminal.end() == 130 and "marked 1" in terminal.text and "Traceback" not in terminal.text
    with closing(sqlite3.connect(course / "grades.sqlite")) as db:
        assert db.execute("select * from claims").fetchall() == []
    assert len(kept(course)) == 1


def test_what_is_of_a_script_stays_and_what_acts_is_written_out():
    script = "naïve\u00a0x 减\u3000 می\u200cخواهم 👩\u200d👧 e\u0301"
    assert queue.legible(script) == script
    assert queue.legible("a\tb\r\nc\x1b[0m\u202e\x00\x85") == "a   b\nc\\x1b[0m\\u202e\\x00"


# ---- key facts


@pytest.mark.parametrize(
    ("text", "facts", "shown"),
    [
        ("The Sum", [("sum",)], "The [1:Sum]"),
        ("inf /\ninf", [("nan",), ("inf / inf",)], "[2:inf /\ninf]"),
        ("summax", [("sum", "summa"), ("max",)], "[1:summa]x"),
        ("sum", [("sum",), ("sum", "max")], "[1,2:sum]"),
        ("a.b axb", [("a.b",)], "[1:a.b] axb"),
        ("İ sum", [("sum",)], "İ [1:sum]"),
        ("nothing", [("",), ("sum",)], "nothing"),
    ],
)
def test_a_key_fact_is_marked_where_it_stands(text, facts, shown):
    assert key_facts.bracket_key_facts(text, key_facts.find_key_facts(text, facts))[0] == shown


@given(st.text("abcAB c", max_size=30), st.lists(st.lists(st.text("abc ", max_size=3), max_size=3), max_size=4))
def test_marking_adds_nothing_but_brackets(text, facts):
    marked, places = key_facts.bracket_key_facts(text, key_facts.find_key_facts(text, facts))
    assert re.sub(r"\[[0-9,]+:([^]]*)\]", r"\1", marked) == text
    assert all(marked[start] == "[" and marked[end - 1] == "]" for start, end in places)
    assert len(places) == marked.count("[")
