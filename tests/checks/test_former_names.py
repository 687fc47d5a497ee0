"""A check that is renamed or split names the old one: inputs, calls, decisions and marks stay those of before."""

import csv
import json

import by_hand
import pytest
from command import handed_in, rows, run

from grader import check, task, worksheet
from grader.checks.declarations import collect_declarations
from grader.course.loader import Course
from grader.gradebook import store
from grader.nbgrader.cell_results import CellGrading
from grader.verification.verify import verify

AUTOTESTS = '''
from grader import answer, check, formula, prose, task, worksheet

t = task("double")


@check(points=30)
def small(hw, rng):
    """small numbers"""
    return hw.double(rng.normal(size=3))


t.hidden(20, "two calls")("both", lambda rng: rng.normal(size=2), lambda rng: rng.normal(size=3))
answer("half", points=10)
worksheet("sheet", points=20, steps=("first", "second"), digits=2)
formula("slope", points=10, symbols=("w", "x"))
prose("why", points=10)
'''
RENAMED = '''
from grader import answer, check, formula, prose, task, worksheet

t = task("double")


@check(points=30, was="small")
def ordinary(hw, rng):
    """small numbers"""
    return hw.double(rng.normal(size=3))


t.hidden(12, "the first call")("one", lambda rng: rng.normal(size=2), was="both")
t.hidden(8, "both calls")("two", lambda rng: rng.normal(size=2), lambda rng: rng.normal(size=3), was="both")
answer("a_half", points=10, was="half")
worksheet("steps", points=20, steps=("first", "last"), digits=2, was={"steps": "sheet", "last": "second"})
formula("gradient", points=10, symbols=("w", "x"), was="slope")
prose("reason", points=10, was="why")
'''
SOLUTION = """
from fractions import Fraction
from grader import step


def double(x):
    return 2 * x


@step
def half():
    return Fraction(1, 2)


@step
def first():
    return 3


@step
def second(first):
    return first * 2


@step
def slope(w, x):
    return 2 * w * x
"""
SKELETON = '''
"""Doubling."""

STUDENT = ...


def double(x):
    """Return 2 x."""
    raise NotImplementedError


half = ...
first = ...
second = ...
slope = ...
why = ...
'''
NEW = {"half": "a_half", "second": "last", "slope": "gradient", "why": "reason"}
RIGHT = """
def double(x):
    return x + x


half = 0.5
first = 3
second = 6
slope = "2 w x"
why = "the sum of both"
"""
SPLIT = RIGHT.replace("return x + x", "return x + x if len(x) == 3 else x")
DOUBT = RIGHT.replace('"2 w x"', '"2 w x ?"').replace("half = 0.5", "half = [0.5 for _ in range(1)]")


def renamed(text):
    for old, new in NEW.items():
        text = text.replace(f"{old} =", f"{new} =").replace(f"def {old}(", f"def {new}(")
    return text


def write(root, autotests, solution=SOLUTION, skeleton=SKELETON):
    for folder, text in {"assignments": skeleton, "solutions": solution, "autotests": autotests}.items():
        (root / folder).mkdir(parents=True, exist_ok=True)
        (root / folder / "tiny.py").write_text(text, encoding="utf-8")


def rename(root):
    write(root, RENAMED, renamed(SOLUTION), renamed(SKELETON))


@pytest.fixture
def course(tmp_path):
    write(tmp_path / "course", AUTOTESTS)
    return tmp_path / "course"


def results(course):
    with store.open_existing(course / "grades.sqlite") as book:
        return {result.student: result for result in store.standing_results(book, "tiny")}


def test_a_rename_moves_no_mark_and_runs_nothing(course, tmp_path):
    folder = handed_in(tmp_path / "in", ann=RIGHT, ben=SPLIT)
    run("grade", folder, cwd=course)
    before = {who: (one.points, one.pending) for who, one in results(course).items()}
    assert before == {"ann": (90, 10), "ben": (70, 10)}
    rename(course)
    ended = run("grade", folder, cwd=course)
    assert "2 judged again" in ended.stderr, ended.stderr
    assert {who: (one.points, one.pending) for who, one in results(course).items()} == before
    shown = {row["student"]: row["by"] for row in rows(run("diff", "--json", cwd=course).stdout)}
    assert shown == {}
    new = run("grade", handed_in(tmp_path / "new", cem=renamed(RIGHT)), "--json", cwd=course).stdout
    assert json.loads(new)["points"] == 90


def test_a_renamed_check_draws_what_it_drew(course):
    def inputs(name):
        assignment = Course(course).assignment("tiny")
        one = next(one for one in assignment.checks if one.name == name)
        calls = assignment.answer_key("a secret").expected(one).calls
        return [call.args[0].tolist() for call in calls]

    before = inputs("small"), inputs("both")
    rename(course)
    assert (inputs("ordinary"), inputs("two")) == before and inputs("one") == before[1][:1]


def test_a_difference_is_told_once_under_the_name_of_now(course, tmp_path):
    folder = handed_in(tmp_path / "in", ann=RIGHT, ben=SPLIT)
    run("grade", folder, cwd=course)
    write(course, RENAMED.replace("points=30", "points=25").replace("t.hidden(8", "t.hidden(13"), renamed(SOLUTION))
    run("grade", folder, cwd=course)
    shown = {row["student"]: row["by"] for row in rows(run("diff", "--json", cwd=course).stdout)}
    both = "double: one + double: two"
    assert shown == {"ann": {"double: ordinary": -5, both: 5}, "ben": {"double: ordinary": -5}}
    back = {row["student"]: row["by"] for row in rows(run("diff", "--json", "--runs", "2", "1", cwd=course).stdout)}
    assert back["ann"] == {"double: small": 5, "double: both": -5}


