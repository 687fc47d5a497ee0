"""The command line as its users and other programs meet it: exit codes, streams, JSON, terminals, help."""

import shutil
import subprocess
import sys

import command
import pytest
from command import RIGHT, WRONG, Terminal, rows, run, run_process

COMMANDS = ("list", "start", "check", "grade", "verify", "new", "draw", "release", "demo")
ESCAPE = "\x1b["
RESULT = {"student", "assignment", "path", "points", "max_points", "pending", "seed", "checks"}
CHECK = {"name", "task", "kind", "status", "points", "max_points", "public", "message", "hint", "misconceptions"}
KINDS = {"code", "answer", "worksheet", "formula", "prose"}
STATUSES = {"passed", "failed", "raised", "timed_out", "crashed", "not_attempted", "pending", "broken"}
CREDITS = {"right", "follow_through", "named", "wrong", "missing"}


@pytest.fixture
def course(tmp_path):
    return command.course(tmp_path / "course")


@pytest.fixture
def homework(course):
    """A file in the course's folder, right unless it is written anew."""
    path = course / "tiny.py"
    path.write_text(RIGHT)
    return path


def keeps_the_contract(result):
    assert result.keys() >= RESULT
    if result["points"] is None:
        assert result["error"] and not result["checks"]
        return
    assert 0 <= result["points"] <= result["max_points"] - result["pending"]
    for check in result["checks"]:
        assert check.keys() >= CHECK | {"seconds"}
        assert check["kind"] in KINDS and check["status"] in STATUSES
        assert 0 <= check["points"] <= check["max_points"] and check["seconds"] >= 0
        assert isinstance(check["public"], bool) and isinstance(check["misconceptions"], list)
        assert check["status"] != "passed" or check["points"] == check["max_points"] or check["kind"] == "prose"
        assert check["status"] not in ("not_attempted", "pending", "broken") or check["points"] == 0
        assert check["kind"] != "worksheet" or check["status"] == "pending" or check["credit"] in CREDITS
    assert sum(check["points"] for check in result["checks"]) == pytest.approx(result["points"], abs=1e-3)


# ---- a process


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["check", "right.py", "-a", "tiny"], 0),
        (["check", "wrong.py", "-a", "tiny"], 1),
        (["grade"], 2),
        (["grade", "right.py", "wrong.py", "broken.py", "-a", "tiny", "-j", "2"], 4),
        (["mark"], 0),
    ],
)
def test_a_process_and_a_command_run_within_the_tests_give_the_same(course, arguments, code):
    for name, source in {"right": RIGHT + "why = 'a sum'\n", "wrong": WRONG, "broken": "("}.items():
        (course / f"{name}.py").write_text(source)
    run("grade", "right.py", "-a", "tiny", cwd=course)
    other = shutil.copytree(course, course.with_name("other"))
    process = run_process(*arguments, cwd=course, text="3 short\n")
    within = run(*arguments, cwd=other, text="3 short\n")
    assert process.returncode == code and vars(process) == vars(within)


# ---- check


@pytest.mark.parametrize(
    ("source", "code", "says"),
    [
        (RIGHT, 0, "1 of 1 public checks pass"),
        (WRONG, 1, "You multiplied x with itself"),
        (command.SKELETON, 1, "not yet"),
        ("def double(x:\n", 4, "line 1 is not Python"),
        ("", 4, "the file is empty"),
    ],
)
def test_check_says_what_came_out_and_exits_by_it(homework, source, code, says):
    homework.write_text(source)
    ended = run("check", homework, cwd=homework.parent)
    assert (ended.returncode, ended.stderr) == (code, "") and says in ended.stdout


@pytest.mark.parametrize("source", [RIGHT, WRONG, command.SKELETON, "def double(x:\n"])
def test_check_prints_one_object(homework, source):
    homework.write_text(source)
    (result,) = rows(run("check", homework, "--json", cwd=homework.parent).stdout)
    keeps_the_contract(result)
    assert {check["public"] for check in result["checks"] if check["kind"] == "code"} <= {True}


