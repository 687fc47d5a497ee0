"""What an honest submission may expect when it is loaded: libraries, stand-ins, a cell that is broken."""

import textwrap

import pytest
from sandboxes import QUICK, X, run

from grader import sandbox
from grader.model import FaultKind
from grader.sandbox.limits import Limits
from grader.sandbox.session import OwnFiles

pytestmark = pytest.mark.fast


@pytest.fixture(scope="module")
def box():
    with sandbox.start(limits=QUICK) as box:
        yield box


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


@pytest.mark.parametrize("number", ["0", "1", "2", "-1", "True", "None", "'b.py'"])
def test_a_forged_problem_of_a_module_is_none_of_the_file(box, number):
    forged = f"""
        import sys
        send = sys.modules["worker"]._send
        told = [[{number}, dict(error="E", message="m", line=1)]]
        sys.modules["worker"]._send = lambda to, reply: send(to, reply | dict(problems=told, skipped=told))
    """
    own = OwnFiles("hw.py", {"b.py": "x = 1"})
    with box.open(["hw.py"], [textwrap.dedent(forged)], "hw", own) as session:
        session.call("f", (), {})
        assert [at for at, _ in session.problems] == ([0] if number == "0" else [])
        assert [(at, fault.cell) for at, fault in session.skipped] == {"0": [(0, "")], "1": [(1, "b.py")]}.get(
            number, []
        )


def test_the_library_counts_before_a_module_that_is_sent(box):
    own = OwnFiles("hw.py", dict.fromkeys(["sched.py", "numpy.py", "numpy/matlib.py"], "1 / 0") | {"mine.py": "x = 1"})
    source = "import sched, numpy.matlib, mine\ndef f(x): return mine.x, sched.scheduler is not None"
    with box.open(["hw.py"], [source], "hw", own) as session:
        assert session.call("f", (X,), {}).value == (1, True) and session.skipped == []


def test_a_file_that_hangs_or_dies_while_loading_is_loaded_once(box, monkeypatch):
    starts, start = [], box.host.start
    monkeypatch.setattr(box.host, "start", lambda *how: starts.append("one") or start(*how))
    for source, kind in (("while True: pass", FaultKind.TIMED_OUT), ("import os; os._exit(1)", FaultKind.CRASHED)):
        calls = run(box, source, "f", "f", "f")
        assert {(c.fault.kind, c.fault.error) for c in calls} == {(kind, "while loading")}
        assert starts.pop() == "one" and not starts


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
        assert f.fault.message == "line 12 was passed over while grading, so f cannot be used here"
        assert f.fault.error == "ImportError" and g.value == 2 and session.problems == []
        assert [fault.line for _, fault in session.skipped] == [6, 7, 8, 9, 10]


@pytest.mark.parametrize("line", ["1 / 0", "nobody", "raise SystemExit", "print(_)", "[][1]"])
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


UNAVAILABLE = [  # an import, what uses its name, what is said of it
    ("from .utils import sign", "sign(x)", "utils was not handed in, so utils.sign cannot be used here"),
    ("from ..a.b import sign as s", "s(x)", "attempted relative import beyond top-level package"),
    ("from . import utils", "utils.sign(x)", "utils was not handed in, so utils.sign cannot be used here"),
    ("from .layers import *", "sign(x)", "name 'sign' is not defined; it may be of .layers, which is not here"),
    ("from layers import *", "sign(x)", "name 'sign' is not defined; it may be of layers, which is not here"),
    ("import numpy.no_such_part", "numpy.no_such_part.sign(x)", "module 'numpy' has no attribute 'no_such_part'"),
    ("import os, numpy.nothing as n", "n.sign(x)", "No module named 'numpy.nothing', so numpy.nothing.sign cannot"),
    ("from numpy import sofmax, exp", "sofmax(x)", "cannot import name 'sofmax' from 'numpy'"),
    ("from statistics import own", "own(x)", "cannot import name 'own' from 'statistics', so statistics.own cannot"),
    ("from cs231n.fast_layers import conv", "conv(x)", "cs231n is not available while grading"),
    ("x = 1; from .utils import sign; import os", "sign(x)", "utils was not handed in"),
    ("if x == 0:\n    from .utils import sign", "sign(x)", "line 3 was passed over while grading, so sign cannot be"),
]


