"""The class as a whole: what it got wrong, what is alike, and how one new misconception changes those alone."""

import ast
from fractions import Fraction

import command
import numpy as np
import pytest
from command import RIGHT, WRONG, handed_in, rows, run

from grader.course.loader import Course
from grader.course.student_copy import handout_text
from grader.grading.pipeline import Grading, grade
from grader.model import CheckResult, Finding, Kind, Result, Status, Verdict
from grader.reports import class_statistics, copying
from grader.sandbox import start
from grader.submissions.submission import SubmissionFile, read_submission
from grader.verification.demo import HomeworkWriter

TRIPLED = "def double(x):\n    return x + x + x\n"
TRIPLED_TOO = "import numpy as np\n\ndef double(x):\n    return list(np.asarray(x) * 3.0000000001)\n"
ONE_MORE = "def double(x):\n    return 2 * x + 1\n"
BROKEN = "def double(x):\n    return x[7]\n"


@pytest.fixture
def course(tmp_path):
    return command.course(tmp_path / "course")


@pytest.fixture
def folder(course, tmp_path):
    sources = [RIGHT] * 9 + [WRONG] * 4 + [TRIPLED] * 3 + [TRIPLED_TOO] * 2 + [ONE_MORE] * 2 + [BROKEN] * 2
    homework = {f"s{i:02}": source + f"# {i}\n" for i, source in enumerate(sources)}
    folder = handed_in(tmp_path / "in", **homework, zoe="def double(x:\n")
    run("grade", folder, cwd=course)
    return folder


def cohort(course):
    return rows(run("cohort", "--json", cwd=course).stdout)[0]


def test_each_check_tells_how_many_are_right_and_which_mistakes_were_made(course, folder):
    found = cohort(course)
    assert (found["students"], found["graded"]) == (23, 22)
    items = {item["name"]: item for item in found["items"]}
    assert items["ordinary"]["attempted"] == 22 and items["ordinary"]["right"] == pytest.approx(9 / 22)
    assert items["ordinary"]["mistakes"] == {"squared": 4} and items["ordinary"]["discrimination"] == pytest.approx(1)
    assert list(found["errors"].values()) == [["zoe"]]


def test_who_waits_for_a_person_counts_neither_as_right_nor_as_wrong():
    """Twelve are right in one answer and of every quality elsewhere; it waits of eight more."""

    def result(number, status):
        share = Fraction(status is Status.PASSED)
        other = Verdict(Status.FAILED, Fraction(number, 20))
        one = CheckResult("one", "one", Kind.ANSWER, "", False, Verdict(status, share), Fraction(5))
        beside = CheckResult("other", "t", Kind.CODE, "", True, other, Fraction(9))
        return Result(f"s{number}", "tiny", "p", (one, beside))

    results = [result(i, Status.PASSED if i < 12 else Status.PENDING) for i in range(20)]
    one = class_statistics.summarize_class("tiny", results).items[0]
    assert (one.attempted, one.right, one.discrimination) == (12, 1.0, None)
    mixed = [result(i, Status.PASSED if 5 < i < 12 else Status.FAILED if i < 12 else Status.PENDING) for i in range(20)]
    assert (
        class_statistics.summarize_class("tiny", mixed).items[0].discrimination
        == class_statistics.summarize_class("tiny", mixed[:12]).items[0].discrimination
        > 0.8
    )


def test_wrong_answers_that_are_alike_come_together_the_largest_first(course, folder):
    clusters = cohort(course)["clusters"]
    assert [sorted(c["students"]) for c in clusters] == [
        ["s13", "s14", "s15", "s16", "s17"],
        ["s18", "s19"],
        ["s20", "s21"],
    ], "each cause once, whatever number of checks it fails"
    both = [{"task": "double", "name": name} for name in ("negative", "ordinary")]
    assert [c["checks"] for c in clusters] == [[{**one, "count": c["count"]} for one in both] for c in clusters]
    assert clusters[2]["what"].startswith("`double` ended in IndexError")
    assert clusters[0]["example"] == "s13" and clusters[0]["path"] == "s13/tiny.py"


