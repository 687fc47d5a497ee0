"""A small course whose checks change from term to term: for regrading, and for what a course's author gets wrong."""

from __future__ import annotations

from pathlib import Path

SKELETON = '''"""Doubling and halving."""

STUDENT = ...


def double(x):
    """Return 2 x."""
    raise NotImplementedError


def halve(x):
    """Return x / 2."""
    raise NotImplementedError


# Why is that doubling?  A few words.
why = ...
'''
SOLUTION = '''"""Reference for `tiny`."""

from grader import misconception


def double(x):
    return 2 * x


def halve(x):
    return x / 2


@misconception(of=double)
def squared(x):
    """You multiplied x with itself; doubling adds it to itself."""
    return x**2
'''
_NEW_MISTAKE = '''

@misconception(of=halve)
def doubled(x):
    """You doubled where half is asked for."""
    return 2 * x
'''
AUTOTESTS = '''"""Checks of `tiny`."""

from grader import check, prose


@check(points=30, public=True)
def ordinary(hw, rng):
    """ordinary numbers"""
    return hw.double(rng.normal(size=3))


@check(points=30)
def negative(hw, rng):
    """negative numbers"""
    return hw.double(-rng.random(size=3) - 3)


@check(points=30)
def halves(hw, rng):
    """half of ordinary numbers"""
    return hw.halve(rng.normal(size=3))


prose("why", points=10, title="why twice", key_facts=(("sum", "add"), ("twice",)))
'''
_NEW_CHECK = '''

@check(points=10)
def of_zero(hw, rng):
    """nothing stays nothing"""
    return hw.double(0.0)
'''
_FAULTY = '''

@check(points=10)
def faulty(hw, rng):
    """a probe with a fault of its own"""
    return hw.double(rng.no_such_method())
'''
_LESS = AUTOTESTS.replace("points=30)\ndef halves", "points=20)\ndef halves")
# What changes from one grading to the next: autotests, solution.
TERMS = {
    "as it was": (AUTOTESTS, SOLUTION),
    "comments": (AUTOTESTS.replace("\n\n\n@", "\n\n\n# A remark.\n@"), SOLUTION),
    "points": (AUTOTESTS.replace("points=30)\ndef negative", "points=20)\ndef negative"), SOLUTION),
    "a mistake": (AUTOTESTS, SOLUTION + _NEW_MISTAKE),
    "a check": (_LESS + _NEW_CHECK, SOLUTION + _NEW_MISTAKE),
    "a broken check": (_LESS + _FAULTY, SOLUTION),
    "as it was again": (AUTOTESTS, SOLUTION),
}
_RIGHT = "def double(x):\n    return x + x\n\n\ndef halve(x):\n    return x * 0.5\n\n\nwhy = 'the sum of both'\n"
HOMEWORKS = {
    "ann": _RIGHT,
    "ben": _RIGHT.replace("x + x", "x * x"),
    "cem": _RIGHT.replace("x * 0.5", "2 * x"),
    "dee": _RIGHT.replace("x * 0.5", "x // 2").replace("the sum of both", "I do not know"),
    "eva": _RIGHT.replace("x + x", "abs(2 * x)"),
    "fay": "def double(x):\n    return x[0]\n",
    "=gil": _RIGHT.replace("return x + x", "raise ValueError('no')"),
}


def write(root: Path, term: str) -> Path:
    """Write the course as it is in a term; return its folder."""
    autotests, solution = TERMS[term]
    for folder, text in {"assignments": SKELETON, "autotests": autotests, "solutions": solution}.items():
        (root / folder).mkdir(parents=True, exist_ok=True)
        (root / folder / "tiny.py").write_text(text, encoding="utf-8")
    return root
