"""Locked-down processes for untrusted source: calls go in, outcomes come out, and no secret is inside."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from grader.errors import UsageError
from grader.sandbox.limits import Limits

if TYPE_CHECKING:
    from grader.sandbox.host import Host
    from grader.sandbox.session import OwnFiles, Session

LEVELS = ("none", "weak", "strong", "strong+ns")
PACKAGES = ("numpy",)


def level_of(layers: Iterable[str]) -> str:
    """Return the protection level that a set of layers amounts to."""
    have = set(layers)
    files = "landlock" in have or "namespaces" in have
    if files and {"seccomp", "limits"} <= have:
        return "strong+ns" if "namespaces" in have else "strong"
    return "weak" if files or "seccomp" in have else "none"


class Sandbox:
    """A host of workers and the level that it reached."""

    def __init__(self, host: Host, limits: Limits, folders: Sequence[str] = ()) -> None:
        self.host, self.limits, self.folders = host, limits, folders

    @property
    def level(self) -> str:
        """The protection that was reached: strong+ns, strong, weak or none."""
        return level_of(self.host.layers)

    def open(
        self,
        names: Sequence[str],
        cells: Sequence[str],
        called: str = "",
        own: OwnFiles | None = None,
        limits: Limits | None = None,
        opaque: Mapping[str, Sequence[Any]] | None = None,
        folder: str = "",
    ) -> Session:
        """Return a session for one submission's source; nothing runs before the first call.

        `called` is the name under which the submission may import itself, `own` are the modules beside it; `limits` may
        be others than the sandbox's.  `opaque` has the places of what functions return where values stay in the worker.
        It runs in `folder`, one of the sandbox's.  Raises ValueError for another one, where every call would end it.
        """
        if folder and folder not in self.folders:
            raise ValueError(f"the sandbox was not started with {folder}, so that no homework can run there")
        from grader.sandbox.session import ALONE, Session

        return Session(self.host, names, cells, limits or self.limits, called, own or ALONE, opaque or {}, folder)

    def close(self) -> None:
        """End the host and its workers."""
        self.host.close()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def start(
    *,
    packages: Sequence[str] = (),
    namespaces: bool = True,
    fresh: bool | None = None,
    without: Iterable[str] = (),
    limits: Limits | None = None,
    many: bool = True,
    folders: Sequence[str] = (),
) -> Sandbox:
    """Return a sandbox that offers NumPy and `packages`, and lets submissions read `folders`.

    Forks workers from a server on Linux; starts a fresh interpreter for each submission with `fresh`, and where forking
    is not safe.  `without` leaves layers out, for tests.  The server starts while the caller goes on; for `many`
    submissions it is warmed up first.
    """
    from grader.sandbox.host import ForkServer, Fresh

    bounds = limits or Limits()
    offered = tuple(dict.fromkeys((*PACKAGES, *packages)))
    if sys.platform == "linux":
        from grader.sandbox.lockdown import hide_memory

        hide_memory()  # a worker of the same user could otherwise read this process through /proc
    if fresh is None:
        fresh = sys.platform != "linux"
    if fresh or not hasattr(os, "fork"):
        return Sandbox(Fresh(offered, without=without, folders=folders), bounds, folders)
    host = ForkServer(offered, namespaces=namespaces, without=without, many=many, folders=folders)
    return Sandbox(host, bounds, folders)


def demand(sandbox: Sandbox, *, allow_weak: bool) -> None:
    """Raise UsageError where the level is below strong, unless `allow_weak`."""
    level = sandbox.level
    if LEVELS.index(level) < LEVELS.index("strong") and not allow_weak:
        raise UsageError(
            f"this machine protects only at level '{level}': submissions could read files and reach the network. "
            "Grade on Linux 5.13 or newer (also WSL2 or a container), "
            "or pass --allow-weak if you trust every submission."
        )