RAISING = {
    "ann": "def double(x):\n    return x[7] + x[8]\n",
    "ben": "def double(values):\n    # the same by other names\n    return values[7] + values[8]\n",
    "cem": "def inner(row):\n    return row[9] * 2\n\ndef double(x):\n    return inner(x)\n",
    "dee": "def double(x):\n    total = x[len(x)]\n    return total\n",
    "eve": "import numpy as np\n\ndef double(x):\n    return np.product(x)\n",
    "fay": "import numpy as np\n\ndef double(x):\n    return np.zeros(len(x) / 2)\n",
    "gil": "def double(x):\n    return x @ x.reshape(2, 7)\n",
    "hal": "def double(x):\n    pass\n",
    "ida": "def double(x):\n    raise NotImplementedError\n",
    "joe": RIGHT,
    "kim": "def double(x):\n    print 'x'\n",
    "leo": "def double(x):\n    y = x\n    print y\n",
}
GRADED = sorted({*RAISING} - {"kim", "leo"})


def test_what_raises_comes_together_by_its_line_then_by_its_kind_and_what_is_older_once(course, tmp_path):
    run("grade", handed_in(tmp_path / "in", **RAISING), cwd=course)
    found = cohort(course)
    told = [(sorted(c["students"]), c["what"]) for c in found["clusters"]]
    assert [students for students, _ in told] == [["eve", "fay"], ["ann", "ben"], ["cem", "dee"]]
    assert "older Python or NumPy" in told[0][1] and told[1][1].startswith("`double` ended in IndexError")
    assert told[2][1].startswith("Each in a line of its own: An index is past the end")
    assert all([one["name"] for one in c["checks"]] == ["negative", "ordinary"] for c in found["clusters"])
    assert found["blank"] == {"double": ["hal", "ida"], "why": GRADED}, "who has not begun has no mistake"
    assert [*found["errors"].values()] == [["kim", "leo"]], "of Python 2, wherever it shows"
    text = run("cohort", cwd=course).stdout
    assert "Not attempted: 10 why, 2 double" in text and "     2  double: negative, ordinary: " in text


def of_check(student, name, task, status, signature):
    verdict = Verdict(status, findings=(Finding("text", text=name),), signature=signature)
    return CheckResult(name, task, Kind.CODE, "", False, verdict, Fraction(1))


def test_a_cause_is_told_with_all_its_checks_and_another_one_beside_it():
    """Five fail one check alike, three of them a second one; a helper of two raises in both tasks."""
    results = []
    for number, student in enumerate(("ann", "ben", "cem", "dee", "eve")):
        checks = [of_check(student, "first", "t", Status.FAILED, "a")]
        checks += [of_check(student, "second", "t", Status.FAILED, "b" if number < 3 else f"own {number}")]
        checks += [of_check(student, "other", "u", Status.FAILED, "a" if number < 2 else f"own {number}")]
        checks += [of_check(student, n, t, Status.RAISED, "r" if number > 2 else "") for n, t in ("xt", "yu")]
        results.append(Result(student, "tiny", f"{student}.py", tuple(checks)))
    found = class_statistics.summarize_class("tiny", results).clusters
    assert [(one.label, one.count) for one in found] == [
        ("t: first, second (3)", 5),
        ("u: other", 2),
        ("t: x; u: y", 2),
    ], "tasks stand apart, but for a line that raises in both"


