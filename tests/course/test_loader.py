"""Three files of one name make an assignment; what is wrong with one is told with the file and the remedy."""

from fractions import Fraction

import pytest
from words import words

from grader import config, version
from grader.course.answer_key import LiveKey, RecordedKey
from grader.course.loader import Course, Skeleton
from grader.errors import AuthorError, UsageError
from grader.model import Kind, Status
from grader.seeds import generator

pytestmark = pytest.mark.fast

SKELETON = '''"""Doubling."""

STUDENT = ...


def twice(x, times=2):
    raise NotImplementedError


by_hand = ...
'''
CHECKS = '''
from grader import answer, check

@check(points=2, public=True)
def small(hw, rng):
    """a small number,
    doubled

    and more"""
    return hw.twice(3)

@check(points=0.5, task="elsewhere")
def drawn(hw, rng):
    """a drawn one"""
    return [hw.twice(float(v)) for v in rng.normal(size=2)]

answer("by_hand", points=1)
'''
SOLUTION = '''
from grader import misconception, numbers, step

def twice(x, times=2):
    return x * times

@misconception(of=twice)
def once(x, times=2):
    """You leave it as it is."""
    return x

@numbers(lecture={"x": 2})
def draw(rng):
    return {"x": 2}

@step
def by_hand(x):
    return 2 * x
'''


@pytest.fixture
def root(tmp_path):
    for folder, text in (("assignments", SKELETON), ("autotests", CHECKS), ("solutions", SOLUTION)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "doubling.py").write_text(text, encoding="utf-8")
    return tmp_path


def _write(root, folder, text):
    (root / folder / "doubling.py").write_text(text, encoding="utf-8")


def test_an_assignment_is_three_files_of_one_name(root):
    found = Course(root).assignment("doubling")
    assert [c.name for c in found.checks] == ["small", "drawn"] and [t.kind for t in found.tasks] == [Kind.ANSWER]
    assert found.points == Fraction(7, 2) and found.skeleton.title == "Doubling"
    assert found.skeleton.functions == {"twice": "x, times=2"} and "by_hand" in found.skeleton.answers


def test_a_check_is_about_the_function_that_it_names_first_unless_it_says(root):
    small, drawn = Course(root).assignment("doubling").checks
    assert (small.task, drawn.task) == ("twice", "elsewhere")
    assert small.title == "a small number, doubled" and small.public and not drawn.public


def test_a_course_is_found_from_anywhere_below_it(root):
    (root / "deep" / "down").mkdir(parents=True)
    assert config.find_root(root / "deep" / "down") == root.resolve() and Course(root).names == ["doubling"]


def test_no_course_is_told_with_the_remedy(tmp_path):
    with pytest.raises(UsageError, match="assignments"):
        config.find_root(tmp_path)


def test_an_unknown_name_offers_a_near_one(root):
    with pytest.raises(UsageError, match="did you mean doubling"):
        Course(root).assignment("dubling")
    with pytest.raises(UsageError, match="there are: doubling"):
        Course(root).assignment("perceptron")


@pytest.mark.parametrize(
    ("folder", "text", "told"),
    [
        ("assignments", "def f(:\n", "line 1: not Python"),
        ("autotests", "x = (\n", "not Python"),
        ("autotests", "\n\n1 / 0\n", "line 3: ZeroDivisionError"),
        ("autotests", "import nothing_of_the_kind\n", "line 1: ModuleNotFound"),
    ],
)
def test_a_broken_file_is_told_with_its_name_and_line(root, folder, text, told):
    _write(root, folder, text)
    with pytest.raises(AuthorError, match=told) as caught:
        Course(root).assignment("doubling")
    assert f"{folder}/doubling.py" in str(caught.value).replace("\\", "/")


def test_a_broken_solution_is_told_when_it_is_needed(root):
    _write(root, "solutions", "def twice(x):\n    return x\n\nraise RuntimeError('here')\n")
    with pytest.raises(AuthorError, match="line 4: RuntimeError: here"):
        Course(root).assignment("doubling").answer_key("public")


