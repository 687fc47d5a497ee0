"""What docs/adding_an_assignment.md says is tried: its three files are an assignment, and its commands are there."""

import json
import re
import tomllib

import click
import pytest
import words as said
from command import run
from places import ROOT

from grader import sandbox, seeds
from grader.cli.main import main
from grader.course import release, student_copy
from grader.course.loader import Course
from grader.grading.pipeline import Grading, grade
from grader.model import Status
from grader.submissions import submission
from grader.verification import draw_numbers, pytest_plugin
from grader.verification.verify import verify

README = ROOT / "README.md"
DOCS = ROOT / "docs"
PAGE = ROOT / "docs" / "adding_an_assignment.md"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n# (\S+)\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


@pytest.fixture
def momentum(tmp_path):
    for place, code in BLOCKS:
        path = tmp_path / "course" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(code, encoding="utf-8")
    return Course(tmp_path / "course").assignment("momentum")


def changed(assignment, folder, old, new):
    """What verify says once a piece of a file is another."""
    path = assignment.course.root / folder / "momentum.py"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    return [str(problem) for problem in verify(Course(assignment.course.root).assignment("momentum"), seeds=2).problems]


def test_the_page_is_three_files_of_one_name():
    assert [place for place, _ in BLOCKS] == [f"{f}/momentum.py" for f in ("assignments", "solutions", "autotests")]


def test_verify_accepts_them_as_they_stand_and_with_a_table(momentum):
    assert verify(momentum).text().endswith("no problems")
    draw_numbers.draw_table(momentum, 1000, seed="a seed")

    report = verify(Course(momentum.course.root).assignment("momentum"))

    assert report.text().endswith("no problems")
    assert report.drawn == 1000


def test_what_no_check_asks_is_listed_as_the_page_says_and_taken_out_as_it_says(momentum):
    lines = re.findall(r"^not asked: (.*)", TEXT, re.MULTILINE)
    assert len(lines) > 1 and set(lines) <= {*verify(momentum).not_asked}
    (meant,) = re.findall(r"`(not_asked\(.*?\))`", TEXT)
    path = momentum.course.root / "autotests" / "momentum.py"
    path.write_text(f"{path.read_text()}\nfrom grader import not_asked\n{meant}\n")
    now = verify(Course(momentum.course.root).assignment("momentum")).not_asked
    assert {*lines} - {*now} == {line for line in lines if "eta is never 0" in line} != set()


@pytest.mark.parametrize(
    ("folder", "old", "new", "said"),
    [
        ("autotests", "points=39", "points=40", "the points sum to 101, not to 100"),
        ("assignments", "velocity_after_two = ...", "", "there is no blank for velocity_after_two"),
        ("assignments", "def momentum_step(w, v,", "def momentum_step(v, w,", "make them the same"),
        ("solutions", "    return g + 0 * v\n", "    return beta * v + g\n", "gradient_alone"),
        ("autotests", '(hw, rng):\n    """two steps', '(hw, rng):\n    open(\'x\')\n    """two steps', "two_steps"),
    ],
)
def test_what_verify_is_said_to_find_it_finds(momentum, folder, old, new, said):
    assert any(said in problem for problem in changed(momentum, folder, old, new))


def test_a_check_is_renamed_as_the_page_says(momentum):
    old, new = "@check(points=20, public=True)\ndef two_steps", 'public=True, was="two_steps")\ndef from_rest'
    assert changed(momentum, "autotests", old, f"@check(points=20, {new}") == []


def test_students_get_what_the_page_says(momentum, tmp_path):
    draw_numbers.draw_table(momentum, 20, seed="a seed")
    release.write_release(momentum, tmp_path / "handout")
    alone = Course(tmp_path / "handout").assignment("momentum")

    assert [check.name for check in alone.checks] == ["two_steps"]
    assert len(alone.rows) == 20
    text = student_copy.handout_text(alone, "s001")
    bodies = {"v = g": "gradient_alone", "v = beta * v + (1 - beta) * g": "running_mean", "v = beta * v + g": ""}
    for wrong, named in bodies.items():
        path = tmp_path / "momentum.py"
        path.write_text(text.replace("raise NotImplementedError", f"{wrong}; return w - eta * v, v"))
        with sandbox.start() as box:
            grading = Grading(alone, box, seeds.PUBLIC_SEED, public_only=True)
            result = grade(
                submission.read_submission(submission.SubmissionFile(path, "momentum.py", "s001", "momentum")), grading
            )
        verdict = result.checks[0].verdict
        assert verdict.misconceptions == ((named,) if named else ())
        assert (verdict.status is Status.PASSED) == (not named)
        assert bool(said.words(verdict, dict.fromkeys(verdict.misconceptions, "hint")).hint) == bool(named)


def test_a_failed_hidden_check_shows_no_number(momentum, tmp_path):
    path = tmp_path / "momentum.py"
    body = "return w - eta * (beta * v + g) if eta == 0.1 else w + 1, beta * v + g"
    path.write_text(momentum.skeleton.text.replace("raise NotImplementedError", body))
    with sandbox.start() as box:
        grading = Grading(momentum, box, "secret")
        result = grade(
            submission.read_submission(submission.SubmissionFile(path, "momentum.py", "s001", "momentum")), grading
        )

    verdict = next(check.verdict for check in result.checks if check.name == "drawn_steps")
    assert verdict.status is Status.FAILED
    assert (said.words(verdict).call, said.words(verdict).got, said.words(verdict).want) == ("", "", "")
    assert not re.search(r"\d\.\d", said.words(verdict).message)


