"""The files that a submission's process may read, and bubblewrap's command line that shows it nothing else."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import sysconfig
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

HERE = os.path.dirname(os.path.abspath(__file__))
_SITE = ("site-packages", "dist-packages")
_SYSTEM = ("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/etc/ld.so.cache")
_ENTRY = ("forkserver.py", "worker.py", "standin.py", "wire.py", "lockdown.py", "seccomp.py")


class Reach(NamedTuple):
    """Files and folders by purpose: the standard library's entries, the offered packages, the system's libraries."""

    library: str
    entries: tuple[str, ...]
    sites: tuple[str, ...]
    packages: tuple[str, ...]
    system: tuple[str, ...]
    folders: tuple[str, ...] = ()  # of the course, for its homework

    @property
    def readable(self) -> list[str]:
        """Everything that can be opened for reading."""
        return [*self.entries, *self.packages, *self.system, *self.folders, "/dev/null", "/dev/urandom"]

    @property
    def listable(self) -> list[str]:
        """Folders whose names can be listed, so that imports are found, without reading what is in them."""
        return [self.library, *self.sites]


def find_reach(packages: tuple[str, ...], folders: Sequence[str] = ()) -> Reach:
    """Return the files of a process that may import the standard library and `packages`, and read `folders`.

    In a virtual environment `platstdlib` is the environment's own folder with every installed package in it, so the
    standard library is allowed entry by entry and without its site-packages.
    """
    library = os.path.realpath(sysconfig.get_path("stdlib"))
    entries = [os.path.join(library, name) for name in sorted(os.listdir(library)) if name not in _SITE]
    sites: list[str] = []
    found: list[str] = []
    for package in _with_requirements(packages):
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            continue
        location = Path(spec.origin).parent if spec.submodule_search_locations else Path(spec.origin)
        site = str(location.parent)
        sites.append(site)
        found += [str(p) for p in location.parent.iterdir() if _belongs(p.name, package)]
    system = tuple(p for p in _SYSTEM if os.path.exists(p))
    return Reach(library, tuple(entries), tuple(dict.fromkeys(sites)), tuple(dict.fromkeys(found)), system, (*folders,))


def _with_requirements(packages: tuple[str, ...]) -> tuple[str, ...]:
    """Add the packages that these import in turn, as their distributions declare; NumPy needs none."""
    if packages == ("numpy",):
        return packages  # looking through every distribution would cost as much as starting the server
    from importlib import metadata

    provided = metadata.packages_distributions()
    waiting = [name for package in packages for name in provided.get(package, ())]
    seen: set[str] = set()
    while waiting:
        name = _normal(waiting.pop())
        if name not in seen:
            seen.add(name)
            with contextlib.suppress(metadata.PackageNotFoundError):
                required = metadata.requires(name) or ()
                waiting += [re.split(r"[^\w.-]", r, maxsplit=1)[0] for r in required if "extra ==" not in r]
    more = sorted(package for package, names in provided.items() if seen & {_normal(n) for n in names})
    return tuple(dict.fromkeys((*packages, *more)))


def _normal(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def _belongs(name: str, package: str) -> bool:
    """Whether a name in site-packages is part of the package: numpy, numpy.libs, numpy-2.4.dist-info, six.py."""
    return name == package or (name.startswith(package) and name[len(package)] in ".-")


def bubblewrap(reach: Reach) -> list[str] | None:
    """Return the command that starts a program seeing nothing but `reach`, or None where bwrap is not installed."""
    import shutil  # not for a server without bwrap, which has to start at once

    program = shutil.which("bwrap")
    if program is None:
        return None
    command = [program, "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--tmpfs", "/"]
    for path in reach.system:
        command += _show(path)
    command += _show(reach.library)
    for name in _SITE:
        if os.path.isdir(os.path.join(reach.library, name)):
            command += ["--tmpfs", os.path.join(reach.library, name)]
    for path in reach.packages:
        command += _show(path)
    for path in reach.folders:
        command += _show(path)
    for path in _interpreter():
        command += _show(path)
    for name in _ENTRY:
        command += _show(os.path.join(HERE, name))
    return [*command, "--dev", "/dev", "--proc", "/proc", "--remount-ro", "/", "--"]


def _show(path: str) -> list[str]:
    if os.path.islink(path):
        return ["--symlink", os.readlink(path), path]
    return ["--ro-bind", path, path] if os.path.exists(path) else []


def _interpreter() -> list[str]:
    """The running Python: its links, its binary, its shared library, and a virtual environment's marker."""
    paths = []
    link = sys.executable
    while os.path.islink(link):
        if os.path.dirname(link) not in _SYSTEM:
            paths.append(link)
        link = os.path.normpath(os.path.join(os.path.dirname(link), os.readlink(link)))
    paths.append(link)
    libraries = os.path.join(sys.base_prefix, "lib")
    if os.path.isdir(libraries) and libraries not in _SYSTEM:
        paths += [os.path.join(libraries, n) for n in sorted(os.listdir(libraries)) if n.startswith("libpython")]
    return [*paths, os.path.join(sys.prefix, "pyvenv.cfg")]
