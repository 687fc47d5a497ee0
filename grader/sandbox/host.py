"""Starts workers and ends them: a fork server where forking is safe, a fresh interpreter for each submission elsewhere."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterable
from typing import Protocol

from grader.sandbox import reach
from grader.sandbox.channel import Descriptor, Ended, Pipes, Stream

_LIMITS = struct.Struct("<qq")
_EXIT = struct.Struct("<iddq")
_START_SECONDS = 20.0
_SCRIPT = os.path.join(reach.HERE, "forkserver.py")
# One thread each: forking would not be safe with more, and each costs address space.
_ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1", "MALLOC_ARENA_MAX": "1", "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "HOME": "/nonexistent",
}  # fmt: skip


class Host(Protocol):
    """A source of workers."""

    @property
    def layers(self) -> tuple[str, ...]:
        """The protections that were reached."""

    def start(self) -> Stream:
        """Start a worker for one submission and return the stream to it."""

    def stop(self) -> str:
        """End that worker, whatever it does, and return how it had ended by itself ("" where it had not)."""

    def close(self) -> None:
        """Leave nothing running."""


def _environment() -> dict[str, str]:
    if os.name != "nt":
        return _ENVIRONMENT
    return _ENVIRONMENT | {k: os.environ[k] for k in ("SYSTEMROOT", "TEMP") if k in os.environ}


def _config(packages: tuple[str, ...], without: Iterable[str], limits: tuple[int, int]) -> tuple[reach.Reach, str]:
    found = reach.find(packages)
    # Imports look where the offered packages are and nowhere else.
    path = [p for p in sys.path if p and (p in found.sites or os.path.realpath(p).startswith(found.library) or p.endswith(".zip"))]
    values = {
        "readable": found.readable, "listable": found.listable, "path": path, "limits": limits,
        "preload": ["numpy.linalg", "numpy.random", "numpy.fft", "numpy.ma", *packages], "without": sorted(without),
    }  # fmt: skip
    return found, json.dumps(values)


class ForkServer:
    """One server, exec'd fresh with a clean environment and one thread; each submission runs in a child of it."""

    def __init__(
        self, packages: tuple[str, ...], *, limits: tuple[int, int], namespaces: bool = True, without: Iterable[str] = ()
    ) -> None:
        self.limits = limits
        found, self._config = _config(packages, without, limits)
        self._wrapper = reach.bubblewrap(found) if namespaces else None
        self._layers: tuple[str, ...] | None = None
        self._launch(self._wrapper)  # comes up while the caller goes on; `layers` waits for it

    @property
    def layers(self) -> tuple[str, ...]:
        """What the server gave up before the first submission; raises OSError where it does not come up."""
        if self._layers is None and not self._greeted():
            if self._wrapper is None:
                raise OSError("the fork server did not start")
            self._wrapper = None  # bwrap is installed but may not be used here
            self._launch(None)
            return self.layers
        return self._layers or ()

    def _launch(self, wrapper: list[str] | None) -> None:
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [*(wrapper or ()), sys.executable, "-I", _SCRIPT, str(theirs.fileno()), self._config]
        self.process = subprocess.Popen(
            command, pass_fds=[theirs.fileno()], env=_environment(), cwd="/", stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
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
        self._layers = (*json.loads(hello), *(["namespaces"] if self._wrapper else []))
        return True

    def start(self) -> Stream:
        """Fork a worker and return the stream to it; raise OSError where the server is gone."""
        _ = self.layers
        ours, theirs = socket.socketpair()
        socket.send_fds(self.control, [_LIMITS.pack(*self.limits)], [theirs.fileno()])
        theirs.close()
        return Descriptor(ours.detach())

    def stop(self) -> str:
        """Kill the worker and return how it had ended."""
        self.control.send(b"K")
        status, _user, _system, _memory = _EXIT.unpack(self.control.recv(_EXIT.size))
        return _ended(os.waitstatus_to_exitcode(status))

    def close(self) -> None:
        """End the server; its child goes with it."""
        self.control.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Fresh:
    """A fresh interpreter for each submission, with the same worker and the same frames, over two pipes."""

    def __init__(self, packages: tuple[str, ...], *, limits: tuple[int, int], without: Iterable[str] = ()) -> None:
        self.config = _config(packages, without, limits)[1]
        self._layers: tuple[str, ...] | None = None
        self.process: subprocess.Popen[bytes] | None = None
        self.stream: Pipes | None = None

    @property
    def layers(self) -> tuple[str, ...]:
        """What a worker gave up; shows only in a process that has tried."""
        if self._layers is None:
            self.start()
            self.stop()
        return self._layers or ()

    def start(self) -> Stream:
        """Start an interpreter and return the stream to it; raise OSError where it does not come up."""
        self.process = subprocess.Popen(
            [sys.executable, "-I", _SCRIPT, "--once", self.config], env=_environment(), cwd=os.path.abspath(os.sep),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0,
        )  # fmt: skip
        assert self.process.stdin is not None and self.process.stdout is not None  # noqa: S101 - both are PIPE
        self.stream = Pipes(self.process.stdout, self.process.stdin)
        deadline = time.monotonic() + _START_SECONDS
        try:
            (size,) = struct.unpack("<I", self.stream.read(4, deadline))
            self._layers = tuple(json.loads(bytes(self.stream.read(size, deadline))))
        except Ended as ended:
            raise OSError(f"the worker did not start: {ended}") from None
        return self.stream

    def stop(self) -> str:
        """Kill the interpreter and return how it had ended."""
        if self.process is None:
            return ""
        ended = self.process.poll()
        self.process.kill()
        code = self.process.wait()
        if self.stream is not None:
            self.stream.close()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self.process = None
        return _ended(code) if ended is not None else ""

    def close(self) -> None:
        """End what may still run."""
        self.stop()


_SIGNALS = {4: "an illegal instruction", 6: "an abort", 7: "a memory error", 8: "an arithmetic error",
            11: "a memory access that is not allowed", 24: "the limit of computing time", 31: "a refused system call"}  # fmt: skip


def _ended(code: int) -> str:
    if code in (-9, -15):
        return ""  # that was us
    if code < 0:
        return f"ended by {_SIGNALS.get(-code, f'signal {-code}')}"
    return f"ended itself with exit code {code}"
