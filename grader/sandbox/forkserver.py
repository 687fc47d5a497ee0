"""`python forkserver.py CONTROL CONFIG`: loads NumPy, locks itself down once, forks one child for each submission.

With `--once` it is the fallback where forking is not safe (macOS, Windows): this one process, locked down as far as
the system can, serves one submission on its standard input and output.  It never reads a submission before that.
"""

import contextlib
import gc
import json
import os
import signal
import socket
import struct
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.extend(json.loads(sys.argv[2])["path"])
if TYPE_CHECKING or __package__:
    from grader.sandbox import lockdown, seccomp, worker
else:  # in the worker the siblings are modules of their own: the package stays out of it
    import lockdown
    import seccomp
    import worker

LIMITS = struct.Struct("<qq")  # CPU seconds, bytes of memory
EXIT = struct.Struct("<iddq")  # wait status, user and system CPU seconds, largest memory in KiB
WORKER, CONTROL, NULL = 3, 10, 11  # descriptors; a child keeps the first only
THREADS = 64  # of one worker, where they can be counted apart from everything else that the user runs


class Server:
    """The server: the protections that it reached, and the last steps of each child."""

    def __init__(self, config: dict[str, Any]) -> None:
        self.config = config
        self.layers: list[str] = []
        self.filter: seccomp.Filter | None = None
        self.base = lockdown.address_space()  # asked now: Landlock will hide /proc, and refuse to open /dev/null
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, NULL, inheritable=False)
        os.close(null)

    def _try(self, layer: str, action: Callable[..., object], *arguments: object) -> None:
        if layer in self.config["without"]:
            return
        try:
            action(*arguments)
        except (OSError, AttributeError):
            return
        self.layers.append(layer)

    def lock_down(self) -> None:
        """Drop the rights that the whole server can do without, once, before any submission."""
        if hasattr(os, "getuid") and os.getuid() == 0 and sys.platform == "linux":
            if lockdown.nobody_can_read(os.path.dirname(os.__file__), *self.config["folders"]):
                self._try("nobody", lockdown.become_nobody)
            else:
                self._try("no-capabilities", lockdown.drop_capabilities)
        self._try("no-new-privileges", lockdown.no_new_privileges)
        self._try("landlock", lockdown.restrict_files, self.config["readable"], self.config["listable"])
        self._try("hidden-memory", lockdown.hide_memory)
        self._try("seccomp", self._build_filter)
        self._try("limits", self._measure)

    def _build_filter(self) -> None:
        if sys.platform != "linux" or "no-new-privileges" not in self.layers:
            raise OSError("seccomp is Linux's")
        built = seccomp.Filter(seccomp.build())
        if not lockdown.works(built.apply):
            raise OSError("the kernel refuses the filter")
        self.filter = built

    def _measure(self) -> None:
        if not lockdown.can_limit(self.base):
            raise OSError("memory cannot be bounded here")

    def enter(self, cpu: int, memory: int) -> None:
        """Take the last steps, in the process that will run the submission."""
        if "limits" not in self.config["without"]:
            lockdown.limit(cpu, memory, self.base, THREADS if self.config["namespaces"] else 0)
        if self.filter is not None:
            self.filter.apply()

    def hello(self) -> bytes:
        """Return what the grader is told first: the protections, and the folders that cannot be read."""
        return json.dumps([self.layers, [f for f in self.config["folders"] if not lockdown.can_read(f)]]).encode()

    def run_child(self, job: int, parent: int, message: bytes) -> None:
        """Serve one submission on `job`, with nothing else open."""
        for stream in (0, 1, 2):
            os.dup2(NULL, stream)
        os.dup2(job, WORKER)
        os.closerange(WORKER + 1, NULL + 1)  # the server has no others
        os.setsid()
        lockdown.die_with_parent(parent)
        if len(message) > LIMITS.size:
            os.chdir(message[LIMITS.size :])
        self.enter(*LIMITS.unpack(message[: LIMITS.size]))
        worker.serve(WORKER, WORKER)

    def serve_jobs(self, control: socket.socket) -> None:
        """Serve one child after the other, until the grader goes."""
        me = os.getpid()
        while True:
            message, files, _, _ = socket.recv_fds(control, LIMITS.size + 4096, 1)
            if not message:
                os._exit(0)
            child = os.fork()
            if child == 0:
                try:
                    self.run_child(files[0], me, message)
                except EOFError:
                    os._exit(0)
                finally:
                    os._exit(97)
            os.close(files[0])
            control.recv(1)  # the grader is done with this child, or gone
            os.kill(child, signal.SIGKILL)  # not waited for yet, so the number cannot be another's
            with contextlib.suppress(OSError):  # what it started, where seccomp does not forbid that
                os.killpg(child, signal.SIGKILL)
            _, status, used = os.wait4(child, 0)
            try:
                control.send(EXIT.pack(status, used.ru_utime, used.ru_stime, used.ru_maxrss))
            except OSError:
                os._exit(0)


@contextlib.contextmanager
def _nothing_to_do_after_a_fork() -> Iterator[None]:
    """Register no hooks: those of `threading` and others are for several threads, and take half the time of a fork."""
    register = getattr(os, "register_at_fork", None)
    if register is None:
        yield
        return
    os.register_at_fork = lambda **_hooks: None
    try:
        yield
    finally:
        os.register_at_fork = register


def main() -> None:
    """Load what submissions may use, then serve."""
    config = json.loads(sys.argv[2])
    once = sys.argv[1] == "--once"
    if not once:  # at a number of our own choosing, so that nobody has to search for what is open
        os.dup2(int(sys.argv[1]), CONTROL, inheritable=False)
        os.closerange(WORKER, CONTROL)
        os.closerange(NULL, 1 << 16)
    gc.disable()  # nothing can be collected while it starts
    sys.path[:] = config["path"]  # imports look where the offered packages are and nowhere else
    with _nothing_to_do_after_a_fork():
        import numpy  # noqa: F401 - loaded once, for all

        for name in config["preload"]:
            with contextlib.suppress(ImportError):
                __import__(name)
    worker.prepare()
    gc.enable()
    if once:
        serve_once(Server(config))
    if lockdown.threads() != 1:
        raise SystemExit("more than one thread: forking would not be safe")
    control = socket.socket(fileno=CONTROL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if config["warm"]:
        worker.warm()
    server = Server(config)
    server.lock_down()
    gc.collect()
    gc.freeze()  # a collection in a child would otherwise copy every page
    control.send(server.hello())
    server.serve_jobs(control)


def serve_once(server: Server) -> None:
    """Serve a single submission on standard input and output; the first frame lists the protections."""
    incoming = os.dup(0)
    outgoing = incoming if server.config["one_stream"] else os.dup(1)
    for stream in (0, 1, 2):
        os.dup2(NULL, stream)
    os.close(NULL)
    server.lock_down()
    hello = server.hello()
    os.write(outgoing, struct.pack("<I", len(hello)) + hello)
    if server.config["folder"]:
        os.chdir(server.config["folder"])
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            lockdown.die_with_parent()
    cpu, memory = server.config["limits"]
    server.enter(cpu, memory)
    try:
        worker.serve(incoming, outgoing)
    finally:
        os._exit(0)


main()
