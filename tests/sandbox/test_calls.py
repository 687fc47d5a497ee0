"""What comes back of a call: what it changed, shared, printed and warned of, and values of every kind."""

import textwrap

import numpy as np
import pytest
from hypothesis import given, strategies as st
from sandboxes import QUICK, X, run

from grader import sandbox
from grader.model import FaultKind
from grader.sandbox import session, wire

pytestmark = pytest.mark.fast


@pytest.fixture(scope="module")
def box():
    with sandbox.start(limits=QUICK) as box:
        yield box


def test_changed_shared_warned(box):
    source = """
        import warnings
        import numpy as np
        def change(x): x[0, 0] = 9; return x.sum()
        def share(x): return x[:, 1:]
        def inside(x): return [1, x.T]
        def named(x): return {"a": x.T}
        def replace(xs): xs[0] = object(); return 1
        def warn(x):
            for i in range(50): warnings.warn(f"w{i}\\x07")
            return np.log(-x[0, 0] - 1)
        def honest(x): return x * 2
    """
    names = "change", "share", "inside", "named", "warn", "honest"
    change, share, inside, named, warn, honest = run(box, source, *names)
    assert change.changed and not change.shared
    assert share.shared and inside.shared and named.shared and not share.changed
    assert not (honest.changed or honest.shared or honest.warnings)
    assert warn.warnings[0] == "UserWarning: w0 " and len(warn.warnings) == 20
    assert run(box, source, ("replace", [1, 2])).changed


def test_a_call_that_changes_what_the_one_before_gave_back(box):
    source = """
        import numpy as np
        kept = np.zeros((2, 3))
        large = np.zeros(5000)
        def buffer(x): kept[...] = x.sum(); return kept
        def inside(x): kept[...] = kept + 1; return {"value": kept, "n": 1}
        def too_large_to_keep(x): large[...] += 1; return large
        def same(x): kept[...] = 7; return kept
        def honest(x): return x * 2
    """
    for function in ("buffer", "inside"):
        first, second, third = run(box, source, (function, X), (function, X + 1), ("honest", X))
        assert (first.overwrote, second.overwrote, third.overwrote) == (False, True, False)
    for function in ("same", "honest", "too_large_to_keep"):
        assert not run(box, source, (function, X), (function, X + 1))[1].overwrote
    assert not run(box, source, ("buffer", X), ("honest", X), ("buffer", X + 1))[2].overwrote, "only the one before"


def test_arguments_are_the_workers_own(box):
    x = X.copy()
    assert run(box, "def f(x): x[...] = 0; return x", ("f", x)).changed and np.array_equal(x, X)


def test_output_is_captured_and_bounded(box):
    source = """
        import os, sys
        print("at load")
        def f(x): print("hi", x); print("err", file=sys.stderr); os.write(1, b"raw")
        def g(x):
            for _ in range(10**5): print("x" * 100)
        def h(x): print("\\x1b[31mred\\x00\\u202e"); raise KeyError("k")
    """
    with box.open(["hw.py"], [textwrap.dedent(source)]) as session:
        assert session.call("f", (5,), {}).output == "hi 5\nerr\n"
        assert session.output == "at load\n"
        assert 1000 < len(session.call("g", (5,), {}).output) <= 8192
        assert session.call("h", (5,), {}).output == " [31mred  \n"


def test_text_and_numbers_survive(box):
    values = [
        "é\n\t\"'",
        b"\0\xff",
        10**200,
        float("inf"),
        -0.0,
        1j,
        (1, [2]),
        {"a": {1: None}},
        {3},
        True,
        np.float32(0.1),
    ]
    assert run(box, "def f(*x): return list(x)", ("f", *values)).value == values


@pytest.mark.parametrize("dtype", ["?", "i1", "u8", "f2", "f4", "f8", "g", "c8", "c16", "U5", "S3", ">f8"])
def test_arrays_of_every_dtype_survive(box, dtype):
    array = np.arange(6).reshape(2, 3).astype(dtype)
    got = run(box, "def f(x): return x, x[0, 0], x[:0]", ("f", array)).value
    assert np.array_equal(got[0], array) and got[0].dtype == array.dtype and got[2].shape == (0, 3)
    assert got[1] == array[0, 0] and np.asarray(got[1]).dtype.kind == array.dtype.kind


