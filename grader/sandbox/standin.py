"""Imports in the worker: unreadable modules are missing, and a missing package fails only when it is used."""

import ast
import copy
import importlib.abc
import importlib.machinery
import os
import sys
import types
from collections.abc import Callable, Iterator, Sequence
from typing import Any


class Missing(types.ModuleType):
    """A stand-in for a package that the sandbox does not offer: it can be imported, but not used."""

    def __getattr__(self, name: str) -> "Unusable":
        if name == "__all__":  # `import *` asks for it, and would set nothing without a word
            raise ImportError(f"{self.__name__} is not available while grading, nor are the names that it sets")
        if name.startswith("__") and name.endswith("__") and name != "__version__":  # which many files print
            raise AttributeError(name)
        package = self.__name__.partition(".")[0]
        return Unusable(f"{self.__name__}.{name}", f"{package} is not available while grading")


class Unusable:
    """A stand-in for a value that cannot be had while grading: what uses it ends in an ImportError that says why."""

    def __init__(self, name: str, why: str) -> None:
        self._name, self._why = name, why

    def _refuse(self, *_args: Any, **_kwargs: Any) -> Any:
        raise ImportError(f"{self._why}, so {self._name} cannot be used here")

    def __getattr__(self, name: str) -> "Unusable":
        if name.startswith("__"):
            raise AttributeError(name)
        return Unusable(f"{self._name}.{name}", self._why)

    def __repr__(self) -> str:
        return self._name

    def __instancecheck__(self, _value: Any) -> bool:
        return False  # nothing is of a class that is not here

    def __or__(self, _other: Any) -> "Unusable":
        return self  # the type of an argument, `Tensor | None`

    __ror__ = __or__


for _operation in (
    "call enter iter getitem setitem delitem contains mro_entries len float int index array "
    "lt le gt ge neg abs add radd sub rsub mul rmul truediv rtruediv floordiv rfloordiv mod pow rpow matmul rmatmul"
).split():
    setattr(Unusable, f"__{_operation}__", Unusable._refuse)


def each_name(statement: ast.Import | ast.ImportFrom) -> list[ast.stmt]:
    """Return an import of several names as one of each, where the name stands."""
    each: list[ast.stmt] = []
    for alias in statement.names:
        one = copy.copy(statement)
        one.names, one.lineno, one.col_offset = [alias], alias.lineno, alias.col_offset
        each.append(one)
    return each


def message_of(error: BaseException) -> str:
    """Return what an exception says; of an import not where Python stands on this machine."""
    said = str(error)
    return said.replace(f" ({error.path})", "") if isinstance(error, ImportError) and error.path else said


_stars: list[str] = []  # modules that are not here, and of which everything was imported


def stand_in(statement: ast.stmt | None, error: BaseException, line: int, space: dict[str, Any]) -> None:
    """Set stand-ins for the names that a statement which ended in `error` would have set; those that are set stay."""
    why = message_of(error)
    if isinstance(statement, ast.Import):
        (alias,) = statement.names
        top = alias.name.partition(".")[0]
        if not alias.asname and top in sys.modules:  # only its part is not there
            space.setdefault(top, sys.modules[top])
        names = {alias.asname or top: alias.name if alias.asname else top}
    elif isinstance(statement, ast.ImportFrom):
        (alias,) = statement.names
        if alias.name == "*":
            _stars.append("." * statement.level + (statement.module or ""))
        names = {alias.asname or alias.name: f"{statement.module or ''}.{alias.name}".lstrip(".")}
    else:
        why = f"line {line} was passed over while grading"
        names = {name: name for name in _names_set(statement)}
    for name, shown in names.items():
        space.setdefault(name, Unusable(shown, why))


def _names_set(statement: ast.stmt | None) -> Iterator[str]:
    waiting: list[ast.AST] = [] if statement is None else [statement]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.alias):
            yield node.asname or node.name.partition(".")[0]
        elif not isinstance(node, ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))


def missing_stars(error: BaseException) -> str:
    """Return what to add to the message of an exception: a name may be one that `import *` would have set."""
    if type(error) is not NameError or not _stars:
        return ""
    return f"; it may be of {', '.join(_stars[:5])}, which is not here"


