"""`verify` finds each way in which an assignment can be wrong, and nothing where nothing is."""

import re

import numpy as np
import pytest
import small_course
from command import run

from grader.course.loader import Course
from grader.course.scaffold import write_assignment
from grader.handwork.simulated_student import Naming, SimulatedStudent
from grader.verification.consistency import attested_remarks
from grader.verification.draw_numbers import draw_table
from grader.verification.trials import CodeTrial, HandworkTrial, NamingTally, naming_problems
from grader.verification.verify import verify

PERCEPTRON = Course(small_course.REAL).assignment("perceptron")
SKELETON, SOLUTION, AUTOTESTS = "assignments", "solutions", "autotests"
TWIN = """

@misconception(of=tiny_loss)
def mean_again(o, t):
    "{hint}"
    return 0.5 * float(((np.asarray(t, float) - np.asarray(o, float)) ** 2).mean())
"""


@pytest.fixture
def course(tmp_path):
    (tmp_path / "assignments").mkdir()
    (tmp_path / "autotests").mkdir()
    write_assignment(Course(tmp_path), "tiny")
    return tmp_path


def change(root, folder, old, new_text):
    path = root / folder / "tiny.py"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new_text))


def problems(root, **how):
    how = {"seeds": 2} | how
    return [str(p) for p in verify(Course(root).assignment("tiny"), **how).problems]


def assert_found(found, folder, sentence):
    """One of the problems is in this folder's file and says this; `sentence` ends in the remedy."""
    assert any(re.search(rf"/{folder}/tiny\.(py|numbers\.json): .*{sentence}", one) for one in found), found


def test_the_scaffold_has_no_problems(course):
    report = verify(Course(course).assignment("tiny"))
    assert report.problems == ()
    assert (report.checks, report.tasks, report.misconceptions, report.seeds) == (2, 2, 2, 5)


