"""The sandbox as its user sees it: levels, faults, limits, what an honest submission may expect."""

import dataclasses
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from grader import sandbox
from grader.errors import UsageError
from grader.model import FaultKind
from grader.sandbox import seccomp
from grader.sandbox.channel import Descriptor, Ended
from grader.sandbox.host import Fresh
from grader.sandbox.limits import Limits

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these layers")
QUICK = Limits(call=0.5, check=1.0, submission=2.0)
X = np.arange(6.0).reshape(2, 3)
ALL = ["nobody", "no-capabilities", "no-new-privileges", "landlock", "hidden-memory", "seccomp", "limits"]


@pytest.fixture(scope="module")
def box():
    with sandbox.start(limits=QUICK) as box:
        yield box


def run(box, source, *calls, names=("hw.py",)):
    """The calls' outcomes, each in a check of its own; a call is a function's name, or a tuple of it and arguments."""
    cells = [textwrap.dedent(s) for s in ([source] if isinstance(source, str) else source)]
    with box.open(list(names), cells) as session:
        done = []
        for call in calls:
            name, *args = call if isinstance(call, tuple) else (call, X.copy())
            session.begin_check()
            done.append(session.call(name, tuple(args), {}))
        return done if len(done) != 1 else done[0]


def bubblewrap_works():
    probe = ["bwrap", "--unshare-all", "--ro-bind", "/", "/", "true"]
    return bool(shutil.which("bwrap")) and subprocess.run(probe, capture_output=True, check=False).returncode == 0


# Levels


@linux
@pytest.mark.parametrize(
    ("without", "level"),
    [
        ([], "strong"),
        (["namespaces"], "strong"),
        (["landlock"], "weak"),
        (["seccomp"], "weak"),
        (["no-new-privileges"], "none"),
        (["landlock", "seccomp"], "none"),
        (["limits"], "weak"),
        (ALL, "none"),
    ],
)
def test_level_is_what_was_reached(without, level):
    with sandbox.start(namespaces="namespaces" in without, without=without) as box:
        if without == ["no-new-privileges"] and box.level == "weak":
            level = "weak"  # root may lay Landlock over itself without
        assert box.level == level and set(box.host.layers).isdisjoint(without)
        assert np.array_equal(run(box, "def f(x): return x + 1", "f").value, X + 1)


@linux
def test_namespaces_where_bubblewrap_works():
    with sandbox.start() as box:
        assert box.level == ("strong+ns" if bubblewrap_works() else "strong")


@linux
def test_a_bubblewrap_that_fails_is_left_out(tmp_path, monkeypatch):
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with sandbox.start() as box:
        assert box.level == "strong" and run(box, "def f(x): return 1", "f").value == 1


def test_levels_in_words():
    assert sandbox.level_of(["landlock", "seccomp", "limits"]) == "strong"
    assert sandbox.level_of(["namespaces", "seccomp", "limits"]) == "strong+ns"
    assert sandbox.level_of(["namespaces", "landlock", "limits"]) == "weak"
    assert sandbox.level_of(["limits"]) == "none"


def test_demand_refuses_below_strong():
    for layers, fine in ((["landlock"], False), (["landlock", "seccomp", "limits"], True), ([], False)):
        box = sandbox.Sandbox(dataclasses.make_dataclass("Host", ["layers"])(layers), QUICK)
        sandbox.demand(box, allow_weak=True)
        if fine:
            sandbox.demand(box, allow_weak=False)
        else:
            with pytest.raises(UsageError, match="--allow-weak"):
                sandbox.demand(box, allow_weak=False)


# Faults and limits

FAULTS = """
import ctypes, os, time
count = 0
def f(x):
    global count
    count += 1
    return count
def crash(x): ctypes.string_at(0)
def leave(x): os._exit(3)
def hang(x): time.sleep(100)
def spin(x):
    while True: pass
def wrong(x): raise ValueError("no\\x1b[2J good")
def large(x): return bytes(20 << 20)
def unwritten(x): raise NotImplementedError
def quit(x): raise SystemExit
def deep(x): return deep(x)
number = 5
"""


