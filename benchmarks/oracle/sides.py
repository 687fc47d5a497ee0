"""The two graders that are compared: the frozen commit and the present checkout, each installed in the same way.

The frozen commit comes from the repository's own history.  Each side has a virtual environment of its own with a copy
of its package; the packages that both depend on are those of the Python that runs this program, so both sides have the
same NumPy, SymPy and nbgrader, and nothing is downloaded.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FROZEN = "6ba67cb4720b90568d7faf81686debad6dfae758"
REPOSITORY = Path(__file__).resolve().parents[2]
COURSE = ("assignments", "solutions", "autotests")
_TIMEOUT = 3600  # seconds, for a command on a busy machine
_ENVIRONMENT = {
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "PYTHONUTF8": "1",
    "COLUMNS": "100",
    "USER": "oracle",
    "LOGNAME": "oracle",
    "PYTHONWARNINGS": "ignore",
    "JUPYTER_PLATFORM_DIRS": "1",
}


class OracleError(Exception):
    """Something without which nothing can be compared, and what to do."""


@dataclass(frozen=True)
class Side:
    """One grader: its name, the files of its repository, its environment and its home folder."""

    name: str
    tree: Path
    environment: Path

    @property
    def python(self) -> Path:
        """The interpreter that has this side's package."""
        return self.environment / ("Scripts" if os.name == "nt" else "bin") / "python"

    @property
    def settings(self) -> dict[str, str]:
        """The environment variables of this side's processes: nobody's own settings, and caches of its own."""
        home = self.environment / "home"
        home.mkdir(exist_ok=True)
        places = {"HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "IPYTHONDIR": str(home / "ipython")}
        places |= {"JUPYTER_PATH": str(Path(sys.prefix) / "share/jupyter"), "JUPYTER_CONFIG_DIR": str(home / "jupyter")}
        path = os.pathsep.join([str(self.python.parent), str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        return {**_ENVIRONMENT, **places, "PATH": path}

    def run(
        self, module: str, words: Sequence[object], cwd: Path, *, text: str = "", more: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """Run `python -m MODULE WORDS` with pipes and `text` as its input; return what it gave."""
        command = [str(self.python), "-m", module, *map(str, words)]
        settings = {**self.settings, **(more or {})}
        try:
            return subprocess.run(
                command,
                cwd=cwd,
                env=settings,
                input=text.encode(),
                capture_output=True,
                timeout=_TIMEOUT,
                check=False,
            )
        except subprocess.TimeoutExpired:
            if self.name == "frozen":  # both may have been stopped half-way: nothing can be said
                raise OracleError(f"the frozen grader came to no end within {_TIMEOUT} seconds: {command}") from None
            return subprocess.CompletedProcess(command, 124, b"", f"no end within {_TIMEOUT} seconds".encode())


def install_frozen(folder: Path) -> Side:
    """Return the side of the frozen commit."""
    tree = folder / "tree"
    tree.mkdir(parents=True)
    extract(FROZEN, tree)
    return install("frozen", tree, folder / "environment")


def extract(commit: str, folder: Path) -> None:
    """Write the files of a commit of this repository into a folder."""
    done = subprocess.run(["git", "-C", str(REPOSITORY), "archive", commit], capture_output=True, check=False)
    if done.returncode:
        why = done.stderr.decode()
        raise OracleError(f"commit {commit[:7]} is not in the history of {REPOSITORY}: fetch all of it\n{why}")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")


def install_present(checkout: Path, folder: Path) -> Side:
    """Return the side of a checkout as it is now: a copy, so that later edits do not change a run."""
    tree = folder / "tree"
    tree.mkdir(parents=True)
    for name in (*COURSE, "grader", "benchmarks"):
        ignored = shutil.ignore_patterns("__pycache__", ".*")
        shutil.copytree(checkout / name, tree / name, ignore=ignored)
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(checkout / name, tree / name)
    return install("present", tree, folder / "environment")


def install(name: str, tree: Path, environment: Path) -> Side:
    """Return a side whose environment is made anew: a copy of the package, and the packages of this Python."""
    shutil.rmtree(environment, ignore_errors=True)
    venv.EnvBuilder(symlinks=os.name != "nt").create(environment)
    names = {"base": str(environment), "platbase": str(environment)}
    site = Path(sysconfig.get_path("purelib", vars=names))
    shutil.copytree(tree / "grader", site / "grader", ignore=shutil.ignore_patterns("__pycache__"))
    version = tomllib.loads((tree / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    about = site / f"grader-{version}.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: grader\nVersion: {version}\n", encoding="utf-8")
    shared = dict.fromkeys([sysconfig.get_path("purelib"), sysconfig.get_path("platlib")])
    (site / "shared.pth").write_text("\n".join(shared) + "\n", encoding="utf-8")
    side = Side(name, tree, environment)
    done = side.run("compileall", ["-q", site / "grader"], environment)  # as pip does when it installs
    found = side.run("grader", ["--version"], environment)
    if done.returncode or found.returncode:
        raise OracleError(f"{name}: the package cannot be run\n{(done.stdout + found.stderr).decode()}")
    return side