BROKEN = {
    "points": (AUTOTESTS, "points=40", "points=41", AUTOTESTS, "sum to 101, not to 100: change them"),
    "no points": (AUTOTESTS, "points=40", "points=0", AUTOTESTS, "drawn_samples is worth nothing: give it"),
    "no title": (AUTOTESTS, '    """the loss of two samples"""\n', "", AUTOTESTS, "two_samples has no docstring"),
    "no such function": (
        AUTOTESTS,
        "@check(points=40)",
        '@check(points=40, task="loss")',
        AUTOTESTS,
        "drawn_samples is about `loss`, which is no function of the skeleton: call one",
    ),
    "no function": (
        AUTOTESTS,
        "return [hw.tiny_loss(rng.normal(size=n), rng.normal(size=n)) for n in (3, 8)]",
        "return 1",
        AUTOTESTS,
        "drawn_samples calls no function of the skeleton: call one",
    ),
    "one name twice": (
        AUTOTESTS,
        "def drawn_samples",
        "def two_samples",
        AUTOTESTS,
        "2 checks or tasks are called two_samples: give each a name",
    ),
    "no blank": (SKELETON, "loss_by_hand = ...", "", SKELETON, "no blank for loss_by_hand: add the line"),
    "no blank for prose": (SKELETON, "why_the_half = ...", "", SKELETON, "no blank for why_the_half: add the line"),
    "nobody marks": (
        SKELETON,
        "why_the_half = ...",
        "why_the_half = ...\nextra = ...",
        AUTOTESTS,
        "nobody marks `extra`.*: declare it",
    ),
    "no step": (SOLUTION, "@step\n", "", SOLUTION, "nothing says what loss_by_hand should be: write it .* @step"),
    "no trace": (
        AUTOTESTS,
        "import answer, check, prose",
        "import check, prose\nfrom grader import worksheet as answer",
        SOLUTION,
        r"nothing says what loss_by_hand should be: write `.* = trace\(",
    ),
    "another signature": (
        SOLUTION,
        "def tiny_loss(o, t):",
        "def tiny_loss(o, t, mean=False):",
        SOLUTION,
        r"`tiny_loss\(o, t, mean=False\)` is asked for as `tiny_loss\(o, t\)` .*: make them the same",
    ),
    "another default": (
        SKELETON,
        "def tiny_loss(o, t):",
        "def tiny_loss(o, t=0):",
        SOLUTION,
        r"asked for as `tiny_loss\(o, t=0\)`",
    ),
    "no check": (
        SKELETON,
        "# By hand",
        "def more(x):\n    raise NotImplementedError\n\n\n# By hand",
        AUTOTESTS,
        "no check is about `more` of the skeleton: write one, or say task= in one",
    ),
    "no task": (
        SKELETON,
        "# By hand",
        "def more(x):\n    raise NotImplementedError\n\n\n# By hand",
        SKELETON,
        "`more` has no docstring: write the task that a student reads",
    ),
    "no reference": (
        SKELETON,
        "# By hand",
        "def more(x):\n    raise NotImplementedError\n\n\n# By hand",
        SOLUTION,
        "there is no function `more`, which the skeleton asks for: write it",
    ),
    "a skeleton that does not run": (
        SKELETON,
        "import numpy",
        "import no_such_module",
        SKELETON,
        "it does not run: .*line .*; mend the line",
    ),
    "an answer given away": (
        SKELETON,
        "# In your own words",
        "loss_by_hand = 1.0\n\n# In your own words",
        SKELETON,
        "the untouched loss_by_hand is marked failed: leave it blank",
    ),
    "no hint": (
        SOLUTION,
        '    """You left out the half in front of the sum."""\n',
        "",
        SOLUTION,
        "half_forgotten has no hint: write it in",
    ),
    "unknown target": (
        SOLUTION,
        "of=half",
        "of=np.asarray",
        SOLUTION,
        "half_forgotten is of `asarray`, which is no function of this file: name one",
    ),
    "unknown companion": (
        SOLUTION,
        "of=half",
        "of=half, along=[draw]",
        SOLUTION,
        "goes along with draw, which is none: tag it",
    ),
    "a mistake that is called otherwise": (
        SOLUTION,
        "def mean_for_sum(o, t):",
        "def mean_for_sum(o):",
        SOLUTION,
        r"mean_for_sum takes \(o\), but is called as `tiny_loss\(o, t\)` is: give it the same parameters",
    ),
    "a mistake that is none": (
        SOLUTION,
        ".mean())",
        ".sum())",
        SOLUTION,
        "mean_for_sum changes nothing that is checked: add a check",
    ),
    "a reference that fails": (
        AUTOTESTS,
        "[1.0, -1.0])",
        "[1.0, -1.0]) / 0",
        AUTOTESTS,
        "two_samples is not passed by the reference .*ZeroDivisionError.*: mend the check or the reference",
    ),
    "other randomness": (
        AUTOTESTS,
        "hw.tiny_loss(rng.normal(size=n), ",
        "hw.tiny_loss(__import__('numpy').random.rand(n), ",
        AUTOTESTS,
        r"drawn_samples is not passed .*\(it draws from something else than rng\)",
    ),
    "a skeleton that does something": (
        SKELETON,
        "raise NotImplementedError",
        "return sum((a - b) ** 2 for a, b in zip(t, o)) / 2",
        AUTOTESTS,
        "the untouched `tiny_loss` passes two_samples, drawn_samples and fails none of .*: let the function raise",
    ),
    "a check that cannot fail": (
        AUTOTESTS,
        "return hw.tiny_loss([0.0, 1.0], [1.0, -1.0])",
        "return hw.tiny_loss([0.0], [1.0]) is not None",
        AUTOTESTS,
        "two_samples passes .*: it cannot fail, so let it look at what comes back",
    ),
    "a check that expects nothing": (
        AUTOTESTS,
        "return hw.tiny_loss([0.0, 1.0], [1.0, -1.0])",
        "try:\n        hw.tiny_loss([0.0], [1.0])\n    except BaseException:\n        pass\n    return 1",
        AUTOTESTS,
        "two_samples is passed where `tiny_loss` raises: let it look",
    ),
    "three alike": (
        SOLUTION,
        "@misconception(of=half)",
        TWIN.format(hint="1") + TWIN.format(hint="2").replace("again", "third") + "\n\n@misconception(of=half)",
        SOLUTION,
        "who holds the misconception mean_for_sum is not told what .* on 2 of 2 seeds.*: add or sharpen",
    ),
    "a right answer that is not read": (
        SOLUTION,
        "return total / 2",
        "return None",
        SOLUTION,
        "the right loss_by_hand on lecture is marked not_attempted .*: mend the step",
    ),
    "a number that nobody has": (
        SOLUTION,
        "def loss_by_hand(outputs, targets)",
        "def loss_by_hand(outputs, goals)",
        SOLUTION,
        "'goals' is no number and no step.*: mend",
    ),
}


def test_a_mistake_that_stops_the_hand_work_is_named_and_nothing_is_said_of_what_was_not_tried(course):
    change(course, SOLUTION, "    return total\n", "    return (total,)[1]\n")
    (problem,) = problems(course)
    assert "the function half_forgotten cannot be worked with (IndexError: tuple index out of range): mend" in problem


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_assignment_is_told_of_with_file_and_remedy(course, name):
    folder, old, new_text, where, sentence = BROKEN[name]
    change(course, folder, old, new_text)
    assert_found(problems(course), where, sentence)


