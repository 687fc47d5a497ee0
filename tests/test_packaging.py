"""What is built to be given away is the package alone, and with it a student can work."""

import ast
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest
import small_course
from leaks import find_leaks
from places import ROOT

import grader
from grader.course import loader, release, student_copy

NAMES = loader.Course(ROOT).names
KINDS = (".py", ".typed", ".txt", ".html", ".css", ".md", ".sh", ".toml")
ABOUT = {"CHANGELOG.md", "LICENSE", "README.md", "pyproject.toml", "PKG-INFO", ".gitignore"}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The wheel, built as contributors are told to, and the sdist, as files by their path inside."""
    dest = tmp_path_factory.mktemp("dist")
    (told,) = re.findall(r"(?m)^pip (wheel \. .*?) *#", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    here = ["--no-build-isolation", "--no-index", "--wheel-dir", str(dest)]  # what builds it is installed already
    for words in (["pip", *told.split(), *here], ["build", "--no-isolation", "--sdist", "--outdir", str(dest)]):
        subprocess.run([sys.executable, "-m", *words], cwd=ROOT, check=True, capture_output=True)
    (wheel,), (sdist,) = dest.glob("*.whl"), dest.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    with tarfile.open(sdist) as archive:
        members = [member for member in archive.getmembers() if member.isfile()]
        source = {m.name.partition("/")[2]: archive.extractfile(m).read() for m in members}
    return {"wheel": inside, "sdist": source, "path": wheel}


def test_the_wheel_is_the_package_and_its_description(built):
    package = {p.relative_to(ROOT).as_posix() for p in (ROOT / "grader").rglob("*") if p.suffix in KINDS}
    inside = set(built["wheel"])

    assert {name for name in inside if name.startswith("grader/")} == package
    assert all(re.match(r"grader-[\d.]+\.dist-info/", name) for name in inside - package)


def test_the_source_archive_is_the_package_and_what_builds_it(built):
    source, wheel = set(built["sdist"]), set(built["wheel"])
    assert {name for name in source if not name.startswith("grader/")} == ABOUT
    assert source - ABOUT == {name for name in wheel if name.startswith("grader/")}


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_no_folder_of_the_course_is_inside(built, kind):
    folders = {"assignments", "solutions", "autotests", "answers", "tests", "benchmarks", "docs", "demo", ".ci"}
    assert not [name for name in built[kind] if folders & set(name.split("/"))]


@pytest.fixture(scope="module")
def inside(built, tmp_path_factory):
    """A folder with what is in the wheel, and with what the source archive has besides."""
    assert all(built["sdist"].get(place, data) == data for place, data in built["wheel"].items())
    folder = tmp_path_factory.mktemp("inside")
    for place, data in (built["sdist"] | built["wheel"]).items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def whole(inside):
    """All texts in one, and the words in it."""
    text = "\n".join(path.read_text(errors="replace") for path in inside.rglob("*") if path.is_file())
    return text, set(re.findall(r"\w+", text))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_hidden_is_inside_by_content(inside, whole, name):
    assignment, (text, words) = loader.Course(ROOT).assignment(name), whole
    assert find_leaks(assignment, inside) == []
    hidden = [check.name for check in assignment.checks if not check.public and "_" in check.name]
    mistakes = [name for name in assignment.solution.misconceptions if "_" in name]
    assert hidden and mistakes
    assert not {*hidden, *mistakes} & words
    assert not [m.hint for m in assignment.solution.misconceptions.values() if m.hint in text]


def test_the_search_would_find_a_solution(tmp_path):
    name = NAMES[0]
    (tmp_path / "x.txt").write_bytes((ROOT / "solutions" / f"{name}.py").read_bytes())
    assert len(find_leaks(loader.Course(ROOT).assignment(name), tmp_path)) > 20


CHECK = """
import sys
import grader
from pathlib import Path
assert Path(grader.__file__).is_relative_to(sys.prefix), grader.__file__
from grader import sandbox, seeds
from grader.submissions import submission
from grader.course.loader import Course
from grader.grading.pipeline import Grading, grade
file = Path(sys.argv[1])
assignment = Course(file.parent).assignment("perceptron")
with sandbox.start(namespaces=False) as box:
    grading = Grading(assignment, box, seeds.PUBLIC_SEED, public_only=True)
    result = grade(submission.read_submission(submission.SubmissionFile(file, file.name, "", "perceptron")), grading)
for check in result.checks:
    if check.public:
        print(check.name, check.verdict.status, *check.verdict.misconceptions)