class Offered(importlib.machinery.PathFinder):
    """A finder of modules without the unreadable ones: they are missing, so that `except ImportError` works."""

    @classmethod
    def find_spec(
        cls, fullname: str, path: Sequence[str] | None = None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return the spec of a module that can be read."""
        spec = super().find_spec(fullname, path, target)
        if spec is None or path is not None or (spec.origin and not os.path.isfile(spec.origin)):
            return spec  # a part of a package, or a module in a zip
        try:
            os.close(os.open(spec.origin or "", os.O_RDONLY))
        except OSError:
            return None
        return spec


PACKAGE = "handed_in"  # what stands beside a submission is imported from it by relative imports


class Beside(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """A finder of a submission's own modules: itself, `own`, and by their paths the `sources` that stand beside it.

    An absolute name is looked for beside the submission, whose path is `place`, then in the folders around it.  As in
    any run of Python it counts before an installed package.  The standard library and NumPy count before it: they use
    each other, and which of them is loaded already is not the same everywhere.  Under the name `called` it finds the
    submission: on a student's machine that is the name of its file.
    """

    def __init__(
        self,
        sources: dict[str, str],
        place: str,
        called: str,
        own: types.ModuleType,
        run: Callable[[str, types.ModuleType], None],
    ) -> None:
        self.sources, self.place, self.called, self.own, self.run = sources, place, called, own, run
        self.files = {_without_dots(path): path for path in [*sources, place]}
        self.folders = [_without_dots(place).rpartition("/")[0]]
        while self.folders[-1]:
            self.folders.append(self.folders[-1].rpartition("/")[0])
        own.__package__ = ".".join([PACKAGE, *filter(None, self.folders[0].split("/"))])

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None = None, _target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return the spec of a module that was handed in; a relative one that was not is told so."""
        top, _, rest = fullname.partition(".")
        if top == "numpy" or top in sys.stdlib_module_names:
            return None
        found = (
            self._look_up(f"{folder}/{(rest if top == PACKAGE else fullname).replace('.', '/')}".strip("/"))
            for folder in ([""] if top == PACKAGE else self.folders)
        )
        path = self.place if fullname == self.called else next((path for path in found if path is not None), None)
        if path is None and top == PACKAGE:
            raise ModuleNotFoundError(f"{rest} was not handed in", name=rest)
        if path is None:
            return None
        spec = importlib.machinery.ModuleSpec(fullname, self, origin=path)
        if not path.endswith(".py") or path.endswith("__init__.py"):
            spec.submodule_search_locations = []
        return spec

    def _look_up(self, path: str) -> str | None:
        """The file of a module, or its folder; None where there is none."""
        for file in (f"{path}/__init__.py".lstrip("/"), f"{path}.py"):
            if file in self.files:
                return self.files[file]
        return path if any(file.startswith(f"{path}/".lstrip("/")) for file in self.files) else None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType | None:
        """Return the submission itself for its own file."""
        return self.own if spec.origin == self.place else None

    def exec_module(self, module: types.ModuleType) -> None:
        """Run a module's source; a folder has none."""
        origin = module.__spec__.origin if module.__spec__ is not None else None
        if module is self.own:
            module.__spec__ = None  # as it was: its relative imports go by its package
        elif origin in self.sources:
            module.__file__ = os.path.relpath(origin, os.path.dirname(self.place))  # data are beside the submission
            self.run(origin, module)


def _without_dots(path: str) -> str:
    """A path whose folders can be parts of a package's name."""
    folder, slash, name = path.rpartition("/")
    return folder.replace(".", "_") + slash + name


class StandIn(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """A finder of stand-ins for missing packages that the submission itself imports, outside `try`."""

    def __init__(self, sources: list[str]) -> None:
        self.sources = sources
        self.names: set[str] | None = None

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None = None, _target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return a stand-in for a whole package, or for a part of one that is a stand-in itself."""
        if self.names is None:
            self.names = _imported(self.sources)
        package, dot, _ = fullname.partition(".")
        if isinstance(sys.modules.get(package), Missing) if dot else package in self.names:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        """Return the stand-in."""
        return Missing(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """Do nothing: a stand-in is empty."""


def _imported(sources: list[str]) -> set[str]:
    """Top-level packages imported outside `try`: inside one, the submission has its own way without them."""
    names: set[str] = set()
    for source in sources:
        try:
            waiting: list[ast.AST] = [ast.parse(source)]
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        while waiting:
            node = waiting.pop()
            if isinstance(node, ast.Import):
                names.update(a.name.split(".")[0] for a in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.split(".")[0])
            elif not isinstance(node, ast.Try):
                waiting.extend(ast.iter_child_nodes(node))
    return names