def test_one_function_more_changes_that_cluster_and_nobody_else(course, folder):
    with (course / "solutions" / "tiny.py").open("a") as file:
        file.write('\n\n@misconception(of=double)\ndef tripled(x):\n    """You added it once too often."""\n')
        file.write("    return 3 * x\n")
    assert run("verify", "tiny", cwd=course).returncode == 0
    said = run("grade", folder, cwd=course).stderr
    assert "22 judged again" in said and " graded," not in said, "nothing is run again"
    found = cohort(course)
    assert {item["name"]: item["mistakes"] for item in found["items"]}["negative"] == {"squared": 4, "tripled": 5}
    assert [sorted(c["students"]) for c in found["clusters"]] == [["s18", "s19"], ["s20", "s21"]]


def test_it_reads_well_on_a_narrow_terminal(course, folder):
    assert "\ndouble: ord…" in run("cohort", cwd=course, COLUMNS="30").stdout
    text = run("cohort", cwd=course, COLUMNS="60").stdout
    assert max(map(len, text.splitlines())) <= 60
    assert "tiny: 23 submissions, 22 graded" in text and "4  squared, in double: ordinary, negative" in text
    assert "5  double: negative, ordinary: `result[0]`" in text and "(zoe)" in text


def test_an_empty_class_has_no_figures():
    assert class_statistics.summarize_class("tiny", []).items == ()
    alone = class_statistics.summarize_class("tiny", [Result("ann", "tiny", "ann/tiny.py")])
    assert (alone.graded, alone.points) == (1, (0.0,))


@pytest.mark.parametrize(
    ("got", "want", "names"),
    [
        ("-0.25", "0.25", ["times -1", "plus -0.5"]),
        ("(1.5, 3)", "(0.5, 1)", ["times 3"]),
        ("(1, 2, 3)", "(0, 1, 2)", ["plus 1"]),
        ("0.5", "0", ["plus 0.5"]),
        ("(1, 2)", "(1, 2, 3)", ["is (1, 2)"]),
        ("x_i  y", "x_i", ["is x_i y"]),
        ("", "3", []),
        ("(1, 5)", "(3, 4)", ["is (1, 5)"]),
    ],
)
def test_numbers_of_ones_own_are_alike_in_how_they_stand_to_the_right_ones(got, want, names):
    assert class_statistics.error_patterns(value(got), value(want)) == names


def value(text):
    """What a text stands for, where it is numbers."""
    try:
        return ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return Finding("text", text=text)


def answered(student, got, want):
    verdict = Verdict(Status.FAILED, got=value(got), want=value(want))
    check = CheckResult("mean", "mean", Kind.ANSWER, "", False, verdict, Fraction(1))
    return Result(student, "tiny", f"{student}/tiny.py", checks=(check,))


def test_the_example_of_a_cluster_is_one_of_it_with_its_own_file():
    """Ann's number is twice the right one, and the right one plus 1; she is told among the many."""
    numbers = {"ann": ("2", "1"), "ben": ("6", "3"), "cem": ("8", "4"), "dee": ("4", "3"), "eve": ("6", "5")}
    twice, plus = class_statistics.summarize_class(
        "tiny", [answered(student, *pair) for student, pair in numbers.items()]
    ).clusters
    assert (twice.students, twice.example, twice.path) == (("ann", "ben", "cem"), "ann", "ann/tiny.py")
    assert (plus.students, plus.example, plus.path) == (("dee", "eve"), "dee", "dee/tiny.py")


def handed_in_table(number):
    """A table of two rows or of four, which are worth 12 points together, and a check of code beside it."""
    count = 4 if number % 3 else 2
    right = [(number * 7 + row) % 5 > row - number % 2 for row in range(count)]
    made = [("code", Fraction(number % 4, 3), Fraction(9))]
    made += [(f"row{row}", Fraction(right[row]), Fraction(12, count)) for row in range(count)]
    checks = (
        CheckResult(name, name[:3], Kind.CODE, "", False, Verdict(Status.PASSED if share == 1 else status, share), most)
        for name, share, most in made
        for status in [Status.FAILED if share or number % 5 else Status.NOT_ATTEMPTED]
    )
    return Result(f"s{number:02}", "tiny", "", checks=tuple(checks))


