"""Runs inside the locked-down process: source in, calls in, plain-data replies out.  Nothing here is trusted.

The grader sends `{id, names, cells, modules, place}` once, then `{id, function, args, kwargs}` call by call; each
request is answered by a frame with its id.  `CLASS.METHOD` is called on the first argument; with `read` it is an
attribute.  With `keep`, a number for each place, what a result has in these places
stays here and goes by its number.  Expected values, checks and other inputs never come here.
"""

import ast
import builtins
import contextlib
import importlib.machinery
import io
import linecache
import os
import re
import sys
import traceback
import types
import warnings
from collections import deque
from collections.abc import Iterator
from time import process_time
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING or __package__:
    from grader.sandbox import standin, wire
else:  # in the worker the siblings are modules of their own: the package stays out of it
    import standin
    import wire

MAX_WARNINGS = 20
MAX_HELD, MAX_ARRAYS_HELD = 8 << 10, 16  # what a call returned does not wait in memory for the next, but for a little
_OURS = {"lockdown", "seccomp", "standin", "submission", "wire", "worker"}  # modules that a submission may have, too
_BUILT_IN = tuple(k for k in vars(builtins).values() if isinstance(k, type) and issubclass(k, BaseException))


class Captured(io.TextIOBase):
    """A text stream that keeps the first part of the output and drops the rest."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.size = 0

    def writable(self) -> bool:
        """Return True: printing works."""
        return True

    def write(self, text: str, /) -> int:
        """Keep `text` while there is room."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if text and self.size < wire.MAX_TEXT:
            self.parts.append(text[: wire.MAX_TEXT - self.size])
            self.size += len(text)
        return len(text)

    def reconfigure(self, **_options: Any) -> None:
        """Do nothing: the output is text already."""

    @property
    def buffer(self) -> io.BytesIO:
        """A stream for bytes, which are dropped."""
        return io.BytesIO()

    def take(self) -> str:
        """Return the output so far, and start anew."""
        text = "".join(self.parts)
        self.parts, self.size = [], 0
        return text


def _read_exactly(stream: int, count: int) -> bytearray:
    data = bytearray(count)
    view, got = memoryview(data), 0
    while got < count:
        n = os.readv(stream, [view[got:]]) if hasattr(os, "readv") else _read_into(stream, view[got:])
        if not n:
            raise EOFError
        got += n
    return data


def _read_into(stream: int, view: memoryview) -> int:
    chunk = os.read(stream, min(len(view), 1 << 20))
    view[: len(chunk)] = chunk
    return len(chunk)


def read_frame(stream: int, find: wire.Found | None = None) -> Any:
    """Return the value of the next frame, which comes from the grader."""
    magic, header, body = wire.HEAD.unpack(_read_exactly(stream, wire.HEAD.size))
    if magic != wire.MAGIC:
        raise EOFError
    return wire.decode(_read_exactly(stream, header), _read_exactly(stream, body), request=True, find=find)


def write_frame(stream: int, value: Any, *, request: bool = False) -> None:
    """Send `value`; where encoding it raises, nothing has been sent."""
    view = memoryview(wire.encode(value, request=request))
    while view:
        view = view[os.write(stream, view) :]


def _problem(error: BaseException, names: list[str]) -> dict[str, Any]:
    """An exception's type and message, its frames in the student's own source, and the line of the last one."""
    try:
        message = standin.message_of(error)[:500] + standin.missing_stars(error)
    except BaseException:  # noqa: BLE001 - the submission's own __str__ may raise what it likes
        message = ""
    line, cell, trace = None, None, error.__traceback__
    frames: deque[list[Any]] = deque(maxlen=wire.MAX_FRAMES)
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename in names:
            line, cell = trace.tb_lineno, names.index(code.co_filename)
            frames.append([cell, line, code.co_qualname[:100]])
        trace = trace.tb_next
    if isinstance(error, SyntaxError) and error.filename in names:
        line, cell = error.lineno, names.index(error.filename)
    base = next((kind.__name__ for kind in type(error).__mro__ if any(kind is known for known in _BUILT_IN)), "")
    what = {"error": type(error).__name__[:100], "base": base, "message": message}
    return {**what, "line": line, "cell": cell, "frames": list(frames)}