@pytest.mark.parametrize(
    ("array", "flags"),
    [
        (np.asfortranarray(X), (False, True, True)),
        (X, (True, False, True)),
        (X[:, ::2], (False, False, True)),
        (np.broadcast_to(X[0], (2, 3)), (False, False, False)),
    ],
)
def test_arrays_arrive_as_they_lie(box, array, flags):
    source = "def f(x): return x.flags.c_contiguous, x.flags.f_contiguous, x.flags.writeable, x.sum()"
    assert run(box, source, ("f", array)).value == (*flags, array.sum())


@pytest.mark.parametrize("laid_out", [np.ascontiguousarray, np.asfortranarray, lambda x: np.repeat(x, 2, 1)[:, ::2]])
def test_an_array_that_cannot_be_written_to_stays_so(box, laid_out):
    array = laid_out(np.arange(6.0).reshape(2, 3))
    array.flags.writeable = False
    source = "def f(x):\n    while x is not None:\n        x.flags.writeable = True\n        x = x.base\n"
    fault = run(box, source, ("f", array)).fault
    assert fault.error == "ValueError" and "WRITEABLE" in fault.message


def test_what_cannot_be_passed_on_is_the_submissions_fault_and_an_object_of_ours_is_not(box):
    with box.open(["hw.py"], ["class M: pass\ndef f(): return M()\ndef g(m): return m"]) as session:
        model = session.call("f", (), {}).value
        fault = session.call("g", (model,), {}).fault
        assert fault.kind is FaultKind.UNUSABLE and "cannot be passed on" in fault.message
        with pytest.raises(TypeError, match="only plain data"):
            session.call("g", (lambda: 1,), {})


def test_an_exception_tells_where_in_the_file_it_passed(box):
    source = """
        import numpy as np
        class Net:
            def forward(self, x): return self.layer(x)
            def layer(self, x): return np.linalg.inv(x)
        def f(x): return Net().forward(x)
        def deep(n): return deep(n - 1) if n else 1 / 0
    """
    fault, deep = (call.fault for call in run(box, source, ("f", X), ("deep", 500)))
    assert fault.frames == (("", 6, "f"), ("", 4, "Net.forward"), ("", 5, "Net.layer")), "NumPy's own are not told"
    assert fault.frames[-1].line == fault.line
    assert deep.frames == (("", 7, "deep"),) * wire.MAX_FRAMES
    with box.open(["cell 1", "cell 2"], ["def g(x): return 1 / x", "def f(x): return g(x)\ng(0)"]) as session:
        assert session.call("f", (0,), {}).fault.frames == (("cell 2", 1, "f"), ("cell 1", 1, "g"))
        assert session.problems[0][1].frames == (("cell 2", 2, "<module>"),)


def test_a_call_says_how_long_it_took_and_what_a_forged_count_says_is_not_taken(box):
    """What a processor did in it only the worker can count, which no mark hangs on."""
    source = """
        import time
        def f(x): return x
        def wrong(x): return x[9]
        def ends(x): import os; os._exit(3)
        def forges(x):
            time.process_time = lambda: "long"  # which is another name than the worker's own
            return x
    """
    made = run(box, source, ("f", X), ("wrong", X), ("ends", X), ("forges", X))
    assert all(type(call.seconds) is float for call in made)
    assert [type(call.cpu) for call in made] == [float, float, type(None), float]
    for forged in (-1.0, float("nan"), 1, "1", True, 1e9):
        assert session._seconds(forged) is None


jsonish = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=300) | st.just(np.float32(1)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
)


@given(frames=jsonish | st.lists(st.tuples(jsonish, st.integers(-1, 10**7), jsonish).map(list), max_size=30))
def test_forged_frames_are_none_or_in_bounds(frames):
    fault = session._raised({"error": "E", "frames": frames}, ["cell 1", "cell 2"])
    assert len(fault.frames) <= wire.MAX_FRAMES
    for frame in fault.frames:
        assert frame.cell in ("", "cell 1", "cell 2") and 0 < frame.line < 1_000_000
        assert len(frame.function) <= 100 and (frame.function.isprintable() or "\n" in frame.function)
    if isinstance(frames, list) and frames and isinstance(frames[0], list) and len(frames[0]) == 3:
        assert fault.frames or type(frames[0][1]) is not int or not 0 < frames[0][1] < 1_000_000
