"""What an exception most likely comes from: one of a closed list of causes, by its words and the line that raised it.

`causes.toml` has the words of Python and NumPy, from here come the causes that only the line tells apart.  Pure.
"""

from __future__ import annotations

import ast
import builtins
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from grader.model import Fault, FaultKind, Finding
from grader.near_names import nearest_name
from grader.submissions import older_python, surroundings
from grader.submissions.placeholders import Definition
from grader.submissions.surroundings import Line

_WHO = ("none", "function", "text", "view", "list", "tuple", "generator", "dict", "module", "number", "array")
_VIEW, _MODULES = "older.lists", ("np", "numpy", "math", "random", "plt", "sys", "os", "copy", "itertools")
_IN_PLACE = {"append", "extend", "insert", "sort", "reverse", "remove", "clear", "update", "shuffle", "fill", "print"}
_JOINING = {"concatenate", "stack", "vstack", "hstack", "column_stack", "dstack", "append"}
_IN_PAIRS = {"max": "np.maximum", "min": "np.minimum", "amax": "np.maximum", "amin": "np.minimum"}
_PROPERTIES = {"shape", "T", "size", "ndim", "dtype", "pi", "e", "inf", "nan"}
_MOST, _MOST_NAMES = 20, 500  # that are looked through, and that are compared
_VERY_LIKE = 0.75
_SHORT = 3  # of a key: W1 is not W2
_LONGEST = 40  # characters of a name that is shown
Values = dict[str, Any]


def cause_of(fault: Fault, sources: Mapping[str, str], *, public: bool) -> Finding | None:
    """Return the cause of an exception, None where nothing is known of it.

    `sources` has the source of each file or cell by the name that faults give it.  For a hidden check the cause comes
    without values, and where nothing is known it is the exception's own kind: all that is said is of a closed list.
    """
    if fault.kind not in (FaultKind.RAISED, FaultKind.NOT_LOADED):
        return None
    source = sources.get(fault.cell)
    line = surroundings.find_line(source, fault.line) if source is not None and fault.line else None
    key, values = _own(fault, line) or _by_words(fault) or ("", {})
    if line is not None and key not in ("own", "assertion"):
        key, values = _taken_apart(line, key) or (_BY_LINE[key](line, values) if key in _BY_LINE else (key, values))
    if key in ("arguments", "keyword") and line is None:
        key = "signature"
    if key == "shapes":
        values = _with_axis(values)
    values = {name: text[:_LONGEST] if isinstance(text, str) else text for name, text in values.items()}
    if not public:
        key, values = key or _table()["rest"].get(_base(fault), "other"), {}
    return Finding(f"cause.{key}", **values) if key else None


def _with_axis(values: Values) -> Values:
    """Two shapes with the first axis, counted from the last, in which they do not fit."""
    one, other = (re.findall(r"\d+", values.get(side, ""))[::-1] for side in ("one", "other"))
    pairs = enumerate(zip(one, other, strict=False), 1)
    return {**values, "axis": next((f"-{place}" for place, (a, b) in pairs if a != b and "1" not in (a, b)), "")}


def _base(fault: Fault) -> str:
    return fault.base or fault.error


def _own(fault: Fault, line: Line | None) -> tuple[str, Values] | None:
    """The cause where the student's own statement raises: `raise` or `assert`."""
    statement = line.statements[-1] if line is not None and line.statements else None
    if isinstance(statement, ast.Raise) and statement.exc is not None:
        made = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
        if fault.error == getattr(made, "id", getattr(made, "attr", "")) or _is_only_raised(statement.exc, fault):
            return "own", {}
    return ("assertion", {}) if _base(fault) == "AssertionError" else None


_BY_MAKING_ONE = ("NameError", "UnboundLocalError", "AttributeError", "TypeError")  # an exception of another name


def _is_only_raised(exception: ast.expr, fault: Fault) -> bool:
    """Whether what is raised can hardly be what came of working it out: in its arguments nothing is computed."""
    given = [*exception.args, *exception.keywords] if isinstance(exception, ast.Call) else []
    computed = (isinstance(node, (ast.Subscript, ast.BinOp, ast.Call)) for part in given for node in ast.walk(part))
    return _base(fault) not in _BY_MAKING_ONE and not any(computed)


def _by_words(fault: Fault) -> tuple[str, Values] | None:
    for says, cause in _patterns():
        found = says.match(fault.message)
        if found is None:
            continue
        values: Values = {name.rstrip("0123456789"): text for name, text in found.groupdict().items() if text}
        classes = [_class_of(values[side]) for side in ("type", "left", "right") if side in values]
        key = next((_class_key(cause, who) for who in _WHO if who in classes and _class_key(cause, who)), cause["key"])
        if key:
            return key, values
        return None
    key = _table()["of"].get(_base(fault), "")
    return (key, {"name": fault.message} if key == "key" else {}) if key else None