class _NoNotebook:
    """A stand-in for the notebook's shell, whose methods do nothing."""

    def __getattr__(self, name: str) -> Any:
        return lambda *_args, **_options: None


def load(request: dict[str, Any], module: types.ModuleType) -> dict[str, Any]:
    """Run the cells one by one; a broken cell is reported and does not stop the others.

    What can only fail here, a package that is not offered, a question at the keyboard, a file, costs its statement.
    """
    problems: list[Any] = []
    skipped: list[Any] = []
    space, names, cells, modules = module.__dict__, request["names"], request["cells"], request.get("modules", {})
    if any("random" in source for source in [*cells, *modules.values()]):  # all start from the same state
        import random

        random.seed(0)
        np.random.seed(0)
    space["get_ipython"] = _NoNotebook  # a notebook saved as .py calls it for its magics
    space["display"] = _NoNotebook().display  # notebooks have it without an import

    def run(number: int, source: str, space: dict[str, Any]) -> None:
        name = names[number]
        linecache.cache[name] = (len(source), None, source.splitlines(True), name)
        skipped.extend([number, _problem_in(number, error, names)] for error in _run(source, name, space))

    def run_module(path: str, beside: types.ModuleType) -> None:
        run(names.index(path), modules[path], beside.__dict__)

    for name in _OURS & {part.removesuffix(".py") for path in modules for part in path.split("/")}:
        sys.modules.pop(name, None)
    finder = standin.Beside(
        modules, request.get("place") or "submission.py", request.get("called", ""), module, run_module
    )
    sys.meta_path[:] = [finder, *sys.meta_path, standin.StandIn([*cells, *modules.values()])]
    for number, source in enumerate(cells):
        try:
            run(number, source, space)
        except BaseException as error:  # noqa: BLE001 - a submission may raise SystemExit or its own kind
            problems.append([number, _problem_in(number, error, names)])
    return {"problems": problems, "skipped": skipped}


def _problem_in(number: int, error: BaseException, names: list[str]) -> dict[str, Any]:
    """An exception with its line in one of the files; where it came from another one, its message names that too."""
    problem, inner = _problem(error, names[number : number + 1]), _problem(error, names)
    if inner["cell"] not in (None, number):
        problem["message"] += f" ({names[inner['cell']]}, line {inner['line']})"
    return problem


def _run(source: str, name: str, space: dict[str, Any]) -> Iterator[BaseException]:
    """Run a cell; yield the exceptions of statements that can run only on a student's machine, and skip these.

    What such a statement would have set is a stand-in that says so; of an import, each name by itself.
    """
    code, left, skipped, told = compile(source, name, "exec", dont_inherit=True), None, False, set[str]()
    while True:
        try:
            exec(code, space)  # noqa: S102 - what this process is for
        except BaseException as error:
            line, failed, left = _split_at(ast.parse(source).body if left is None else left, error, name)
            # A name that is not there may be one that a skipped statement would have set.
            if not (skipped if isinstance(error, NameError) else _only_here(error, failed, source)):
                raise
            skipped = True
            if isinstance(failed, (ast.Import, ast.ImportFrom)) and len(failed.names) > 1:
                left = [*standin.each_name(failed), *left]
            else:
                standin.stand_in(failed, error, line, space)
                if not isinstance(error, ImportError) or str(error) not in told:  # of several names from one module
                    told.add(str(error))
                    yield error
            futures = [n for n in ast.parse(source).body if isinstance(n, ast.ImportFrom) and n.module == "__future__"]
            code = compile(ast.Module([*futures, *left], []), name, "exec", dont_inherit=True)
        else:
            return


_DESK = re.compile(r"\b(argv|stdin|environ)\b")  # read at the top, these are of the student's own machine


