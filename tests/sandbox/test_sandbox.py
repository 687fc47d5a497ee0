"""The sandbox as its user sees it: levels, faults, limits, and what cannot be seen from inside."""

import dataclasses
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from places import ROOT
from sandboxes import ALL, FAULTS, QUICK, X, bubblewrap_works, linux, run

from grader import sandbox
from grader.errors import UsageError
from grader.model import FaultKind
from grader.sandbox.limits import Limits

pytestmark = pytest.mark.fast


@pytest.fixture(scope="module")
def box():
    with sandbox.start(limits=QUICK) as box:
        yield box


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


def test_a_folder_that_no_homework_could_run_in_is_an_error_of_ours(box, tmp_path):
    with pytest.raises(ValueError, match="was not started with"):
        box.open(["hw.py"], ["def f(x): return 1"], folder=str(tmp_path))


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
def test_a_function_that_hung_twice_is_not_called_again_but_others_are(box, name):
    first, second, again, other = run(box, FAULTS, name, name, name, "f")
    assert first.fault == second.fault and first.fault.kind is FaultKind.TIMED_OUT and other.value == 1
    assert (again.fault.kind, again.fault.error) == (FaultKind.TIMED_OUT, "hung before")


def test_limit_of_a_check(box):
    with box.open(["hw.py"], ["import time\ndef f(x): time.sleep(0.4); return x"]) as session:
        session.begin_check()
        kinds = [session.call("f", (1,), {}).fault for _ in range(4)]
        assert kinds[:2] == [None, None] and [k.kind for k in kinds[2:]] == [FaultKind.TIMED_OUT] * 2


def test_limit_of_a_submission_and_its_end():
    limits = Limits(call=0.3, check=1.0, submission=1.0)
    with sandbox.start(limits=limits) as box:
        source = "import time\n" + "\n".join(f"def f{i}(x): time.sleep(9)" for i in range(20)) + "\ndef g(x): return 1"
        calls = run(box, source, *(f"f{i}" for i in range(20)), "g")
        assert {c.fault.kind for c in calls} == {FaultKind.TIMED_OUT} and calls[-1].fault.error == "submission"
        assert run(box, "def f(x): return 7", "f").value == 7


def test_a_worker_that_does_not_read_is_given_up(box):
    source = "import sys, time\nsys.modules['worker'].read_frame = lambda *_: time.sleep(99)\ndef f(x): return 1"
    assert run(box, source, ("f", np.zeros(1 << 20))).fault.kind is FaultKind.TIMED_OUT


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


# What can be seen from outside


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
    assert str(Path.home()) not in told and str(ROOT) not in told


def test_signals_of_the_submission_stay_with_it(box):
    source = (
        "import os, signal\ndef f(x):\n    signal.signal(signal.SIGTERM, signal.SIG_IGN)\n    os.kill(os.getppid(), x)"
    )
    assert run(box, source, ("f", int(signal.SIGTERM))).fault.error == "PermissionError"
    assert run(box, "def f(x): return 1", "f").value == 1


@linux
@pytest.mark.parametrize("fresh", [False, True])
def test_a_check_may_have_limits_of_its_own(fresh):
    source = "import time\ndef slow(s): time.sleep(s); return s\ndef large(n): return len(bytearray(n))"
    limits = Limits(call=0.3, check=9.0, submission=60.0, memory=128 << 20)
    with sandbox.start(limits=limits, fresh=fresh) as box, box.open(["hw.py"], [source]) as session:

        def call(function, argument, seconds=None, memory=None):
            session.begin_check(limits.for_check(seconds, memory, 1))
            return session.call(function, (argument,), {})

        assert call("slow", 0.8, seconds=9).value == 0.8
        assert call("slow", 0.8).fault.kind is FaultKind.TIMED_OUT
        assert call("large", 300 << 20, seconds=9).fault.error == "MemoryError"
        assert call("large", 300 << 20, seconds=9, memory=1 << 30).value == 300 << 20
        assert call("large", 300 << 20, seconds=9).fault.error == "MemoryError", "the next check has no more than usual"