def _class_key(cause: Mapping[str, str], who: str) -> str:
    usual = {"view": _VIEW, "array": "", "module": "module_call", "dict": "", "generator": "generator"}
    return cause.get(who, usual.get(who, who))


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("causes.toml").read_text(encoding="utf-8"))


@cache
def _patterns() -> list[tuple[re.Pattern[str], dict[str, str]]]:
    return [(re.compile(cause["says"], re.DOTALL), cause) for cause in _table()["cause"]]


def _class_of(name: str) -> str:
    return next((who for who, names in _table()["types"].items() if name in names), "")


# ---- what only the line tells


def _taken_apart(line: Line, key: str) -> tuple[str, Values] | None:
    """The cause where values are taken in another order than they are given: of `enumerate`, or of a function."""
    if key not in _table()["of_other_values"]:
        return None
    if _is_swapped(line):
        return "order", {}
    inside = (node for node in ast.walk(line.function or line.tree) if isinstance(node, ast.Assign))
    several = (node for node in inside if isinstance(node.targets[0], ast.Tuple) and isinstance(node.value, ast.Call))
    near = line.names | {
        node.id for name in line.names for made in line.origins(name) for node in ast.walk(made) if hasattr(node, "id")
    }
    for node in islice(several, _MOST):
        name, parts = surroundings.called_name(node.value), getattr(node.targets[0], "elts", ())
        taken = [getattr(part, "id", "") for part in parts]
        for given in _names_returned(line.definition(name)):
            if taken != given and sorted(taken) == sorted(given) and near & {*taken}:
                return "order_of_values", {"name": name, "given": given}
    return None


def _names_returned(function: ast.AST | None) -> list[list[str]]:
    made = [node.value for node in ast.walk(function) if isinstance(node, ast.Return)] if function is not None else []
    return [[getattr(part, "id", "") for part in one.elts] for one in made if isinstance(one, ast.Tuple)]


def _index(line: Line, values: Values) -> tuple[str, Values]:
    parts = [node for node in line.nodes if isinstance(node, ast.Subscript)]
    of_shape = any(isinstance(part.value, ast.Attribute) and part.value.attr == "shape" for part in parts)
    return ("shape_index" if of_shape and not values else "index"), values


def _float_for_integer(line: Line, values: Values) -> tuple[str, Values]:
    indices = [node.slice for node in line.nodes if isinstance(node, ast.Subscript)]
    if any(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in indices):
        return "list_key", values
    return (_OLDER_DIVISION, {}) if _is_divided(line) else ("float_for_integer", values)


def _is_divided(line: Line) -> bool:
    """Whether an index or argument on the line is divided as integers were in Python 2, there or where it is set."""
    given = [part for node in line.nodes for part in _given(node)]
    inside = [node for part in given for node in ast.walk(part)]
    names = {node.id for node in inside if isinstance(node, ast.Name)}
    written = [*inside, *(node for name in sorted(names) for made in line.origins(name) for node in ast.walk(made))]
    quotients = [node for node in written if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)]
    return any(not any(_is_float(part) for part in ast.walk(one)) for one in quotients[:_MOST])


def _given(node: ast.expr) -> list[ast.expr]:
    """Where an integer may be needed: the index of an entry, the arguments of a call, the sides of [0] * n."""
    if isinstance(node, ast.Subscript):
        return [node.slice]
    if isinstance(node, ast.Call):
        return [*node.args, *(part.value for part in node.keywords)]
    is_repeated = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult)
    sides = [node.left, node.right] if isinstance(node, ast.BinOp) else []
    return sides if is_repeated and any(isinstance(side, ast.List) for side in sides) else []


def _is_float(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, float)


def _is_swapped(line: Line) -> bool:
    """Whether an entry is used as an index, or an index as an entry, of what `enumerate` gives in a loop around."""
    for pair in _enumerated(line):
        first, second = pair
        for node in line.nodes:
            if isinstance(node, ast.Subscript) and second in {getattr(n, "id", "") for n in ast.walk(node.slice)}:
                return True
            if isinstance(node, (ast.Subscript, ast.Attribute)) and getattr(node.value, "id", "") == first:
                return True
        if {first} & {getattr(arg, "id", "") for call in line.calls for arg in call.args if called_as(call, "len")}:
            return True
    return False


