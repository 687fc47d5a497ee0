"""Single edits of a right homework: each is the whole text with one place changed, as a slip would change it.

Edits are made in the source text, not in a tree that is printed again: hand-worked answers are read with the digits as
they are written.
"""

from __future__ import annotations

import ast
import copy
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

_OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
    ast.Mod: (ast.FloorDiv,),
}
_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt,),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt,),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
_CALLED = {
    "sum": "mean",
    "mean": "sum",
    "max": "min",
    "min": "max",
    "exp": "log",
    "log": "exp",
    "zeros": "ones",
    "maximum": "minimum",
    "minimum": "maximum",
    "floor": "ceil",
    "ceil": "floor",
}
# A number as it is written -> as somebody else may write it, or after a slip.
_NUMBERS: tuple[Callable[[str], str], ...] = (
    lambda text: f"(-{text})",
    lambda text: f"(10*{text})",
    lambda text: f"({text}+1)",
    lambda text: f"{text}5",
    lambda text: f"'{text}'",
)
_DIGITS: tuple[Callable[[str], str], ...] = (
    lambda text: text[:-1],
    lambda text: text[:-1] + chr(48 + (ord(text[-1]) - 47) % 10),
    lambda text: text.replace(".", ","),
)
_EXCHANGED = (ast.Sub, ast.Div, ast.MatMult, ast.Pow)
_KEPT = {"STUDENT", "NUMBERS"}
_STUDENT = re.compile(r"^STUDENT = .*$", re.MULTILINE)


# Kind, node, and its new text, or what makes the new text of the old one.
Change = tuple[str, ast.expr | ast.stmt, str | Callable[[str], str]]


@dataclass(frozen=True)
class Edit:
    """One changed place: what kind of edit, in which line, the text before and after, and the whole text after it."""

    kind: str
    line: int
    before: str
    after: str
    text: str


@dataclass(frozen=True)
class Mutant:
    """An edit of one of several files, with a name that tells which file and which edit."""

    name: str
    edit: Edit


def edits(source: str) -> Iterator[Edit]:
    """Yield the edits of a homework's functions and answers, in the order of its tree; some may be no Python."""
    lines = [line.encode() for line in source.split("\n")]
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    data = source.encode()
    for kind, node, form in _changes(ast.parse(source)):
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
        before = data[start:end].decode()
        after = form if isinstance(form, str) else form(before)
        if after != before:
            yield Edit(kind, node.lineno, before, after, (data[:start] + after.encode() + data[end:]).decode())


def mutants(sources: Mapping[str, str], count: int) -> list[Mutant]:
    """Return `count` edits of several right files by name, fewer where there are no more.

    Each kind of edit has its turn; which of its edits come first is decided by a digest, so that they come from all
    files and places, and are the same every time.
    """
    kinds: dict[str, list[tuple[str, str, Edit]]] = {}
    for name, source in sources.items():
        for edit in edits(source):
            digest = hashlib.sha256(f"{name}\0{edit.text}".encode()).hexdigest()
            kinds.setdefault(edit.kind, []).append((digest, name, edit))
    piles = [sorted(kinds[kind], key=lambda entry: entry[0], reverse=True) for kind in sorted(kinds)]
    chosen: list[Mutant] = []
    seen = {ast.dump(ast.parse(source)) for source in sources.values()}
    while len(chosen) < count and any(piles):
        for pile in piles:
            if pile and len(chosen) < count:
                _, name, edit = pile.pop()
                tree = _tree(edit.text)
                if tree is not None and tree not in seen:
                    seen.add(tree)
                    chosen.append(Mutant(f"{name}-{len(chosen):03}-{edit.kind}-{edit.line}", edit))
    return chosen


def with_student(text: str, student: str) -> str:
    """Return a homework that says whose it is: without a doubt about that, its hand work is marked."""
    return _STUDENT.sub(f"STUDENT = {student!r}", text)


def _tree(text: str) -> str | None:
    try:
        return ast.dump(ast.parse(text))
    except (SyntaxError, ValueError):
        return None


def _changes(tree: ast.Module) -> Iterator[Change]:
    for statement in tree.body:
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
            names = _names(statement)
            for node in _inside(statement):
                yield from _edit_node(node, names)
        elif isinstance(statement, ast.Assign) and getattr(statement.targets[0], "id", "STUDENT") not in _KEPT:
            yield from _edit_answer(statement)


