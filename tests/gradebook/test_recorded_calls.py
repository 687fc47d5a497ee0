"""After a change to an assignment everything is judged again, and nothing is run that was run before."""

import json
import sqlite3
import zlib
from contextlib import closing
from dataclasses import replace

import command
import numpy as np
import pytest
from command import RIGHT, WRONG, handed_in, rows, run

from grader import sandbox
from grader.course.loader import Course
from grader.errors import UsageError
from grader.gradebook import recorded_calls
from grader.grading.pool import Grader, Plan, Work
from grader.model import Call, Fault, FaultKind, Frame, Outcome
from grader.sandbox.session import SPENT
from grader.sandbox.wire import Unsent
from grader.submissions.submission import SubmissionFile

# Gives another wrong answer whenever it is run: that nothing was run can be seen in its marks.
DIFFERENT = "import os\n\ndef double(x):\n    return x * (3 + int.from_bytes(os.urandom(6), 'big'))\n"


@pytest.fixture
def course(tmp_path):
    return command.course(tmp_path / "course")


@pytest.fixture
def graded(course, tmp_path):
    """A course whose three students were graded once; gives what a command says the next time."""
    folder = handed_in(tmp_path / "in", ann=RIGHT, ben=WRONG, cem=DIFFERENT)
    ended = run("grade", folder, "--json", cwd=course)
    assert "3 graded;" in ended.stderr, ended.stderr

    def again():
        ended = run("grade", folder, "--json", cwd=course)
        said = ended.stderr.splitlines()[-1]
        return said.partition(";")[0], {row["student"]: row for row in rows(ended.stdout)}

    again.first = {row["student"]: row for row in rows(ended.stdout)}
    return again


def change(course, kind, old, new):
    path = course / kind / "tiny.py"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def points(row):
    return [(c["name"], c["points"], c["message"], c["misconceptions"]) for c in row["checks"]]


def all_points(results):
    return {student: points(row) for student, row in results.items()}


def message(row, check="ordinary"):
    return next(c for c in row["checks"] if c["name"] == check)["message"]


@pytest.mark.parametrize("kind", ["autotests", "solutions", "assignments"])
def test_comments_and_empty_lines_change_nothing(course, graded, kind):
    change(course, kind, "\n\n\n", "\n\n\n\n# a remark\n\n")
    said, results = graded()
    assert said == "3 judged again" and all_points(results) == all_points(graded.first)
    assert graded()[0] == "3 already graded"


def test_a_module_that_the_course_imports_belongs_to_the_assignment(course, monkeypatch, tmp_path):
    place = tmp_path / "beside" / "tiny_sizes.py"
    place.parent.mkdir()
    monkeypatch.syspath_prepend(place.parent)
    digests = set()
    for own, other in (("SIZE = 1", "import tiny_sizes"), ("SIZE = 2", "import tiny_sizes"), ("SIZE = 2", "import os")):
        place.write_text("import tiny_more\n")
        place.with_name("tiny_more.py").write_text(own)
        (course / "solutions" / "tiny.py").write_text(other)
        digests |= {Course(course).assignment("tiny").digest for _ in range(2)}
    assert len(digests) == 3


def test_other_points_are_given_without_running_anything(course, graded):
    change(course, "autotests", "points=40", "points=30")
    change(course, "autotests", "points=50", "points=60")
    said, results = graded()
    assert said == "3 judged again"
    assert {s: row["points"] for s, row in results.items()} == {"ann": 90, "ben": 0, "cem": 0}
    assert results["ann"]["checks"][0]["max_points"] == 30
    assert message(results["cem"]) == message(graded.first["cem"])


def test_an_expectation_that_changes_its_mind_is_asked_again_on_the_same_values(course, graded):
    change(course, "autotests", "from grader import check, prose", "from grader import check, finite, prose")
    change(course, "autotests", "points=40, public=True", "points=40, public=True, expect=finite")
    said, results = graded()
    assert said == "3 judged again"
    assert {s: row["points"] for s, row in results.items()} == {"ann": 90, "ben": 40, "cem": 40}


def test_another_reference_is_held_against_the_same_values(course, graded):
    right, wrong = "    return 2 * x\n", "    return x**2\n"
    change(course, "solutions", right, wrong)
    rest = "\n\n@misconception(of=double)\ndef without"
    change(course, "solutions", wrong + rest, right + rest)
    said, results = graded()
    assert said == "3 judged again"
    assert {s: row["points"] for s, row in results.items()} == {"ann": 0, "ben": 90, "cem": 0}
    assert results["ann"]["checks"][0]["misconceptions"] == ["squared"]