def test_a_fault_costs_its_call_and_the_next_check_has_a_fresh_worker(box):
    calls = run(box, FAULTS, "f", "f", "crash", "f", "leave", "f", "wrong", "f", "large", "f", "deep", "f")
    kinds = [c.fault.kind if c.fault else c.value for c in calls]
    assert kinds == [
        1,
        2,
        FaultKind.CRASHED,
        1,
        FaultKind.CRASHED,
        1,
        FaultKind.RAISED,
        2,
        FaultKind.TOO_LARGE,
        1,
        FaultKind.RAISED,
        2,
    ]
    assert "memory access" in calls[2].fault.message and "exit code 3" in calls[4].fault.message
    fault = calls[6].fault
    assert (fault.error, fault.message, fault.line) == ("ValueError", "no [2J good", 13)
    assert calls[10].fault.error == "RecursionError"


def test_missing_unwritten_and_leaving(box):
    kinds = [c.fault.kind for c in run(box, FAULTS, "nothing", "number", "unwritten", "quit")]
    assert kinds == [FaultKind.MISSING, FaultKind.MISSING, FaultKind.UNWRITTEN, FaultKind.RAISED]


@pytest.mark.parametrize("name", ["hang", "spin"])
def test_a_hung_function_is_not_called_again_but_others_are(box, name):
    started = time.monotonic()
    first, again, other = run(box, FAULTS, name, name, "f")
    assert first.fault.kind is FaultKind.TIMED_OUT and other.value == 1
    assert (again.fault.kind, again.fault.error) == (FaultKind.TIMED_OUT, "hung before")
    assert time.monotonic() - started < 1.5


def test_limit_of_a_check(box):
    with box.open(["hw.py"], ["import time\ndef f(x): time.sleep(0.4); return x"]) as session:
        session.begin_check()
        kinds = [session.call("f", (1,), {}).fault for _ in range(4)]
        assert kinds[:2] == [None, None] and [k.kind for k in kinds[2:]] == [FaultKind.TIMED_OUT] * 2


def test_limit_of_a_submission_and_its_end():
    limits = Limits(call=0.3, check=1.0, submission=1.0)
    with sandbox.start(limits=limits) as box:
        source = "import time\n" + "\n".join(f"def f{i}(x): time.sleep(9)" for i in range(20)) + "\ndef g(x): return 1"
        started = time.monotonic()
        calls = run(box, source, *(f"f{i}" for i in range(20)), "g")
        assert time.monotonic() - started < 3
        assert {c.fault.kind for c in calls} == {FaultKind.TIMED_OUT} and calls[-1].fault.error == "submission"
        assert run(box, "def f(x): return 7", "f").value == 7


def test_a_worker_that_does_not_read_is_given_up(box):
    source = "import sys, time\nsys.modules['worker'].read_frame = lambda s: time.sleep(99)\ndef f(x): return 1"
    started = time.monotonic()
    assert run(box, source, ("f", np.zeros(1 << 20))).fault.kind is FaultKind.TIMED_OUT
    assert time.monotonic() - started < 1.5


@linux
def test_memory_is_bounded(box):
    source = "import numpy as np\ndef f(x): return float(np.zeros(int(x) << 17)[-1])"
    small, large = run(box, source, ("f", 300), ("f", 600))
    assert small.value == 0.0 and large.fault.error == "MemoryError"
    with sandbox.start(namespaces=False, without=["limits"]) as unbounded:
        assert run(unbounded, source, ("f", 600)).value == 0.0


@linux
def test_every_limit_is_set(box):
    source = "import resource as r\ndef f(x): return [r.getrlimit(getattr(r, 'RLIMIT_' + n)) for n in x]"
    cpu, memory, data, size, core, files = run(
        box, source, ("f", ["CPU", "AS", "DATA", "FSIZE", "CORE", "NOFILE"])
    ).value
    assert cpu == (3, 4) and size == core == (0, 0) and files == (64, 64)
    assert memory == data and 512 << 20 < memory[0] == memory[1] < 1 << 30


