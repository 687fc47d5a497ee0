"""`grader check` from inside: what changes are seen, what comes out, what is left behind."""

import os
import time

import command
import pytest
from command import RIGHT, WRONG

from grader import sandbox
from grader.cli import check as cli_check
from grader.errors import UsageError
from grader.model import Kind, Status
from grader.reports import text_report

pytestmark = pytest.mark.fast


@pytest.fixture
def course(tmp_path):
    return command.course(tmp_path / "course")


@pytest.fixture
def file(course):
    path = course / "tiny.py"
    path.write_text(RIGHT)
    return path


def checked(course, file, assignment=None):
    with cli_check.FileChecker(course, file, assignment) as at_home:
        return at_home.check()


def test_only_public_checks_are_run_and_hand_work_is_only_looked_at(course, file):
    result = checked(course, file)
    assert [(c.name, c.verdict.status) for c in result.checks if c.kind is Kind.CODE] == [("ordinary", Status.PASSED)]
    assert "negative" not in {check.name for check in result.checks}
    assert cli_check.exit_code(result) == 0


@pytest.mark.parametrize(
    ("source", "code"), [(RIGHT, 0), (WRONG, 1), (command.SKELETON, 1), ("import os\nos._exit(3)\n", 1), ("(", 4)]
)
def test_exit_code(course, file, source, code):
    file.write_text(source)
    assert cli_check.exit_code(checked(course, file)) == code


def test_the_public_seed_is_used_whatever_the_course_s_secret(course, file):
    seed = checked(course, file).seed
    (course / "pyproject.toml").write_text('[tool.grader]\nsecret_file = "secret"\n')
    assert checked(course, file).seed == seed  # the secret is not even looked for
    (course / "secret").write_text("hidden from everybody")
    assert checked(course, file).seed == seed


@pytest.mark.parametrize(
    ("name", "assignment"),
    [("s001__tiny.py", None), ("my homework.py", "tiny"), ("tiny.py", None), ("tiny (1).py", None)],
)
def test_the_assignment_is_named_by_the_file_unless_told(course, file, name, assignment):
    assert checked(course, file.rename(course / name), assignment).assignment == "tiny"


def test_an_answer_that_is_no_python_can_be_checked_again(course, file):
    file.write_text("(")
    with cli_check.FileChecker(course, file, None) as at_home:
        assert cli_check.exit_code(at_home.check()) == 4
        file.write_text(RIGHT)
        assert cli_check.exit_code(at_home.wait_and_check()) == 0


def test_a_change_of_the_same_length_is_seen_and_no_change_is_waited_for(course, file, monkeypatch):
    waits = []

    def change(seconds):
        if seconds != cli_check._POLL_SECONDS:
            return  # somebody else's nap, such as that of a process that is waited for
        waits.append(seconds)
        assert len(waits) < 100, "the change was not seen"
        if len(waits) == 2:
            file.unlink()  # as an editor that writes a new file and gives it the old one's name
        if len(waits) == 3:
            file.write_text(RIGHT.replace("+", "*"))
            os.utime(file, ns=(1, 1))

    with cli_check.FileChecker(course, file, None) as at_home:
        at_home.check()
        monkeypatch.setattr(time, "sleep", change)
        result = at_home.wait_and_check()
    assert len(waits) >= 3 and cli_check.exit_code(result) == 1


@pytest.mark.parametrize("here", [".", "nn"])
def test_what_stands_beside_the_file_is_imported_and_watched(course, monkeypatch, here):
    """From the file's own folder and from the one around it."""
    file, helper = course / "nn" / "tiny.py", course / "nn" / "utils.py"
    file.parent.mkdir()
    file.write_text("from utils import double\n")
    helper.write_text(WRONG)
    monkeypatch.chdir(course / here)

    def change(seconds):
        if seconds == cli_check._POLL_SECONDS:
            assert helper.read_text() == WRONG, "the change was not seen"
            helper.write_text(f"{RIGHT}\n")

    with cli_check.FileChecker(course, file, None) as at_home:
        assert cli_check.exit_code(at_home.check()) == 1
        monkeypatch.setattr(time, "sleep", change)
        assert cli_check.exit_code(at_home.wait_and_check()) == 0


def test_nothing_is_left_running(course, file):
    before = command.family(os.getpid())
    with cli_check.FileChecker(course, file, None) as at_home:
        at_home.check()
        started = {pid: at for pid, at in command.family(os.getpid()).items() if pid not in before}
        assert started
    assert not command.alive(started)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("missing.py", "missing.py is not there"),
        ("tinny.py", "did you mean tiny?"),
        ("homework1.py", "choose one with -a: tiny"),
    ],
)
def test_a_wrong_name_is_told_and_leaves_nothing_running(course, file, name, says):
    for other in ("tinny.py", "homework1.py"):
        (course / other).write_bytes(file.read_bytes())
    before = command.family(os.getpid())
    with pytest.raises(UsageError) as told:
        cli_check.FileChecker(course, course / name, None)
    assert says in str(told.value)
    assert not command.alive({pid: at for pid, at in command.family(os.getpid()).items() if pid not in before})


def test_any_protection_will_do_for_one_s_own_code(course, file, monkeypatch):
    real = sandbox.start
    monkeypatch.setattr(sandbox, "start", lambda **said: real(**said, without=["seccomp", "landlock"]))
    result = checked(course, file)
    assert result.level == "none" and cli_check.exit_code(result) == 0


def test_the_next_step_is_an_answer_that_cannot_be_read(course, file):
    """All public checks pass, and still there is something to mend."""
    autotests = command.AUTOTESTS.replace('prose("why"', 'answer("sum_by_hand", points=5)\nprose("why"')
    (course / "autotests" / "tiny.py").write_text(autotests.replace("import check", "import answer, check"))
    for answer, last in {
        "'0,5'": "Next: sum_by_hand, which cannot be read yet.",
        "f(3)": "Next: sum_by_hand, which cannot be read yet.",
        "0.5": "All public checks pass. Hidden checks try other inputs when you hand in.",
    }.items():
        file.write_text(f"{RIGHT}why = 'it is added'\nsum_by_hand = {answer}\n")
        assert text_report.student_feedback(checked(course, file), at_home=True).splitlines()[-1] == last
