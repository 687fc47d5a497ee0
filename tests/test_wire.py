"""Frames: what goes in comes out, and what nobody should have sent is refused, quickly and cheaply."""

import contextlib
import json
import math
import time
import tracemalloc
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.sandbox import wire

DTYPES = ["?", *"bhilqBHILQ", *"efdg", *"FDG", ">f8", ">i4", ">c16", "<U3", ">U2", "S4"]


def there(value, **how):
    """The value as the other side sees it."""
    frame = wire.encode(value, **how)
    magic, header, body = wire.HEAD.unpack(frame[:16])
    assert magic == wire.MAGIC and len(frame) == 16 + header + body
    return wire.decode(frame[16 : 16 + header], frame[16 + header :], **how)


def tree(value, body=b""):
    """A header that says what we like."""
    return wire.decode(json.dumps(value).encode(), body)


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
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
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
    assert isinstance(got, wire.Opaque) and repr(got) == name
    with pytest.raises((TypeError, wire.UnsendableError)):
        wire.encode([value], request=True)


def test_an_opaque_argument_is_told_from_an_authors_mistake():
    assert there([wire.Opaque("generator")]) == [wire.Opaque("generator")]
    with pytest.raises(wire.UnsendableError, match="generator"):
        wire.encode([wire.Opaque("generator")], request=True)
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
        assert isinstance(got, wire.Opaque) and depth <= wire.MAX_DEPTH + 1


@pytest.mark.parametrize("value", ["\ud800", ["a\udfff"], {"k\ud9ab": 1}, np.array(["\ud800"])])
def test_lone_surrogates_do_not_arrive(value):
    try:
        repr(there(value)).encode()
    except wire.WireError:
        assert isinstance(value, np.ndarray)


@pytest.mark.parametrize("value", [
    [[]] * 150_000, "x" * (3 << 20), dict.fromkeys(range(2000)), set(range(2000)), {tuple(range(100)): 1},
    {tuple(range(100))},
])  # fmt: skip
def test_an_answer_has_limits_that_a_request_has_not(value):
    with pytest.raises(wire.WireError):
        wire.encode(value)
    assert there(value, request=True) == value


@pytest.mark.parametrize("value", [{(1, 2): 3, (np.int64(4), 5): 6}, {"a" * 500}, {"a" * 500: 1}, {("ä" * 200, 0.1)}])
def test_keys_as_people_use_them_arrive(value):
    assert there(value) == value


A = b"A" * 64


@pytest.mark.parametrize(
    ("node", "body"),
    [
        ({"a": ["|O", [1], 0]}, A),
        ({"a": ["f8,O", [1], 0]}, A),
        ({"a": ["1000000000f8", [1], 0]}, A),
        ({"a": ["|V8", [1], 0]}, A),
        ({"a": ["<U0", [9], 0]}, A),
        ({"a": ["<f3", [1], 0]}, A),
        ({"a": ["M8[s]", [1], 0]}, A),
        ({"a": [1, [1], 0]}, A),
        ({"a": ["<f8", [9], 0]}, A),
        ({"a": ["<f8", [-1], 0]}, A),
        ({"a": ["<f8", [True], 0]}, A),
        ({"a": ["<f8", [1.0], 0]}, A),
        ({"a": ["<f8", [1], -16]}, A),
        ({"a": ["<f8", [1], 64]}, A),
        ({"a": ["<f8", [1], 8]}, A),
        ({"a": ["<f8", 1, 0]}, A),
        ({"a": ["<f8", [1] * 17, 0]}, A),
        ({"a": ["<f8", [0, 1 << 20, 1 << 20], 0]}, A),
        ({"a": ["<f8", [1 << 31, 1 << 31], 0]}, A),
        ({"a": ["<f8", [2], 0, "S"]}, A),
        ({"a": ["<f8", [2]]}, A),
        ({"a": 5}, A),
        ({"n": ["<f8"]}, A),
        ({"n": 1}, A),
        ({"a": ["<U1", [1], 0]}, b"\xff" * 16),
        ({"a": [">U1", [1], 0]}, b"\0\0\xd8\0" * 4),
        ({"a": ["|b1", [1], 0]}, b"\2" * 16),
        ({"n": ["?", 0]}, b"\2" * 16),
        ([{"a": ["<f8", [8], 0]}] * 2, A),
        ([{"b": [64, 0]}] * 2, A),
        ({"b": [65, 0]}, A),
        ({"b": [-1, 0]}, A),
        ({"b": ["1", 0]}, A),
        ({"i": "0x" + "f" * 256}, b""),
        ({"i": 5}, b""),
        ({"i": "zz"}, b""),
        (1 << 1024, b""),
        ({"c": ["1", 2.0]}, b""),
        ({"c": [1.0]}, b""),
        ({"x": 1}, b""),
        ({"q": 1}, b""),
        ({}, b""),
        ({"t": [], "s": []}, b""),
        ({"t": {}}, b""),
        ({"d": [[1]]}, b""),
        ({"d": ["ab"]}, b""),
        ({"d": [[[], 1]]}, b""),
        ({"d": [[{"x": "y"}, 1]]}, b""),
        ({"s": [[1]]}, b""),
        ({"s": list(range(2000))}, b""),
        ({"d": [[i, i] for i in range(2000)]}, b""),
        ([[]] * 150_000, b""),
    ],
)
def test_refused(node, body):
    with pytest.raises(wire.WireError):
        tree(node, body)