def test_checks_that_are_not_there_are_asked_for(root):
    (root / "autotests" / "doubling.py").unlink()
    with pytest.raises(AuthorError, match="has no checks"):
        Course(root).assignment("doubling")


def test_without_solution_and_without_recorded_answers_there_is_no_key(root):
    (root / "solutions" / "doubling.py").unlink()
    found = Course(root).assignment("doubling")
    assert found.solution is None
    with pytest.raises(AuthorError, match="no reference"):
        found.answer_key("public")
    (root / "answers").mkdir()
    (root / "answers" / "doubling.json").write_text("{}", encoding="utf-8")
    assert isinstance(Course(root).assignment("doubling").answer_key("public"), RecordedKey)


def test_a_file_in_another_encoding_is_told(root):
    (root / "autotests" / "doubling.py").write_bytes(b"# \xe4\n")
    with pytest.raises(AuthorError, match="UTF-8"):
        Course(root).assignment("doubling")


def test_the_digest_changes_with_whatever_marks_depend_on(root, monkeypatch):
    before = Course(root).assignment("doubling").digest
    assert Course(root).assignment("doubling").digest == before
    seen = {before}
    for folder, more in (("assignments", SKELETON), ("autotests", CHECKS), ("solutions", SOLUTION)):
        _write(root, folder, more + "\n# changed\n")
        seen.add(Course(root).assignment("doubling").digest)
    (root / "assignments" / "doubling.numbers.json").write_text('{"rows": []}', encoding="utf-8")
    seen.add(Course(root).assignment("doubling").digest)
    monkeypatch.setattr(version, "source_digest", lambda: "a grader that was mended")
    assert len(seen | {Course(root).assignment("doubling").digest}) == 6


def test_what_marks_depend_on_is_a_number_of_the_rules_and_no_other_change_of_the_package(root, monkeypatch):
    before = Course(root).assignment("doubling").rules_digest
    monkeypatch.setattr(version, "source_digest", lambda: "a grader that was mended")
    assert Course(root).assignment("doubling").rules_digest == before
    monkeypatch.setattr(version, "RULES", version.RULES + 1)
    assert Course(root).assignment("doubling").rules_digest != before


def test_rows_are_read_exactly_and_a_broken_table_is_told(root):
    table = root / "assignments" / "doubling.numbers.json"
    assert Course(root).assignment("doubling").rows == []
    table.write_text('{"rows": [{"x": "0.1", "points": [[1, 2], [3, 4]]}]}', encoding="utf-8")
    assert Course(root).assignment("doubling").rows == [{"x": Fraction(1, 10), "points": ((1, 2), (3, 4))}]
    for broken in ("{", "[]", '{"rows": 3}'):
        table.write_text(broken, encoding="utf-8")
        with pytest.raises(AuthorError, match=r"numbers\.json"):
            _ = Course(root).assignment("doubling").rows


def test_a_table_says_its_format_and_a_newer_one_is_refused(root):
    table = root / "assignments" / "doubling.numbers.json"
    table.write_text('{"format": 1, "rows": [{"x": "0.1"}]}', encoding="utf-8")
    assert Course(root).assignment("doubling").rows == [{"x": Fraction(1, 10)}]
    table.write_text('{"format": 2, "columns": {"x": ["0.1"]}}', encoding="utf-8")
    with pytest.raises(AuthorError) as told:
        _ = Course(root).assignment("doubling").rows
    assert str(told.value) == (
        f"{table} has format 2, but this grader reads none above 1: install a newer grader, and do not draw it again"
    )


# ---- the key


def test_the_key_holds_what_the_reference_and_each_mistake_bring_back(root):
    found = Course(root).assignment("doubling")
    key = found.answer_key("secret")
    small = found.checks[0]
    assert isinstance(key, LiveKey) and key.expected(small).value == 6
    assert {name: outcome.value for name, outcome in key.wrong_outcomes(small).items()} == {"once": 3}
    assert key.hint("once") == "You leave it as it is."
    assert key.expected(small) is key.expected(small), "once for a class"


