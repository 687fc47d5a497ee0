"""Tables of checks, steps and known mistakes: what a row means, and that a misspelt word is told with its line."""

import inspect

import numpy as np
import pytest
import small_course

from grader import sandbox, task
from grader.checks.judge import judge
from grader.checks.probe import TrustedHomework, observe
from grader.course.answer_key import LiveKey
from grader.course.loader import Course
from grader.errors import AuthorError
from grader.model import Status
from grader.verification import trials

AUTOTESTS = """import numpy as np
from grader import answer, args, close, drawn, exact, quiet, task

t = task("double", close & quiet)
t.public(2, "twice a number")("one_number", 3)
t.hidden(0.5, "several", exact)("several", 3, (5,), args(x=7), np.array([1.5]))
t.hidden(0, "drawn")("drawn", lambda rng: rng.normal(size=2), (lambda rng: rng.normal(),))
x = drawn(lambda rng, n: rng.normal(size=n), 4)
a, b = drawn(lambda rng: rng.normal(size=2), parts=2)
t.hidden(1, "parts")("parts", x, x[::2], 1 + 2 * x, x.turned(np.sort), (x.T,), b, a)
t.hidden(1, "the square")("square", using=lambda f, rng: f(3) * f(3))
t.hidden(0, "the sum")("total", x, 2, using=lambda f, x, n: f(x).sum() + n)
t.float32(1, "float32")("single", np.array([1.5]), 0.5, np.array([1, 2]))
t.small_integers(1, "bytes")("bytes", [200, 100])
t.lists(1, "lists")("lists", np.array([1, 2]))
t.left_alone(1, "left alone")("alone", lambda rng: rng.normal(size=2))
t.read_only(1, "read-only")("locked", lambda rng: rng.normal(size=2), args(x=np.ones(2)), 3)


@t.hidden(1.5, "a sum")
def a_sum(f, rng):
    return f(1) + f(2)


answer("half", points=89, title="half of it")
"""
SOLUTION = """from grader import misconceptions, part, steps


import numpy as np


def double(x):
    return 2 * raised(np.asarray(x, float) if isinstance(x, (list, np.ndarray)) else x)


steps(half="a / 2", third=lambda a: a / 3, one=1)
misconceptions(of=double, tripled=("That is three times.", lambda x: 3 * x), kept=lambda x: x, always=7)
misconceptions(of="half", doubled="a * 2")
raised = part(lambda x: x + 0, raised_by_one=("One too many.", lambda x: x + 1))
misconceptions(of=double, along=["doubled"], both=lambda x: x + 2)
"""
HINTS = """kept = "You give what you were given."
always = "Seven is no answer."
doubled = 'Not "twice", half.'
both = "Both of it."
"""


@pytest.fixture
def assignment(tmp_path):
    small_course.written(tmp_path, AUTOTESTS, SOLUTION)
    (tmp_path / "solutions" / "tiny.hints.toml").write_text(HINTS)
    return Course(tmp_path).assignment("tiny")


class Homework:
    """A homework that notes what it is called with, and gives it back."""

    def __init__(self):
        self.calls = []

    def __getattr__(self, function):
        return lambda *args, **kwargs: self.calls.append((function, args, kwargs)) or (args[0] if args else kwargs)


def called(assignment, name):
    """What a check calls, and its outcome where every call gives its argument back."""
    (check,) = (c for c in assignment.checks if c.name == name)
    homework = Homework()
    value = check.probe(homework, np.random.default_rng(1))
    assert {function for function, _, _ in homework.calls} == {"double"}
    return [(*args, kwargs) if kwargs else args for _, args, kwargs in homework.calls], value


def test_a_row_has_its_place_points_title_expectation_and_task(assignment):
    shown = [(c.name, float(c.points), c.public, c.title, c.task) for c in assignment.checks]
    assert shown[:3] == [
        ("one_number", 2, True, "twice a number", "double"),
        ("several", 0.5, False, "several", "double"),
        ("drawn", 0, False, "drawn", "double"),
    ]
    assert shown[-1] == ("a_sum", 1.5, False, "a sum", "double")
    told = {c.name: repr(c.expect) for c in assignment.checks}
    assert told["one_number"] == told["drawn"] != told["several"] and "quiet" in told["drawn"].lower()
    assert [item.name for item in assignment.declared][-1] == "half"