# Loading


def test_a_broken_cell_leaves_the_others(box):
    cells = ["def f(x): return 1", "1 / 0\ndef g(x): return 2", "def h(x: return", "def k(x): return f(x) + 2"]
    with box.open([f"cell {i}" for i in range(4)], cells) as session:
        assert session.call("k", (0,), {}).value == 3
        assert session.call("f", (0,), {}).value == 1
        assert session.call("g", (0,), {}).fault.kind is FaultKind.NOT_LOADED
        assert session.call("g", (0,), {}).fault.cell == "cell 1"
        assert session.call("l", (0,), {}).fault.kind is FaultKind.MISSING, "no broken cell speaks of it"
        assert [(n, f.kind, f.error, f.line) for n, f in session.problems] == [
            (1, FaultKind.NOT_LOADED, "ZeroDivisionError", 1),
            (2, FaultKind.NOT_LOADED, "SyntaxError", 1),
        ]


@pytest.mark.parametrize("cell", ["-1", "2", "True", "None", "'cell 0'", "[0]", "1e9", "np.int64(1)"])
def test_a_forged_cell_is_no_cell(box, cell):
    forged = f"""
        import sys, numpy as np
        sys.modules["worker"]._problem = lambda *_: dict(error="E", base="", message="", line=1, cell={cell})
        def f(x): return 1 / 0
    """
    fault = run(box, [forged, "a = 1"], "f", names=("cell 0", "cell 1")).fault
    assert fault.cell == "" and fault.kind in (FaultKind.RAISED, FaultKind.CRASHED)


def test_a_file_that_hangs_or_dies_while_loading_is_loaded_once(box):
    for source, kind in (("while True: pass", FaultKind.TIMED_OUT), ("import os; os._exit(1)", FaultKind.CRASHED)):
        started = time.monotonic()
        calls = run(box, source, "f", "f", "f")
        assert {(c.fault.kind, c.fault.error) for c in calls} == {(kind, "while loading")}
        assert time.monotonic() - started < 1.8


@pytest.mark.parametrize("source", ["x = '\0'", "x = '\ud800'\ndef f(x): return 1 / 0", "\tx = 1\n  y", "def f(x):"])
def test_sources_that_are_no_python(box, source):
    assert run(box, source, "f").fault.kind in {FaultKind.NOT_LOADED, FaultKind.RAISED}


def test_it_looks_like_a_module_of_its_own(box):
    source = """
        import sys
        ran = __name__ == "__main__"
        def f(x): return __name__, ran, sys.argv, sys.stdin.read(), __file__, sys.modules[__name__].f is f
    """
    assert run(box, source, "f").value == ("submission", False, ["submission.py"], "", "hw.py", True)


def test_the_same_submission_gives_the_same_whenever_it_runs():
    source = """
        import random
        import numpy as np
        def f(x): return hash('a'), list({'a', 'b', 'c'}), np.random.rand(), random.random()
    """
    told = []
    for fresh in (False, False, True):
        with sandbox.start(limits=QUICK, fresh=fresh) as box:
            told.append(run(box, source, "f").value)
    assert told[0] == told[1] == told[2]


def test_its_thread_is_the_main_one(box):
    source = """
        import threading
        def f(x):
            told = []
            thread = threading.Thread(target=lambda: told.append(threading.current_thread() is thread))
            thread.start()
            thread.join()
            return threading.current_thread() is threading.main_thread(), threading.active_count(), told
    """
    assert run(box, source, "f").value == (True, 1, [True])


def test_reading_input_is_an_error_not_a_wait(box):
    assert run(box, "def f(x): return input()", "f").fault.error == "EOFError"


def test_common_libraries_work(box):
    source = """
        import collections, dataclasses, functools, itertools, json, math, random, re, statistics, typing, threading
        import numpy as np, numpy.linalg as la
        from concurrent.futures import ThreadPoolExecutor
        @dataclasses.dataclass
        class P: x: float
        def f(x):
            with ThreadPoolExecutor(2) as pool:
                total = sum(pool.map(math.sqrt, range(5)))
            rng = np.random.default_rng(0)
            q, r = la.qr(rng.normal(size=(5, 5)))
            return P(total).x > 0, bool(np.allclose(q @ q.T, np.eye(5))), float(np.fft.fft(np.ones(4))[0].real)
    """
    assert run(box, source, "f").value == (True, True, 4.0)