def test_check_finds_the_course_from_the_file_and_not_only_from_the_working_folder(homework, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert run("check", homework, cwd=elsewhere).returncode == 0
    (elsewhere / "tiny.py").write_text(RIGHT)
    assert run("--course", homework.parent, "check", "tiny.py", cwd=elsewhere).returncode == 0
    lost = run("check", "tiny.py", cwd=elsewhere)
    assert lost.returncode == 2 and lost.stderr.startswith("Error: no course at or above")


def test_check_watches_until_ctrl_c(homework):
    terminal = Terminal("check", homework, "--watch", cwd=homework.parent)
    terminal.wait_for("1 of 1 public checks pass")
    homework.write_text(WRONG)
    terminal.wait_for("You multiplied x")
    homework.unlink()
    homework.write_text("def double(x):\n    return 2 * x\n")
    terminal.wait_for("1 of 1 public checks pass", times=2)
    children = command.family(terminal.pid)
    assert children
    terminal.press_ctrl_c()
    assert terminal.end() == 130
    assert "Traceback" not in terminal.text and "Aborted" not in terminal.text
    assert command.until(lambda: not command.alive(children))


# ---- list


def test_list_shows_tasks_with_points(course):
    ended = run("list", cwd=course)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("tiny: Doubling, 100 points\n     90  double (code)\n     10  why (prose)\n")


def test_an_assignment_that_is_wrong_hides_no_other_from_the_list(course):
    (course / "assignments" / "aaa.py").write_text('"""Without checks."""\n')
    ended = run("list", cwd=course)
    assert ended.returncode == 2 and ended.stdout.startswith("tiny: Doubling, 100 points\n")
    assert "Error in the course: " in ended.stderr and "aaa.py" in ended.stderr and "Traceback" not in ended.stderr


def test_list_as_json_adds_up():
    ended = run("list", "--json", cwd=command.REAL)
    assert ended.returncode == 0
    for row in rows(ended.stdout):
        assert row.keys() >= {"name", "title", "points", "tasks"}
        assert sum(task["points"] for task in row["tasks"]) == pytest.approx(row["points"]) == pytest.approx(100)
        assert {task["kind"] for task in row["tasks"]} <= KINDS


# ---- wrong commands


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check", "tinny.py"], "did you mean tiny?"),
        (["check", "missing.py"], "missing.py is not there"),
        (["check", "tiny.py", "-a", "tin"], "did you mean tiny?"),
        (["start", "tinny", "--student", "s1"], "did you mean tiny?"),
        (["grade", "tiny.py", "-a", "tinny"], "did you mean tiny?"),
        (["grade", "tinny.py"], "there is no assignment 'tinny' (there are: tiny)"),
        (["grade", "missing"], "missing is not there"),
        (["grade"], "Missing argument"),
        (["grade", "tiny.py", "-j", "0"], "not in the range"),
        (["grade", ""], "the name is empty: name a file or a folder"),
        (["check", ""], "the name is empty"),
        (["grade", "tiny.py", "--roster", "class.csv"], "no column says who is who"),
        (["check", "."], ". is a folder: name the file in it"),
        (["release", "tiny", "/proc/none"], "/proc/none/answers/tiny.json cannot be written"),
        (["demo", "/proc/none"], "cannot be read or written"),
        (["frobnicate"], "No such command"),
        (["--course", "missing", "list"], "Directory 'missing' does not exist"),
    ],
)
def test_a_wrong_command_is_told_in_a_sentence(homework, arguments, says):
    (homework.parent / "tinny.py").write_text(RIGHT)
    (homework.parent / "class.csv").write_text("name,mark\nAnn,3\n")
    ended = run(*arguments, cwd=homework.parent)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert says in ended.stderr and "Traceback" not in ended.stderr


def test_an_author_s_mistake_names_file_and_line(homework):
    (homework.parent / "autotests" / "tiny.py").write_text("from grader import check\nchek\n")
    for name in ("check", "grade"):
        ended = run(name, homework, cwd=homework.parent)
        assert ended.returncode == 2
        assert ended.stderr.startswith("Error in the course: ") and "tiny.py, line 2: NameError" in ended.stderr


# ---- streams and colour


def test_results_go_to_stdout_and_the_rest_to_stderr(course, tmp_path):
    folder = command.handed_in(tmp_path / "in", ann=RIGHT, ben=WRONG, cem="def")
    ended = run("grade", folder, "--json", cwd=course)
    assert ended.returncode == 4
    assert {row["student"] for row in rows(ended.stdout)} == {"ann", "ben", "cem"}
    for row in rows(ended.stdout):
        keeps_the_contract(row)
    lines = ended.stderr.splitlines()
    assert lines[0].startswith("3 to grade, protection ") and lines[-1].startswith("2 graded, 1 could not be graded")
    assert ESCAPE not in ended.stderr and "\r" not in ended.stderr and len(lines) == 4