def called_as(call: ast.Call, *names: str) -> bool:
    """Return whether a call is of one of these names."""
    return surroundings.called_name(call) in names


def _enumerated(line: Line) -> Iterator[tuple[str, str]]:
    loops = [one for one in line.statements if isinstance(one, ast.For)]
    made = [(one.target, one.iter) for one in loops]
    inner = (node.generators for node in line.nodes if isinstance(node, (ast.ListComp, ast.GeneratorExp)))
    made += [(one.target, one.iter) for each in inner for one in each]
    for target, source in made:
        pair = [getattr(part, "id", "") for part in target.elts] if isinstance(target, ast.Tuple) else []
        if len(pair) == 2 and isinstance(source, ast.Call) and called_as(source, "enumerate"):
            yield pair[0], pair[1]


def _list_index(line: Line, values: Values) -> tuple[str, Values]:
    rows = [part for node in line.nodes if isinstance(node, (ast.List, ast.Tuple)) for part in node.elts]
    rows += [arg for call in line.calls for arg in call.args]
    joined = any(isinstance(one, ast.Subscript) and isinstance(one.value, (ast.List, ast.Tuple)) for one in rows)
    return ("comma" if joined else "list_index"), values


def _array_for_number(line: Line, values: Values) -> tuple[str, Values]:
    for call in line.calls:
        name, of = surroundings.called_name(call), getattr(getattr(call.func, "value", None), "id", "")
        if name in _JOINING and len(call.args) > 1 and of in ("np", "numpy"):
            return "join_list", {"name": f"np.{name}"}
        if name in _IN_PAIRS and len(call.args) > 1 and of in ("np", "numpy"):
            return "in_pairs", {"name": f"np.{name}", "use": _IN_PAIRS[name]}
        if of == "math" and hasattr(np, name):
            return "math", {"name": f"math.{name}", "use": f"np.{name}"}
    return "array_for_number", values


def _truth(line: Line, values: Values) -> tuple[str, Values]:
    for node in line.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("max", "min"):
            return "in_pairs", {"name": node.func.id, "use": _IN_PAIRS[node.func.id]}
    for node in line.nodes:
        name = type(getattr(node, "op", None)).__name__.lower()
        if use := {"and": "&", "or": "|", "not": "~"}.get(name):
            return "truth", {"name": name, "use": use}
    is_if = any(isinstance(node, (ast.If, ast.IfExp)) for node in (*line.statements[-1:], *line.nodes))
    return "truth", {"name": "if", "use": "np.where"} if is_if else values


def _none(line: Line, _values: Values) -> tuple[str, Values]:
    """The cause, with the function or method whose result is None, or the argument that is."""
    made = [*line.nodes, *(value for name in line.names for value in line.origins(name))]
    for call in [node for node in made if isinstance(node, ast.Call)][:_MOST]:
        name = surroundings.called_name(call)
        if name in _IN_PLACE and line.definition(name) is None:
            return "none", {"method": name}
        if surroundings.may_give_nothing(line.definition(name)):
            return "none", {"helper": name}
    guarded = [node for node in line.nodes if isinstance(node, (ast.BoolOp, ast.IfExp))]
    looked_at = line.names - {getattr(part, "id", "") for node in guarded for part in ast.walk(node)}
    left_out = sorted(_left_out(line.function) & looked_at) if line.function is not None else []
    return "none", {"parameter": left_out[0]} if len(left_out) == 1 else {}


