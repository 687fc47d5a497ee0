"""`grader show`: why a student lost points, by what was kept alone; and nothing of it where a student reads."""

import ast
import json
import re

import command
import jsonschema
import numpy as np
import pytest
from command import RIGHT, WRONG, handed_in, rows, run
from places import ROOT

from grader import sandbox, seeds
from grader.course.loader import Course
from grader.gradebook import recorded_calls

HELPER = "def inner_place(row):\n    return row[99]\n\n\ndef double(x):\n    return inner_place(x)\n"
DIFFERENT = "import os\n\ndef double(x):\n    return x * (3 + int.from_bytes(os.urandom(6), 'big'))\n"
SLOW = "def double(x):\n    while True:\n        pass\n"
SCHEMA = json.loads((ROOT / "docs" / "evidence.schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def course(tmp_path):
    return command.course(tmp_path / "course")


@pytest.fixture
def folder(course, tmp_path):
    own = {"ann": RIGHT, "ben": WRONG, "cem": HELPER, "dee": DIFFERENT}
    folder = handed_in(tmp_path / "in", **own)
    run("grade", folder, cwd=course)
    return folder


def show(course, *words, **more):
    ended = run("show", *words, cwd=course, **more)
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stderr
    return ended.stdout


def shown(course, *words):
    """What `show --json` says, which has the form that is published."""
    data = json.loads(show(course, *words, "--json"))
    jsonschema.validate(data, SCHEMA)
    return data


def inputs_of(course, name):
    """The inputs of a check as a probe draws them."""
    (check,) = (one for one in Course(course).assignment("tiny").checks if one.name == name)
    drawn = []

    class Homework:
        def double(self, x):
            drawn.append(x)
            return x

    check.probe(Homework(), seeds.generator(seeds.PUBLIC_SEED, "tiny", name))
    return drawn


def change(course, kind, old, new):
    path = course / kind / "tiny.py"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_a_hidden_check_shows_its_inputs_both_values_and_the_lines(course, folder):
    text = show(course, "BEN", "tiny", "negative")
    (x,) = inputs_of(course, "negative")
    assert "double: negative: wrong, 0 of 50 points, hidden" in text
    for value in (x, x * x, 2 * x):
        assert np.array2string(value, precision=6, separator=", ") in text
    assert "autotests/tiny.py, line 13" in text and "    16      return hw.double(-rng.random(size=3) - 3)" in text
    assert "    2      return x * x" in text, "the student's own line"
    assert "squared: named: call for call, this is what it does." in text
    assert re.search(r"In call 1, `result\[0\]`: [\d.]+ here, but by without_sign [\d.]+\n", text)
    assert "`result[0]` is 9" in text.replace("1", "9") and "rules of" in text


def test_without_a_check_it_lists_what_was_lost_and_shows_each(course, folder):
    text = show(course, "ben", "tiny")
    listed, *each = text.split("\n\n")[1:]
    assert listed.splitlines()[0] == "Lost or waiting:"
    assert [line.split()[0] for line in listed.splitlines()[1:]] == ["40", "50", "10"]
    assert [one.partition(":")[0] for one in each] == ["double"], "what is blank or waits has no more to show"
    assert "\n  1 more like this: negative\n" in each[0], "the same mistake"
    assert [one["name"] for one in shown(course, "ben", "tiny")["checks"]] == ["ordinary", "negative", "why"]
    assert "Nothing was lost." not in text and show(course, "ann", "tiny").count("call 1") == 0
    assert "as it should be" in show(course, "ann", "tiny", "ordinary"), "one that is asked for, right or wrong"
    assert show(course, "ben", "tiny", "double").count("  call 1 ") == 2, "a task stands for its checks"


def test_a_check_is_shown_with_what_it_stands_on_in_the_courses_file(course, tmp_path):
    change(
        course,
        "autotests",
        "from grader import check, prose\n",
        """from grader import check, close, prose

SIZE = 9
SIZE = 3


def logits(rng):
    return rng.normal(size=SIZE)


def unused(rng):
    return SIZE
""",
    )
    change(course, "autotests", "hw.double(rng.normal(size=3))", "hw.double(logits(rng))")
    change(course, "autotests", "points=50", "points=50, expect=close(rtol=1e-12, atol=0)")
    change(course, "autotests", "return hw.double(-rng", "return 1 * hw.double(-rng")
    slightly = "def double(x):\n    total = 2 * x * (1 + 1e-9)\n    return total\n\n\ntotal = 7\n"
    run("grade", handed_in(tmp_path / "in", ann=slightly, ben=WRONG, zoe="def double(x:\n"), cwd=course)
    text = show(course, "ben", "tiny", "ordinary")
    assert "    7  SIZE = 3\n" in text and "   10  def logits(rng):" in text.replace("    10", "   10")
    assert "unused" not in text and "SIZE = 9" not in text, "as it was set last"
    text = show(course, "ann", "tiny", "negative")
    assert "by        close(rtol=1e-12, atol=0)" in text and "as it should be" not in text
    one, other = re.search(r"`result\[0\]` is (\S+), but should\s+be\s+([^\s;]+)", text).groups()
    assert 0 < abs(float(one) / float(other) - 1) < 1e-8, "closer than it would be shown"
    assert "`[0]` of what this check works out from the result is" in " ".join(text.split())
    assert "total = 7" not in text, "a name of the function's own is no other one"
    text = show(course, "zoe", "tiny")
    assert "tiny, zoe: not graded" in text and "    1  def double(x:" in text and "Lost" not in text
    assert show(course, "zoe", "tiny", "ordinary") == text, "of one check the same"
    assert shown(course, "zoe", "tiny")["stops"]["lines"] == ["def double(x:"]


def test_a_task_that_is_held_to_an_alternative_says_so(course, tmp_path):
    change(course, "solutions", "import misconception\n", "import alternative, misconception\n")
    path = course / "solutions" / "tiny.py"
    path.write_text(path.read_text() + "\n\n@alternative(of=double)\ndef one_less(x):\n    return 2 * x - 1\n")
    nearer = "def double(x):\n    return 2 * x - (1 if abs(x).max() < 3 else 5)\n"
    run("grade", handed_in(tmp_path / "in", ann=nearer, ben=WRONG), cwd=course)
    text = " ".join(show(course, "ann", "tiny", "negative").split())
    (x,) = inputs_of(course, "negative")
    assert "held to the alternative `one_less`, to which the checks of this task are nearer" in text
    (check,) = shown(course, "ann", "tiny", "negative")["checks"]
    assert check["held_to"] == "one_less" and check["reference"]["entries"] == (2 * x).tolist()
    assert check["want"]["entries"] == (2 * x - 1).tolist() and f"would be [{2 * x[0]:.6g}" in text
    assert "held to" not in show(course, "ben", "tiny", "negative")
    assert not {"held_to", "reference"} & set(shown(course, "ben", "tiny", "negative")["checks"][0])


def test_a_share_says_how_it_was_reached_also_of_a_hidden_check(course, tmp_path):
    change(course, "autotests", "import check, prose", "import accuracy, check, prose")
    change(course, "autotests", "points=50", "points=50, expect=accuracy()")
    change(course, "autotests", "-rng.random(size=3) - 3", "np.arange(60)")
    change(course, "autotests", "from grader", "import numpy as np\n\nfrom grader")
    five_wrong = "def double(x):\n    return 2 * x + (x > 54)\n"
    graded = run("grade", handed_in(tmp_path / "in", ann=five_wrong), "--json", cwd=course).stdout
    text = " ".join(show(course, "ann", "tiny", "negative").split())
    assert "in part, 45 of 50 points, hidden" in text
    assert "share 55 of 60 right = 0.917 (all from 1 on, none at 0), a share of 0.917: 9 of 10 steps" in text
    assert "; 5 of 60 entries differ" in text and "<absent>" not in text.lower()
    assert "55 of 60" not in graded, "what a student reads of it says nothing of that"
    (check,) = shown(course, "ann", "tiny", "negative")["checks"]
    assert "9 of 10 steps" in check["reached"] and check["calls"][0]["parted"]["differ"] == 5


def test_what_calls_gave_is_not_said_again_where_a_check_only_returns_it(course, tmp_path):
    change(course, "autotests", "return hw.double(rng.normal(size=3))", "return [hw.double(x) for x in (1.5, 2.5)]")
    change(course, "autotests", "return hw.double(-rng.random(size=3) - 3)", "return hw.double(1.5) + hw.double(2.5)")
    run("grade", handed_in(tmp_path / "in", ben=WRONG), cwd=course)
    text = show(course, "ben", "tiny", "ordinary")
    assert "check has what these calls gave\n" in text and text.count("should be 3\n") == 2
    assert text.count("  parts ") == 2, "of each call, and not again of both"
    text = show(course, "ben", "tiny", "negative")
    assert "check has 8.5\n" in text and "should be 8\n" in text and text.count("  parts ") == 3


def test_mistakes_that_are_right_where_this_one_differs_stand_together_in_the_order_of_calls(course, tmp_path):
    change(course, "autotests", "hw.double(rng.normal(size=3))", "[hw.double(x) for x in (2.0, -3.0)]")
    change(course, "autotests", "hw.double(-rng.random(size=3) - 3)", "[hw.double(x) for x in (-3.0, 2.0)]")
    own = "def double(x):\n    return 2 * x if x == 2 else 7 * x\n"
    run("grade", handed_in(tmp_path / "in", ann=own), cwd=course)
    path = course / "solutions" / "tiny.py"
    more = "\n\n@misconception(of=double)\ndef added_{0}(x):\n    return 2 * x if x < 0 else {0}\n"
    path.write_text(path.read_text() + "".join(more.format(number) for number in (5, 6)))
    text = show(course, "ann", "tiny", "ordinary")
    assert text.index("In call 1: 4 here, but by added_5 5; added_6 6") < text.index(
        "In call 2: -21 here, but by squared"
    )
    text = show(course, "ann", "tiny", "negative")
    assert "As it should be where the homework first differs: added_5; added_6\n" in text


def test_where_an_exception_passed_is_quoted(course, folder):
    text = show(course, "cem", "tiny", "negative")
    assert "came back raised: IndexError: index 99 is out of bounds" in text
    assert "line 6, in double\n            return inner_place(x)\n          line 2, in inner_place\n" in text
    assert "return row[99]" in text and "    1  def inner_place(row):" in text, "helpers are shown below what uses them"
    assert "  mistakes  none is considered: error\n" in text and "squared" not in text
    assert len(shown(course, "cem", "tiny", "negative")["checks"][0]["suspects"]) == 2


def test_nothing_is_run(course, folder, monkeypatch):
    """What a homework gave that gives something else each time is shown as it was graded."""
    (graded,) = [r for r in rows(run("grade", folder, "--json", cwd=course).stdout) if r["student"] == "dee"]

    def start(**_):
        raise AssertionError("a sandbox was started")

    monkeypatch.setattr(sandbox, "start", start)
    check = shown(course, "dee", "tiny", "ordinary")["checks"][0]
    assert f"is {check['parted']['got']:.6g}, but" in graded["checks"][0]["message"]


def test_a_call_that_ran_out_of_time_says_so(course, tmp_path):
    run("grade", handed_in(tmp_path / "in", eve=SLOW), cwd=course)
    text = show(course, "eve", "tiny")
    assert "came back out of time" in text and "until the answers of 1 call" in text


def test_every_value_is_whole_as_data(course, tmp_path):
    change(course, "autotests", "size=3))\n\n\n@check(points=50)", "size=700))\n\n\n@check(points=50)")
    folder = handed_in(tmp_path / "in", ben=WRONG)
    run("grade", folder, cwd=course)
    assert "..." in show(course, "ben", "tiny", "ordinary")
    (call,) = shown(course, "ben", "tiny", "ordinary")["checks"][0]["calls"]
    (x,) = inputs_of(course, "ordinary")
    assert call["arguments"] == [{"name": "x", "value": {"$array": [700], "entries": x.tolist()}}]
    assert call["got"]["entries"] == (x * x).tolist() and call["want"]["entries"] == (2 * x).tolist()
    assert call["parted"]["path"] == [{"$tuple": [0]}] and call["seconds"] >= 0


def test_names_that_are_not_there_say_which_are_near(course, folder):
    for words, says in (
        (("benn", "tiny"), "has no results of tiny by 'benn'; did you mean ben?"),
        (("ben", "tini"), "there is no assignment 'tini'; did you mean tiny?"),
        (("ben", "tiny", "ordinari"), "there is no check 'ordinari'; did you mean ordinary?"),
        (("ben", "tiny", "--attempt", "3"), "there is no attempt 3 of 'ben': there are 1"),
        (("ben", "tiny", "--gradebook", "other.sqlite"), "there is no gradebook other.sqlite"),
    ):
        ended = run("show", *words, cwd=course)
        assert (ended.returncode, ended.stdout) == (2, "") and says in ended.stderr, words


def test_who_handed_in_something_else_is_told_as_that(course, folder, tmp_path):
    for kind in ("assignments", "autotests", "solutions"):
        (course / kind / "other.py").write_text((course / kind / "tiny.py").read_text())
    (tmp_path / "more" / "ban").mkdir(parents=True)
    (tmp_path / "more" / "ban" / "other.py").write_text(RIGHT)
    assert run("grade", tmp_path / "more", cwd=course).returncode == 0
    ended = run("show", "ban", "tiny", cwd=course)
    assert ended.returncode == 2 and "'ban' handed in other only" in ended.stderr and "mean" not in ended.stderr


def test_what_was_not_kept_says_what_to_do(course, folder, monkeypatch):
    change(course, "autotests", "-rng.random(size=3) - 3", "-rng.random(size=4) - 3")
    text = show(course, "ben", "tiny", "negative")
    assert "Note: tiny, or the grader, was changed since this was judged" in text
    assert "The check makes other calls by now" in text and "call 1" not in text
    assert "call 1" in show(course, "ben", "tiny", "ordinary"), "this one is as it was"
    (course / "pyproject.toml").write_text('[tool.grader]\nsecret_file = "course.secret"\n')
    (course / "course.secret").write_text("another one, of many words\n")
    assert "another secret" in show(course, "ben", "tiny", "ordinary")
    (course / "pyproject.toml").unlink()
    monkeypatch.setattr(recorded_calls, "MAX_CHECK", 1)
    run("grade", folder, "--again", cwd=course)
    assert "Its calls gave back more than is kept" in show(course, "ben", "tiny", "ordinary")
    change(course, "autotests", "def ordinary(", "def renamed(")
    assert "no check `ordinary` any more" in show(course, "ben", "tiny", "ordinary").replace("\n            ", " ")


def test_an_earlier_attempt_is_there_to_be_seen(course, folder):
    (folder / "ben" / "tiny.py").write_text(RIGHT)
    run("grade", folder, cwd=course)
    assert "attempt 2 of 2" in show(course, "ben", "tiny") and "90 of 100" in show(course, "ben", "tiny")
    first = show(course, "ben", "tiny", "--attempt", "1")
    assert "attempt 1 of 2" in first and "tiny, ben: 0 of 100 points" in first and "return x * x" in first
    assert shown(course, "ben", "tiny", "--attempt", "1")["counts"] is False


def test_a_persons_word_stands_above_the_machines(course, tmp_path):
    run("grade", handed_in(tmp_path / "in", ann=f"{RIGHT}why = 'the sum of both'\n"), cwd=course)
    run("mark", "--to", "marks.csv", cwd=course)
    path = course / "marks.csv"
    head, row = path.read_text().splitlines()[:2]
    places = head.split(",")
    cells = row.split(",")
    cells[places.index("points")], cells[places.index("comment")] = "7", "Say what a sum is."
    path.write_text(f"{head}\n{','.join(cells)}\n")
    assert run("mark", "--from", "marks.csv", cwd=course).returncode == 0
    text = show(course, "ann", "tiny", "why")
    assert "why: marked, 7 of 10 points, prose" in text
    assert "decided   Say what a sum is." in text and "machine   waiting. Collected" in text
    assert "why = 'the sum of both'" in text


@pytest.mark.parametrize("columns", [80, 40])
def test_it_fits_on_the_terminal(course, folder, columns):
    for student in ("ben", "cem"):
        text = show(course, student, "tiny", COLUMNS=str(columns))
        assert max(map(len, text.splitlines())) <= columns


def test_what_a_student_wrote_moves_nothing_on_a_terminal(course, tmp_path):
    source = "def double(x):\n    raise ValueError('\\x1b[2J' + chr(0x202e) + 'gone')  # \u202e\n"
    run("grade", handed_in(tmp_path / "in", ann=source), cwd=course)
    text = show(course, "ann", "tiny")
    assert "ValueError" in text and not {"\x1b", "\u202e"} & set(text)


# ---- for staff alone


def numbers_in(value):
    """All numbers of a piece of JSON, as any report would begin to write them."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    found = {number for part in parts for number in numbers_in(part)}
    return found | {f"{value:.5g}".lstrip("-")} if isinstance(value, float) else found


def test_nothing_of_it_is_where_a_student_reads(course, folder):
    """Inputs, the reference's values, lines of checks, known mistakes that were only considered: on no page or list."""
    secrets = {"rng.random", "without_sign", "inner_place", "Would pass", "call for call"}
    for student in ("ben", "cem"):
        (check,) = shown(course, student, "tiny", "negative")["checks"]
        secrets |= numbers_in(check["calls"][0]["arguments"]) | numbers_in(check["calls"][0].get("want"))
        assert "without_sign" in str(check["suspects"]) and "rng.random" in str(check["asked"])
    assert len(secrets) >= 5 + 6
    said = run("grade", folder, "--again", "--json", cwd=course).stdout
    for student in ("ben", "cem"):
        said += run("report", "--student", student, cwd=course).stdout
        said += run("grade", folder / student / "tiny.py", cwd=course).stdout
        said += run("check", folder / student / "tiny.py", cwd=course).stdout
    for words in (("report",), ("export", "csv"), ("export", "jsonl"), ("report", "--html", "p", "--markdown", "p")):
        ended = run(*words, cwd=course)
        assert ended.returncode == 0, ended.stderr
        said += ended.stdout
    pages = [path.read_text() for path in (course / "p").rglob("*.*")]
    assert len(pages) >= 8 and "IndexError" in said
    said += "".join(pages)
    assert not {secret for secret in secrets if secret in said}


def test_only_what_staff_reads_is_made_of_it():
    importers = set()
    for path in (ROOT / "grader").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = (
                [node.module or "", *(f"{node.module}.{one.name}" for one in node.names)]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            if any(re.fullmatch(r"grader\.(reports|grading)\.evidence(_text)?", name) for name in names):
                importers.add(path.relative_to(ROOT / "grader").as_posix())
    assert importers == {
        "cli/show.py",
        "grading/evidence.py",
        "reports/evidence_text.py",
        "verification/pytest_plugin.py",
    }