def test_a_new_mistake_is_looked_for_without_running_anything(course, graded):
    with (course / "solutions" / "tiny.py").open("a") as file:
        file.write('\n\n@misconception(of=double)\ndef tripled(x):\n    """You added it once too often."""\n')
        file.write("    return 3 * x\n")
    said, results = graded()
    assert said == "3 judged again"
    assert {s: row["points"] for s, row in results.items()} == {"ann": 90, "ben": 0, "cem": 0}
    assert graded()[0] == "3 already graded"


def test_a_new_check_is_run_and_the_others_are_not(course, graded):
    with (course / "autotests" / "tiny.py").open("a") as file:
        file.write('\n\n@check(points=5)\ndef zero(hw, rng):\n    """zero"""\n    return hw.double(np.zeros(2))\n')
    change(course, "autotests", "from grader import", "import numpy as np\n\nfrom grader import")
    said, results = graded()
    assert said == "3 graded"
    assert {s: row["points"] for s, row in results.items()} == {"ann": 95, "ben": 5, "cem": 5}
    assert message(results["cem"]) == message(graded.first["cem"])


def test_an_answer_that_the_skeleton_calls_by_another_name_is_looked_for_again(course, tmp_path):
    """While the handout calls it `last_value_`, nobody was asked for it; what it calls `last_value` is a doubt then."""
    change(course, "autotests", 'prose("why", points=10)', 'from grader import answer\nanswer("last_value", points=10)')
    change(course, "assignments", "why = ...", "last_value_ = ...")
    with (course / "solutions" / "tiny.py").open("a") as file:
        file.write("\nfrom grader import step\n\n\n@step\ndef last_value():\n    return 4\n")
    folder = handed_in(tmp_path / "named", dan=RIGHT + "\nlast_value_ = 4\n")
    (first,) = rows(run("grade", folder, "--json", cwd=course).stdout)
    change(course, "assignments", "last_value_ = ...", "last_value = ...")
    ended = run("grade", folder, "--json", cwd=course)
    (second,) = rows(ended.stdout)
    fresh = run("grade", folder, "--json", "--gradebook", tmp_path / "new.sqlite", cwd=course)
    assert "1 judged again" in ended.stderr
    assert [row["checks"][2]["status"] for row in (first, second, rows(fresh.stdout)[0])] == [
        "broken",
        "pending",
        "pending",
    ]


def test_a_probe_that_makes_other_calls_is_run(course, graded):
    change(course, "autotests", "return hw.double(rng.normal(size=3))", "return hw.double(rng.normal(size=4))")
    said, results = graded()
    assert said == "3 graded"
    assert {s: row["points"] for s, row in results.items()} == {"ann": 90, "ben": 0, "cem": 0}
    assert message(results["cem"]) != message(graded.first["cem"])
    assert message(results["cem"], "negative") == message(graded.first["cem"], "negative")


def test_a_probe_that_is_written_otherwise_makes_the_same_calls(course, graded):
    probe = "hw.double(rng.normal(size=3))"
    change(course, "autotests", f"return {probe}", "x = rng.normal(size=3)\n    return hw.double(x)")
    said, results = graded()
    assert said == "3 judged again"
    assert all_points(results) == all_points(graded.first)


def test_an_expectation_of_the_courses_own_is_read(course, graded):
    own = """
from dataclasses import dataclass
from grader.checks.comparison import Expectation

@dataclass(frozen=True)
class Anything(Expectation):
    def differ(self, got, want):
        return WHAT

"""
    with (course / "autotests" / "tiny.py").open("r+") as file:
        text = file.read()
        file.seek(0)
        file.write(own.replace("WHAT", "None") + text.replace("public=True", "public=True, expect=Anything()"))
    assert {s: row["points"] for s, row in graded()[1].items()} == {"ann": 90, "ben": 40, "cem": 40}
    change(course, "autotests", "return None", "return __import__('grader').close.differ(got, want)")
    said, results = graded()
    assert said == "3 judged again"
    assert {s: row["points"] for s, row in results.items()} == {"ann": 90, "ben": 0, "cem": 0}