def test_a_mistake_that_is_called_otherwise_is_told_once_and_not_tried(course):
    change(course, SOLUTION, "def mean_for_sum(o, t):", "def mean_for_sum(o):")
    assert len(problems(course)) == 1


@pytest.mark.parametrize(
    "parameters", ["(o, t, mean=None)", "(*given)", "(x, y)", "(o, t=0)", "(*given, **named)"], ids=str
)
def test_a_mistake_may_name_its_parameters_as_it_likes(course, parameters):
    change(course, SOLUTION, "def mean_for_sum(o, t):", f"def mean_for_sum{parameters}:")
    assert not any("mean_for_sum takes" in one for one in problems(course))


def test_a_missing_blank_is_told_once_and_not_for_each_row(course):
    table(course, ("0.5", "2.0"), ("0.0", "0.5"), ("1.5", "2.0"))
    change(course, SKELETON, "loss_by_hand = ...", "")
    assert len(problems(course)) == 1


def test_a_missing_symbol_is_told_once_and_not_for_each_mistake(course):
    change(course, AUTOTESTS, "answer(", 'formula("rule", points=0, symbols=("t_i",))\nanswer(')
    change(course, AUTOTESTS, "import answer", "import answer, formula")
    change(course, SKELETON, "# In your own", "rule = ...\n\n# In your own")
    with (course / SOLUTION / "tiny.py").open("a") as file:
        file.write("\n\n@step\ndef rule(t_i, t_j, o):\n    return (t_i - t_j) * o\n")
        file.write('\n\n@misconception(of=rule)\ndef halved(t_i, t_j, o):\n    "Whole."\n    return t_i * o / 2\n')
    (problem,) = problems(course)
    assert "the formula rule is of t_j, o too, which symbols= does not name: add it there" in problem
    change(course, AUTOTESTS, '("t_i",)', '("t_i", "t_j", "o")')
    assert not any("symbols=" in one for one in problems(course))


def not_asked(root):
    return list(verify(Course(root).assignment("tiny"), seeds=1).not_asked)


def test_what_no_check_asks_is_listed_and_is_no_problem(course):
    report = verify(Course(course).assignment("tiny"), seeds=1)
    assert report.problems == () and any("`tiny_loss`: the length of o is never 1: add" in s for s in report.not_asked)
    assert "not asked: `tiny_loss`: the length of o is never 1: add a call where it is" in report.text(200)
    change(course, AUTOTESTS, "for n in (3, 8)]", "for n in (1, 8)]")
    assert not any("is never 1" in sentence for sentence in not_asked(course))


def test_what_is_left_out_on_purpose_is_silent_until_it_is_asked(course):
    change(course, AUTOTESTS, "answer(", 'not_asked("tiny_loss", "o is never 1", why="a batch")\nanswer(')
    change(course, AUTOTESTS, "import answer", "import answer, not_asked")
    assert not any("is never 1" in sentence for sentence in not_asked(course))
    change(course, AUTOTESTS, "for n in (3, 8)]", "for n in (1, 8)]")
    (stale,) = (sentence for sentence in not_asked(course) if "o is never 1" in sentence)
    assert stale.startswith("not_asked() says of `tiny_loss` that o is never 1, which verify does not say: take it out")


@pytest.mark.parametrize(
    ("expects", "told"),
    [
        (("close & unchanged", "close"), "worth 20 points (two_samples)"),
        (("quiet & close", "close & unchanged"), "worth 60 points (two_samples, drawn_samples)"),
        (("close", "close"), None),
    ],
    ids=str,
)
def test_what_a_submission_could_forge_is_told_where_it_is_worth_more_than_a_point(course, expects, told):
    change(course, AUTOTESTS, "import answer", "import answer, close, quiet, unchanged")
    change(course, AUTOTESTS, "points=20, public=True", f"points=20, public=True, expect={expects[0]}")
    change(course, AUTOTESTS, "@check(points=40", f"@check(points=40, expect={expects[1]}")
    remarks = [r for r in verify(Course(course).assignment("tiny"), seeds=1).remarks if "forged" in r]
    assert len(remarks) == (told is not None) and all(told in remark for remark in remarks)


