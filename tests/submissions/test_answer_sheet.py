"""Answers are read from the text, with their digits, and nothing is ever run."""

from contextlib import suppress
from fractions import Fraction

import pytest
from effort import bounded
from hypothesis import example, given, settings, strategies as st
from words import sentence_of

from grader.submissions import answer_sheet
from grader.submissions.answer_sheet import BLANK, UnreadableAnswer, WrittenValue, number_from_text, parse_answers

pytestmark = pytest.mark.fast

F = Fraction


def read(source, name="x"):
    return parse_answers(source).read_answer(name)


def number(text):
    value = read(f"x = {text}")
    assert isinstance(value, WrittenValue), value
    return value


# ---- what an answer can look like


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("x = ...", BLANK),
        ("x = Ellipsis", UnreadableAnswer),
        ("x = None", None),
        ("x = 'text'", "text"),
        ("x = 'a' 'b'", "ab"),
        ("x = 'a' + 'b'", "ab"),
        ('x = """two\nlines"""', "two\nlines"),
        ("x: str = 'annotated'", "annotated"),
        ("x = f'{3}'", UnreadableAnswer),
        ("x = [1 for _ in y]", UnreadableAnswer),
        ("x = {1: 2}", UnreadableAnswer),
        ("x = {1, 2}", UnreadableAnswer),
        ("x = lambda: 3", UnreadableAnswer),
        ("x = f(3)", UnreadableAnswer),
        ("x = max(7, 3)", UnreadableAnswer),
        ("x = [1, *y]", UnreadableAnswer),
        ("x = y[0]", UnreadableAnswer),
        ("x = [] * 3", UnreadableAnswer),
        ("x = 'a' * 3", UnreadableAnswer),
        ("x = __import__('os').system('true')", UnreadableAnswer),
    ],
)
def test_what_is_read_and_what_waits_for_a_person(source, value):
    got = read(source)
    assert isinstance(got, UnreadableAnswer) and got.reason if value is UnreadableAnswer else got == value


def test_a_name_that_is_not_there_is_a_key_error():
    with pytest.raises(KeyError):
        read("y = 3")


def values(x):
    return [values(v) for v in x] if isinstance(x, list) else x.value if isinstance(x, WrittenValue) else x


@pytest.mark.parametrize(
    "text",
    [
        "[(1, 2, 6), (3, 0, 4)]",
        "((1, 2, 6), (3, 0, 4))",
        "[[1, 2, 6], [3, 0, 4]]",
        "[(1, 2, 6)] + [(3, 0, 4)]",
        "np.array([[1, 2, 6], [3, 0, 4]])",
        "np.array([[1, 2, 6], [3, 0, 4]], dtype=float)",
        "np.array([[1, 2, 6], [3, 0, 4]], int)",
        "list(((1, 2, 6), (3, 0, 4)))",
        "[\n    (1, 2, 6),  # first\n    (3, 4 - 4, 2*2),\n]",
        "[(True, 2.0, 6.00), (+3, 0, 0x4)]",
    ],
)
def test_a_table_in_any_brackets_is_the_same_table(text):
    assert values(read(f"x = {text}")) == [[1, 2, 6], [3, 0, 4]]


def test_rows_may_be_nested_blank_or_text():
    got = read("x = [(1, (2, 6, 6)), ..., ('x3', 0, 4, 4), None]")
    assert values(got[0]) == [1, [2, 6, 6]] and got[1] is BLANK and got[2][0] == "x3" and got[3] is None


def test_a_decimal_comma_is_a_pair():
    assert values(read("x = 0,16")) == [0, 16]


# ---- which assignment counts


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("x = ...\nx = 7", 7),
        ("x = 7\nx = 8", 8),
        ("x, y = 7, 8", 7),
        ("(y, x), z = (6, 7), 8", 7),
        ("[y, x] = [6, 7]", 7),
        ("x = y = 7", 7),
        ("x: int = 7", 7),
        ("x: int\nx = 7", 7),
        ("for x in y: pass\nx = 7", 7),
        ("def x(): pass\nx = 7", 7),
        ("x = 7;", 7),
        ("x = 7\ndef f():\n    x = 8", 7),
        ("x = 7\nclass C:\n    x = 8", 7),
        ("x = 7\nprint([x for x in y])", 7),
        ("x = 7\nif True:\n    def f():\n        x = 8", 7),
        ("x = 7\nx: int", 7),
        ("\ufeffx = 7".lstrip("\ufeff"), 7),
    ],
)
def test_the_last_assignment_at_the_top_level_counts(source, value):
    assert read(source).value == value