# Imports that are not to be had


@pytest.mark.parametrize("namespaces", [True, False])
def test_a_missing_package_fails_only_when_it_is_used(namespaces):
    source = """
        import pytest, matplotlib.pyplot as plt
        from torch.nn import functional as F
        try:
            import hypothesis
        except ImportError:
            hypothesis = None
        def f(x): return hypothesis is None
        def g(x): plt.plot(x)
        def h(x): F.softmax(x)
        def k(x): return pytest.approx(x)
    """
    with sandbox.start(limits=QUICK, namespaces=namespaces) as box:
        f, g, h, k = run(box, source, "f", "g", "h", "k")
    assert f.value is True and f.fault is None
    assert g.fault.error == "ImportError" and g.fault.line == 9
    assert "matplotlib is not available while grading" in g.fault.message
    assert "torch" in h.fault.message and "pytest is not available" in k.fault.message


def test_what_can_only_be_done_at_a_desk_costs_its_statement_and_no_function_below_it(box):
    source = """
        from __future__ import annotations
        import matplotlib.pyplot as plt
        import torch
        print(torch.__version__)
        plt.rcParams["figure.figsize"] = (4, 4)
        figure, axes = plt.subplots()
        axes.plot([1], [2])
        who = input("who?")
        with open("points.csv") as file:
            points = file.read()
        @torch.no_grad()
        def f(x): return 1
        class Net(torch.nn.Module): pass
        def g(x: NoSuchType): return 2
        print(who)
    """
    with box.open(["hw.py"], [textwrap.dedent(source)]) as session:
        f, g = session.call("f", (X,), {}), session.call("g", (X,), {})
        assert f.fault.kind is FaultKind.MISSING and g.value == 2 and session.problems == []
        assert [fault.line for _, fault in session.skipped] == [6, 7, 8, 9, 10]


@pytest.mark.parametrize("line", ["1 / 0", "nobody", "from numpy import nothing", "raise SystemExit", "print(_)"])
def test_what_fails_anywhere_ends_the_file(box, line):
    with box.open(["hw.py"], [f"{line}\ndef f(x): return 1"]) as session:
        assert session.call("f", (X,), {}).fault.kind is FaultKind.NOT_LOADED
        assert len(session.problems) == 1 and session.skipped == []


def test_a_submission_may_import_itself_by_the_name_of_its_assignment(box):
    imports = "from tiny import f\nfrom tiny import *\nimport tiny\n"
    cells = ["def f(x): return 1", imports + "def g(x): return tiny.f(x) + f(x)"]
    with box.open(["cell 1", "cell 2"], cells, "tiny") as session:
        assert session.call("f", (X,), {}).value == 1 and session.call("g", (X,), {}).value == 2
        assert session.problems == []


@pytest.mark.parametrize("namespaces", [True, False])
def test_an_offered_package_brings_what_it_requires(namespaces):
    source = "import sympy\ndef f(x): return str(sympy.diff(sympy.sin(sympy.Symbol('t')) ** x))\ndef g(x): import click"
    limits = Limits(call=5.0, check=9.0, submission=20.0)
    with sandbox.start(packages=["sympy"], limits=limits, namespaces=namespaces) as box:
        f, g = run(box, source, ("f", 2), ("g", 2))
    assert f.value == "2*sin(t)*cos(t)" and g.fault is None, "a stand-in, or nothing"


def test_a_misspelt_name_of_something_real_is_an_error(box):
    for line in ("from numpy import sofmax", "import numpy.nothing", "from os import nothing"):
        with box.open(["hw.py"], [line]) as session:
            session.call("f", (), {})
            assert session.problems[0][1].error in {"ImportError", "ModuleNotFoundError"}


