"""Every hostile submission, in every mode that the machine offers: nothing leaks, nothing stays, nobody suffers."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import numpy as np
import pytest
from places import HOSTILE, ROOT

from grader import sandbox
from grader.sandbox.limits import Limits

NOBODY = 65534
LAYERS = ["nobody", "no-capabilities", "no-new-privileges", "landlock", "hidden-memory", "seccomp", "limits"]


def _containment():
    spec = importlib.util.spec_from_file_location("containment", HOSTILE / "_containment.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


containment = _containment()
PATIENT = Limits(call=20, check=30, submission=60)
by_file = pytest.mark.parametrize("path", containment.FILES, ids=[p.stem for p in containment.FILES])


@pytest.fixture(scope="module")
def ground():
    with containment.Ground() as ground:
        yield ground


@pytest.fixture(scope="module")
def box(ground):
    with sandbox.start(limits=containment.LIMITS) as box:
        if sandbox.LEVELS.index(box.level) < sandbox.LEVELS.index("strong"):
            pytest.skip(f"this machine protects only at level {box.level}: running attacks here would be foolish")
        assert containment.benign(box, ground)
        yield box


@by_file
def test_contained(path, box, ground):
    found = containment.attack(path, box, ground)
    if found and all(
        what.startswith("ended ['timed_out'") for what in found
    ):  # the machine may be busy, the times short
        found = containment.attack(path, sandbox.Sandbox(box.host, PATIENT), ground)
    assert found == []


@by_file
def test_says_what_it_tries(path):
    lines = path.read_text().splitlines()
    assert lines[0].startswith("# Tries: ") and lines[1].startswith("# ends: ")


# The assertions above can fail: with a layer missing they do.


def found_without(name, ground, *layers):
    with sandbox.start(limits=containment.LIMITS, namespaces=False, without=layers) as box:
        return " ".join(containment.attack(HOSTILE / f"{name}.py", box, ground, anyway=True))


@pytest.mark.skipif(sys.platform != "linux", reason="Landlock is Linux's")
def test_without_landlock_and_namespaces_the_canary_is_read(ground):
    found = found_without("read_files", ground, "landlock")
    assert "told the secret of the file" in found and "did what it should not" in found


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_the_graders_memory_and_environment_stay_hidden_even_then(ground):
    found = found_without("hunt_proc", ground, "landlock")
    assert "cmdline" in found, "it did walk through /proc"
    assert "told the secret" not in found and "GRADER_SECRET" not in found


@pytest.mark.skipif(sys.platform != "linux", reason="seccomp is Linux's")
def test_without_seccomp_a_process_changes_what_it_is(ground):
    assert "did what it should not" in found_without("prctl_options", ground, "seccomp")


def test_a_secret_in_an_answer_is_noticed(box, ground, tmp_path):
    for kind, secret in ground.secrets.items():
        for how in ("{}", "[('x', {})]", "__import__('numpy').array([{}])", "print({})"):
            leak = how.format(repr(secret))
            path = tmp_path / "leak.py"
            path.write_text(f"# Tries: nothing\n# ends: any\ndef f(x): return {leak}\n")
            assert f"told the secret of the {kind}" in containment.attack(path, box, ground)


def test_a_change_a_visitor_and_a_process_are_noticed(ground):
    before = ground.state()
    ground.canary.chmod(0o600)
    child = subprocess.Popen(["sleep", "10"])
    assert {k for k, v in ground.state().items() if v != before[k]} == {str(ground.canary), "processes"}
    child.kill()
    child.wait()
    ground.canary.chmod(before[str(ground.canary)][0] & 0o777)
    with containment.socket.create_connection(("127.0.0.1", ground.port)):
        assert list(ground.visitors()) == ["connected to the tcp socket"]


# Every mode: in a process of its own, as whoever it is, with a Python that this user can read.


@pytest.fixture(scope="session")
def public_python(tmp_path_factory):
    """A copy of this Python, of NumPy and of the project that every user can read; returns (interpreter, harness)."""
    root = Path(subprocess.check_output(["mktemp", "-d", "/tmp/public-python-XXXXXX"], text=True).strip())
    library = Path(sysconfig.get_path("stdlib"))
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    ignore = shutil.ignore_patterns("test", "idlelib", "tkinter", "*-packages", "config-*", "ensurepip")
    shutil.copytree(library, root / "lib" / version, ignore=ignore)
    for shared in Path(sys.base_prefix, "lib").glob("libpython*"):
        shutil.copy(shared, root / "lib")
    packages = Path(np.__file__).parents[1]
    for name in ("numpy", "numpy.libs"):
        if (packages / name).is_dir():
            shutil.copytree(packages / name, root / "project" / name)
    (root / "bin").mkdir()
    python = root / "bin" / version
    shutil.copy(Path(sys.executable).resolve(), python)
    for folder in ("grader", "tests/data/hostile"):
        shutil.copytree(ROOT / folder, root / "project" / folder, ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.check_call(["chmod", "-R", "a+rX", root])
    yield python, root / "project" / "tests" / "data" / "hostile" / "_containment.py"
    shutil.rmtree(root)


def _as_user(who):
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if who == "nobody" and os.getuid() == 0 else {}


@pytest.fixture(params=["this user and Python", "this user, public Python", "nobody, public Python"])
def run(request, public_python):
    who = "nobody" if request.param.startswith("nobody") else "self"
    if who == "nobody" and os.getuid() != 0:
        pytest.skip("only root can become another user; this one is an ordinary user already")
    python, harness = public_python
    if request.param == "this user and Python":
        python, harness = Path(sys.executable), HOSTILE / "_containment.py"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(harness.parents[2]), "PYTHONDONTWRITEBYTECODE": "1"}

    def start(command, **more):
        return subprocess.run(
            [*command], env=environment, cwd="/", capture_output=True, text=True, check=False, **_as_user(who), **more
        )

    tried = start([python, "-c", "import numpy, grader.sandbox"])
    if tried.returncode:
        pytest.skip(f"a copied Python does not run here: {tried.stderr[-300:]}")

    def run(mode):
        done = start([python, harness, json.dumps(mode)], timeout=600)
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout)

    probe = ["bwrap", "--unshare-all", "--ro-bind", "/", "/", "true"]
    run.bwrap = bool(shutil.which("bwrap")) and start(probe).returncode == 0
    return run


@pytest.mark.long
@pytest.mark.parametrize("mode", [{"namespaces": True}, {"namespaces": False}, {"fresh": True}], ids=str)
def test_contained_in_every_mode(run, mode):
    report = run(mode)
    assert report["level"] == ("strong+ns" if mode.get("namespaces") and run.bwrap else "strong")
    assert report["found"] == {}


@pytest.mark.long
@pytest.mark.parametrize("fresh", [False, True])
def test_harmless_faults_without_any_protection(run, fresh):
    report = run({"fresh": fresh, "namespaces": False, "without": LAYERS, "only": list(containment.HARMLESS)})
    assert report["level"] == "none" and report["found"] == {}