def test_a_whole_perceptron_keeps_the_contract(tmp_path):
    path = tmp_path / "s001__perceptron.py"
    path.write_text(command.small_course.right_functions() + "number_of_updates = 8\ntrace_table = [(1, 2, 6, 6)]\n")
    ended = run("--course", command.REAL, "grade", path, "--json", "--numbers", "lecture", cwd=tmp_path)
    (result,) = rows(ended.stdout)
    keeps_the_contract(result)
    assert {check["kind"] for check in result["checks"]} == {"code", "worksheet", "answer", "prose"}
    assert all(check["status"] == "passed" for check in result["checks"] if check["kind"] == "code")


def test_a_terminal_gets_a_bar_and_colour_a_pipe_gets_neither(course, homework, tmp_path):
    folder = command.handed_in(tmp_path / "in", **{f"s{i}": command.SLOW for i in range(6)})
    terminal = Terminal("grade", folder, "-j", "1", cwd=course)
    assert terminal.end() == 0
    assert "of 6, " in terminal.text and "━" in terminal.text
    for settings, coloured in (({}, True), ({"NO_COLOR": "1"}, False)):
        terminal = Terminal("check", homework, cwd=course, **settings)
        assert terminal.end() == 0
        assert (ESCAPE in terminal.text) is coloured
    assert ESCAPE not in run("check", homework, cwd=course).stdout


def test_a_reader_that_stops_reading_gets_no_traceback(course, tmp_path):
    folder = command.handed_in(tmp_path / "in", **{f"s{i}": command.SLOW for i in range(8)})
    line = f"'{sys.executable}' -m grader grade '{folder}' --json -j 1 | head -n 1"
    ended = subprocess.run(["sh", "-c", line], cwd=course, capture_output=True, text=True, timeout=60, check=False)
    assert len(rows(ended.stdout)) == 1 and "Traceback" not in ended.stderr


def test_a_terminal_without_the_letters_still_gets_the_results(course, tmp_path):
    folder = command.handed_in(tmp_path / "in", 李雷=RIGHT, Jörg=RIGHT)
    ended = run_process("grade", folder, cwd=course, PYTHONIOENCODING="latin-1")
    assert ended.returncode == 0 and "\\u674e" in ended.stdout
    ended = run_process("grade", folder, "--json", cwd=course, PYTHONIOENCODING="latin-1")
    assert {row["student"] for row in rows(ended.stdout)} == {"李雷", "Jörg"}


# ---- help


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name, tmp_path):
    ended = run(name, "--help", cwd=tmp_path)
    assert ended.returncode == 0 and f"Example: grader {name}" in ended.stdout


def test_help_names_every_command(tmp_path):
    shown = run("--help", cwd=tmp_path).stdout
    listed = [line.split()[0] for line in shown.partition("Commands:")[2].splitlines() if line.startswith("  ")]
    assert set(listed) >= set(COMMANDS)


@pytest.mark.parametrize("columns", ["40", "80", "200"])
def test_nothing_is_wider_than_the_terminal(homework, columns):
    homework.write_text(WRONG)
    for arguments in (["check", homework], ["grade", homework]):
        shown = run(*arguments, cwd=homework.parent, COLUMNS=columns).stdout
        assert "multiplied" in shown and max(map(len, shown.splitlines())) <= min(int(columns), 100)
    assert run("--help", cwd=homework.parent, COLUMNS=columns).returncode == 0


def test_help_imports_nothing_heavy(tmp_path):
    code = "import sys\nfrom grader.cli.main import main\nmain(['--help'], standalone_mode=False)\nprint(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    loaded = set(ended.stdout.splitlines()[-1].split())
    assert not loaded & {
        "numpy",
        "rich",
        "sqlite3",
        "sympy",
        "grader.course.loader",
        "grader.sandbox",
        "multiprocessing",
    }
    assert "click" in loaded


def test_where_nobody_has_numbers_of_their_own_another_name_in_the_file_keeps_no_answer_waiting(course, tmp_path):
    autotests = command.AUTOTESTS.replace('prose("why"', 'answer("four", points=5)\nprose("why"')
    (course / "autotests" / "tiny.py").write_text(autotests.replace("import check", "import answer, check"))
    solution = command.SOLUTION + "\n\n@step\ndef four():\n    return 4\n"
    (course / "solutions" / "tiny.py").write_text(solution.replace("import misc", "import step, misc"))
    (course / "assignments" / "tiny.py").write_text(command.SKELETON + "four = ...\n")
    folder = command.handed_in(tmp_path / "in", ann=f"STUDENT = 'ben'\n{RIGHT}four = 4\nwhy = 'it is added'\n")
    said = run("grade", folder, cwd=course).stdout
    assert "95 of 105 points, 10 waiting" in said and "it was handed in by ann" in " ".join(said.split())
