"""Frames: what goes in comes out, or is named, or is too much."""

import math
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import pytest
from frames import there
from hypothesis import HealthCheck, given, settings, strategies as st
from hypothesis.extra import numpy as hnp

from grader.sandbox import wire

pytestmark = pytest.mark.fast

DTYPES = ["?", *"bhilqBHILQ", *"efdg", *"FDG", ">f8", ">i4", ">c16", "<U3", ">U2", "S4"]


def same(a, b):  # noqa: PLR0911 - one line a type
    if isinstance(b, np.str_ | np.bytes_) and not b:
        return type(a) in {str, bytes} and not a  # NumPy's empty text has no bytes, and comes as a plain one
    if isinstance(a, np.ndarray | np.generic):  # long and long long are one dtype with two scalar types
        return (
            isinstance(b, np.ndarray | np.generic)
            and np.isscalar(a) == np.isscalar(b)
            and ((a.dtype, a.shape, a.tobytes()) == (b.dtype, b.shape, b.tobytes()))
        )
    if type(a) is not type(b):
        return False
    if isinstance(a, float):
        return (a == b and math.copysign(1, a) == math.copysign(1, b)) or (math.isnan(a) and math.isnan(b))
    if isinstance(a, complex):
        return same(a.real, b.real) and same(a.imag, b.imag)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return all(map(same, a, b)) and all(map(same, a.values(), b.values())) and len(a) == len(b)
    return a == b


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
keys = st.one_of(
    texts, st.integers(-(2**70), 2**70), st.booleans(), st.none(), st.binary(max_size=5), st.tuples(texts, texts)
)
arrays = hnp.arrays(st.sampled_from(DTYPES).map(np.dtype), hnp.array_shapes(min_dims=0, min_side=0, max_side=4))
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**1000), 2**1000),
    st.floats(),
    st.complex_numbers(),
    texts,
    st.binary(max_size=40),
    st.sets(keys, max_size=5),
    arrays,
    arrays.filter(lambda a: a.size).map(lambda a: a.flat[0]),
)
plain = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.lists(inner, max_size=4).map(tuple), st.dictionaries(keys, inner, max_size=4)
    ),
    max_leaves=12,
)


@given(plain, st.booleans())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_round_trip(value, request_):
    assert same(there(value, request=request_), value)


def test_what_comes_is_owned_and_writable():
    array = there([np.arange(6.0).reshape(2, 3), np.zeros(0)])[0]
    assert array.flags.writeable and array.flags.owndata and array.flags.aligned
    array[0] = 7


@pytest.mark.parametrize(
    ("array", "flags"),
    [
        (
            np.asfortranarray(np.arange(6.0).reshape(2, 3)),
            {"f_contiguous": True, "c_contiguous": False, "writeable": True},
        ),
        (np.arange(12.0).reshape(2, 6)[:, ::2], {"f_contiguous": False, "c_contiguous": False, "writeable": True}),
        (np.arange(12.0).reshape(4, 3)[::2], {"f_contiguous": False, "c_contiguous": False}),
        (np.broadcast_to(np.arange(3.0), (2, 3)), {"c_contiguous": False, "writeable": False}),
        (np.arange(6)[::-1], {"c_contiguous": False, "writeable": True}),
    ],
)
def test_layouts_arrive_in_requests_only(array, flags):
    got = there(array, request=True)
    assert np.array_equal(got, array) and {k: getattr(got.flags, k) for k in flags} == flags
    plain_answer = there(array)
    assert np.array_equal(plain_answer, array) and plain_answer.flags.c_contiguous and plain_answer.flags.writeable


class Point(NamedTuple):
    x: int
    y: int


class Celsius(float):
    def __float__(self):
        return Celsius(0)


class Wrapped(int):
    def bit_length(self):
        return 1


class Shout(str):
    __slots__ = ()

    def __str__(self):
        return Shout("!")


def test_subclasses_come_as_what_they_are_built_on():
    got = there(
        [
            Point(1, 2),
            Celsius(3.5),
            Wrapped(1 << 100),
            Shout("a"),
            np.ones((1, 1)).view(np.matrix),
            bytearray(b"b"),
            True,
        ]
    )
    assert got[:4] == [(1, 2), 3.5, 1 << 100, "a"] and list(map(type, got[:4])) == [tuple, float, int, str]
    assert type(got[4]) is np.ndarray and got[5] == b"b" and got[6] is True
    assert there([Fraction(1, 4), Decimal("0.5")]) == [0.25, 0.5]


def test_a_masked_array_with_nothing_masked_is_an_array():
    assert same(there(np.ma.masked_array([[1.0, 2.0]], False)), np.array([[1.0, 2.0]]))


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (lambda: 1, "<function>"),
        (np.array([None]), "<ndarray of dtype object>"),
        (np.zeros(2, "M8[s]"), "<ndarray of dtype datetime64[s]>"),
        (np.datetime64("2020-01-01"), "<numpy.datetime64>"),
        (np.ma.masked_array([1.0], True), "<numpy.ma.MaskedArray>"),
        (1 << 5000, "<int of 5001 bits>"),
        (type("E\x1b[2J", (), {"__module__": "m\n"})(), "<m?.E?[2J>"),
    ],
)
def test_what_is_not_plain_data_is_named(value, name):
    got = there([value])[0]
    assert isinstance(got, wire.Unsent) and repr(got) == name
    with pytest.raises((TypeError, wire.UnsendableError)):
        wire.encode([value], request=True)


def test_an_opaque_argument_is_told_from_an_authors_mistake():
    assert there([wire.Unsent("generator")]) == [wire.Unsent("generator")]
    with pytest.raises(wire.UnsendableError, match="generator"):
        wire.encode([wire.Unsent("generator")], request=True)
    with pytest.raises(TypeError, match="only plain data"):
        wire.encode([object()], request=True)


def test_nesting_and_cycles_end():
    nested = []
    for _ in range(10_000):
        nested = [nested]
    cycle = []
    cycle.append(cycle)
    for value in (nested, cycle):
        got, depth = there(value), 0
        while isinstance(got, list):
            got, depth = got[0], depth + 1
        assert isinstance(got, wire.Unsent) and depth <= wire.MAX_DEPTH + 1


@pytest.mark.parametrize("value", ["\ud800", ["a\udfff"], {"k\ud9ab": 1}, np.array(["\ud800"])])
def test_lone_surrogates_do_not_arrive(value):
    try:
        repr(there(value)).encode()
    except wire.WireError:
        assert isinstance(value, np.ndarray)


@pytest.mark.parametrize(
    "value",
    [
        [[]] * 150_000,
        "x" * (3 << 20),
        dict.fromkeys(range(2000)),
        set(range(2000)),
        {tuple(range(100)): 1},
        {tuple(range(100))},
    ],
)
def test_an_answer_has_limits_that_a_request_has_not(value):
    with pytest.raises(wire.WireError):
        wire.encode(value)
    assert there(value, request=True) == value


@pytest.mark.parametrize("value", [{(1, 2): 3, (np.int64(4), 5): 6}, {"a" * 500}, {"a" * 500: 1}, {("ä" * 200, 0.1)}])
def test_keys_as_people_use_them_arrive(value):
    assert there(value) == value