# What is attested, printed, warned


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


def test_what_cannot_be_passed_on_is_the_submissions_fault_and_an_object_of_ours_is_not(box):
    with box.open(["hw.py"], ["class M: pass\ndef f(): return M()\ndef g(m): return m"]) as session:
        model = session.call("f", (), {}).value
        fault = session.call("g", (model,), {}).fault
        assert fault.kind is FaultKind.UNUSABLE and "cannot be passed on" in fault.message
        with pytest.raises(TypeError, match="only plain data"):
            session.call("g", (lambda: 1,), {})


# The server


def family(top=None):
    """Every descendant of a process, this one by default, as {pid: state}."""
    top = top or os.getpid()
    parents, states = {}, {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            state, parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        parents[int(pid)], states[int(pid)] = int(parent), state
    ours = {top}
    while True:
        more = {p for p, parent in parents.items() if parent in ours} - ours
        if not more:
            return {p: states[p] for p in ours - {top}}
        ours |= more


@linux
@pytest.mark.parametrize("namespaces", [True, False])
def test_a_server_that_is_killed_is_started_again(namespaces):
    with sandbox.start(limits=QUICK, namespaces=namespaces) as box:
        assert run(box, FAULTS, "f").value == 1
        level, old = box.level, box.host.process
        old.kill()
        assert run(box, FAULTS, "f", "f")[-1].value == 2, "killed between two submissions"
        assert box.level == level and box.host.process is not old
        with box.open(["hw.py"], [FAULTS]) as session:
            assert session.call("f", (0,), {}).value == 1
            kill(box)
            assert session.call("f", (0,), {}).value == 1, "killed between two calls: a fresh worker"
            kill(box)
            assert session.call("f", (0,), {}).fault.kind is FaultKind.CRASHED, "spared once"
        assert run(box, FAULTS, "f").value == 1


def kill(box):
    """End the server, and wait for the worker to follow it."""
    going = [box.host.process.pid, *family(box.host.process.pid)]
    box.host.process.kill()
    wait_until_gone(going)


def wait_until_gone(processes):
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline and any(map(_runs, processes)):
        time.sleep(0.01)
    assert not [p for p in processes if _runs(p)]


@linux
@pytest.mark.parametrize("fresh", [False, True])
def test_what_a_submission_started_goes_with_it_even_without_protection(fresh):
    source = "import os, time\ndef f(x):\n    if not (pid := os.fork()): time.sleep(100)\n    return pid"
    with sandbox.start(limits=QUICK, fresh=fresh, namespaces=False, without=ALL) as box:
        started = run(box, source, "f").value
        assert started > 0
        wait_until_gone([started])


def test_a_sandbox_outlives_the_thread_that_started_it():
    boxes = []
    thread = threading.Thread(target=lambda: boxes.append(sandbox.start(limits=QUICK)))
    thread.start()
    thread.join()
    with boxes[0] as box:
        assert run(box, "def f(x): return 1", "f", "f")[1].value == 1


@linux
def test_a_server_that_never_comes_up_says_so(monkeypatch):
    monkeypatch.setattr("grader.sandbox.host._SCRIPT", "/nonexistent.py")
    with sandbox.start(namespaces=False) as box, pytest.raises(OSError, match="did not start"):
        _ = box.level
    with pytest.raises(OSError, match="did not start"):
        _ = sandbox.start(fresh=True).level


def test_one_submission_at_a_time(box):
    with box.open(["a.py"], [FAULTS]) as one, box.open(["b.py"], [FAULTS]) as two:
        assert one.call("f", (0,), {}).value == 1
        with pytest.raises(RuntimeError, match="one submission at a time"):
            two.call("f", (0,), {})
        assert one.call("f", (0,), {}).value == 2


@linux
@pytest.mark.parametrize("mode", [{"namespaces": True}, {"namespaces": False}, {"fresh": True}], ids=str)
def test_a_grader_that_is_killed_leaves_no_process(mode):
    source = f"""
import sys, threading, time
from grader import sandbox
source = "def f(x):\\n    while True: pass\\ndef g(x): return x"
with sandbox.start(**{mode!r}) as box, box.open(["hw.py"], [source]) as session:
    print(session.call("g", (1,), {{}}).value, flush=True)
    session.call("f", (1,), {{}})
"""
    grader = subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE, text=True)
    assert grader.stdout.readline() == "1\n"
    time.sleep(0.2)
    spinning = list(family(grader.pid))
    assert any(b"forkserver.py" in Path(f"/proc/{p}/cmdline").read_bytes() for p in spinning)
    grader.kill()
    grader.wait()
    grader.stdout.close()
    wait_until_gone(spinning)