def _inside(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes below one; docstrings, annotations, decorators, patterns and f-strings stay as they are."""
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "pattern", "bases"):
            continue
        for child in value if isinstance(value, list) else [value]:
            text_alone = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
            if isinstance(child, ast.AST) and not isinstance(child, ast.JoinedStr) and not text_alone:
                yield child
                yield from _inside(child)


def _names(function: ast.AST) -> list[str]:
    """The parameters and variables of a function."""
    nodes = list(ast.walk(function))
    stored = [node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    return sorted({*stored, *(node.arg for node in nodes if isinstance(node, ast.arg))})


def _edit_node(node: ast.AST, names: list[str]) -> Iterator[Change]:
    for kind, make in _EXPRESSIONS.items():
        if isinstance(node, kind):
            yield from make(node)
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names:
        place = names.index(node.id)
        for other in (names[place + 1 :] + names[:place])[:2]:
            yield "name", node, other
    if isinstance(node, ast.Return) and node.value is not None:
        yield "return", node, f"return [{ast.unparse(node.value)}]"
    if isinstance(node, (ast.Assign, ast.AugAssign, ast.Expr, ast.If, ast.Raise, ast.Continue, ast.Break)):
        yield "statement", node, "pass"


def _edit_comparison(node: ast.Compare) -> Iterator[Change]:
    if len(node.ops) == 1:
        for other in _COMPARISONS.get(type(node.ops[0]), ()):
            yield "comparison", node, _printed(node, ops=[other()])


def _edit_boolean(node: ast.BoolOp) -> Iterator[Change]:
    yield "boolean", node, _printed(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())


def _edit_sign(node: ast.UnaryOp) -> Iterator[Change]:
    yield "sign", node, _printed(node.operand)


def _edit_attribute(node: ast.Attribute) -> Iterator[Change]:
    if node.attr == "T":
        yield "transpose", node, _printed(node.value)
    elif node.attr in _CALLED:
        yield "called", node, _printed(node, attr=_CALLED[node.attr])


def _edit_branch(node: ast.IfExp) -> Iterator[Change]:
    yield "branch", node, _printed(node, body=node.orelse, orelse=node.body)


def _edit_subscript(node: ast.Subscript) -> Iterator[Change]:
    if isinstance(node.ctx, ast.Load):
        yield "subscript", node, _printed(node.value)


def _edit_operator(node: ast.BinOp | ast.AugAssign) -> Iterator[Change]:
    for other in _OPERATORS.get(type(node.op), ()):
        yield "operator", node, _printed(node, op=other())
    if isinstance(node, ast.AugAssign):
        yield "accumulate", node, f"{ast.unparse(node.target)} = {ast.unparse(node.value)}"
        return
    yield "operand", node, _printed(node.left)
    yield "operand", node, _printed(node.right)
    if isinstance(node.op, _EXCHANGED):
        yield "order", node, _printed(node, left=node.right, right=node.left)


def _edit_constant(node: ast.Constant) -> Iterator[Change]:
    if isinstance(node.value, bool):
        yield "word", node, repr(not node.value)
    elif isinstance(node.value, (int, float)):
        for other in (node.value + 1, node.value - 1, node.value * 2):
            yield "constant", node, f"({other!r})"
    elif isinstance(node.value, str) and node.value:
        yield "word", node, repr(node.value[:-1])


def _edit_call(node: ast.Call) -> Iterator[Change]:
    if len(node.args) >= 2:
        yield "arguments", node, _printed(node, args=[node.args[1], node.args[0], *node.args[2:]])
    if node.args and not isinstance(node.args[0], ast.Starred):
        yield "call", node, _printed(node.args[0])
    for number, keyword in enumerate(node.keywords):
        yield "keyword", node, _printed(node, keywords=node.keywords[:number] + node.keywords[number + 1 :])
        if keyword.arg == "axis" and isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, int):
            other = ast.keyword("axis", ast.Constant(0 if keyword.value.value else 1))
            changed = [*node.keywords[:number], other, *node.keywords[number + 1 :]]
            yield "axis", node, _printed(node, keywords=changed)


_EXPRESSIONS: dict[type[ast.AST], Callable[..., Iterator[Change]]] = {
    ast.BinOp: _edit_operator,
    ast.AugAssign: _edit_operator,
    ast.Compare: _edit_comparison,
    ast.BoolOp: _edit_boolean,
    ast.UnaryOp: _edit_sign,
    ast.Constant: _edit_constant,
    ast.Attribute: _edit_attribute,
    ast.Call: _edit_call,
    ast.IfExp: _edit_branch,
    ast.Subscript: _edit_subscript,
}


def _edit_answer(statement: ast.Assign) -> Iterator[Change]:
    """Yield edits of an answer's numbers and texts; a number keeps the digits that are not changed."""
    yield "blank", statement.value, "..."
    for node in [statement.value, *_inside(statement.value)]:
        if not isinstance(node, ast.Constant):
            continue
        if isinstance(node.value, bool) or node.value is None:
            yield "answer", node, "7"
        elif isinstance(node.value, (int, float)):
            for form in _NUMBERS:
                yield "answer", node, form
            if isinstance(node.value, float):
                for form in _DIGITS:
                    yield "digits", node, form
        elif isinstance(node.value, str):
            yield from _edit_text(node, node.value)


def _edit_text(node: ast.Constant, text: str) -> Iterator[Change]:
    if len(text) > 60:
        yield "text", node, repr(text[: len(text) // 2])
        return
    for old, new in (("+", "-"), ("-", "+"), ("*", "/"), ("* ", ""), ("(", "(2*"), ("_i", "_j"), ("yes", "no")):
        if old in text:
            yield "formula", node, repr(text.replace(old, new, 1))
    yield "formula", node, repr(f"2 * ({text})")


def _printed(node: ast.expr | ast.stmt, **fields: object) -> str:
    """A node with some of its fields changed, as text; an expression in parentheses."""
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    text = ast.unparse(changed)
    return text if isinstance(changed, (ast.stmt, ast.Name, ast.Constant)) else f"({text})"
