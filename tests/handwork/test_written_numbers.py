"""Numbers as they are written: half a unit of the last digit, exact arithmetic, numbers in quotes."""

from fractions import Fraction

import pytest
from hypothesis import example, given, strategies as st

from grader.submissions.answer_sheet import UnreadableAnswer, WrittenValue, number_from_text, parse_answers

F = Fraction


def read(source, name="x"):
    return parse_answers(source).read_answer(name)


def number(text):
    value = read(f"x = {text}")
    assert isinstance(value, WrittenValue), value
    return value


# ---- numbers


@pytest.mark.parametrize(
    ("text", "value", "half"),
    [
        ("7", 7, F(1, 2)),
        ("-0.0406", F(-406, 10**4), F(1, 20000)),
        ("0.160", F(16, 100), F(1, 2000)),
        (".5", F(1, 2), F(1, 20)),
        ("5.", 5, F(1, 2)),
        ("1.6e-1", F(16, 100), F(1, 200)),
        ("16e-2", F(16, 100), F(1, 200)),
        ("1_000", 1000, F(1, 2)),
        ("1E3", 1000, 500),
        ("0x10", 16, 0),
        ("0b111", 7, 0),
        ("0", 0, 0),
        ("0.00", 0, 0),
        ("-0.0", 0, 0),
        ("+2", 2, F(1, 2)),
        ("- - 3", 3, F(1, 2)),
        ("((0.1))", F(1, 10), F(1, 20)),
        ("True", 1, 0),
        ("1.e1", 10, 5),
    ],
)
def test_a_number_keeps_half_a_unit_of_its_last_digit(text, value, half):
    got = number(text)
    assert (got.value, got.half_unit) == (value, half)


@given(st.integers(-(10**12), 10**12), st.integers(0, 12))
def test_a_decimal_covers_whatever_rounds_to_it_and_no_more(digits, places):
    value = F(digits, 10**places)
    whole, part = divmod(abs(digits), 10**places)
    text = ("-" if digits < 0 else "") + str(whole) + (f".{part:0{places}d}" if places else "")
    got = number(text)
    half = F(1, 2 * 10**places) if digits else F(0)
    assert (got.value, got.half_unit) == (value, half)
    assert got.covers(value) and got.covers(value + half) and got.covers(value - half)
    slack = F(1, 10**12) * max(abs(value) + 1, 1)
    assert not got.covers(value + half + 2 * slack) and not got.covers(value - half - 2 * slack)


@given(st.floats(min_value=-1e290, max_value=1e290).filter(lambda x: x == 0 or abs(x) > 1e-280))
@example(0.16000000000000003)
@example(5e-200)
def test_a_number_as_python_prints_it_covers_that_number(x):
    assert number(repr(x)).covers(F(x))


def test_a_written_zero_is_exactly_zero():
    assert not number("0").covers(F(1, 10**9)) and not number("0.00").covers(F(1, 1000))
    assert number("0.000").covers(F(0))


def test_what_a_computer_prints_for_an_exact_number_is_forgiven_its_rounding():
    assert number("0.16000000000000003").covers(F(16, 100)) and not number("0.16000001").covers(F(16, 100))


# ---- arithmetic is exact


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1 + 0.2", F(3, 10)),
        ("137/500", F(137, 500)),
        ("0.3 + (-0.0406) * 0.68", F(3, 10) - F(406, 10**4) * F(68, 100)),
        ("0.1 * (1 - -1) * 0.8", F(16, 100)),
        ("2**-2", F(1, 4)),
        ("7 // 2", 3),
        ("-7 // 2", -4),
        ("2**10 - 1", 1023),
        ("Fraction(4, 25)", F(4, 25)),
        ("Fraction('4/25')", F(4, 25)),
        ("fractions.Fraction(1, 3)", F(1, 3)),
        ("int(7)", 7),
        ("float('0.16')", F(16, 100)),
        ("np.float64(0.16)", F(16, 100)),
        ("Decimal('0.16')", F(16, 100)),
        ("1/3 + 1/3 + 1/3", 1),
        ("int(63 / 2) + 1", 32),
        ("int(-0.5)", 0),
        ("math.floor(-0.5)", -1),
        ("ceil(11/3)", 4),
        ("round(2.5)", 2),
        ("np.int64(7 / 2)", 3),
    ],
)
def test_arithmetic_on_literals_is_exact(text, value):
    assert number(text).value == value


@pytest.mark.parametrize("known", ["from fractions import Fraction as Q", "import fractions\nQ = fractions.Fraction"])
def test_a_fraction_by_another_name_is_a_fraction(known):
    assert read(f"{known}\nx = (Q(1, 50), Q(3, 25))")[1].value == F(3, 25)
    assert isinstance(read(f"Q = 1\n{known}\ndef Q(a, b): ...\nQ = lambda a, b: a\nx = Q(1, 50)"), UnreadableAnswer)


