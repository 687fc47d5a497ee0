"""What of the course's own does not come to an end is told with its file and line, and nothing waits for ever."""

import re
import signal
import subprocess
import sys
import time

import command
import pytest
from click.testing import CliRunner

from grader.cli.main import main
from grader.course import watchdog

LOOPS = {
    "a probe": ("autotests", "    return hw.double(-rng.random(size=3) - 3)", "    while True:\n        pass"),
    "the reference": ("solutions", "    return 2 * x", "    while True:\n        pass"),
    "a mistake": ("solutions", "    return x**2", "    while True:\n        pass"),
    "a file": ("autotests", 'prose("why", points=10)', "while True:\n    pass"),
    "the skeleton": ("assignments", "why = ...", "why = ...\nwhile True:\n    pass"),
}


@pytest.fixture
def course(tmp_path, monkeypatch):
    real = watchdog.start_watchdog
    monkeypatch.setattr(watchdog, "PATIENCE", 0.4)
    monkeypatch.setattr(watchdog, "start_watchdog", lambda root: real(root, every=0.05))
    before = signal.getsignal(signal.SIGVTALRM)
    yield command.course(tmp_path)
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


@pytest.mark.parametrize("name", LOOPS)
def test_a_loop_is_told_with_its_line(course, name):
    folder, old, new = LOOPS[name]
    path = course / folder / "tiny.py"
    text = path.read_text().replace(old, new, 1)
    assert new in text
    path.write_text(text)

    ended = CliRunner().invoke(main, ["--course", str(course), "verify", "tiny"])

    assert ended.exit_code == 2
    said = r"Error in the course: (.*), line (\d+): this does not come to an end; mend the loop\n"
    told = re.fullmatch(said, ended.stderr)
    assert told[1] == str(path)
    assert text.split("\n")[int(told[2]) - 1].strip() in ("while True:", "pass")


def test_many_short_calls_are_no_loop(course):
    """What counts is one call, however long the whole takes."""
    watchdog.start_watchdog(course)
    code = compile("def f():\n    for _ in range(1000):\n        pass\n", str(course / "solutions" / "tiny.py"), "exec")
    space = {}
    exec(code, space)
    started = time.process_time()
    while time.process_time() - started < 1:
        space["f"]()


def test_a_course_without_loops_is_verified(course):
    ended = CliRunner().invoke(main, ["--course", str(course), "verify", "tiny"])
    assert "does not come to an end" not in ended.output and ended.exit_code in (0, 1)


def test_the_watch_ends_with_the_program(tmp_path):
    """Python takes its handlers away at its end: an alarm after that would kill the process."""
    code = (
        "import pathlib\nfrom grader.course import watchdog\n"
        f"watchdog.start_watchdog(pathlib.Path({str(tmp_path)!r}), every=0.001)\n"
    )
    ended = subprocess.run([sys.executable, "-c", code + "kept = [[] for _ in range(2_000_000)]\n"], check=False)
    assert ended.returncode == 0