@pytest.mark.parametrize(
    "change",
    [
        "x += 1",
        "x.append(3)",
        "x[0] = 3",
        "for x in y: pass",
        "if y:\n    x = 3",
        "x, y = f()",
        "*x, y = 1, 2, 3",
        "del x",
        "y, *x = 1, 2, 3",
        "x, y = [*z, 1]",
        "with y as x: pass",
        "print(x := 3)",
        "while y:\n    x.extend(z)",
        "del x[0]",
        "[x.append(v) for v in y]",
        "try:\n    x = 3\nexcept y: pass",
        "(x, z), y = y",
        "x[0], y = 1, 2",
    ],
)
def test_an_answer_changed_by_code_is_not_guessed_at(change):
    got = read(f"x = 7\n{change}")
    assert isinstance(got, UnreadableAnswer) and "built up by code" in sentence_of(got.reason) and got.line == 2
    assert read(f"x = 7\n{change}\nx = 8").value == 8


# ---- names of other answers


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("def x():\n    return 7\n", 1),
        ("x = ...\ndef x(): return 7\n", 2),
        ("x = ...\ndef fill():\n    global x\n    x = 7\nfill()\n", 3),
    ],
)
def test_an_answer_that_only_a_function_gives_waits_for_a_person(source, line):
    got = read(source)
    assert isinstance(got, UnreadableAnswer) and "a function" in sentence_of(got.reason) and got.line == line


def test_an_answer_that_is_written_out_counts_whatever_functions_there_are():
    assert read("def show():\n    global x\n    print(x)\nx = 7\n").value == 7


def test_names_and_len_are_followed():
    source = "rate, x_i = 0.1, 0.8\nt = 1\no = -1\nx = rate * (t - o) * x_i\nrows = [(1, 2), (3, 4)]\nn = len(rows)"
    assert read(source).value == F(16, 100) and read(source, "n").value == 2


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("t = 1\nx = t * 2\nt = 5", 2),
        ("t = 1\nx = t * 2\nfor t in y: pass", 2),
        ("t = 1; x = t; t = 9", 1),
        ("a = 1\nb = 2\na, b = b, a\nx = a * 10 + b", 21),
        ("x = 3\nx = x + 1", 4),
        ("t = 1\nx = t\nt += 1", 1),
        ("t = ...\nt = 4\nx = t", 4),
    ],
)
def test_a_name_means_what_it_was_when_the_line_was_reached(source, value):
    assert read(source).value == value


@pytest.mark.parametrize(
    "source",
    [
        "x = y",
        "x = y\ny = 3",
        "y = ...\nx = y",
        "y = 1\ny += 1\nx = y",
        "x = x",
        "y = []\ny.append(1)\nx = y",
        "x = len(f())",
        "x = len(7)",
        "x = x + 1\nx = x + 1",
    ],
)
def test_a_name_that_only_running_would_tell_waits_for_a_person(source):
    assert isinstance(read(source), UnreadableAnswer)


# ---- it never runs anything, never raises, never takes long


def test_nothing_is_ever_run(tmp_path):
    mark = tmp_path / "ran"
    inside = f"open({str(mark)!r}, 'w').close()"
    for text in (
        inside,
        f"[{inside}]",
        f"__import__('os').system('touch {mark}')",
        f"(lambda: {inside})()",
        'f"{' + inside + '}"',
    ):
        read(f"x = {text}")
        number_from_text(text)
        parse_answers(f"@{inside}\ndef f(a={inside}): pass\n{inside}\nclass C: {inside}\nx = 1").read_answer("x")
    assert not mark.exists()


@given(st.text())
@example("x = '\\ud800'")
@example("\ud800")
@example("x = 1\0")
@example("x = '\\N{bad name}'")
@example("\f\n\r\rx = 0.5\r\nx = -x")
@example("x = \x0c 3")
def test_any_text_is_read_or_is_no_python(text):
    try:
        sheet = parse_answers(text)
    except SyntaxError:
        return
    for name in (*sheet.assigned, *sheet.computed):
        sheet.read_answer(name)


def _bracketed(parts):
    return f"({' '.join(parts)})"


LITERALS = st.recursive(
    st.sampled_from(["1", "0.5", "'a'", "...", "None", "x", "y", "f()", "-1", "True", "1e9", "''", "3j", "f'{x}'"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "//", "**", "%", ","]), inner).map(_bracketed),
        st.lists(inner, max_size=3).map(lambda parts: f"[{', '.join(parts)}]"),
        st.tuples(st.sampled_from(["len", "np.array", "Fraction", "int", "f"]), inner).map(lambda t: f"{t[0]}({t[1]})"),
    ),
    max_leaves=15,
)
TARGETS = st.sampled_from(["x", "y", "x, y", "x[0]", "*x, y", "x: int"])