def test_a_call_is_taken_out_and_put_back_without_running_anything(course, graded):
    several = "x = rng.normal(size=3)\n    return hw.double(x), hw.double(x + 1), hw.double(x + 2)"
    change(course, "autotests", "return hw.double(rng.normal(size=3))", several)
    assert graded()[0] == "3 graded"
    first = graded()[1]
    for taken_out in ("hw.double(x), ", "hw.double(x + 1), ", ", hw.double(x + 2)"):
        change(course, "autotests", several, several.replace(taken_out, ""))
        said, results = graded()
        assert said == "3 judged again"
        assert {s: row["points"] for s, row in results.items()} == {"ann": 90, "ben": 0, "cem": 0}
        change(course, "autotests", several.replace(taken_out, ""), several)
        said, results = graded()
        assert said == "3 judged again" and all_points(results) == all_points(first)


def test_a_check_is_taken_out_and_put_back_without_running_anything(course, graded):
    path = course / "autotests" / "tiny.py"
    text = path.read_text()
    start, end = text.index("@check(points=50)"), text.index("prose(")
    path.write_text(text[:start] + text[end:])
    said, results = graded()
    assert said == "3 judged again" and {s: row["points"] for s, row in results.items()} == {
        "ann": 40,
        "ben": 0,
        "cem": 0,
    }
    path.write_text(text.replace("points=50", "points=20"))
    said, results = graded()
    assert said == "3 judged again" and {s: row["points"] for s, row in results.items()} == {
        "ann": 60,
        "ben": 0,
        "cem": 0,
    }


def test_a_value_is_kept_as_it_came_back_whatever_the_probe_does_with_it(course, graded):
    change(
        course,
        "autotests",
        "return hw.double(rng.normal(size=3))",
        "x = rng.normal(size=3)\n    y = hw.double(x)\n    y += 1\n    x *= 2\n    return y, hw.double(x)",
    )
    assert graded()[0] == "3 graded"
    change(course, "autotests", "points=40", "points=30")
    said, results = graded()
    assert said == "3 judged again"
    assert {s: row["points"] for s, row in results.items()} == {"ann": 80, "ben": 0, "cem": 0}


def test_what_the_reference_remembers_changes_nothing(course, tmp_path):
    """What marks hang on is looked at before anything is marked, in the state that every run begins with."""
    change(course, "solutions", "    return 2 * x\n", "    SEEN[len(SEEN)] = x\n    return 2 * x\n")
    change(course, "solutions", "\n\ndef double", "\nSEEN = {}\n\n\ndef double")
    folder = handed_in(tmp_path / "in", ann=RIGHT, ben=WRONG)
    assert "2 graded" in run("grade", folder, "-j", "1", cwd=course).stderr
    assert "2 already graded" in run("grade", folder, "-j", "1", cwd=course).stderr


def test_an_assignment_that_is_changed_while_it_is_graded_ends_the_run(course):
    found = SubmissionFile(course / "assignments" / "tiny.py", "tiny.py", "ann", "tiny")
    plan = Plan(course, digests=(("tiny", Course(course).assignment("tiny").digest),))
    with sandbox.start() as box:
        Grader(plan, box=box).grade_file(Work(found))
        change(course, "autotests", "points=40", "points=30")
        with pytest.raises(UsageError, match=r"tiny .* was changed while it was being graded"):
            Grader(plan, box=box).grade_file(Work(found))


def hanging(tmp_path, course):
    """Somebody whose function hangs on what the first two checks give it, and what is said of the next run."""
    change(course, "autotests", "hw.double(rng.normal(size=3))", "hw.double(rng.normal(size=3) + 100)")
    more = '@check(points=5)\ndef more(hw, rng):\n    """more"""\n    return hw.double(rng.normal(size=3) + 100)\n'
    change(course, "autotests", "@check(points=50)", f"{more}\n\n@check(points=50)")
    source = "def double(x):\n    while x[0] > 5:\n        pass\n    return x + x\n"
    folder = handed_in(tmp_path / "slow", dan=source)

    def again():
        ended = run("grade", folder, "--json", cwd=course)
        row = rows(ended.stdout)[0]
        return ended.stderr.splitlines()[-1].partition(";")[0], [
            (c["name"], c["status"], c["points"], c["message"]) for c in row["checks"]
        ]

    return again


def test_what_was_not_run_after_a_check_that_hung_is_run_when_that_one_hangs_no_more(course, tmp_path):
    again = hanging(tmp_path, course)
    said, first = again()
    assert [row[1] for row in first] == ["timed_out"] * 3 + ["not_attempted"] and "had already" in first[2][3]
    change(course, "autotests", "points=50", "points=55")
    said, checks = again()
    assert said == "1 judged again" and checks == first
    change(course, "autotests", "+ 100)", "- 100)")
    said, checks = again()
    assert said == "1 graded" and [row[1:3] for row in checks[:3]] == [("passed", 40), ("passed", 5), ("passed", 55)]