def test_a_value_of_another_form_is_no_reason_to_say_that_a_check_looks_at_it(course):
    looks_at_nothing = "return hw.tiny_loss([0.0, 1.0], [1.0, -1.0]) is not None"
    change(course, AUTOTESTS, "return hw.tiny_loss([0.0, 1.0], [1.0, -1.0])", looks_at_nothing)
    per_sample = TWIN.format(hint="one loss for each sample").replace("float((", "((").replace(".mean())", ")")
    change(course, SOLUTION, "\n\n@misconception(of=half)", per_sample + "\n\n@misconception(of=half)")
    assert_found(problems(course), AUTOTESTS, "two_samples passes .*: it cannot fail")


def test_a_mistake_that_is_seen_but_costs_nothing(course):
    change(course, AUTOTESTS, "points=20, public=True", "points=20, public=True, expect=close(rtol=1e3)")
    change(course, AUTOTESTS, "@check(points=40)", "@check(points=40, expect=close(rtol=1e3))")
    change(course, AUTOTESTS, "import answer,", "import answer, close,")
    found = problems(course)
    assert_found(found, SOLUTION, "mean_for_sum loses nothing on 2 of 2 seeds, first on public: add or sharpen")


def test_a_public_check_that_cannot_be_given_to_students(course):
    change(course, AUTOTESTS, "return hw.tiny_loss([0.0, 1.0]", "return 1 + hw.tiny_loss([0.0, 1.0]")
    assert_found(problems(course), AUTOTESTS, "cannot be released: .*computes with a result")


def test_a_mistake_that_goes_by_another_name(course):
    names = NamingTally()
    names.add("a", Naming.ITSELF, "row 1")
    names.add("a", Naming.ANOTHER, "row 7")
    file = Course(course).assignment("tiny").path_in("solutions")
    found = [str(p) for p in naming_problems(names, file, by_hand=True, skip=lambda *_: False)]
    assert_found(found, SOLUTION, "holds the misconception a is told of another mistake on 1 of 2 rows, first on row 7")


@pytest.mark.parametrize("told", [Naming.ANOTHER, Naming.UNNAMED, Naming.TOGETHER])
def test_on_the_lecture_s_numbers_only_a_wrong_name_is_a_problem(course, monkeypatch, told):
    monkeypatch.setattr(SimulatedStudent, "naming_of", lambda *_: told)
    report = verify(Course(course).assignment("tiny"), seeds=1)
    found = [str(p) for p in report.problems]
    if told is Naming.ANOTHER:
        assert_found(found, SOLUTION, "half_forgotten is told of another mistake on 1 of 1 rows, first on lecture")
    else:
        assert found == []
    assert any("cannot be told apart: half_forgotten" in r for r in report.remarks) == (told is Naming.UNNAMED)


def test_a_missing_solution(course):
    (course / "solutions" / "tiny.py").unlink()
    assert_found(problems(course), SOLUTION, "there is no reference: write one function for each")


def table(course, *rows):
    lines = ", ".join(f'{{"outputs": ["{a}", "{b}"], "targets": ["1.0", "1.0"]}}' for a, b in rows)
    (course / "assignments" / "tiny.numbers.json").write_text(f'{{"seed": "x", "rows": [{lines}]}}')


def test_a_row_on_which_a_mistake_does_not_show(course):
    table(course, ("0.5", "2.0"), ("1.0", "1.0"))
    found = problems(course)
    assert len(found) == 1
    assert_found(found, SOLUTION, "half_forgotten loses nothing on 1 of 2 rows, first on row 2: draw other numbers")


def test_a_row_on_which_a_mistake_may_be_a_rounding(course):
    table(course, ("0.5", "0.8"))  # 0.145, and twice that is written 0.29; with a table of one digit it would wait
    assert problems(course) == []
    change(course, SOLUTION, "return total\n", "return Fraction(round(10 * total / 2), 10)\n")
    assert_found(problems(course), SOLUTION, "half_forgotten .*waits for a person on 1 of 1 rows")


def test_a_row_that_two_students_have(course):
    table(course, ("0.5", "2.0"), ("0.0", "0.5"), ("0.5", "2.0"))
    found = problems(course)
    assert_found(found, SKELETON, "1 row more than once: draw it again with grader draw tiny")


def test_a_table_that_the_skeleton_has_no_place_for(course):
    table(course, ("0.5", "2.0"))
    change(course, SKELETON, "OUTPUTS = [0.5, -1.0]\n", "")
    assert_found(problems(course), SKELETON, "cannot be handed out: .*OUTPUTS")


def test_without_a_table_there_is_a_remark(course):
    report = verify(Course(course).assignment("tiny"), seeds=1)
    assert any("grader draw tiny" in remark for remark in report.remarks)
    table(course, ("0.5", "2.0"))
    assert verify(Course(course).assignment("tiny"), seeds=1).remarks == ()