def test_inputs_hang_on_secret_assignment_and_check_only(root):
    _, drawn = Course(root).assignment("doubling").checks
    one, again, other = (
        Course(root).assignment("doubling").answer_key(s).expected(drawn).value for s in ("a", "a", "b")
    )
    assert one == again != other
    new = "@check(points=1)\ndef new(hw, rng):\n    return hw.twice(1)\n\n"
    _write(root, "autotests", CHECKS.replace("@check(points=2", f"{new}@check(points=2", 1))
    after = Course(root).assignment("doubling")
    drawn_after = next(c for c in after.checks if c.name == "drawn")
    assert after.answer_key("a").expected(drawn_after).value == one, "a check added moves no other check's inputs"
    names = ("a", "x", "c"), ("a", "x", "d"), ("a", "y", "c"), ("b", "x", "c")
    assert len({tuple(generator(*parts).integers(0, 100, 5)) for parts in names}) == 4


def test_a_reference_that_fails_breaks_the_check_and_costs_nothing(root):
    from grader.checks.judge import judge
    from grader.model import Outcome

    _write(root, "solutions", SOLUTION.replace("return x * times", "raise OSError('gone')"))
    found = Course(root).assignment("doubling")
    verdict = judge(found.checks[0], Outcome(6), found.answer_key("public").expected(found.checks[0]))
    assert verdict.status is Status.BROKEN and "OSError" in words(verdict).message


def test_a_skeleton_is_read_without_being_run(tmp_path):
    path = tmp_path / "a.py"
    path.write_text("raise SystemExit\n\ndef f(x, *, y=1): ...\n\nanswer = ...\nSTUDENT = ...\n", encoding="utf-8")
    skeleton = Skeleton.read(path)
    assert skeleton.functions == {"f": "x, *, y=1"} and skeleton.answers == ("answer",) and skeleton.title == "a"


@pytest.mark.parametrize("secret", ["", "\n", "hello\n", "fifteen letters"])
def test_a_secret_that_could_be_guessed_is_refused(tmp_path, secret):
    """Hidden inputs are only as hidden as the secret that they are drawn from."""
    for folder in ("assignments", "autotests"):
        (tmp_path / folder).mkdir()
    (tmp_path / "pyproject.toml").write_text('[tool.grader]\nsecret_file = "s"\n')
    (tmp_path / "s").write_text(secret)
    with pytest.raises(AuthorError, match="could be guessed: write at least 16 random characters"):
        _ = Course(tmp_path).secret


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("tool = 3\n", "tool.grader is no table"),
        ("[tool]\ngrader = 3\n", "tool.grader is no table"),
        (
            '[tool.grader]\nlate = "10% a day"\nLate = "20% a day"\n',
            "[tool.grader]: there is no setting 'Late'; did you mean late?",
        ),
        ('[tool.grader]\npackages = "scipy"\n', 'write packages = ["scipy"]'),
        ("[tool.grader]\npackages = [1]\n", 'write packages = ["scipy"]'),
        ("[tool.grader\n", "is not TOML"),
    ],
)
def test_settings_that_say_nothing_are_told_with_their_file(tmp_path, text, says):
    (tmp_path / "pyproject.toml").write_text(text)
    with pytest.raises(AuthorError, match=r"pyproject\.toml") as told:
        _ = Course(tmp_path).settings
    assert says in str(told.value)


def test_settings_of_other_tools_are_theirs_and_a_byte_order_mark_is_no_letter(tmp_path):
    (tmp_path / "pyproject.toml").write_bytes(b'\xef\xbb\xbf[tool.grader]\npackages = ["scipy"]\n[tool.ruff]\nx = 1\n')
    assert Course(tmp_path).packages == ("scipy",)