def _runs(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


@linux
def test_no_descriptor_and_no_process_is_left_over(box):
    run(box, FAULTS, "f")
    descriptors, processes = sorted(os.listdir("/proc/self/fd")), family()
    for i in range(200):
        run(box, "def f(x): return 1", *["f"] * (1 + (i % 10 == 0)))
    run(box, FAULTS, "crash", "f", "leave", "hang")
    assert sorted(os.listdir("/proc/self/fd")) == descriptors
    assert sorted(family()) == sorted(processes)  # a zombie would be one more


@linux
def test_many_open_files_here_do_not_reach_the_worker():
    held = [os.open(os.devnull, os.O_RDONLY) for _ in range(400)]
    try:
        for fd in held:
            os.set_inheritable(fd, True)
        with sandbox.start(limits=QUICK) as box:
            source = """
                import os
                def closed(n):
                    try: os.fstat(n)
                    except OSError: return True
                def f(x): return [n for n in range(2000) if not closed(n)]
            """
            assert run(box, source, "f").value == [0, 1, 2, 3]
    finally:
        for fd in held:
            os.close(fd)


@linux
def test_ctrl_c_at_the_terminal_is_not_for_the_worker(box):
    run(box, FAULTS, "f")
    assert all(
        os.getsid(p) != os.getsid(0) for p in family() if b"forkserver" in Path(f"/proc/{p}/cmdline").read_bytes()
    )


# Fresh interpreters, and the trusted end of the conversation


@pytest.mark.parametrize("polls", [True, False])
def test_a_fresh_interpreter_for_each_submission(polls):
    box = sandbox.Sandbox(Fresh(("numpy",), limits=QUICK.process, without=[], polls=polls), QUICK)
    threads = threading.active_count()
    with box:
        f, crash, again, hang, last = run(box, FAULTS, "f", "crash", "f", "hang", "f")
        assert (f.value, crash.fault.kind, again.value) == (1, FaultKind.CRASHED, 1)
        assert hang.fault.kind is FaultKind.TIMED_OUT and last.value == 1
        flood = "def f(x):\n    while True: __import__('os').write(3 if x else 4, b'x' * 65536)"
        assert run(box, flood, ("f", polls)).fault.kind is FaultKind.CRASHED
        deaf = "import sys, time\nsys.modules['worker'].read_frame = lambda s: time.sleep(99)"
        assert run(box, deaf, ("f", np.zeros(1 << 20))).fault.kind is FaultKind.TIMED_OUT
    assert threading.active_count() == threads


def test_a_stream_keeps_its_deadline():
    ours, theirs = socket.socketpair()
    stream = Descriptor(ours.detach())
    started = time.monotonic()
    with pytest.raises(Ended, match="no answer in time"):
        stream.read(1, started + 0.05)
    with pytest.raises(Ended, match="no answer in time"):
        stream.write(bytes(10 << 20), started + 0.1)
    theirs.send(b"abc")
    assert stream.read(2, time.monotonic() + 1) == b"ab"
    with pytest.raises(Ended):
        stream.read(5, time.monotonic() + 0.05)
    assert time.monotonic() - started < 1
    theirs.close()
    with pytest.raises(Ended, match="the process ended"):
        stream.read(1, time.monotonic() + 1)
    stream.close()


# Parts of the lock-down that can be looked at from outside


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_is_a_program_whose_jumps_stay_inside(machine):
    program = seccomp.build(machine)
    instructions = [struct.unpack("<HBBI", program[i : i + 8]) for i in range(0, len(program), 8)]
    assert len(program) % 8 == 0 and len(instructions) < 4096 and instructions[-1][0] == 0x06
    for place, (code, then, otherwise, _) in enumerate(instructions):
        if code & 7 == 5:
            assert place + 1 + max(then, otherwise) < len(instructions)


@pytest.mark.parametrize(("machine", "column"), [("x86_64", 0), ("aarch64", 1)])
def test_the_filter_decides_as_its_table_says(machine, column):
    program = seccomp.build(machine)
    allowed = {numbers[column] for numbers in seccomp.ALLOWED.values()} - {None}
    for number in range(600):
        verdict = judged(program, seccomp.AUDIT_ARCH[machine], number)
        assert (verdict == 0x7FFF0000) == (
            number in allowed or number == seccomp.PRLIMIT[column] or harmless(number, column)
        )
    assert judged(program, 0x40000003, 1) == 0x80000000, "another architecture's numbers mean other calls"
    clone, openat = seccomp.CLONE[column], seccomp.OPENAT[column]
    arch = seccomp.AUDIT_ARCH[machine]
    assert judged(program, arch, clone, 0x3D0F00) == 0x7FFF0000 != judged(program, arch, clone, 17)
    assert judged(program, arch, openat, 0, 0, 0o2000000) == 0x7FFF0000 != judged(program, arch, openat, 0, 0, 0o100)
    assert judged(program, arch, seccomp.PRLIMIT[column], 0, 0, 1 << 32) != 0x7FFF0000


def harmless(number, column):
    """Calls that are allowed when every argument is 0: fcntl's F_DUPFD, and opening to read."""
    return number in {seccomp.FCNTL[column], seccomp.OPEN[column], seccomp.OPENAT[column]}


def judged(program, arch, number, *arguments):
    """What a filter answers for one system call: a small BPF machine."""
    data = struct.pack("<IIQ6Q", number, arch, 0, *arguments, *[0] * (6 - len(arguments)))
    place = held = 0
    while True:
        code, then, otherwise, value = struct.unpack_from("<HBBI", program, place)
        place += 8
        if code == 0x06:
            return value & 0xFFFF0000
        if code == 0x20:
            held = struct.unpack_from("<I", data, value)[0]
        else:
            place += 8 * (then if (held == value if code == 0x15 else held & value) else otherwise)


def test_starting_does_not_import_numpy():
    source = "import sys; from grader import sandbox; box = sandbox.start(); print('numpy' in sys.modules); box.close()"
    assert subprocess.check_output([sys.executable, "-c", source], text=True) == "False\n"


@linux
def test_the_graders_own_memory_is_hidden(box):
    assert run(box, "def f(x): return 1", "f").value == 1
    dumpable = "ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)"
    source = f"import ctypes; from grader import sandbox; sandbox.start().close(); print({dumpable})"
    assert subprocess.check_output([sys.executable, "-c", source], text=True) == "0\n"


def test_an_answer_says_nothing_of_this_machine(box):
    source = "import os, sys\ndef f(x): return dict(os.environ), sys.argv, sys.orig_argv, sys.path"
    told = json.dumps(run(box, source, "f").value[:3])
    assert str(Path.home()) not in told and str(Path(__file__).parents[1]) not in told


def test_signals_of_the_submission_stay_with_it(box):
    source = (
        "import os, signal\ndef f(x):\n    signal.signal(signal.SIGTERM, signal.SIG_IGN)\n    os.kill(os.getppid(), x)"
    )
    assert run(box, source, ("f", int(signal.SIGTERM))).fault.error == "PermissionError"
    assert run(box, "def f(x): return 1", "f").value == 1


def test_a_notebook_saved_as_a_program_loads(box):
    """Exported notebooks ask for their shell, which is not there."""
    source = "get_ipython().run_line_magic('matplotlib', 'inline')\ndef f(x): return x"
    with box.open(["a.py"], [source]) as session:
        assert session.call("f", (3,), {}).value == 3
        assert not session.problems