def _left_out(function: Definition) -> set[str]:
    """The parameters of a function that are None where a call does not give them, and that it does not set itself."""
    ours = function.args
    pairs = [*zip([*ours.posonlyargs, *ours.args][::-1], ours.defaults[::-1], strict=False)]
    pairs += [(arg, default) for arg, default in zip(ours.kwonlyargs, ours.kw_defaults, strict=True) if default]
    set_here = {
        node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    return {arg.arg for arg, default in pairs if isinstance(default, ast.Constant) and default.value is None} - set_here


def _call(line: Line, _values: Values) -> tuple[str, Values]:
    for call in line.calls:
        if isinstance(call.func, (ast.Tuple, ast.List)):
            return "comma", {}
        if isinstance(call.func, ast.Attribute) and call.func.attr in _PROPERTIES:
            return "property", {"name": call.func.attr}
    own, of_file = surroundings.names_set(line.function or line.tree), surroundings.names_set(line.tree)
    outside = {*vars(builtins)} | (of_file if line.function is not None else set())
    for name in (call.func.id for call in line.calls if isinstance(call.func, ast.Name)):
        is_set = name in own or (name in of_file and name in vars(builtins))
        if is_set and (line.definition(name) is None or line.origins(name)):
            return ("shadowed" if name in outside else "call"), {"name": name}
    return "call", {}


def _name(line: Line, values: Values) -> tuple[str, Values]:
    name = values["name"]
    if use := older_python.replacement("python", name):
        return "older.name", {"use": use}
    if name in _MODULES:
        return "import", {"name": name}
    seen = surroundings.names_set(line.tree)
    if line.function is not None:
        seen |= {
            one for scope in line.statements if isinstance(scope, Definition) for one in surroundings.names_set(scope)
        }
    methods = [one for one in line.statements if isinstance(one, ast.ClassDef)]
    of_self = {
        node.attr
        for one in methods
        for node in ast.walk(one)
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "self"
    }
    of_self |= {one.name for kind in methods for one in kind.body if isinstance(one, Definition)}
    if name in of_self:
        return "self", {"name": name}
    near = nearest_name(name, [*sorted(seen - {name})[:_MOST_NAMES], *vars(builtins)])
    if near:
        return "name", {"name": name, "near": near}
    for other in surroundings.definitions(line.tree):
        if isinstance(other, Definition) and other is not line.function and name in surroundings.names_set(other):
            return "name_elsewhere", {"name": name, "function": other.name}
    return "name", {"name": name}


def _local(line: Line, values: Values) -> tuple[str, Values]:
    name = values["name"]
    outside = name in surroundings.names_set(line.tree) or name in vars(builtins)
    return ("local_of_outside" if outside else "local"), {"name": name}


def _unpack(line: Line, values: Values) -> tuple[str, Values]:
    made = getattr(line.statements[-1], "value", None) if line.statements else None
    if isinstance(made, ast.Attribute) and made.attr == "shape":
        return "unpack_shape", values
    return "unpack", values


def _attribute(line: Line, values: Values) -> tuple[str, Values]:
    kind, name = values.get("type", ""), values["name"]
    own = line.definition(kind.rpartition(".")[2])
    there = [] if own is None else [n.attr for n in ast.walk(own) if isinstance(n, ast.Attribute) and n.attr != name]
    there += [one.name for one in getattr(own, "body", ()) if isinstance(one, Definition)]
    near = nearest_name(name, [*dict.fromkeys(there)][:_MOST_NAMES])
    return "attribute", {"type": kind, "name": name, "near": near}


def _list(line: Line, values: Values) -> tuple[str, Values]:
    if "name" in values and not hasattr(np.ndarray, values["name"]):
        return "attribute", {**values, "near": nearest_name(values["name"], dir(list))}
    if "times" not in values:
        return "list", {}
    products = [node for node in line.nodes if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult)]
    sides = [side for one in products for side in (one.left, one.right)]
    if any(isinstance(side, ast.List) for side in sides):  # [0] * (n / 2)
        return (_OLDER_DIVISION if _is_divided(line) else "float_for_integer"), {}
    sides += [made for side in sides for made in line.origins(getattr(side, "id", ""))]
    if any(isinstance(side, ast.Constant) and isinstance(side.value, str) for side in sides):
        return "text", {}
    return "list", {}


def _array_attribute(_line: Line, values: Values) -> tuple[str, Values]:
    name = values["name"]
    use = _table()["of_array"].get(name, f"np.{name}(x)" if callable(getattr(np, name, None)) else "")
    near = "" if use else nearest_name(name, dir(np.ndarray))
    return "array_attribute", {"name": name, "use": use or (near and f".{near}")}


def _module_name(_line: Line, values: Values) -> tuple[str, Values]:
    module, name = values.get("module", "numpy"), values["name"]
    if module == "numpy" and (use := older_python.replacement("numpy", name)):
        return "older.name", {"use": use}
    names = {"numpy": dir(np), "numpy.random": dir(np.random), "numpy.linalg": dir(np.linalg)}.get(module, [])
    return "module_name", {"module": module, "name": name, "near": nearest_name(name, names, _VERY_LIKE)}


def _older_name(_line: Line, values: Values) -> tuple[str, Values]:
    uses = [older_python.replacement(kind, values["name"]) for kind in ("methods", "keywords")]
    return "older.name", {"use": next(filter(None, uses), "") or _table()["older"][values["name"]]}


def _keyword(line: Line, values: Values) -> tuple[str, Values]:
    own = line.definition(values.get("function", "").rpartition(".")[2].lstrip("_"))
    names = [arg.arg for arg in ast.walk(own.args) if isinstance(arg, ast.arg)] if isinstance(own, Definition) else []
    near = _table()["keywords"].get(values["name"], "") if own is None else nearest_name(values["name"], names)
    return "keyword", {"name": values["name"], "near": near}


