"""The fork server and the fresh interpreter: killed, left over, one submission at a time, each wait with an end."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from sandboxes import ALL, FAULTS, QUICK, family, kill, linux, run, wait_until_gone

from grader import sandbox
from grader.model import FaultKind
from grader.sandbox.channel import Descriptor, Ended
from grader.sandbox.host import Fresh


@pytest.fixture(scope="module")
def box():
    with sandbox.start(limits=QUICK) as box:
        yield box


@linux
@pytest.mark.parametrize("namespaces", [True, False])
def test_a_server_that_is_killed_is_started_again(namespaces):
    with sandbox.start(limits=QUICK, namespaces=namespaces) as box:
        assert run(box, FAULTS, "f").value == 1
        level, old = box.level, box.host.process
        kill(box)
        assert run(box, FAULTS, "f", "f")[-1].value == 2, "killed between two submissions"
        assert box.level == level and box.host.process is not old
        with box.open(["hw.py"], [FAULTS]) as session:
            assert session.call("f", (0,), {}).value == 1
            kill(box)
            assert session.call("f", (0,), {}).value == 1, "killed between two calls: a fresh worker"
            kill(box)
            assert session.call("f", (0,), {}).fault.kind is FaultKind.CRASHED, "spared once"
        assert run(box, FAULTS, "f").value == 1


@linux
def test_a_worker_that_somebody_else_kills_is_started_once_more(box):
    """As a system does that has run out of memory: no fault of the submission."""
    with box.open(["hw.py"], [FAULTS]) as session:
        assert session.call("f", (0,), {}).value == 1
        os.kill(max(family(box.host.process.pid)), signal.SIGKILL)
        assert session.call("f", (0,), {}).value == 1, "a fresh worker"
        os.kill(max(family(box.host.process.pid)), signal.SIGKILL)
        assert session.call("f", (0,), {}).fault.kind is FaultKind.CRASHED, "spared once"


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
    box = sandbox.Sandbox(Fresh(("numpy",), without=[], polls=polls), QUICK)
    threads = threading.active_count()
    with box:
        f, crash, again, hang, last = run(box, FAULTS, "f", "crash", "f", "hang", "f")
        assert (f.value, crash.fault.kind, again.value) == (1, FaultKind.CRASHED, 1)
        assert hang.fault.kind is FaultKind.TIMED_OUT and last.value == 1
        flood = "def f(x):\n    while True: __import__('os').write(3 if x else 4, b'x' * 65536)"
        assert run(box, flood, ("f", polls)).fault.kind is FaultKind.CRASHED
        deaf = "import sys, time\nsys.modules['worker'].read_frame = lambda *_: time.sleep(99)"
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
    theirs.close()
    with pytest.raises(Ended, match="the process ended"):
        stream.read(1, time.monotonic() + 1)
    stream.close()
