"""Functions as nobody has worked on them, and worked ones that look a little like them."""

import ast

import pytest

from grader.submissions.placeholders import definitions_in, is_placeholder, same_body

pytestmark = pytest.mark.fast


def definition(source, name="f"):
    return definitions_in(ast.parse(source).body)[name]


@pytest.mark.parametrize(
    "body",
    [
        "pass",
        "...",
        "return",
        "return None",
        "return None, None, {}",
        "out = None\n    # TODO\n    pass\n    return out",
        "dx, dw = None, None\n    pass\n    return dx, dw",
        "loss, grads = 0.0, {}\n    return loss, grads",
        "'''What it should do.'''\n    raise NotImplementedError",
        "raise NotImplementedError('write this')",
        "a = b = 0\n    return [a, b]",
    ],
)
def test_what_sets_and_returns_nothing_is_a_placeholder(body):
    assert is_placeholder(definition(f"def f(x, w):\n    {body}\n"))


@pytest.mark.parametrize(
    "body",
    [
        "return x",
        "return 1",
        "return False",
        "return x * 0",
        "out = np.zeros_like(x)\n    return out",
        "x[0] = 0\n    return None",
        "self.w = None",
        "for _ in x:\n        pass",
        "raise ValueError",
        "print(x)",
        "out = None\n    return x",
    ],
)
def test_what_does_anything_at_all_is_work(body):
    assert not is_placeholder(definition(f"def f(x, w):\n    {body}\n"))


def test_a_decorator_may_do_the_work():
    assert not is_placeholder(definition("@implemented\ndef f(x):\n    pass\n"))


def test_comments_docstrings_and_layout_make_no_other_body():
    one = definition('def f(x):\n    """Double."""\n    y = np.zeros(3)  # TODO\n\n    return y\n')
    other = definition("def f(z):\n    y = np.zeros( 3 )\n    return y")
    assert same_body(one, other) and not same_body(one, definition("def f(x):\n    y = np.zeros(4)\n    return y"))
    assert not same_body(one, definition("@doubled\ndef f(x):\n    y = np.zeros(3)\n    return y"))


def test_a_body_that_is_too_deep_to_be_compared_is_another_one():
    deep = definition(f"def f(x):\n    return {' + '.join(['x'] * 2000)}")
    assert not same_body(deep, deep)


def test_methods_go_by_their_class_and_the_last_definition_counts():
    found = definitions_in(ast.parse("class N:\n    def f(self): pass\ndef f(): pass\ndef f(): return 2\n").body)
    assert set(found) == {"N.f", "f"} and not is_placeholder(found["f"])