def test_one_row_gives_its_value_and_several_a_tuple(assignment):
    assert called(assignment, "one_number") == ([(3,)], 3)
    calls, value = called(assignment, "several")
    assert calls[:3] == [(3,), (5,), ({"x": 7},)] and value[:2] == (3, 5) and len(value) == 4


def test_an_argument_that_is_a_function_is_drawn_in_the_order_of_the_rows(assignment):
    rng = np.random.default_rng(1)
    (first,), (second,) = called(assignment, "drawn")[0]
    assert list(first) == list(rng.normal(size=2)) and second == rng.normal()


def test_what_is_drawn_serves_all_rows_of_a_check_and_is_drawn_anew_for_the_next(assignment):
    rng = np.random.default_rng(1)
    x = rng.normal(size=4)
    a, b = rng.normal(size=2)
    rows = [given for (given,) in called(assignment, "parts")[0]]
    for got, want in zip(rows, (x, x[::2], 1 + 2 * x, np.sort(x), x, b, a), strict=True):
        assert np.array_equal(got, want)
    assert np.array_equal(called(assignment, "total")[0][0][0], x) and called(assignment, "total")[1] == x.sum() + 2


def test_a_row_that_raises_gives_the_name_of_the_exception(tmp_path):
    autotests = AUTOTESTS.replace(
        't.lists(1, "lists")("lists", np.array([1, 2]))', 't.lists(1, "no text")("no_text", raising(None), 1)'
    )
    assignment = small_course.written(tmp_path, autotests.replace("args, close", "args, close, raising"), SOLUTION)
    (check,) = (c for c in assignment.checks if c.name == "no_text")
    assert LiveKey("tiny", assignment.solution, "public").expected(check).value == ("TypeError", 2)


def test_words_turn_the_arguments(assignment):
    (floats,), (number,), (integers,) = called(assignment, "single")[0]
    assert floats.dtype == np.float32 and number == 0.5 and integers.dtype == np.array([1]).dtype
    assert called(assignment, "bytes")[0][0][0].dtype == np.uint8
    assert called(assignment, "lists")[0] == [([1, 2],)]
    (one,), (other,) = called(assignment, "alone")[0]
    assert one.shape == other.shape and not np.array_equal(one, other)


def test_read_only_arrays_are_given_in_a_second_call_of_each_row(assignment):
    calls, _ = called(assignment, "locked")
    given = [call[0]["x"] if isinstance(call[0], dict) else call[0] for call in calls]
    assert [getattr(x, "flags", None) and x.flags.writeable for x in given] == [True, False, True, False, None, None]
    assert np.array_equal(given[0], given[1]) and given[4:] == [3, 3]


def doubled_in_place(x):
    if not isinstance(x, np.ndarray):
        return 2 * x
    x *= 2
    return x


def of_another_shape(x):
    raise ValueError("shapes do not fit")


def test_who_writes_to_a_read_only_array_is_told_from_who_raises_anyway(assignment):
    (check,) = (c for c in assignment.checks if c.name == "locked")
    want = observe(check.probe, TrustedHomework({"double": lambda x: 2 * x}), np.random.default_rng(1))
    assert [np.shape(value) for value in want.value[::2]] == [(2,), (2,), ()] and want.value[1::2] == ("", "", "")
    for function, ended, status in (
        (lambda x: np.array(x) + x, ("", "", ""), Status.PASSED),
        (lambda x: 3 * np.array(x), ("", "", ""), Status.FAILED),  # leaves alone what it works out wrongly
        (doubled_in_place, ("ValueError", "ValueError", ""), Status.FAILED),
        (of_another_shape, None, Status.RAISED),
    ):
        got = observe(check.probe, TrustedHomework({"double": function}), np.random.default_rng(1), want.calls)
        assert (got.value and got.value[1::2]) == ended and judge(check, got, want).status is status


IN_PLACE_INSIDE = """
def double(x):
    arrays = x[0]["x"], x[1][0]
    if arrays[0].flags.writeable or arrays[1].flags.writeable:
        return x
    arrays[0][:] = 2
"""


def test_arrays_inside_of_lists_and_dicts_are_read_only_too():
    check = task("double").read_only(1, "read-only")("inside", [{"x": np.ones(2)}, (np.ones(2),)])
    exec(IN_PLACE_INSIDE, space := {})
    homework = TrustedHomework(space)
    assert observe(check.probe, homework, np.random.default_rng(1)).value[1] == "ValueError"
    with sandbox.start() as box, box.open(["tiny.py"], [IN_PLACE_INSIDE], "tiny") as session:
        assert observe(check.probe, session, np.random.default_rng(1)).value[1] == "ValueError"


