"""Runs inside the locked-down process: source in, calls in, plain-data replies out.  Nothing here is trusted.

The grader sends `{id, name, cells, offered}` once, then `{id, function, args, kwargs}` call by call; each request is
answered by a frame with its id.  Expected values, checks and other inputs never come here.
"""

import ast
import importlib.abc
import importlib.machinery
import io
import linecache
import os
import sys
import types
import warnings

import numpy as np
import wire

MAX_TEXT = 8 << 10
MAX_WARNINGS = 20


class Captured(io.TextIOBase):
    """Keeps the first part of what is printed, and throws the rest away."""

    def __init__(self):
        self.parts, self.size = [], 0

    def writable(self):
        return True

    def write(self, text):
        if self.size < MAX_TEXT:
            self.parts.append(text[: MAX_TEXT - self.size])
            self.size += len(text)
        return len(text)

    def take(self):
        text = "".join(self.parts)
        self.parts, self.size = [], 0
        return text


def _read_exactly(stream, count):
    data = bytearray(count)
    view, got = memoryview(data), 0
    while got < count:
        n = os.readv(stream, [view[got:]]) if hasattr(os, "readv") else _read_into(stream, view[got:])
        if not n:
            raise EOFError
        got += n
    return data


def _read_into(stream, view):
    chunk = os.read(stream, min(len(view), 1 << 20))
    view[: len(chunk)] = chunk
    return len(chunk)


def read_frame(stream):
    """Return the value of the next frame; arrays can be written to, as a student's own could."""
    magic, header, body = wire.HEAD.unpack(_read_exactly(stream, wire.HEAD.size))
    if magic != wire.MAGIC:
        raise EOFError
    return wire.decode(bytes(_read_exactly(stream, header)), _read_exactly(stream, body))


def write_frame(stream, value):
    view = memoryview(wire.encode(value))
    while view:
        view = view[os.write(stream, view) :]


class Missing(types.ModuleType):
    """Stands in for a package that the sandbox does not offer: importing it is fine, using it is not."""

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return _Unusable(f"{self.__name__}.{name}")


class _Unusable:
    def __init__(self, name):
        self._name = name

    def _refuse(self, *_args, **_kwargs):
        package = self._name.split(".")[0]
        raise ImportError(f"{package} is not available while grading, so {self._name} cannot be used here")

    __call__ = __enter__ = __iter__ = __getitem__ = __add__ = __mul__ = __mro_entries__ = _refuse

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return _Unusable(f"{self._name}.{name}")


class StandIn(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the packages that the submission itself imports, outside `try`, and that are not to be had."""

    def __init__(self, sources):
        self.sources, self.names = sources, None

    def find_spec(self, name, _path=None, _target=None):
        if self.names is None:
            self.names = _imported(self.sources)
        if name.split(".")[0] in self.names:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        return Missing(spec.name)

    def exec_module(self, module):
        pass


def _imported(sources):
    """Top-level packages imported outside `try`: inside one, the submission has its own way without them."""
    names = set()
    for source in sources:
        try:
            waiting = [ast.parse(source)]
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


def _line(error, name):
    """The last line of the student's own file that the error passed through."""
    if isinstance(error, SyntaxError) and error.filename == name:
        return error.lineno
    line, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == name:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _problem(error, name):
    try:
        message = str(error)[:500]
    except BaseException:
        message = ""
    return {"error": type(error).__name__[:100], "message": message, "line": _line(error, name)}


def load(request, space):
    """Run the cells one by one; a broken cell is told and does not keep the others from running."""
    problems = []
    sys.meta_path.append(StandIn(request["cells"]))
    for number, source in enumerate(request["cells"]):
        name = request["names"][number]
        linecache.cache[name] = (len(source), None, source.splitlines(True), name)
        try:
            exec(compile(source, name, "exec", dont_inherit=True), space)
        except BaseException as error:
            problems.append([number, _problem(error, name)])
    return {"problems": problems}


def _shares(value, args):
    arrays = [v for v in (value if isinstance(value, (tuple, list)) else [value]) if isinstance(v, np.ndarray)]
    return any(isinstance(a, np.ndarray) and a.size and np.may_share_memory(v, a) for v in arrays if v.size for a in args)


def call(request, space, name):
    """Call one function; the reply says its value or its exception, and whether an argument was changed."""
    function = space.get(request["function"])
    if not callable(function):
        return {"missing": True}
    args, kwargs = request["args"], request["kwargs"]
    before = wire.encode([args, kwargs])
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            value = function(*args, **kwargs)
        except BaseException as error:
            return _problem(error, name(error))
    reply = {"value": value}
    if wire.encode([args, kwargs]) != before:
        reply["changed"] = True
    if _shares(value, [*args, *kwargs.values()]):
        reply["shared"] = True
    if caught:
        reply["warnings"] = [f"{w.category.__name__}: {w.message}"[:200] for w in caught[:MAX_WARNINGS]]
    return reply


def serve(incoming, outgoing):
    """Hold one conversation, until the grader closes it."""
    captured = Captured()
    sys.stdout = sys.stderr = captured
    request = read_frame(incoming)
    names = request["names"]
    module = types.ModuleType("submission")
    module.__file__ = names[0] if names else "submission.py"
    sys.modules["submission"] = module
    space = module.__dict__

    def file_of(error):
        trace, found = error.__traceback__, names[0] if names else ""
        while trace is not None:
            if trace.tb_frame.f_code.co_filename in names:
                found = trace.tb_frame.f_code.co_filename
            trace = trace.tb_next
        return found

    reply = load(request, space)
    while True:
        reply["id"] = request["id"]
        reply["output"] = captured.take()
        try:
            write_frame(outgoing, reply)
        except (ValueError, TypeError, RecursionError, MemoryError) as error:
            problem = {"error": type(error).__name__, "message": "the result could not be sent back", "line": None}
            write_frame(outgoing, {"id": request["id"], "output": "", **problem})
        request = read_frame(incoming)
        try:
            reply = call(request, space, file_of)
        except BaseException as error:
            reply = _problem(error, "")


_WARM_CELL = """
import numpy as np
def f(x, y):
    return np.cumsum(x) * 2 + y, x.reshape(2, -1) @ y.reshape(-1, 2), np.sort(x)[::-1], float(x.mean()), np.sqrt(abs(x))
"""


def warm(rounds=10):
    """Hold a few conversations with ourselves, so that children inherit warm code instead of each paying for it."""
    import socket

    x = np.arange(100.0)
    say = {"id": "w", "function": "f", "args": [x, x], "kwargs": {}}
    streams = sys.stdout, sys.stderr
    for _ in range(rounds):
        here, there = socket.socketpair()
        write_frame(here.fileno(), {"id": "w", "names": ["warm.py"], "cells": [_WARM_CELL]})
        write_frame(here.fileno(), say)
        write_frame(here.fileno(), {**say, "args": [x, "no number"]})
        here.shutdown(socket.SHUT_WR)
        try:
            serve(there.fileno(), there.fileno())
        except EOFError:
            pass
        for _ in range(3):
            read_frame(here.fileno())
        here.close()
        there.close()
        sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, StandIn)]
    sys.stdout, sys.stderr = streams
    sys.modules.pop("submission", None)
    linecache.cache.pop("warm.py", None)
