"""Hosts of workers: a fork server where forking is safe, elsewhere a fresh interpreter for each submission."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence

from grader.errors import UsageError
from grader.sandbox import reach
from grader.sandbox.channel import Descriptor, Ended, Pipes, Stream
from grader.sandbox.limits import Limits

_LIMITS = struct.Struct("<qq")
_EXIT = struct.Struct("<iddq")
_START_SECONDS = 20.0
KILLED = -9  # by us
_POLLS = hasattr(select, "poll")  # Windows waits in threads
_SCRIPT = os.path.join(reach.HERE, "forkserver.py")
_PYTHON = (sys.executable, "-P", "-s", "-B")  # as isolated as -I, but the environment below counts
# One thread each: forking would not be safe with more, and each costs address space.
_ONE_EACH = (
    "OPENBLAS_NUM_THREADS OMP_NUM_THREADS MKL_NUM_THREADS NUMBA_NUM_THREADS VECLIB_MAXIMUM_THREADS MALLOC_ARENA_MAX"
)
_ENVIRONMENT = dict.fromkeys(_ONE_EACH.split(), "1") | {
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "LC_ALL": "C.UTF-8",
    "PATH": "/usr/bin:/bin",
    "HOME": "/nonexistent",
}


def _environment() -> dict[str, str]:
    if os.name != "nt":
        return _ENVIRONMENT
    return _ENVIRONMENT | {k: os.environ[k] for k in ("SYSTEMROOT", "TEMP") if k in os.environ}


def _config(found: reach.Reach, packages: tuple[str, ...], without: Iterable[str], **more: object) -> str:
    own = (*found.sites, found.library)
    path = [p for p in sys.path if p in own or p.endswith(".zip") or os.path.realpath(p).startswith(found.library)]
    values = {
        "folders": found.folders,
        "readable": found.readable,
        "listable": found.listable,
        "path": path,
        "preload": packages,
    }
    return json.dumps({**values, "without": sorted(without), **more})


# Modules that most submissions use: loaded once, where there are many.
_FOR_MANY = ("numpy.linalg", "numpy.random", "numpy.fft", "numpy.ma")


class ForkServer:
    """One server, exec'd fresh with a clean environment and one thread; each submission runs in a child of it."""

    def __init__(
        self,
        packages: tuple[str, ...],
        *,
        namespaces: bool,
        without: Iterable[str],
        many: bool = True,
        folders: Sequence[str] = (),
    ) -> None:
        self.many = many
        self.packages, self.without = packages, tuple(without)
        self._reach = reach.find_reach(packages, folders)
        self._wrapper = reach.bubblewrap(self._reach) if namespaces and "namespaces" not in self.without else None
        self._layers: tuple[str, ...] | None = None
        self._stream: Stream | None = None
        self._lost = False
        self._launch()  # starts while the caller goes on; `layers` waits for it

    @property
    def layers(self) -> tuple[str, ...]:
        """The protections of the server; raises OSError where it does not start."""
        if self._layers is None and not self._greeted():
            if self._wrapper is None:
                raise OSError("the fork server did not start")
            self._wrapper = None  # bwrap is installed but may not be used here
            self._launch()
            return self.layers
        return self._layers or ()

    @property
    def lost(self) -> bool:
        """Whether the server itself is gone."""
        return self._lost

    def _launch(self) -> None:
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        packages = (*(_FOR_MANY if self.many else ()), *self.packages)
        more = {"namespaces": self._wrapper is not None, "warm": self.many}
        config = _config(self._reach, packages, self.without, **more)
        command = [*(self._wrapper or ()), *_PYTHON, _SCRIPT, str(theirs.fileno()), config]
        self.process = subprocess.Popen(
            command,
            pass_fds=[theirs.fileno()],
            env=_environment(),
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for us
        )
        theirs.close()

    def _greeted(self) -> bool:
        self.control.settimeout(_START_SECONDS)
        try:
            hello = self.control.recv(65536)
        except OSError:
            hello = b""
        if not hello:
            self.close()
            return False
        self._layers = (*_layers(hello), *(["namespaces"] if self._wrapper else []))
        return True

    def start(self, limits: tuple[int, int], folder: str = "") -> Stream:
        """Fork a worker with limits of CPU seconds and memory that runs in a folder, and return the stream to it.

        A lost server is started once more.  Raises OSError.
        """
        if self._stream is not None:
            raise RuntimeError("one submission at a time: close the session that is open")
        if self._lost or self.process.poll() is not None:
            self._launch_again()
        job = _LIMITS.pack(*limits) + os.fsencode(folder)
        try:
            self._stream = self._send(job)
        except OSError:
            self._launch_again()
            self._stream = self._send(job)
        return self._stream

    def _launch_again(self) -> None:
        had = self._layers
        self.close()
        self._layers, self._lost = None, False
        self._launch()
        if had is not None and self.layers != had:
            raise OSError(f"the fork server came back with other protections: {self.layers}")

    def _send(self, job: bytes) -> Stream:
        _ = self.layers
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self.control, [job], [theirs.fileno()])
            except OSError:
                ours.close()
                raise
        return Descriptor(ours.detach())

    def stop(self) -> int:
        """Kill the worker and return the exit code that it had ended with: KILLED where it had not."""
        if self._stream is None:
            return KILLED
        self._stream.close()
        self._stream = None
        try:
            self.control.send(b"K")
            status, _user, _system, _memory = _EXIT.unpack(self.control.recv(_EXIT.size))
        except (OSError, struct.error):
            self._lost = True
            return KILLED
        return os.waitstatus_to_exitcode(status)

    def close(self) -> None:
        """End the server; its child goes with it."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None
        self.control.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Fresh:
    """A fresh interpreter for each submission, with the same worker and the same frames."""

    lost = False  # there is nothing that serves several

    def __init__(
        self,
        packages: tuple[str, ...],
        *,
        without: Iterable[str],
        polls: bool = _POLLS,
        folders: Sequence[str] = (),
    ) -> None:
        self._reach, self._packages, self._without = reach.find_reach(packages, folders), packages, tuple(without)
        self._layers: tuple[str, ...] | None = None
        self._polls = polls
        self.process: subprocess.Popen[bytes] | None = None
        self.stream: Stream | None = None

    @property
    def layers(self) -> tuple[str, ...]:
        """The protections of a worker, found by starting one."""
        if self._layers is None:
            self.start(Limits().process)
            self.stop()
        return self._layers or ()

    def start(self, limits: tuple[int, int], folder: str = "") -> Stream:
        """Start an interpreter with limits of CPU seconds and memory in a folder, and return the stream to it.

        Raises OSError where it does not start.
        """
        if self.process is not None:
            raise RuntimeError("one submission at a time: close the session that is open")
        more = {"namespaces": False, "limits": limits, "one_stream": self._polls, "folder": folder}
        stream = self._launch(_config(self._reach, self._packages, self._without, **more))
        self.stream = stream
        deadline = time.monotonic() + _START_SECONDS
        try:
            (size,) = struct.unpack("<I", stream.read(4, deadline))
            self._layers = _layers(stream.read(size, deadline))
        except Ended as ended:
            self.stop()
            raise OSError(f"the worker did not start: {ended}") from None
        return stream

    def _launch(self, config: str) -> Stream:
        if not self._polls:
            process = self._spawn(config, subprocess.PIPE, subprocess.PIPE)
            assert process.stdin is not None and process.stdout is not None  # noqa: S101 - both are PIPE
            return Pipes(process.stdout, process.stdin)
        ours, theirs = socket.socketpair()
        with theirs:
            self._spawn(config, theirs.fileno(), theirs.fileno())
        return Descriptor(ours.detach())

    def _spawn(self, config: str, reads: int, writes: int) -> subprocess.Popen[bytes]:
        self.process = subprocess.Popen(
            [*_PYTHON, _SCRIPT, "--once", config],
            stdin=reads,
            stdout=writes,
            bufsize=0,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            cwd=os.path.abspath(os.sep),
            start_new_session=self._polls,  # Ctrl-C is for us
        )
        return self.process

    def stop(self) -> int:
        """Kill the interpreter and return the exit code that it had ended with: KILLED where it had not."""
        if self.process is None or self.stream is None:
            return KILLED
        self.process.kill()
        if self._polls:
            with contextlib.suppress(OSError):  # what it started, where nothing forbids that
                os.killpg(self.process.pid, signal.SIGKILL)
        code = self.process.wait()
        self.stream.close()
        self.process = self.stream = None
        return code

    def close(self) -> None:
        """End the interpreter, if one runs."""
        self.stop()


Host = ForkServer | Fresh


def _layers(hello: bytes | bytearray) -> tuple[str, ...]:
    """The protections that a server says it reached; raises UsageError where it cannot read what homework needs."""
    layers, unreadable = json.loads(hello)
    for path in unreadable:
        raise UsageError(f"homework cannot read {path} where it runs: let everybody read its files")
    return tuple(layers)