@pytest.mark.parametrize(
    "header", [b"", b"nonsense", b"[" * 100_000, b'{"t":' * 5000, b"\xff\xfe", '"é"'.encode(), b"1" * 5000, b"[1] [2]"]
)
def test_headers_that_are_no_json(header):
    with pytest.raises(wire.WireError):
        wire.decode(header, b"")


def test_what_is_accepted_can_be_used():
    for value in (tree((1 << 1023) - 1), tree({"i": hex(-(1 << 1022))})):
        assert math.isfinite(float(value)) and str(value)
    repr(tree({"a": ["<f16", [4], 0]}, b"\xff\x7f" * 32))


jsonish = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=5),
        st.sampled_from([*"antdscbix", "<f8", "|O", "<U1", ">c16", "?", "|b1", 0, 16, -1, 1 << 31, "0xff", "S", "F"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.dictionaries(st.sampled_from("antdscbixz"), inner, max_size=2),
        st.tuples(
            st.sampled_from(["<f8", "<i2", "|S3", "<U1", "|b1", "<f16"]),
            st.lists(st.integers(-1, 9), max_size=3),
            st.integers(-1, 64),
        ).map(lambda a: {"a": list(a)}),
    ),
    max_leaves=20,
)


@given(jsonish, st.binary(max_size=256))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=1000, max_examples=300)
def test_any_tree_gives_a_value_or_a_wire_error(node, body):
    try:
        value = tree(node, body)
    except wire.WireError:
        return
    repr(value).encode()


FRAME = wire.encode(
    {
        "id": "abc",
        "value": [np.arange(5.0), (1, {2: "x"}), np.float32(2), {3, 4}, b"bytes", 1j, 1 << 90, np.array(["é"])],
    }
)


@given(st.data())
@settings(deadline=1000, max_examples=300)
def test_mutated_frames_give_a_value_or_a_wire_error(data):
    frame = bytearray(FRAME[16:])
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(frame) - 1))
        frame[place : place + data.draw(st.integers(0, 3))] = data.draw(
            st.one_of(st.binary(max_size=3), st.sampled_from([b"9", b"-", b"[", b'"', b"e9"]))
        )
    cut = data.draw(st.one_of(st.just(wire.HEAD.unpack(FRAME[:16])[1]), st.integers(0, len(frame))))
    try:
        value = wire.decode(frame[:cut], frame[cut:])
    except wire.WireError:
        return
    repr(value).encode()


@pytest.mark.parametrize(
    ("node", "body"),
    [
        ([{"a": ["<f8", [1 << 17], 0]}] * 30_000, bytes(1 << 20)),
        ({"d": [[i * ((1 << 61) - 1), 0] for i in range(30_000)]}, b""),
        ([[]] * 400_000, b""),
        ([{"t": []}] * 99_999, b""),
        ([{"n": ["<f8", 0]}] * 90_000, bytes(16)),
        ([0] * 600_000, b""),
        ({"a": ["<U99999", [1 << 20], 0]}, bytes(1 << 20)),
        ([{"i": "f" * 255}] * 7_000, b""),
        (["é"] * 200_000, b""),
    ],
)
def test_the_dearest_frames_are_cheap(node, body):
    header = json.dumps(node).encode()[: wire.MAX_HEADER]
    tracemalloc.start()
    with contextlib.suppress(wire.WireError):
        wire.decode(header, body)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 100 << 20
    started = time.process_time()
    with contextlib.suppress(wire.WireError):
        wire.decode(header, body)
    assert time.process_time() - started < 1.0
