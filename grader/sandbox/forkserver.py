"""`python -I forkserver.py CONTROL CONFIG`: loads NumPy, locks itself down once, forks one child for each submission.

With `--once` it is the fallback where forking is not safe (macOS, Windows): this one process, locked down as far as
the system can, serves one submission on its standard input and output.  It never reads a submission before that.
"""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import contextlib
import gc
import json
import signal
import struct

import lockdown
import seccomp
import worker

LIMITS = struct.Struct("<qq")  # CPU seconds, bytes of memory
EXIT = struct.Struct("<iddq")  # wait status, user and system CPU seconds, largest memory in KiB


class Server:
    """What was reached when locking down, and what each child still has to do."""

    def __init__(self, config):
        self.config = config
        self.layers = []
        self.filter = None
        self.null = os.open(os.devnull, os.O_RDWR)  # Landlock will refuse to open it for writing

    def _try(self, layer, action, *arguments):
        if layer in self.config["without"]:
            return
        try:
            action(*arguments)
        except (OSError, AttributeError):
            return
        self.layers.append(layer)

    def lock_down(self):
        """Give up what the whole server can do without, once, before any submission."""
        sys.path[:] = [p for p in sys.path if p in self.config["path"] or p == os.path.dirname(os.path.abspath(__file__))]
        if hasattr(os, "getuid") and os.getuid() == 0 and sys.platform == "linux":
            if lockdown.nobody_can_read(os.path.dirname(os.__file__)):
                self._try("nobody", lockdown.become_nobody)
            else:
                self._try("no-capabilities", lockdown.drop_capabilities)
        self._try("no-new-privileges", lockdown.no_new_privileges)
        self._try("landlock", lockdown.restrict_files, self.config["readable"], self.config["listable"])
        self._try("hidden-memory", lockdown.hide_memory)
        self._try("seccomp", self._build_filter)
        if lockdown.resource is not None:
            self.layers.append("limits")

    def _build_filter(self):
        if sys.platform != "linux" or "no-new-privileges" not in self.layers:
            raise OSError("seccomp is Linux's")
        self.filter = seccomp.Filter(seccomp.build())

    def enter(self, cpu, memory):
        """The last steps in the process that will run the submission."""
        lockdown.limit(cpu, memory)
        if self.filter is not None:
            self.filter.apply()

    def run_child(self, job, cpu, memory):
        """Serve one submission on `job`, with nothing else open."""
        for stream in (0, 1, 2):
            os.dup2(self.null, stream)
        os.dup2(job, 3)
        os.closerange(4, 256)
        os.setsid()
        lockdown.die_with_parent()
        self.enter(cpu, memory)
        worker.serve(3, 3)

    def serve_jobs(self, control):
        """One child after the other, until the grader goes."""
        import socket

        while True:
            message, files, _, _ = socket.recv_fds(control, LIMITS.size, 1)
            if not message:
                os._exit(0)
            child = os.fork()
            if child == 0:
                try:
                    self.run_child(files[0], *LIMITS.unpack(message))
                except EOFError:
                    os._exit(0)
                finally:
                    os._exit(97)
            os.close(files[0])
            control.recv(1)  # the grader is done with this child, or gone
            os.kill(child, signal.SIGKILL)  # not waited for yet, so the number cannot be another's
            _, status, used = os.wait4(child, 0)
            try:
                control.send(EXIT.pack(status, used.ru_utime, used.ru_stime, used.ru_maxrss))
            except OSError:
                os._exit(0)


def main():
    config = json.loads(sys.argv[2])
    import numpy as np

    for name in config["preload"]:
        with contextlib.suppress(ImportError):
            __import__(name)
    np.random.seed(0)  # every submission starts from the same state
    server = Server(config)
    if sys.argv[1] == "--once":
        serve_once(server)
    import socket

    if lockdown.threads() != 1:
        raise SystemExit("more than one thread: forking would not be safe")
    control = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    server.lock_down()
    worker.warm()
    gc.collect()
    gc.freeze()  # a collection in a child would otherwise copy every page
    control.send(json.dumps(server.layers).encode())
    server.serve_jobs(control)


def serve_once(server):
    """Serve a single submission on standard input and output; its first line there says what was reached."""
    incoming, outgoing = os.dup(0), os.dup(1)
    for stream in (0, 1, 2):
        os.dup2(server.null, stream)
    server.lock_down()
    hello = json.dumps(server.layers).encode()
    os.write(outgoing, struct.pack("<I", len(hello)) + hello)
    cpu, memory = server.config["limits"]
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            lockdown.die_with_parent()
    server.enter(cpu, memory)
    try:
        worker.serve(incoming, outgoing)
    finally:
        os._exit(0)


main()