def test_a_new_check_does_not_wait_for_what_hung_before(course, tmp_path):
    again = hanging(tmp_path, course)
    again()
    with (course / "autotests" / "tiny.py").open("a") as file:
        file.write('\n\n@check(points=5)\ndef one(hw, rng):\n    """one"""\n    return hw.double(rng.normal(size=1))\n')
    said, checks = again()
    assert said == "1 judged again" and "had already run out of time" in checks[-1][3]


class Given:
    """A homework that gives back the calls that it was made of."""

    def __init__(self, *calls):
        self.calls = iter(calls)

    def call(self, function, args, kwargs):
        return next(self.calls)


def keeping(*calls, reference=()):
    made = recorded_calls.Recorder(Given(*calls), recorded_calls.ArgumentDigests(reference))
    for call in calls:
        made.call(call.function, call.args, call.kwargs)
    return made.recorded and tuple(made.recorded)


def replay_of(calls, **how):
    return recorded_calls.Replay(calls, recorded_calls.ArgumentDigests(()), **how)


def test_what_was_seen_around_a_call_is_kept_with_it():
    seen = {"changed": True, "shared": True, "warnings": ("RuntimeWarning: overflow",), "overwrote": True}
    outcome = Outcome(1.5, calls=(Call("f", (2.0,), {}, 1.5, **seen), Call("f", (2.0,), {}, 1.5)))
    for reference in ((), outcome.calls):
        calls = keeping(*outcome.calls, reference=reference)
        assert recorded_calls.unpack_calls(
            recorded_calls.pack_calls(recorded_calls.RecordedCalls({"one": calls}))
        ).checks == {"one": calls}
        replay = replay_of(calls)
        assert tuple(replay.call("f", (2.0,), {}) for _ in outcome.calls) == outcome.calls
        for other in (("g", (2.0,), {}), ("f", (3.0,), {}), ("f", (2.0,), {"x": 1})):
            with pytest.raises(recorded_calls.NotRecordedError):
                replay_of(calls).call(*other)
        with pytest.raises(recorded_calls.NotRecordedError):
            replay.call("f", (2.0,), {})


SLOW = {"fault": Fault(FaultKind.TIMED_OUT)}


@pytest.mark.parametrize(("seen", "holds"), [({"value": 1.5}, True), ({"overwrote": True}, False), (SLOW, False)])
def test_what_a_call_before_may_have_caused_holds_only_after_that_call(seen, holds):
    one, two = Call("f", (1.0,), {}, 1.5), Call("f", (2.0,), {}, **seen)
    calls = keeping(one, two)
    replay = replay_of(calls)
    assert [replay.call(call.function, call.args, {}) for call in (one, two)] == [one, two]
    if holds:
        assert replay_of(calls).call("f", (2.0,), {}) == two
    else:
        with pytest.raises(recorded_calls.NotRecordedError):
            replay_of(calls).call("f", (2.0,), {})


def test_calls_of_the_first_format_have_the_references_arguments():
    usual, own = Call("f", (2.0,), {}, 1.5), Call("f", (3.0,), {}, 2.5)
    calls = keeping(usual, own)
    was = recorded_calls.RecordedCalls({"one": (replace(calls[0], arguments=""), calls[1])})
    packed = recorded_calls.pack_calls(was)
    assert recorded_calls.unpack_calls(packed, {"one": (calls[0].arguments, "other")}).checks == {"one": calls}
    with pytest.raises(recorded_calls.NotRecordedError):  # nobody knows any more
        replay_of(recorded_calls.unpack_calls(packed).checks["one"]).call("f", (2.0,), {})


