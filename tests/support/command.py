"""Runs `grader` in this process, in one of its own, or on a terminal; and a small course to run it on."""

import atexit
import gc
import json
import os
import pty
import select
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing import resource_tracker
from pathlib import Path
from types import ModuleType
from typing import IO

import small_course

from grader import sandbox
from grader.cli.main import main

# Tests that are started in the background ignore Ctrl-C, and so would every process that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

REAL = small_course.REAL
GRADER = (sys.executable, "-m", "grader")
PAUSE = 0.02
LONGEST = 120  # seconds that a command may take
AUTOTESTS = '''
"""Checks of `tiny`."""

from grader import check, prose


@check(points=40, public=True)
def ordinary(hw, rng):
    """ordinary numbers"""
    return hw.double(rng.normal(size=3))


@check(points=50)
def negative(hw, rng):
    """negative numbers"""
    return hw.double(-rng.random(size=3) - 3)


prose("why", points=10)
'''
SKELETON = '''
"""Doubling."""

STUDENT = ...


def double(x):
    """Return 2 x."""
    raise NotImplementedError


why = ...
'''
SOLUTION = '''
"""Reference for `tiny`."""

from grader import misconception


def double(x):
    return 2 * x


@misconception(of=double)
def squared(x):
    """You multiplied x with itself; doubling adds it to itself."""
    return x**2


@misconception(of=double)
def without_sign(x):
    """You lost the sign."""
    return abs(2 * x)
'''
RIGHT = "def double(x):\n    return x + x\n"
WRONG = "def double(x):\n    return x * x\n"
SLOW = "import time\n\ndef double(x):\n    time.sleep(0.03)\n    return x + x\n"


def course(root: Path) -> Path:
    """Write a course whose one assignment is `tiny`; return its folder."""
    small_course.written(root, AUTOTESTS, SOLUTION, SKELETON)
    return root


def handed_in(root: Path, **sources: str) -> Path:
    """Write a folder <student>/tiny.py for each source; return the folder of folders."""
    for student, source in sources.items():
        (root / student).mkdir(parents=True, exist_ok=True)
        (root / student / "tiny.py").write_text(source, encoding="utf-8")
    return root


