"""The names of the parts of a result: what the docstring says, else the return statement."""

import ast

import pytest

from grader.course.part_names import part_names
from grader.submissions.placeholders import definitions_in


def names(text, name="f"):
    return part_names(definitions_in(ast.parse(text).body)).get(name, ())


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Returns (dx, dw, db).", ("dx", "dw", "db")),
        ("-> (w (n,), theta float); the unit fires where w.x >= theta", ("w", "theta")),
        ("x (2,) or (N, 2) -> (h (2,) or (N, 2) int, y int or (N,) int)", ("h", "y")),
        ("Returns (sum of squares, its gradient (n,)).", ("sum of squares", "its gradient")),
        ("Returns a tuple of:\n\n- dx: the gradient\n- dw: that of w", ("dx", "dw")),
        ("Returns\n-------\nhs : array\nY : array", ("hs", "Y")),
        ("(X (n, 2), t (n,) of int) from a file.", ("X", "t")),
        ("Returns (J_p, gradient (m,)", ()),
        ("Returns the loss (a number).", ()),
        ("Returns (the loss).", ()),
    ],
)
def test_a_docstring_says_the_names(said, found):
    assert names(f'def f(x):\n    """{said}"""') == found


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("return dx, dw", ("dx", "dw")),
        ("return returned(hs), y", ("", "y")),
        ("if x:\n        return a, b\n    return a, c", ("a", "")),
        ("if x:\n        return a, b\n    return a, b, c", ()),
        ("def g():\n        return p, q\n    return g()", ()),
        ("return dx", ()),
    ],
)
def test_without_one_the_return_statements_do(body, found):
    assert names(f"def f(x):\n    {body}") == found


def test_methods_have_names_and_the_docstring_comes_first():
    text = 'class Net:\n    def backward(self, d):\n        """Returns (dW, db)."""\n        return a, b'
    assert names(text, "Net.backward") == ("dW", "db")