def test_a_part_of_an_answer_is_followed():
    source = "w = (0.02, 1/3, ...)\nx = (w[0] - 0.0144, w[1])\n"
    assert [part.value for part in read(source)] == [F(56, 10**4), F(1, 3)]
    assert read("w = 0.02, 0.1\nx = w[1]").half_unit == F(1, 20), "as it was written"
    for place in ("2", "3", "-1", "'0'", "True", "0:1", "w"):
        assert isinstance(read(f"{source}y = w[{place}]", "y"), UnreadableAnswer), place


SUMS = st.recursive(
    st.integers(0, 99).map(str) | st.decimals(0, 9, places=2).map(str),
    lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: f"({' '.join(t)})"),
    max_leaves=12,
)


@given(SUMS)
def test_arithmetic_agrees_with_fractions(text):
    import re

    exact = eval(re.sub(r"\d+(\.\d+)?", lambda m: f"F('{m[0]}')", text), {"F": F})
    assert number(text).value == exact


@pytest.mark.parametrize(
    "text",
    [
        "1/0",
        "7 // 0",
        "0**-1",
        "2**0.5",
        "7 % 2",
        "7 @ 2",
        "1 << 3",
        "10**10**10",
        "(10**64)**64",
        "9**9**9**9",
        "1e999",
        "1e300 * 1e300",
        "-2**1500",
        "1" + "0" * 290 + "e300",
        "1e-999",
        "9" * 301,
        "0." + "3" * 301,
        "3j",
        "b'3'",
        "not 3",
        "3 < 4",
        "3 if True else 4",
        "~3",
    ],
)
def test_what_cannot_be_read_as_a_number_says_so(text):
    got = read(f"x = {text}")
    assert isinstance(got, UnreadableAnswer) and got.reason and got.line == 1


def test_a_number_of_three_hundred_digits_is_read_and_stays_of_a_size():
    assert number("9" * 300).value == 10**300 - 1
    chain = "x0 = 10**90\n" + "".join(f"x{i + 1} = x{i} * x{i}\n" for i in range(20)) + "x = x20\n"
    assert isinstance(read(chain), UnreadableAnswer)


# ---- text as a number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.16", F(16, 100)),
        (" 4/25 ", F(4, 25)),
        ("-7", -7),
        ("−0.5", F(-1, 2)),
        ("–0.5", F(-1, 2)),
        ("０．５", F(1, 2)),
        ("≈0.16", F(16, 100)),
        ("~ 0.16", F(16, 100)),
        ("g = -0.5", F(-1, 2)),
        ("$0.5$", F(1, 2)),
        ("0.16…", F(16, 100)),
        ("0.16...", F(16, 100)),
        ("-2.5×10⁻³", F(-25, 10**4)),
        ("-2.5 x 10^-3", F(-25, 10**4)),
        ("3²", 9),
        ("2.5*10^{-3}", F(25, 10**4)),
        ("2^3", 8),
        ("1/3*10^2", F(100, 3)),
        ("½", F(1, 2)),
        ("5%", None),
        ("0.5 units", None),
        ("0.5.1", None),
        ("seven", None),
        ("0,16", None),
        ("7 updates", None),
        ("", None),
        ("f(3)", None),
        ("x", None),
        ("(", None),
        ("1e999", None),
        ("'3'", None),
        ("...", None),
        ("٣", None),
        ("1\n2", None),
    ],
)
def test_a_number_in_quotes_is_read_and_nothing_else_is(text, value):
    got = number_from_text(text)
    assert (got and got.value) == value


@pytest.mark.parametrize(
    ("text", "value", "half"),
    [
        ("-2.65 * 10**-3", F(-265, 10**5), F(5, 10**6)),
        ("2.65*10**(-3)", F(265, 10**5), F(5, 10**6)),
        ("'2.65×10^-3'", F(265, 10**5), F(5, 10**6)),
        ("round(0.680267, 4)", F(6803, 10**4), F(5, 10**5)),
        ("np.round(-0.680267, 4)", F(-6803, 10**4), F(5, 10**5)),
        ("round(0.68, 4)", F(68, 100), F(5, 10**3)),
        ("0.5 * 0.1", F(1, 20), 0),
        ("2.5 * 2**2", 10, 0),
    ],
)
def test_a_power_of_ten_and_what_was_rounded_show_the_digits_that_they_have(text, value, half):
    written = parse_answers(f"x = {text}\n").read_answer("x")
    written = number_from_text(written) if isinstance(written, str) else written
    assert (written.value, written.half_unit) == (value, half)
