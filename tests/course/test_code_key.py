"""The key of a cached derivative: whatever can change what a definition gives changes its key, or it has none."""

import os
import subprocess
import sys
import textwrap

import pytest

from grader.course.sympy_gradients import code_key

pytestmark = pytest.mark.fast

# One line each way: `A` stands for what is written before a change, `B` for what is written after it.
CHANGES = {
    "a constant of the file": ("K = A\ndef f(x): return K * x", "1", "2"),
    "a default": ("def g(x, k=A): return k * x\ndef f(x): return g(x)", "1", "2"),
    "what one of two closures of the same code holds": (
        "def make(k):\n    def g(x): return k * x\n    return g\na, b = make(1), make(A)\ndef f(x): return a(x) + b(x)",
        "1",
        "2",
    ),
    "a method": ("class L:\n    def go(self, x): return A\ndef f(x): return L().go(x)", "x", "-x"),
    "a static method": ("class L:\n    @staticmethod\n    def go(x): return A\ndef f(x): return L.go(x)", "x", "-x"),
    "a class method": ("class L:\n    @classmethod\n    def go(c, x): return A\ndef f(x): return L.go(x)", "x", "-x"),
    "a property": ("class L:\n    @property\n    def p(self): return A\ndef f(x): return L().p", "1", "2"),
    "a constant of a class": ("class L:\n    k = A\ndef f(x): return L.k", "1", "2"),
    "a class above": ("class B:\n    k = A\nclass L(B): pass\ndef f(x): return L.k", "1", "2"),
    "a class in a function": ("def f(x):\n    class L:\n        k = A\n    return L.k", "1", "2"),
    "the class of an object": (
        "class L:\n    def __call__(self, x): return A\no = L()\ndef f(x): return o(x)",
        "x",
        "-x",
    ),
    "the class of a record": (
        "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass L:\n    k: int = 1\n"
        "    def go(self, x): return A\no = L()\ndef f(x): return o.go(x)",
        "x",
        "-x",
    ),
    "what an object holds that shows itself otherwise": (
        "class L:\n    def __init__(s, k): s.k = k\n    def __repr__(s): return 'L'\no = L(A)\ndef f(x): return o.k",
        "1",
        "2",
    ),
    "what an object holds in slots": (
        "class L:\n    __slots__ = ('k',)\n    def __init__(s, k): s.k = k\no = L(A)\ndef f(x): return o.k",
        "1",
        "2",
    ),
    "an argument of a partial": (
        "from functools import partial\ndef g(k, x): return k * x\nh = partial(g, A)\ndef f(x): return h(x)",
        "1",
        "2",
    ),
    "the function of a partial": (
        "from functools import partial\ndef g(k, x): return A\nh = partial(g, 2)\ndef f(x): return h(x)",
        "k",
        "x",
    ),
    "whose method it is": (
        "class L:\n    def __init__(s, k): s.k = k\n    def go(s, x): return s.k\nh = L(A).go\ndef f(x): return h(x)",
        "1",
        "2",
    ),
    "a function that is remembered": (
        "from functools import lru_cache\n@lru_cache\ndef g(x): return A\ndef f(x): return g(x)",
        "x",
        "-x",
    ),
    "a function in a table": ("def g(x): return A\nT = {'a': [g]}\ndef f(x): return T['a'][0](x)", "x", "-x"),
    "a function that a decorator wraps": (
        "import functools\ndef deco(g):\n    @functools.wraps(g)\n    def w(x): return g(x) + 1\n    return w\n"
        "@deco\ndef f(x): return A",
        "x",
        "-x",
    ),
    "a decorator": (
        "import functools\ndef deco(g):\n    @functools.wraps(g)\n    def w(x): return g(x) + A\n    return w\n"
        "@deco\ndef f(x): return x",
        "1",
        "2",
    ),
    "data at the end of a long chain": (
        "\n".join(f"def g{i}(x): return g{i + 1}(x)" for i in range(40))
        + "\nT = [1, A]\ndef g40(x): return T\ndef f(x): return g0(x)",
        "1",
        "2",
    ),
    "data far inside": (f"T = {'[' * 30}A{']' * 30}\ndef f(x): return T", "1", "2"),
    "exact numbers in an array": (
        "import numpy as np\nfrom fractions import Fraction\nT = np.array([Fraction(1, A)])\ndef f(x): return T",
        "2",
        "3",
    ),
    "the state of a generator": ("import numpy as np\nr = np.random.default_rng(A)\ndef f(x): return r", "1", "2"),
    "what a name was imported for": ("from math import A as s\ndef f(x): return s(x)", "sin", "cos"),
    "which function of NumPy": ("import numpy as np\ns = np.A\ndef f(x): return s(x)", "sin", "cos"),
    "parameters that have to be named": ("def g(a, A b): return a\ndef f(x): return g", "", "*,"),
    "how many arguments are taken": ("def g(a, A): return a, b\ndef f(x): return g", "*b", "**b"),
    "what is tried": (
        "def f(x):\n    A\n        z = 2 / x\n    except ZeroDivisionError:\n        return 0\n    return z",
        "try:\n        y = 1 / x",
        "y = 1 / x\n    try:",
    ),
}
USUAL = """
    import numpy as np
    from math import sin
    K = {"a": [1.5, (2, None)], "b": "text"}
    def g(x, *, k=-0.0): return np.sum(x) * k
    def f(x): return [g(sin(y)) for y in x], K
"""


def digest(text):
    space = {"__name__": "solutions.tiny"}
    exec(compile(textwrap.dedent(text), "tiny.py", "exec"), space)
    return code_key(space["f"])


@pytest.mark.parametrize("change", CHANGES)
def test_what_can_change_a_definition_is_said(change):
    text, before, after = CHANGES[change]
    one, other = (text.replace("A", word) for word in (before, after))
    assert digest(one) == digest(one) == digest("# a remark\n\n" + one)
    assert digest(one) != digest(other) or digest(one) == ""


def test_the_usual_has_a_key():
    for change in (
        "a constant of the file",
        "a default",
        "a function in a table",
        "which function of NumPy",
        "what is tried",
    ):
        assert digest(CHANGES[change][0].replace("A", CHANGES[change][1])) != ""


def test_every_process_says_the_same():
    """Whatever the seed of its hashes, and wherever its functions lie in memory."""
    here = os.path.dirname(__file__)
    code = f"import sys; sys.path.insert(0, {here!r}); import test_code_key as t; print(t.digest(t.USUAL))"
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("0", "1", "2", "3")
    }
    assert seen == {digest(USUAL) + "\n"}


def test_what_holds_itself_ends_and_what_nobody_can_name_has_no_key():
    assert digest("T = [1]\nT.append(T)\ndef f(x): return T, f") != ""
    assert digest("import threading\nL = threading.Lock()\ndef f(x): return L") == ""


def test_a_file_beside_the_course_is_read(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    seen = set()
    for text in ("def g(x): return x\n", "def g(x): return -x\n"):
        (tmp_path / "a_helper_of_the_course.py").write_text(text)
        for how in (
            "import a_helper_of_the_course as h\ndef f(x): return h.g(x)",
            "from a_helper_of_the_course import g\ndef f(x): return g(x)",
        ):
            sys.modules.pop("a_helper_of_the_course", None)
            sys.dont_write_bytecode, kept = True, sys.dont_write_bytecode
            seen.add(digest(how))
            sys.dont_write_bytecode = kept
    assert len(seen) == 3 and "" in seen  # of a whole module it is not known what is used