def decided(course, points, *more):
    """Give points to all that waits, by a spreadsheet; return its rows."""
    path = course / f"{points}.csv"
    run("mark", "--to", path, *more, cwd=course)
    cases = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, cases[0])
        writer.writeheader()
        writer.writerows(case | {"points": str(points), "comment": "Said before."} for case in cases)
    run("mark", "--from", path, cwd=course)
    return cases


def test_decisions_on_the_old_name_are_found(course, tmp_path):
    folder = handed_in(tmp_path / "in", ann=DOUBT)
    run("grade", folder, cwd=course)
    for number, more in ((3, ()), (4, ("--doubts",))):
        assert len(decided(course, number, *more)) == (2 if more else 1)
    assert (results(course)["ann"].points, results(course)["ann"].pending) == (81, 0)
    rename(course)
    run("grade", folder, cwd=course)
    assert (results(course)["ann"].points, results(course)["ann"].pending) == (81, 0)
    assert "nothing still waits" in run("mark", cwd=course).stdout
    again = run("mark", "--student", "ann", cwd=course, text="b\n")
    assert "Said before." in again.stdout
    assert run("mark", "--from", course / "3.csv", cwd=course).stdout.startswith("Read 0 marks")
    run("grade", handed_in(folder, ann=renamed(DOUBT).replace("the sum", "a sum")), cwd=course)
    (case,) = decided(course, 5)
    assert case["before"].startswith("3") and "Said before." in case["before"]
    assert by_hand.kept(course, "task, phrase") == [
        ("why", "Said before."),
        ("half", "Said before."),
        ("slope", "Said before."),
        ("reason", ""),
    ]


def test_nbgrader_s_cells_of_the_old_name_get_their_points(course, tmp_path):
    folder = handed_in(tmp_path / "in", ann=RIGHT)
    rename(course)
    run("grade", folder, cwd=course)
    cells = [("check-half", 10.0), ("check-sheet", 20.0), ("check-slope", 10.0), ("check-double", 50.0)]
    found = CellGrading({}).cell_results(results(course)["ann"], cells)
    assert {name: cell.points for name, cell in found.items()} == dict(cells)


def test_the_former_names_are_kept_with_the_result(course, tmp_path):
    rename(course)
    run("grade", handed_in(tmp_path / "in", ann=RIGHT), cwd=course)
    kept = {one.name: one.was for one in results(course)["ann"].checks}
    assert kept == {
        "ordinary": (("double", "small"),),
        "one": (("double", "both"),),
        "two": (("double", "both"),),
        "a_half": (("half", "half"),),
        "first": (("sheet", "first"),),
        "last": (("steps", "second"), ("sheet", "last"), ("sheet", "second")),
        "gradient": (("slope", "slope"),),
        "reason": (("why", "why"),),
    }


def test_of_several_former_names_the_first_gives_the_inputs():
    made = check(points=1, was=("second", "first"))(small)
    assert made.was == ("second", "first") and made.first_name == "first"
    assert check(points=1)(small).first_name == "small"


def small(hw, rng):
    return hw.double(rng.normal())


@pytest.mark.parametrize(
    "declared",
    [
        lambda: check(points=1, was="small")(small),
        lambda: task("double").hidden(1, "title")("small", 1, was=("other", "small")),
        lambda: worksheet("small", points=1, was="small"),
        lambda: worksheet("sheet", points=1, steps=("a",), was={"a": "a"}),
    ],
)
def test_a_former_name_that_is_the_present_one_is_told(declared):
    with collect_declarations(), pytest.raises(ValueError, match=r"was= says that (small|a) was called \1: name what"):
        declared()


def test_a_former_name_of_a_step_that_there_is_not_is_told(course):
    write(course, AUTOTESTS.replace("digits=2)", "digits=2, was={'thrid': 'third'})"))
    ended = run("grade", handed_in(course / "in", ann=RIGHT), cwd=course)
    assert ended.returncode == 2 and "was= speaks of thrid, which is no name here" in ended.stderr


@pytest.mark.parametrize("old", ["both", "half", "first"])
def test_a_former_name_that_is_still_there_is_told(course, old):
    write(course, AUTOTESTS.replace("points=30)", f"points=30, was={old!r})"))
    told = f"autotests/tiny.py: was= says that small was called {old}, which is still there: take was= out, or rename"
    assert any(told in str(problem) for problem in verify(Course(course).assignment("tiny"), seeds=1).problems)
    ended = run("grade", handed_in(course / "in", ann=RIGHT), cwd=course)
    assert ended.returncode == 2 and told in ended.stderr


PICTURE = """
from grader import Dot, Panel, Picture, picture


@picture(of="a_half")
def dot(a_half, last):
    return Picture(f"{a_half} and {last}", "a dot", (Panel("p", (0, 1), (0, 1), (Dot(a_half, 0.5),)),))
"""


def test_a_picture_is_drawn_from_the_answers_under_their_former_names(course, tmp_path):
    write(course, RENAMED, renamed(SOLUTION) + PICTURE, renamed(SKELETON))
    run("grade", handed_in(tmp_path / "in", ann=RIGHT), cwd=course)
    assert run("report", "--html", "pages", cwd=course).returncode == 0
    assert "1/2 and 6" in (course / "pages" / "tiny" / "ann.html").read_text(encoding="utf-8")