@pytest.mark.parametrize(("line", "use", "said"), UNAVAILABLE)
def test_an_import_that_cannot_be_had_costs_what_needs_it_and_nothing_else(box, line, use, said):
    source = f"x = 0\n{line}\nimport math\ndef f(x): return math.floor(2.5)\ndef g(x): return {use}\n"
    with box.open(["hw.py"], [source]) as session:
        f, g = session.call("f", (X,), {}), session.call("g", (X,), {})
        assert f.value == 2 and session.problems == []
        assert said in g.fault.message, g.fault
        assert len(session.skipped) == ("cs231n" not in line) and all(
            fault.line in (2, 3) for _, fault in session.skipped
        )


def test_of_an_import_of_several_names_those_that_are_there_are_had(box):
    source = """
        import math, numpy.nothing, cmath
        from numpy import (
            exp,
            sofmax,
            log)
        from .utils import a, b, c
        def f(x): return math.pi < 4, cmath.pi < 4, float(exp(0)), float(log(1))
    """
    with box.open(["hw.py"], [textwrap.dedent(source)]) as session:
        assert session.call("f", (X,), {}).value == (True, True, 1.0, 0.0)
        assert [fault.line for _, fault in session.skipped] == [2, 5, 7], "of one module once"


DESK_IMPORTS = """
import argparse, getpass, os, sys, urllib.request
import numpy as np
import matplotlib.pyplot as plt
from google.colab import drive
from torch import __version__ as torch_version
parser = argparse.ArgumentParser()
parser.add_argument("data")
name = ""
def main():
    print(sys.argv[1])
"""
AT_A_DESK = [
    "name = sys.argv[1]",
    "script, first = sys.argv",
    "name = sys.argv[1] if not name else None",
    "args = parser.parse_args()",
    "count = int(sys.stdin.readline())",
    'home = os.environ["COURSE_HOME"]',
    "secret = getpass.getpass()",
    "answer = [input() for _ in range(3)]",
    'os.chdir("data")',
    'sys.path.append("..")',
    'rows = np.load("data.npz")["x"]',
    'table = np.loadtxt("data.csv")',
    'page = urllib.request.urlopen("http://localhost/")',
    'drive.mount("/content/drive")',
    "try:\n    import torch.nothing, h5py\n    h5py.File('x')\nexcept ImportError:\n    sys.exit('pip install h5py')",
    "main()",
    'sys.stdout.reconfigure(encoding="utf-8")',
    'sys.stdout.buffer.write(b"text")',
    'if torch_version >= "2":\n    pass',
    'if __name__ == "__main__":\n    main()',
    "plt.show()",
]


@pytest.mark.parametrize("line", AT_A_DESK)
def test_lines_at_the_top_that_need_a_desk_do_not_stop_the_file(box, line):
    with box.open(["hw.py"], [f"{DESK_IMPORTS}{line}\ndef f(x): return 3"]) as session:
        assert session.call("f", (X,), {}).value == 3
        assert session.problems == []


def test_what_such_a_line_would_have_set_says_why_it_is_not_there(box):
    below = "def f(x): return 3\ndef g(x): return rows + 1\ndef h(x): return main() or name"
    with box.open(["hw.py"], ["\n".join([DESK_IMPORTS, *AT_A_DESK, below])]) as session:
        f, g = session.call("f", (X,), {}), session.call("g", (X,), {})
        assert f.value == 3 and session.problems == []
        assert g.fault.message == "line 23 was passed over while grading, so rows cannot be used here"
        assert session.call("h", (X,), {}).fault.error == "IndexError", "in a function it is the student's own"


def test_a_notebook_saved_as_a_program_loads(box):
    """Exported notebooks ask for their shell, which is not there, and show values."""
    source = "get_ipython().run_line_magic('matplotlib', 'inline')\ndisplay(3, 'text')\ndef f(x): return x"
    with box.open(["a.py"], [source]) as session:
        assert session.call("f", (3,), {}).value == 3
        assert not session.problems