def test_what_is_too_large_or_no_plain_data_is_not_kept():
    good = Call("f", (2.0,), {}, 1.5)
    assert keeping(good, Call("f", (2.0,), {}, np.zeros(recorded_calls.MAX_CHECK // 8))) is None
    part = Call("f", (2.0,), {}, np.zeros(recorded_calls.MAX_CHECK // 32))
    assert keeping(*[part] * 3) is not None and keeping(*[part] * 4) is None
    assert keeping(Call("f", (Unsent("thing"),), {}, 1.5), good) is None


def test_what_one_homework_may_have_kept_is_bounded():
    """A homework that gives back noise, as much as it may in every call, fills nobody's disk."""
    noise = np.random.default_rng(7).integers(0, 256, recorded_calls.MAX_CHECK - 1000, dtype=np.uint8)
    checks = {f"c{i}": keeping(Call("f", (2.0,), {}, noise)) for i in range(50)}
    checks["c20"] = keeping(Call("f", (2.0,), {}, 1.5))
    data = recorded_calls.pack_calls(recorded_calls.RecordedCalls({**checks, "odd": None}))
    kept = recorded_calls.unpack_calls(data).checks
    assert len(data) < 1.1 * recorded_calls.MAX_ALL and [*kept] == [*checks, "odd"]
    assert {name: kept[name] for name in checks if kept[name] is not None} == {
        name: checks[name] for name in ("c0", "c1", "c2", "c3", "c20")
    }, "what is small is kept wherever it stands, and of the others it is said that they are not"


def test_where_an_exception_passed_is_kept_with_it():
    frames = (Frame("cell 1", 3, "outer"), Frame("", 7, "Net.forward"))
    fault = Fault(FaultKind.RAISED, "ValueError", "no", 7, "ValueError", frames=frames)
    calls = keeping(Call("f", (2.0,), {}, fault=fault), Call("f", (3.0,), {}, fault=Fault(FaultKind.MISSING)))
    packed = recorded_calls.pack_calls(recorded_calls.RecordedCalls({"one": calls}))
    again = recorded_calls.unpack_calls(packed).checks["one"]
    assert again == calls and [call.fault.frames for call in again] == [frames, ()]
    assert replay_of(again).call("f", (2.0,), {}).fault.frames == frames
    size = int.from_bytes(zlib.decompress(packed)[:4], "little")
    rows = json.loads(zlib.decompress(packed)[4 : 4 + size])["checks"]["one"]
    assert [row[3] for row in rows] == [
        ["raised", "ValueError", "no", 7, "ValueError", "", ["cell 1", 3, "outer"], ["", 7, "Net.forward"]],
        ["missing", "", "", None, "", ""],
    ], "the row of a fault of the second format, and the frames behind it"


def test_how_long_a_call_took_is_kept_and_makes_it_no_other_call():
    call = Call("f", (2.0,), {}, 1.5, seconds=0.1234567, cpu=0.1)
    calls = keeping(call)
    again = recorded_calls.unpack_calls(recorded_calls.pack_calls(recorded_calls.RecordedCalls({"one": calls})))
    replayed = replay_of(again.checks["one"]).call("f", (2.0,), {})
    assert (replayed.seconds, replayed.cpu) == (0.12346, 0.1) and replayed == call
    assert keeping(replace(call, seconds=3.0, cpu=None)) == calls


def test_where_an_exception_passed_is_for_staff_and_on_no_page(course, tmp_path):
    source = "def inner_place(x):\n    return x[99]\n\ndef double(x):\n    return inner_place(x)\n"
    folder = handed_in(tmp_path / "in", ann=source)
    said = run("grade", folder, "--json", cwd=course).stdout
    said += run("report", "--student", "ann", cwd=course).stdout
    assert run("report", "--html", "pages", "--markdown", "pages", cwd=course).returncode == 0
    said += "".join(path.read_text() for path in (course / "pages").rglob("ann.*"))
    assert said.count("IndexError") > 3 and "inner_place" not in said
    with closing(sqlite3.connect(course / "grades.sqlite")) as db:
        ((packed,),) = db.execute("select packed from calls")
    for calls in recorded_calls.unpack_calls(packed).checks.values():
        assert [call.fault.frames for call in calls] == [(("", 5, "double"), ("", 2, "inner_place"))]


def test_that_the_time_for_all_was_up_holds_while_all_is_as_it_was():
    call = Call("f", (2.0,), {}, fault=Fault(FaultKind.TIMED_OUT, SPENT))
    calls = keeping(call)
    assert replay_of(calls).call("f", (2.0,), {}) == call
    with pytest.raises(recorded_calls.NotRecordedError):
        replay_of(calls, all_same=False).call("f", (2.0,), {})


def test_again_runs_everybody_anew_and_what_came_out_counts(course, graded, tmp_path):
    ended = run("grade", tmp_path / "in", "--json", "--again", cwd=course)
    assert "3 graded;" in ended.stderr
    results = {row["student"]: row for row in rows(ended.stdout)}
    assert message(results["cem"]) != message(graded.first["cem"])
    said, kept = graded()
    assert said == "3 already graded" and kept == results
