"""A virtual environment for each of the other graders, kept in a cache folder: their dependencies never meet ours."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PACKAGES = {
    "nbgrader": ("nbgrader", "ipykernel", "numpy"),
    "otter": ("otter-grader", "ipykernel", "numpy"),  # ipykernel is what it runs notebooks with, and not a dependency
    "gradescope": ("gradescope-utils", "numpy"),
    "pytest": ("pytest", "numpy"),
}


class NotInstalledError(Exception):
    """A peer that cannot be measured here, and why."""


@dataclass(frozen=True)
class Environment:
    """Where a peer is installed, and in which version with which others."""

    folder: Path
    versions: str

    def program(self, name: str) -> Path:
        """Return the path of one of its programs."""
        return self.folder / ("Scripts" if os.name == "nt" else "bin") / name

    def activated(self, home: Path) -> dict[str, str]:
        """Return what its programs are started with: its own programs first, and nobody's own settings."""
        path = f"{self.program('')}{os.pathsep}{os.environ.get('PATH', '')}"
        places = ("HOME", "IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
        return {"PATH": path, **dict.fromkeys(places, str(home))}


def default_cache() -> Path:
    """Return the folder that environments are kept in unless told otherwise."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "grader-benchmarks"


def environment(name: str, cache: Path) -> Environment:
    """Return the environment of a peer, made now if it is not there; raise NotInstalledError where that fails."""
    folder = cache / f"{name}-{sys.version_info.major}.{sys.version_info.minor}"
    finished = folder / "installed"  # written last: a run that was stopped leaves none
    made = Environment(folder, "")
    if not finished.exists():
        print(f"installing {' '.join(PACKAGES[name])} into {folder}", file=sys.stderr, flush=True)
        _run([sys.executable, "-m", "venv", "--clear", folder])
        _run([made.program("python"), "-m", "pip", "install", "-q", *PACKAGES[name]])
        finished.touch()
    listed = json.loads(_run([made.program("python"), "-m", "pip", "list", "--format", "json"]))
    found = {package["name"]: package["version"] for package in listed}
    return Environment(folder, ", ".join(f"{p} {found[p]}" for p in PACKAGES[name]))


def _run(command: list[str | Path]) -> str:
    told = os.environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    try:
        return subprocess.run(command, check=True, capture_output=True, text=True, env=told).stdout
    except OSError as error:
        raise NotInstalledError(str(error)) from None
    except subprocess.CalledProcessError as error:
        lines = [line for line in error.stderr.splitlines() if line.strip()]
        raise NotInstalledError(next((x for x in lines if x.startswith("ERROR")), lines[-1] if lines else "")) from None
