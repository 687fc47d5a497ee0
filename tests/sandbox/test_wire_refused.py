"""Frames that nobody should have sent are refused, quickly and cheaply."""

import contextlib
import json
import math
import tracemalloc

import numpy as np
import pytest
from effort import bounded
from frames import tree
from hypothesis import HealthCheck, given, settings, strategies as st

from grader.sandbox import wire

pytestmark = pytest.mark.fast

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
        ({"h": [1, "f"]}, b""),
        ([1, {"h": [0, "np.tanh"]}], b""),
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
        st.sampled_from([*"antdscbixh", "<f8", "|O", "<U1", ">c16", "?", "|b1", 0, 16, -1, 1 << 31, "0xff", "S", "F"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.dictionaries(st.sampled_from("antdscbixhz"), inner, max_size=2),
        st.tuples(
            st.sampled_from(["<f8", "<i2", "|S3", "<U1", "|b1", "<f16"]),
            st.lists(st.integers(-1, 9), max_size=3),
            st.integers(-1, 64),
        ).map(lambda a: {"a": list(a)}),
    ),
    max_leaves=20,
)


@given(jsonish, st.binary(max_size=256))
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=300)
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
@settings(max_examples=300)
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
    with contextlib.suppress(wire.WireError):
        bounded(lambda: wire.decode(header, body), 4_000_000)