@given(st.lists(st.tuples(TARGETS, st.sampled_from(["=", "+="]), LITERALS), max_size=5))
def test_any_assignments_are_read_or_unread(statements):
    try:
        sheet = parse_answers("\n".join(" ".join(s) for s in statements))
    except SyntaxError:
        return
    for name in ("x", "y"):
        try:
            got = sheet.read_answer(name)
        except KeyError:
            continue
        assert got is None or isinstance(got, (WrittenValue, UnreadableAnswer, str, list)) or got is BLANK


SIZE = 200_000


@pytest.mark.parametrize(
    "source",
    [
        "x = " + "(" * SIZE + "1" + ")" * SIZE,
        "x = " + "[" * SIZE + "]" * SIZE,
        "x = " + "-" * SIZE + "1",
        "x = " + "not " * 50_000 + "1",
        "x = a" + ".a" * (SIZE // 2),
        "x = f" + "()" * (SIZE // 2),
        "x = " + "+".join(["1"] * SIZE),
        "x = " + "+".join(["1"] * 90),
        "x = " + "*".join(["(1+1)"] * 90),
        "x = [" + "1, " * (SIZE // 10) + "]",
        "x = '" + "a" * SIZE + "'",
        "x0 = 1\n" + "".join(f"x{i + 1} = x{i} + x{i} * x{i}\n" for i in range(60)) + "x = x60",
        "x0 = [1]\n" + "".join(f"x{i + 1} = x{i} + x{i}\n" for i in range(60)) + "x = x60",
        "x0 = 1\n" + "".join(f"x{i + 1} = x{i} - x{i}\n" for i in range(45)) + "x = x45",
        "x0 = [1]\n" + "".join(f"x{i + 1} = [x{i}, x{i}]\n" for i in range(40)) + "x = x40",
        f"x0 = '{'a' * 100_000}'\n" + "".join(f"x{i + 1} = x{i} + x{i}\n" for i in range(60)) + "x = x60",
        "x = 10**10**10",
        "x = 9**64**64",
        "x = " + "2**(" * 60 + "2" + ")" * 60,
        "x = " + "9" * SIZE,
        "x = '" + "(" * 10_000 + "' + 1",
        "x = y\n" * 20_000,
    ],
    ids=range(22),
)
def test_reading_never_takes_long(source):
    def read_or_refuse():
        with suppress(SyntaxError):
            parse_answers(source).read_answer("x")

    bounded(read_or_refuse)


def test_a_sum_of_thirty_terms_is_read_at_once():
    """Each operand is read once: twice at every level would be 2**30 readings."""
    assert bounded(lambda: number(" + ".join(["0.1"] * 30))).value == 3


# ---- lines


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_digits_are_taken_from_the_right_line_whatever_ends_it(end):
    got = parse_answers(end.join(["a = '\x0b \x1c \x85 \u2028'", "", "x = 0.160", "f(", ")"])).read_answer("x")
    assert (got.value, got.half_unit) == (F(16, 100), F(1, 2000))


def test_digits_are_taken_by_bytes_after_letters_of_several():
    got = parse_answers("'äöü感知机'; x = 0.160").read_answer("x")
    assert got.text == "0.160"


def test_functions_and_their_lines_are_known():
    sheet = parse_answers("x = 1\n\ndef f(): ...\n\nasync def g(): ...\ndef f(): ...\nh = lambda: 1")
    assert sheet.functions == {"f": 6, "g": 5, "h": 7} and "h" in sheet.assigned


def test_what_stops_python_is_a_syntax_error_with_a_reason():
    for source in ("x = (", "x = " + "-" * SIZE + "1", "\0", "\ud800", "if x:\nreturn"):
        with pytest.raises(SyntaxError) as caught:
            parse_answers(source)
        assert str(caught.value.msg).strip("() ") not in ("", "this cannot be read as Python")


def test_a_warning_of_pythons_about_the_source_is_not_ours(recwarn):
    parse_answers("x = '\\d'\n0 is 0\n")
    assert not recwarn.list


@settings(max_examples=30)
@given(st.integers(1, 60), st.integers(0, 3))
def test_a_table_comes_back_as_it_was_written(rows, places):
    table = [[i, round(i / 3, places), -i] for i in range(rows)]
    got = read(f"x = {table!r}")
    assert [[float(c.value) for c in row] for row in got] == table


def test_the_blank_says_what_it_is():
    assert repr(BLANK) == "..." and answer_sheet.BLANK is BLANK