def _arguments(line: Line, values: Values) -> tuple[str, Values]:
    name = values.get("function", "").rpartition(".")[2]
    own, kinds = (
        line.definition(name),
        [one for one in surroundings.definitions(line.tree) if isinstance(one, ast.ClassDef)],
    )
    if name in ("array", "asarray") and own is None:
        return "shape_tuple", {}
    if isinstance(own, Definition) and any(own in kind.body for kind in kinds):
        first = [arg.arg for arg in (*own.args.posonlyargs, *own.args.args)][:1]
        if first != ["self"] and not own.decorator_list:
            return "self_parameter", {"name": name}
    if name in _JOINING and own is None:
        return "join_list", {"name": f"np.{name}"} if name != "append" else {}
    return "arguments", {"name": name}


def _product_with_number(line: Line, values: Values) -> tuple[str, Values]:
    _, made = _none(line, values)  # NumPy takes None for a number
    return ("none", made) if made else ("product_with_number", values)


def _key(line: Line, values: Values) -> tuple[str, Values]:
    """The cause with a key of the file that is nearly the one that is not there."""
    texts = {n.value for n in ast.walk(line.tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    known = {repr(text) for text in texts if _SHORT <= len(text) < _LONGEST} - {values["name"]}
    known = {*sorted(known)[:_MOST_NAMES]}
    same = next((text for text in sorted(known) if text.lower() == values["name"].lower()), "")
    return "key", {"name": values["name"], "near": same or nearest_name(values["name"], known, _VERY_LIKE)}


def _recursion(line: Line, values: Values) -> tuple[str, Values]:
    name = line.function.name if line.function is not None else ""
    places = [one.lineno for one in surroundings.definitions(line.tree) if one.name == name and one in line.tree.body]
    return ("defined_twice", {"name": name}) if len(places) > 1 else ("recursion", values)


def _shapes(line: Line, values: Values) -> tuple[str, Values]:
    """The cause, where an axis was summed away that should have stayed."""
    axes = [values.get(side, "").count(",") + (values.get(side, "")[-2:] not in ("", ",)", "()")) for side in _SIDES]
    sides = [side for node in line.nodes if isinstance(node, ast.BinOp) for side in (node.left, node.right)]
    sides += [made for side in sides for made in line.origins(getattr(side, "id", ""))]
    for call in (side for side in sides if isinstance(side, ast.Call) and called_as(side, *_REDUCING)):
        named = {part.arg for part in call.keywords}
        method = not (isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") in ("np", "numpy"))
        over_axis = "axis" in named or len(call.args) > 1 - method
        inside = any(isinstance(node, ast.BinOp) for arg in call.args for node in ast.walk(arg))  # which may be it, too
        if over_axis and "keepdims" not in named and abs(axes[0] - axes[1]) == 1 and not inside:
            return "keepdims", {"name": surroundings.called_name(call), **values}
    return "shapes", values


_SIDES, _REDUCING = ("one", "other"), ("sum", "max", "min", "amax", "amin", "mean", "prod", "std", "var")


def _place(line: Line, values: Values) -> tuple[str, Values]:
    uppers = [node.upper for node in line.nodes if isinstance(node, ast.Slice)]
    to_minus = any(isinstance(upper, ast.UnaryOp) and isinstance(upper.op, ast.USub) for upper in uppers)
    return "minus_zero" if to_minus and "0" in re.findall(r"\d+", values.get("other", "")) else "place", values


def _no_init(line: Line, values: Values) -> tuple[str, Values]:
    own = line.definition(values.get("function", ""))
    near = [one.name for one in getattr(own, "body", ()) if isinstance(one, Definition) and "init" in one.name]
    return "no_init", {"name": values.get("function", ""), "near": near[0] if near else ""}


_OLDER_DIVISION = "older.division"
_BY_LINE: dict[str, Callable[[Line, Values], tuple[str, Values]]] = {
    "index": _index,
    "float_for_integer": _float_for_integer,
    "list_index": _list_index,
    "array_for_number": _array_for_number,
    "truth": _truth,
    "none": _none,
    "call": _call,
    "name": _name,
    "local": _local,
    "unpack": _unpack,
    "attribute": _attribute,
    "list": _list,
    "array_attribute": _array_attribute,
    "module_name": _module_name,
    "older.name": _older_name,
    "keyword": _keyword,
    "arguments": _arguments,
    "no_init": _no_init,
    "product_with_number": _product_with_number,
    "key": _key,
    "recursion": _recursion,
    "shapes": _shapes,
    "place": _place,
}