def test_how_far_a_check_goes_with_the_rest_is_over_those_who_were_given_it_whoever_comes_first():
    results = [handed_in_table(number) for number in range(30)]
    forwards, backwards = (
        {item.name: item for item in class_statistics.summarize_class("tiny", made).items}
        for made in (results, results[::-1])
    )
    for name in ("code", "row0", "row3"):
        theirs = [(r, c) for r in results for c in r.checks if c.name == name]
        shares = [float(c.verdict.share) for _, c in theirs]
        rest = [float(r.points - c.points) for r, c in theirs]
        expected = pytest.approx(np.corrcoef(shares, rest)[0, 1])
        assert forwards[name].discrimination == expected and backwards[name].discrimination == expected
    assert forwards["row3"].attempted < forwards["code"].attempted < 30


# ---- copies


@pytest.fixture(scope="module")
def perceptron():
    return Course(command.REAL).assignment("perceptron")


def test_hand_work_on_somebody_elses_numbers_is_listed(perceptron, tmp_path):
    homework = {}
    for student in ("ann", "ben", "cem"):
        homework[student] = HomeworkWriter(perceptron, student, handout_text(perceptron, student)).homework()
    table = "trace_table ="
    start_of, end = (homework["ann"].index(word) for word in (table, "number_of_updates ="))
    own_start, own_end = (homework["ben"].index(word) for word in (table, "number_of_updates ="))
    homework["ben"] = homework["ben"][:own_start] + homework["ann"][start_of:end] + homework["ben"][own_end:]
    results = []
    with start() as box:
        grading = Grading(perceptron, box, "public")
        for student, text in homework.items():
            path = tmp_path / f"{student}.py"
            path.write_text(text)
            results.append(grade(read_submission(SubmissionFile(path, path.name, student, "perceptron")), grading))
    found = list(copying.copied_numbers(perceptron, results))
    assert [(copy.student, copy.students) for copy in found] == [("ben", ("ann",))]
    assert found[0].fits >= 0.8 and found[0].own <= 0.5


# ---- similar code


ONE = """
def running_sums(values, start):
    total, out = start, []
    for position, value in enumerate(values):
        total = total + value * (position + 1)
        if total > 100:
            total = total - 100
        out.append(total)
    return out, total


def between(values, low, high):
    kept = []
    for value in values:
        if low <= value and value < high:
            kept.append(value)
    return sorted(kept), len(kept)
"""
OTHER = """
import numpy as np


def running_sums(values, start):
    weighted = np.asarray(values) * np.arange(1, len(values) + 1)
    sums = [start]
    for step in weighted:
        sums.append((sums[-1] + step) % 100 if sums[-1] + step > 100 else sums[-1] + step)
    return sums[1:], sums[-1]


def between(values, low, high):
    return (found := sorted(v for v in values if low <= v < high)), len(found)
"""


def test_code_that_was_renamed_is_listed_and_code_of_ones_own_is_not():
    pytest.importorskip("copydetect")
    copied = ONE.replace("total", "summe").replace("kept", "behalten").replace("value", "wert")
    sources = [("ann", (ONE,)), ("ben", (copied,)), ("cem", (OTHER,))]
    found = list(copying.similar_code(sources, ""))
    assert [(pair.one, pair.other) for pair in found] == [("ann", "ben")] and found[0].share > 0.9
    assert list(copying.similar_code(sources, ONE)) == []


def test_a_ring_of_many_is_listed_in_a_class_that_is_small():
    pytest.importorskip("copydetect")
    ring = [(f"s{i}", (ONE.replace("total", f"total_{i}"),)) for i in range(8)]
    found = list(copying.similar_code([*ring, ("cem", (OTHER,))], ""))
    assert len(found) == 8 * 7 / 2 and not any("cem" in (pair.one, pair.other) for pair in found)
