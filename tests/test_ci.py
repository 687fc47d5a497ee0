"""What continuous integration runs is there: .ci/run, and the workflow of a forge, which nobody runs here."""

import re
import shlex
import tomllib

import pytest
import yaml
from command import run
from places import ROOT

from grader.cli.main import main

SCRIPT = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
STEPS = {name: job["steps"] for name, job in WORKFLOW["jobs"].items()}
AT_HOME = [step["run"] for step in STEPS["at-home"] if "run" in step]


def test_the_script_runs_the_tests_and_beside_them_all_that_is_quick():
    assert "pip install -q --no-compile -e '.[dev]'" in SCRIPT
    assert "\nstep python -m pytest -n 2 --dist loadfile\n" in SCRIPT
    for line in ("ruff check", "ruff format --check", "mypy", "grader verify --quick"):
        assert re.search(rf'^beside .*"{line}"', SCRIPT, re.MULTILINE), line
    assert "://" not in SCRIPT  # where packages come from is the machine's business


def test_extras_and_markers_of_the_script_exist():
    extras = PROJECT["project"]["optional-dependencies"]
    assert set(re.findall(r"\.\[(\w+)\]", SCRIPT)) == {"dev"} <= set(extras)
    marked = {line.partition(":")[0] for line in PROJECT["tool"]["pytest"]["ini_options"]["markers"]}
    assert set(re.findall(r"pytest -m (\w+)", SCRIPT)) == {"long", "fast"} <= marked


def test_the_workflow_has_every_python_and_system():
    assert WORKFLOW[True].keys() == {"push", "pull_request"}  # `on` is a truth value to YAML
    assert set(STEPS) == {"linux", "at-home"}
    pythons = WORKFLOW["jobs"]["linux"]["strategy"]["matrix"]["python"]
    named = [c.rpartition(" ")[2] for c in PROJECT["project"]["classifiers"] if re.search(r":: 3\.\d+$", c)]
    assert pythons == named
    assert WORKFLOW["jobs"]["at-home"]["strategy"]["matrix"]["system"] == ["macos-latest", "windows-latest"]


@pytest.mark.parametrize("job", STEPS)
def test_a_job_fetches_the_repository_and_takes_the_python_of_its_turn(job):
    fetch, python, *rest = STEPS[job]
    assert fetch["uses"].startswith("actions/checkout@")
    assert python["uses"].startswith("actions/setup-python@")
    assert python["with"] == {"python-version": "${{ matrix.python }}"}
    assert rest and all("run" in step for step in rest)


def test_linux_runs_the_script_with_the_python_of_its_turn():
    last = STEPS["linux"][-1]
    assert last == {"run": ".ci/run", "env": {"PYTHON": "python"}}
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111 and "${PYTHON:-" in SCRIPT


def test_what_students_do_at_home_ends_as_the_workflow_expects(tmp_path):
    """`!` in front of a command of the shell: it is expected to fail."""
    (install, *commands) = AT_HOME
    assert install == "pip install ."
    assert [shlex.split(line.removeprefix("! "))[1] for line in commands] == ["start", "check", "check"]
    for line in commands:
        name, *arguments = shlex.split(line.removeprefix("! "))
        assert name == "grader" and arguments[0] in main.list_commands(None)
        files = [str(ROOT / word) if (ROOT / word).exists() else word for word in arguments]
        ended = run("--course", ROOT, *files, cwd=tmp_path)
        assert (ended.returncode != 0) is line.startswith("! "), ended.stderr