def test_rows_are_taken_from_all_over_the_table(course):
    draw_table(Course(course).assignment("tiny"), 40, seed="x")
    tiny = Course(course).assignment("tiny")
    report = verify(tiny, seeds=1, rows=4)
    assert (report.rows, report.drawn) == (4, 40)
    tried = [source for source, _ in HandworkTrial(tiny, tiny.solution).numbers_to_try(4)]
    assert tried[1:] == ["row 1", "row 11", "row 21", "row 31"]
    assert verify(Course(course).assignment("tiny"), seeds=1).rows == 25
    assert verify(Course(course).assignment("tiny"), seeds=1, rows=99).rows == 40


def test_a_quick_look_tries_every_mistake_on_one_seed_and_one_row(course):
    assert run("draw", "tiny", "--rows", "40", cwd=course).returncode == 0
    ended = run("verify", "tiny", "--quick", cwd=course)
    assert ended.returncode == 0
    assert "2 misconceptions; 1 seed, 1 of 40 rows" in ended.stdout
    assert "in code: 1 misconception, named at worst: 1 itself" in ended.stdout
    change(course, SOLUTION, "return total / 2\n", "return total\n")
    ended = run("verify", "tiny", "--quick", cwd=course)
    assert ended.returncode == 1 and "PROBLEM" in ended.stdout and "half_forgotten" in ended.stdout


def test_the_report_can_be_read(course):
    change(course, AUTOTESTS, "points=40", "points=41")
    text = verify(Course(course).assignment("tiny"), seeds=1).text(90)
    assert text.startswith("tiny: 2 checks, 2 tasks by hand, 101 points, 2 misconceptions; 1 seed, 0 of 0 rows")
    assert "in code: 1 misconception, named at worst: 1 itself" in text
    assert text.endswith("1 problem")
    assert all(len(line) <= 90 or "/" in line for line in text.splitlines())


# ---- the real assignment


def test_perceptron_has_no_problems():
    report = verify(PERCEPTRON, rows=6, seeds=2)
    assert report.problems == ()
    assert set(report.code.worst()) | set(report.hand.worst()) <= {Naming.ITSELF, Naming.TOGETHER}
    assert len(report.code.namings) + len(report.hand.namings) > report.misconceptions  # some show in both


@pytest.mark.long
@pytest.mark.parametrize("name", PERCEPTRON.course.names)
def test_no_assignment_of_the_course_has_problems(name):
    """The whole of `grader verify`; continuous integration runs the quick one each time."""
    report = verify(PERCEPTRON.course.assignment(name))
    assert report.problems == () and report.seeds == 5
    assert report.not_asked == ()


@pytest.mark.parametrize("name", PERCEPTRON.course.names)
def test_whatever_no_check_of_the_course_asks_is_left_out_on_purpose(name):
    assignment = PERCEPTRON.course.assignment(name)
    trial = CodeTrial(assignment, assignment.solution)
    for secret in ("public", "another seed"):
        trial.look_at_coverage(assignment.checks, assignment.answer_key(secret))
    assert list(trial.not_asked()) == []
    assert not any("forged" in remark for remark in attested_remarks(assignment))


@pytest.mark.long
def test_every_row_of_perceptron():
    report = verify(PERCEPTRON, rows=len(PERCEPTRON.rows), seeds=10)
    assert report.problems == ()
    assert report.rows == 1000


@pytest.mark.parametrize(
    ("old", "new_text", "sentence"),
    [
        ("samples[: len(other)] == other for other in others", "False for _ in others", "tie_is_negative"),
        ("[3, 4, 6, 7, 13, 14, 16, 17, 18]", "[9, 11]", "input_forgotten .*waits for a person"),
    ],
)
def test_rows_drawn_without_care_are_found_out(tmp_path, old, new_text, sentence):
    assignment = small_course.perceptron(tmp_path, rows=1)
    path = tmp_path / "solutions" / "perceptron.py"
    path.write_text(path.read_text().replace(old, new_text))
    rng, rows = np.random.default_rng(5), []
    sample = Course(tmp_path).assignment("perceptron").solution.draw
    while len(rows) < 12:
        rows += [row for row in [sample(rng)] if row is not None]
    from grader.verification.draw_numbers import table_text

    assignment.numbers_path.write_text(table_text(rows, "x"))
    found = [str(p) for p in verify(Course(tmp_path).assignment("perceptron"), seeds=1).problems]
    assert any(re.search(sentence, one) for one in found), found