def _only_here(error: BaseException, failed: ast.stmt | None, source: str) -> bool:
    """Whether an exception comes from the sandbox: no keyboard, no files, no command line, not every package."""
    if isinstance(error, (ImportError, EOFError, OSError)):
        return True
    if isinstance(failed, (ast.Import, ast.ImportFrom)) and isinstance(error, Exception):
        return True
    last = next((frame for frame, _ in [*traceback.walk_tb(error.__traceback__)][::-1]), None)
    if last and last.f_globals.get("__name__") == "argparse":
        return True
    if isinstance(error, (LookupError, ValueError)) and failed is not None:
        line = linecache.getline(last.f_code.co_filename, last.f_lineno) if last else ""
        if _DESK.search(line + (ast.get_source_segment(source, failed) or "")):
            return True
    before = error.__cause__ or error.__context__  # `except ImportError: sys.exit("install it")`
    return before is not None and _only_here(before, None, "")


def _split_at(body: list[ast.stmt], error: BaseException, name: str) -> tuple[int, ast.stmt | None, list[ast.stmt]]:
    """The line and the statement that ended in `error`, and the statements after it."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename != name:
        trace = trace.tb_next
    if trace is None:
        return 0, None, []
    _, _, column, _ = list(trace.tb_frame.f_code.co_positions())[trace.tb_lasti // 2]
    at = trace.tb_lineno, column or 0
    starts = [min([(n.lineno, n.col_offset), *((d.lineno, 0) for d in getattr(n, "decorator_list", ()))]) for n in body]
    count = sum(start <= at for start in starts)
    return trace.tb_lineno, (body[count - 1] if count else None), body[count:]


def _arrays(value: Any) -> list[Any]:
    parts = list(value.values()) if isinstance(value, dict) else value if isinstance(value, (tuple, list)) else [value]
    return [part for part in parts if isinstance(part, np.ndarray) and part.size]


def _shares(value: Any, args: list[Any]) -> bool:
    given = [a for a in args if isinstance(a, np.ndarray) and a.size]
    return any(np.may_share_memory(v, a) for v in _arrays(value) for a in given)


class Held:
    """The small arrays of the last call's result with their content: the next call must not change them."""

    def __init__(self, value: Any = None) -> None:
        arrays = [array for array in _arrays(value) if array.nbytes <= MAX_HELD and array.dtype.kind in "biufc"]
        self.arrays = [(array, np.ndarray.tobytes(array)) for array in arrays[:MAX_ARRAYS_HELD]]

    def overwritten(self) -> bool:
        """Return whether one of the arrays has changed."""
        return any(np.ndarray.tobytes(array) != before for array, before in self.arrays)


class Kept:
    """What stays in this process: results, by their numbers, and functions, by their names."""

    def __init__(self, space: dict[str, Any]) -> None:
        self.space = space
        self.by_number: dict[int, Any] = {}
        self.sent: dict[int, Any] = {}  # what the last request named, by its id: nothing looks into it

    def find(self, key: list[Any]) -> Any:
        """Return what a key in a request stands for."""
        number, name = key[:2]
        if number:
            found = self.by_number[number]
        elif name.startswith("np."):
            found = getattr(np, name[3:])
        else:
            found = self.space.get(name, _undefined(name))
        self.sent[id(found)] = key
        return found

    def keep(self, value: Any, numbers: dict[Any, int]) -> Any:
        """Return a result without what stays here, which has None in its place."""
        if 1 in numbers.values():
            self.by_number.clear()  # another check has begun

        def keep_part(place: Any, part: Any) -> None:
            self.by_number[numbers[place]] = part

        return wire.parts_exchanged(value, numbers, keep_part)


def _undefined(name: str) -> Any:
    def undefined(*_args: Any, **_kwargs: Any) -> None:
        raise NameError(f"name {name!r} is not defined")

    return undefined