"""


@pytest.fixture(scope="module")
def installed(built, tmp_path_factory):
    """A Python of its own with the wheel in it; NumPy and the like are lent, so that nothing is downloaded."""
    home = tmp_path_factory.mktemp("python")
    venv.create(home, with_pip=False, symlinks=True)
    packages = next(home.glob("lib/python*/site-packages"))
    python = home / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", "--quiet"]
    subprocess.run([*pip, str(built["path"])], check=True, capture_output=True)
    own = "numpy numpy.libs click rich pygments markdown_it mdurl sympy mpmath"
    for lent in (*own.split(), "pytest", "_pytest", "pluggy*", "iniconfig", "packaging", "py.py"):
        for place in Path(sysconfig.get_paths()["purelib"]).glob(lent):
            (packages / place.name).symlink_to(place)
    return python


def run(command, *arguments, cwd):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL"))}
    return subprocess.run(
        [command, *map(str, arguments)], cwd=cwd, env=clean, capture_output=True, text=True, timeout=120, check=False
    )


def test_type_checkers_know_the_authors_names(installed, tmp_path):
    (tmp_path / "mypy.ini").write_text("[mypy]\n[mypy-numpy.*,sympy.*]\nfollow_imports = skip\n")
    (tmp_path / "checks.py").write_text('from grader import check, chekc\n\ncheck(points="two")\n')
    command = [sys.executable, "-m", "mypy", "--python-executable", str(installed), "checks.py"]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    misspelt, wrong_type, _ = told.stdout.splitlines()
    assert misspelt.startswith('checks.py:1: error: Module "grader" has no attribute "chekc"')
    assert wrong_type.startswith('checks.py:3: error: Argument "points" to "check" has incompatible type')


def test_type_checkers_and_python_find_the_same_names():
    (guarded,) = [node for node in ast.parse(Path(grader.__file__).read_text()).body if isinstance(node, ast.If)]
    imports = [node for node in guarded.body if isinstance(node, ast.ImportFrom)]
    typed = {alias.asname: node.module.removeprefix("grader.") for node in imports for alias in node.names}
    assert typed == grader._MODULE_OF
    assert [name for name, module in typed.items() if getattr(grader, name).__module__ != f"grader.{module}"] == []


def test_with_the_wheel_and_a_release_alone_a_student_can_work(installed, tmp_path):
    release.write_release(small_course.perceptron(tmp_path / "course"), tmp_path / "home" / "handout")
    home = tmp_path / "home" / "handout"
    started = run(installed, "-m", "grader", "start", "perceptron", "--student", "s001", cwd=home)
    assert (started.returncode, started.stderr) == (0, "")
    file = home / "perceptron.py"
    assert file.read_text(encoding="utf-8") == student_copy.handout_text(
        loader.Course(home).assignment("perceptron"), "s001"
    )

    blank = run(installed, "-c", CHECK, file, cwd=tmp_path)
    file.write_text(file.read_text(encoding="utf-8") + small_course.right_functions(), encoding="utf-8")
    right = run(installed, "-c", CHECK, file, cwd=tmp_path)
    with file.open("a") as more:
        more.write("\n\ndef change(w, X, t, i, eta, tie):\n    return w + eta * t[i] * X[i]\n")
    half = run(installed, "-c", CHECK, file, cwd=tmp_path)

    assert (blank.stderr, right.stderr, half.stderr) == ("", "", "")
    assert {line.split()[1] for line in blank.stdout.splitlines()} == {"not_attempted"}
    assert [line.split()[1] for line in right.stdout.splitlines()] == ["passed"] * 5
    assert "lecture_trace failed half_step" in half.stdout.splitlines()


def test_the_command_is_there_and_answers(installed, tmp_path):
    command = installed.parent / "grader"
    helped = run(command, "--help", cwd=tmp_path)
    assert (helped.returncode, helped.stderr) == (0, "")
    lost = run(command, "list", cwd=tmp_path)
    assert lost.returncode == 2
    assert "no course" in lost.stderr


def test_a_course_of_one_s_own_needs_nothing_but_the_wheel(installed, tmp_path):
    """Made by `init` where there is no other course, each command does its work in it."""

    def said(*words, code=0, module="grader", cwd=tmp_path / "nn101"):
        ended = run(installed, "-m", module, *words, cwd=cwd)
        assert ended.returncode == code, (words, ended.stdout + ended.stderr)
        return ended.stdout

    said("init", "nn101", cwd=tmp_path)
    assert said("list").startswith("squared_error: Squared error, 100 points\n")
    said("new", "second")
    assert said("verify", "--quick").count("  no problems\n") == 2
    said("draw", "squared_error", "--rows", "5")
    said("release", "squared_error", tmp_path / "handout")
    said("start", "squared_error", "--student", "s001", cwd=tmp_path / "handout")
    homework = tmp_path / "handout" / "squared_error.py"
    right = "return float(((np.asarray(o) - np.asarray(t)) ** 2).sum()) / 2"
    homework.write_text(homework.read_text().replace("raise NotImplementedError", right))
    assert "1 of 1 public checks pass" in said("check", homework)
    homework = homework.rename(tmp_path / "squared_error.py")
    assert said("grade", homework, "--allow-weak").startswith("squared_error: 60 of 100 points\n")
    assert "6 passed, 2 skipped" in said("-p", "no:cacheprovider", module="pytest")
    assert "2 passed" in said("autotests", "--submission", homework, "--allow-weak", module="pytest", code=1)