def environment(**more: str) -> dict[str, str]:
    """What a process gets: no colour settings of whoever runs the tests."""
    left_out = {"NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "PYTHONIOENCODING"}
    return {k: v for k, v in os.environ.items() if k not in left_out} | more


def run(*arguments: object, cwd: Path, text: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """Run `grader` in this process, with files for its streams and `text` as its input; undo what it changes here.

    Exit status, output and error output are those of `run_process`, which takes five times as long.  Fails where a
    process that the command started is left running; but a sandbox is kept for the next command that wants the same.
    """
    before = _children()
    with ExitStack() as undo, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given = undo.enter_context(tempfile.TemporaryFile())
        given.write(text.encode())
        given.seek(0)
        undo.enter_context(_as_it_was())
        undo.enter_context(kept_sandboxes())
        for name, number, file in (("stdin", 0, given), ("stdout", 1, out), ("stderr", 2, err)):
            undo.enter_context(_stream(name, number, file))
        os.chdir(cwd)
        os.environ.clear()
        os.environ.update(environment(**more))
        sys.argv = ["grader", *map(str, arguments)]
        sys.modules["__main__"] = ModuleType("__main__")  # processes that the command starts import this one
        status = _exit_status(sys.argv[1:])
        undo.close()
        texts = [_text_of(file) for file in (out, err)]
    ours = {resource_tracker._resource_tracker._pid, *(box.host.process.pid for box in _kept.values())}
    left = _children() - before - ours
    assert not left, f"left running: {left}"
    return subprocess.CompletedProcess([*GRADER, *map(str, arguments)], status, *texts)


_start = sandbox.start
_kept: dict[str, sandbox.Sandbox] = {}


@contextmanager
def kept_sandboxes() -> Iterator[None]:
    """Sandboxes that are started here are kept, unless a test has put something else in their place."""

    def start(**how: object) -> sandbox.Sandbox:
        key = repr(sorted(how.items()))
        if key not in _kept:
            box = _kept[key] = _start(**how)
            atexit.register(box.close)
            box.close = lambda: None
        return _kept[key]

    if sandbox.start is not _start:
        yield
        return
    sandbox.start = start
    try:
        yield
    finally:
        sandbox.start = _start


def _exit_status(arguments: list[str]) -> int:
    """Run the command line; return what a process would exit with."""
    try:
        main(arguments, prog_name="python -m grader")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else ended.code is not None
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


@contextmanager
def _as_it_was() -> Iterator[None]:
    """Undo afterwards what a command changes in this process: folder, environment, arguments, modules, alarms."""
    folder, variables, arguments = os.getcwd(), dict(os.environ), sys.argv
    entry, path, collects = sys.modules["__main__"], list(sys.path), gc.isenabled()
    numbers = (signal.SIGINT, signal.SIGALRM, signal.SIGVTALRM)
    handlers = [signal.signal(number, signal.getsignal(number)) for number in numbers]
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(LONGEST)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        atexit.unregister(signal.setitimer)
        for number, handler in zip(numbers, handlers, strict=True):
            signal.signal(number, handler)
        (gc.enable if collects else gc.disable)()
        sys.modules["__main__"], sys.path[:], sys.argv = entry, path, arguments
        os.environ.clear()
        os.environ.update(variables)
        os.chdir(folder)


def _too_long(*_: object) -> None:
    raise TimeoutError(f"not ended within {LONGEST} seconds")


@contextmanager
def _stream(name: str, number: int, file: IO[bytes]) -> Iterator[None]:
    """A standard stream of this process, and of those that it starts, is a file."""
    earlier, copy = getattr(sys, name), os.dup(number)
    if number:
        earlier.flush()
    os.dup2(file.fileno(), number)
    try:
        with open(number, "w" if number else "r", encoding="utf-8", closefd=False) as stream:
            setattr(sys, name, stream)
            yield
    finally:
        setattr(sys, name, earlier)
        os.dup2(copy, number)
        os.close(copy)


def _text_of(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


def _children() -> set[int]:
    """The processes that this one has started and not yet waited for."""
    found: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # a thread that has ended since
            found |= {int(pid) for pid in (task / "children").read_text().split()}
    return found


def run_process(*arguments: object, cwd: Path, text: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """Run `grader` in a process of its own, with pipes for its streams and `text` as its input."""
    return subprocess.run(
        [*GRADER, *map(str, arguments)],
        cwd=cwd,
        env=environment(**more),
        capture_output=True,
        encoding=more.get("PYTHONIOENCODING", "utf-8"),
        input=text,
        timeout=LONGEST,
        check=False,
    )


def rows(text: str) -> list[dict]:
    """The objects of an output that has one on each line."""
    return [json.loads(line) for line in text.splitlines()]


def until(true, seconds: float = 60):
    """Wait until a call returns something true, and return that."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = true()
        if value:
            return value
        time.sleep(PAUSE)
    raise AssertionError(f"not so within {seconds} seconds")


class Terminal:
    """`grader` on a terminal of its own."""

    def __init__(self, *arguments: object, cwd: Path, **more: str) -> None:
        command = [*GRADER, *map(str, arguments)]
        settings = environment(TERM="xterm-256color", **more)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # the child executes something else at once
            self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            try:
                os.chdir(cwd)
                os.execve(command[0], command, settings)
            finally:
                os._exit(127)
        self.text = ""

    def read(self, seconds: float = 0.1) -> bool:
        """Take what is there; say whether the other side is still open."""
        if not select.select([self.terminal], [], [], seconds)[0]:
            return True
        try:
            data = os.read(self.terminal, 1 << 16)
        except OSError:  # the last process that had it open is gone
            return False
        self.text += data.decode("utf-8", "replace")
        return bool(data)

    def wait_for(self, text: str, times: int = 1, seconds: float = 60) -> None:
        """Read until a text has appeared so many times."""
        end = time.monotonic() + seconds
        while self.text.count(text) < times:
            assert time.monotonic() < end and self.read(), f"{text!r} did not appear in:\n{self.text}"

    def press_ctrl_c(self) -> None:
        """Send what the key sends: every process in the foreground gets the signal."""
        os.write(self.terminal, b"\x03")

    def end(self) -> int:
        """Read to the end; return the exit code."""
        end = time.monotonic() + 60
        while self.read():
            if time.monotonic() > end:
                os.kill(self.pid, signal.SIGKILL)
        os.close(self.terminal)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def family(pid: int) -> dict[int, str]:
    """A process's children and theirs, each with the moment of its start, which no other process of its number has."""
    parents, started = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)], started[int(entry.name)] = int(fields[1]), fields[19]
    found: set[int] = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return {one: started[one] for one in found - {pid}}


def alive(processes: dict[int, str]) -> set[int]:
    """Those that have not ended (one that nobody has waited for has ended)."""
    left = set()
    for pid, start in processes.items():
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[19] == start and fields[0] != "Z":
            left.add(pid)
    return left


def serving(pid: int, word: str) -> list[int]:
    """Those of a process's family whose command line has a word in it."""
    found = []
    for one in family(pid):
        with suppress(OSError):  # it has ended since
            if word.encode() in Path(f"/proc/{one}/cmdline").read_bytes():
                found.append(one)
    return found


def kill(pids: Iterable[int]) -> None:
    """SIGKILL to each that has not ended by itself, as some do while those before them are killed."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