def call(request: dict[str, Any], kept: Kept, names: list[str]) -> dict[str, Any]:
    """Call one function; the reply says its value or its exception, and whether an argument was changed."""
    args, kwargs = request["args"], request["kwargs"]
    name, _, member = request["function"].partition(".")
    given = args[1:] if member else args
    function = getattr(args[0], member, None) if member and "read" not in request else kept.space.get(name)
    if "read" in request:
        given, function = [args[0], member], getattr
    if not callable(function):
        return {"missing": True}
    before = wire.encode([args, kwargs], request=True, known=kept.sent)
    started = process_time()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            value = function(*given, **kwargs)
        except BaseException as error:  # noqa: BLE001 - a submission may raise SystemExit or its own kind
            return {**_problem(error, names), "cpu": process_time() - started}
    used = process_time() - started
    if member and value is args[0]:
        value = None  # a method that returns its instance brings nothing new
    if "keep" in request:
        value = kept.keep(value, request["keep"])
    reply = {"value": value, "cpu": used}
    if _changed(args, kwargs, before, kept.sent):
        reply["changed"] = True
    if _shares(value, [a for a in (*args, *kwargs.values()) if id(a) not in kept.sent]):
        reply["shared"] = True
    if caught:
        reply["warnings"] = [f"{w.category.__name__}: {w.message}"[:200] for w in caught[:MAX_WARNINGS]]
    return reply


def _changed(args: list[Any], kwargs: dict[str, Any], before: bytes, sent: dict[int, Any]) -> bool:
    try:
        return wire.encode([args, kwargs], request=True, known=sent) != before
    except (TypeError, wire.UnsendableError):
        return True  # something was put in that we did not send


def _send(outgoing: int, reply: dict[str, Any]) -> None:
    try:
        write_frame(outgoing, reply)
    except wire.WireError:
        write_frame(outgoing, {"id": reply["id"], "too_large": True})
    except OSError:
        raise
    except BaseException as error:  # noqa: BLE001 - a value may have methods of its own
        problem = {"error": type(error).__name__[:100], "message": "the result could not be sent back", "line": None}
        write_frame(outgoing, {"id": reply["id"], **problem})


def serve(incoming: int, outgoing: int) -> None:
    """Answer requests until the grader closes the stream."""
    captured = Captured()
    sys.stdout = sys.stderr = captured
    request = read_frame(incoming)
    names = request["names"]
    module = types.ModuleType("submission")
    module.__file__ = names[0] if names else "submission.py"
    sys.modules["submission"] = module
    reply, held, kept = load(request, module), Held(), Kept(module.__dict__)
    while True:
        _send(outgoing, {**reply, "id": request["id"], "output": captured.take()})
        del reply
        kept.sent = {}
        request = read_frame(incoming, kept.find)
        try:
            reply = call(request, kept, names)
            if held.overwritten():
                reply["overwrote"] = True
            if "read" not in request:
                held = Held(reply.get("value"))
        except BaseException as error:  # noqa: BLE001 - attested values may have methods of their own
            reply = _problem(error, names)


def prepare() -> None:
    """Make this process look like one that was started for a submission."""
    sys.argv[:] = ["submission.py"]
    sys.orig_argv[:] = []
    sys.meta_path[:] = [standin.Offered if f is importlib.machinery.PathFinder else f for f in sys.meta_path]


_WARM_CELL = """
import numpy as np
def f(x, y):
    return np.cumsum(x) * 2 + y, x.reshape(2, -1) @ y.reshape(-1, 2), np.sort(x)[::-1], float(x.mean()), np.sqrt(abs(x))
"""


def warm(rounds: int = 10) -> None:
    """Run a few requests in this process, so that children inherit warm code."""
    import socket

    x = np.arange(100.0)
    say = {"id": "w", "function": "f", "args": [x, x], "kwargs": {}}
    streams = sys.stdout, sys.stderr
    for _ in range(rounds):
        here, there = socket.socketpair()
        write_frame(here.fileno(), {"id": "w", "names": ["warm.py"], "cells": [_WARM_CELL]}, request=True)
        write_frame(here.fileno(), say, request=True)
        write_frame(here.fileno(), {**say, "args": [x, "no number"]}, request=True)
        here.shutdown(socket.SHUT_WR)
        with contextlib.suppress(EOFError):
            serve(there.fileno(), there.fileno())
        for _ in range(3):
            read_frame(here.fileno())
        here.close()
        there.close()
        sys.meta_path[:] = [
            finder for finder in sys.meta_path if not isinstance(finder, (standin.Beside, standin.StandIn))
        ]
    sys.stdout, sys.stderr = streams
    sys.modules.pop("submission", None)
    linecache.cache.pop("warm.py", None)