def test_the_commands_that_say_why_points_were_lost_do(tmp_path):
    """Each word of the page's table stands in front of a line of one of them, run on homework that was graded."""
    page = (DOCS / "why_points_were_lost.md").read_text(encoding="utf-8")
    lines = re.findall(r"^(?:grader|pytest) [^#\n]+", page.partition("```sh\n")[2].partition("```")[0], re.MULTILINE)
    assert len(lines) == 5
    (tmp_path / "s001").mkdir()
    source = (ROOT / "tests/data/submissions/softmax/wrong_05_clip_before_exp.py").read_bytes()
    (tmp_path / "s001" / "softmax.py").write_bytes(source)
    run("--course", ROOT, "grade", "s001", cwd=tmp_path)
    texts = []
    for line in lines[:4]:
        ended = run("--course", ROOT, *line.split()[1:], cwd=tmp_path)
        assert ended.returncode == 0 and "s001" in ended.stdout, line
        texts.append(ended.stdout)
    assert json.loads(texts[2])["checks"][0]["name"] == "large_logits"
    options = pytest_plugin.pytest_addoption.__code__.co_consts
    assert lines[4].split()[2] in options
    words = re.findall(r"^\| ([a-z, ]+) \|", page, re.MULTILINE)
    catalogued = (ROOT / "grader" / "reports" / "evidence_text.py").read_text(encoding="utf-8")
    for word in {one for row in words[1:] for one in row.replace(", ...", "").split(", ")} - {"call 1"}:
        assert f'"{word}"' in catalogued, word
    assert all(f"  {word} " in texts[1] for word in ("asked", "by", "said", "call 1", "came back", "time"))


def test_every_command_of_the_page_is_there():
    named = set(re.findall(r"`grader (\w+)|^grader (\w+)", TEXT, re.MULTILINE))
    commands = {one or other for one, other in named}
    assert commands == {"init", "new", "verify", "draw", "start", "check", "release", "report", "diff"}
    assert commands <= set(main.list_commands(None))


def test_the_readme_quotes_what_is_on_this_page():
    readme = (PAGE.parent.parent / "README.md").read_text(encoding="utf-8")
    section = readme[readme.index("## Add an assignment") :].partition("\n## ")[0]
    quoted = re.findall(r"^```python\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    assert quoted
    for piece in "".join(quoted).split("\n\n\n"):
        assert piece.strip() in TEXT


def test_every_extra_is_told_where_installing_is():
    text = (DOCS / "index.md").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    told = set(re.findall(r"\(`(\w+)`\)", text))
    assert told == set(project["optional-dependencies"]) - {"dev", "docs"}


@pytest.mark.parametrize(
    "page", [p for p in sorted(DOCS.glob("**/*.md")) if p.parent.name != "project"], ids=lambda p: p.stem
)
def test_a_page_for_another_course_needs_no_clone_of_this_one(page):
    """What is installed is named, and a file that is told to be read stands on the page."""
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"pip \w+ (?:-\w )?'?\.|\bclone\b|this repository", text) == []
    named = set(re.findall(r"`((?:assignments|solutions|autotests|grader|tests|docs)/[\w./]+\w)`", text))
    shown = set(re.findall(r"^# (\S+/\w+)\.py$", text, re.MULTILINE))
    assert [place for place in named if place.partition(".")[0] not in shown] == []


def inner_commands(group):
    """The commands of a group by name, none where it is a command."""
    names = group.list_commands(None) if isinstance(group, click.Group) else ()
    return {name: group.get_command(None, name) for name in names}


def meant(name, words):
    """A command, or the one of a group that the words after its name begin with."""
    group = inner_commands(main)[name]
    return inner_commands(group)[words.split()[0]] if inner_commands(group) and words.split() else group


def options_of(one):
    return {option for parameter in one.params for option in parameter.opts}


@pytest.mark.parametrize("page", [README, *sorted(DOCS.glob("**/*.md"))], ids=lambda page: page.stem)
def test_commands_and_options_that_are_named_exist(page):
    text = page.read_text(encoding="utf-8")
    for name, words in re.findall(r"(?:^|`)grader ([a-z]+)([^`\n#]*)", text, re.MULTILINE):
        assert name in main.list_commands(None), name
        options = options_of(meant(name, words))
        assert set(re.findall(r"(?<!\S)--?[a-z][\w-]*", words)) <= options, (name, words)
    lone = set(re.findall(r"`(--[a-z-]+)`", text))
    inner = [command for group in inner_commands(main).values() for command in inner_commands(group).values()]
    everywhere = {"--help"}.union(*map(options_of, [*inner_commands(main).values(), *inner]))
    assert lone <= everywhere, lone - everywhere


def test_the_figures_of_the_readme_are_those_of_the_page_about_speed():
    section = README.read_text(encoding="utf-8").partition("## Speed\n")[2].partition("\n## ")[0]
    figures = re.findall(r"[\d.,]+ m?s\b", section)
    page = (DOCS / "speed.md").read_text(encoding="utf-8")
    assert len(figures) == 4
    assert [figure for figure in figures if figure not in page] == []


def test_extras_that_are_named_exist_and_every_page_is_named():
    project = tomllib.loads((README.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    texts = {page.name: page.read_text(encoding="utf-8") for page in [README, *DOCS.glob("**/*.md")]}
    extras = set(re.findall(r"pip install (?:-e )?'(?:\.|grader)\[(\w+)\]'", "".join(texts.values())))
    assert {"nbgrader", "cluster", "gradescope", "lti", "dev"} <= extras <= set(project["optional-dependencies"])
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    assert "(docs/index.md)" in texts["README.md"]
    pages = {page.relative_to(DOCS).as_posix() for page in DOCS.glob("**/*.md")} - {"index.md"}
    assert {target.removeprefix("./") for target in re.findall(r"\]\(([\w./-]+\.md)\)", index)} >= pages
