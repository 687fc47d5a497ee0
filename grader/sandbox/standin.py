"""Imports in the worker: unreadable modules are missing, and a missing package fails only when it is used."""

import ast
import importlib.abc
import importlib.machinery
import os
import sys
import types
from collections.abc import Sequence
from typing import Any


class Missing(types.ModuleType):
    """A stand-in for a package that the sandbox does not offer: it can be imported, but not used."""

    def __getattr__(self, name: str) -> "_Unusable":
        if name.startswith("__") and name.endswith("__") and name != "__version__":  # which many files print
            raise AttributeError(name)
        return _Unusable(f"{self.__name__}.{name}")


class _Unusable:
    def __init__(self, name: str) -> None:
        self._name = name

    def _refuse(self, *_args: Any, **_kwargs: Any) -> Any:
        package = self._name.split(".")[0]
        why = f"{package} is not available while grading, so {self._name} cannot be used here"
        raise ImportError(why, name=package)

    __call__ = __enter__ = __iter__ = __getitem__ = __add__ = __mul__ = __mro_entries__ = _refuse
    __setitem__ = __delitem__ = __contains__ = __radd__ = __rmul__ = __sub__ = __rsub__ = __truediv__ = _refuse

    def __getattr__(self, name: str) -> "_Unusable":
        if name.startswith("__"):
            raise AttributeError(name)
        return _Unusable(f"{self._name}.{name}")


def refused(error: BaseException) -> bool:
    """Return whether an exception comes from the use of a stand-in."""
    return isinstance(error, ImportError) and isinstance(sys.modules.get(error.name or ""), Missing)


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


class StandIn(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """A finder of stand-ins for missing packages that the submission itself imports, outside `try`.

    Under the name `called` it finds the submission, `own`: on a student's machine that is the name of its file.
    """

    def __init__(self, sources: list[str], called: str, own: types.ModuleType) -> None:
        self.sources, self.called, self.own = sources, called, own
        self.names: set[str] | None = None

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None = None, _target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return a stand-in for a whole package, or for a part of one that is a stand-in itself."""
        if fullname == self.called:
            return importlib.machinery.ModuleSpec(fullname, self)
        if self.names is None:
            self.names = _imported(self.sources)
        package, dot, _ = fullname.partition(".")
        if isinstance(sys.modules.get(package), Missing) if dot else package in self.names:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        """Return the stand-in, or the submission itself."""
        return self.own if spec.name == self.called else Missing(spec.name)

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