def test_the_worker_gets_read_only_arrays_too(assignment):
    (check,) = (c for c in assignment.checks if c.name == "locked")
    source = f"import numpy as np\n\n\n{inspect.getsource(doubled_in_place)}\ndouble = doubled_in_place\n"
    with sandbox.start() as box, box.open(["tiny.py"], [source], "tiny") as session:
        assert observe(check.probe, session, np.random.default_rng(1)).value[1::2] == ("ValueError", "ValueError", "")


def test_what_is_no_table_calls_the_function_itself(assignment):
    assert called(assignment, "square") == ([(3,), (3,)], 9)
    assert called(assignment, "a_sum") == ([(1,), (2,)], 3)


def test_formulas_values_and_functions_are_steps(assignment):
    steps = assignment.solution.steps
    assert (steps["half"](a=3), steps["third"](a=3), steps["one"]()) == (1.5, 1, 1)
    wrong = assignment.solution.wrong_space
    assert wrong("doubled")["half"](a=3) == 6 and wrong("always")["double"](5) == 7
    assert wrong("both")["half"](a=3) == 6 and wrong("both")["double"](5) == 7


def test_hints_stand_in_the_table_or_in_the_file_beside(assignment):
    hints = {m.name: m.hint for m in assignment.solution.misconceptions.values()}
    assert hints["tripled"] == "That is three times." and hints["doubled"] == 'Not "twice", half.'
    assert list(hints) == ["tripled", "kept", "always", "doubled", "raised_by_one", "both"] and all(hints.values())


def test_wrong_versions_of_a_table_are_caught_and_named(assignment):
    trial = trials.CodeTrial(assignment, assignment.solution)
    trial.try_seeds(["public"])
    assert not trial.problems and trial.touched == {"tripled", "kept", "always", "raised_by_one", "both"}


def test_calls_of_a_row_are_recorded_like_any(assignment):
    key = LiveKey("tiny", assignment.solution, "public")
    check = assignment.checks[1]
    assert [(c.function, len(c.args), len(c.kwargs)) for c in key.expected(check).calls] == [
        ("double", 1, 0),
        ("double", 1, 0),
        ("double", 0, 1),
        ("double", 1, 0),
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("autotests", 't.hidden(0, "drawn")', 't.hiden(0, "drawn")', "line 7: AttributeError"),
        ("autotests", '"drawn")', '"drawn", publik=True)', "line 7: TypeError"),
        ("autotests", 'exact)("', '"exact")("', "line 6: TypeError: expect= takes an expectation"),
        ("autotests", '("one_number", 3)', '("one_number")', "line 5: TypeError: one_number has to say what is called"),
        (
            "autotests",
            '("bytes", [200, 100])',
            '("bytes", using=lambda f, rng: f(1))',
            "line 14: TypeError: bytes is about",
        ),
        ("autotests", 'task("double"', "task(double", "line 4: NameError"),
        ("solutions", 'of="half"', 'of="hlaf"', "line 13: NameError: there is no function 'hlaf' above this line: did"),
        ("solutions", "of=double, along", "off=double, along", "line 15: TypeError"),
        (
            "solutions",
            '"doubled"]',
            '"dobled"]',
            "line 15: NameError: there is no function 'dobled' above this line: did",
        ),
        ("solutions", "third=", "double=", "line 11: ValueError: double is defined twice"),
        ("solutions", '"a / 2"', '"a / "', "line 11: ValueError: the formula a /  is not Python"),
        (
            "solutions",
            "always=7",
            "always=abs",
            "line 12: TypeError: always is <built-in function abs>: write a lambda",
        ),
    ],
)
def test_a_misspelt_word_is_told_with_its_file_and_line(tmp_path, file, old, new, told):
    texts = {"autotests": AUTOTESTS, "solutions": SOLUTION}
    assert old in texts[file]
    texts[file] = texts[file].replace(old, new)
    with pytest.raises(AuthorError) as error:
        _ = small_course.written(tmp_path, texts["autotests"], texts["solutions"]).solution
    assert f"{file}/tiny.py, {told}" in str(error.value)
