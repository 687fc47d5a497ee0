"""What tests of the sandbox have in common: short limits, calls in checks of their own, the processes there are."""

import os
import shutil
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest

from grader.sandbox.limits import Limits

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these layers")
QUICK = Limits(call=0.5, check=1.0, submission=2.0)
X = np.arange(6.0).reshape(2, 3)
ALL = ["nobody", "no-capabilities", "no-new-privileges", "landlock", "hidden-memory", "seccomp", "limits"]


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


def kill(box):
    """End the server, and wait for the worker to follow it."""
    going = [box.host.process.pid, *family(box.host.process.pid)]
    box.host.process.kill()
    wait_until_gone(going)


def wait_until_gone(processes):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and any(map(_runs, processes)):
        time.sleep(0.01)
    assert not [p for p in processes if _runs(p)]


def _runs(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
