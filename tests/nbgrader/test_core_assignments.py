"""All six assignments as nbgrader notebooks, a class of twenty in each: marked as the same homework in files is."""

import ast
import json

import command
import nbgrader_course as small
import pytest
from leaks import find_leaks

from grader.course.loader import Course
from grader.course.student_copy import handout_text
from grader.nbgrader.configuration import write_configuration
from grader.nbgrader.source_notebook import write_source_notebook
from grader.verification import demo

pytest.importorskip("nbgrader")
pytestmark = pytest.mark.filterwarnings("ignore")  # nbgrader's own, of SQLAlchemy and traitlets
COURSE = Course(command.REAL)
SIZE = 40  # of which every second one is taken: right ones, named mistakes, half-finished and worse
BY_PLACE = ("a syntax error", "an empty file", "a notebook", "somebody else", "stops with an error")  # of files only


def cells_of(source, released):
    """A homework in a file, put into the cells of the released notebook: by the names that each of them is about."""
    tree = ast.parse(source)
    left = [ast.get_source_segment(source, node) for node in tree.body if not _named(node)]
    nb = json.loads(json.dumps(released))
    wanted = {}
    for cell in nb["cells"]:
        mark = cell["metadata"].get("nbgrader", {})
        if mark.get("solution"):
            for node in ast.parse("".join(cell["source"])).body:
                wanted.update(dict.fromkeys(_named(node), cell))
            cell["parts"] = []
    first = next(cell for cell in nb["cells"] if "parts" in cell)
    first["parts"] += [text for text in left if not text.startswith(('"""', "STUDENT"))]
    for node in tree.body:
        names = [name for name in _named(node) if name not in ("STUDENT", "NUMBERS") and not name.isupper()]
        cell = next((wanted[name] for name in names if name in wanted), first)
        if names:
            cell["parts"].append(ast.get_source_segment(source, node))
    for cell in nb["cells"]:
        if "parts" in cell:
            cell["source"] = "\n\n".join(cell.pop("parts"))
    return nb


def _named(node):
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return [node.name]
    return [t.id for t in node.targets if isinstance(t, ast.Name)] if isinstance(node, ast.Assign) else []


def marked(folder, names, every):
    """An nbgrader course after `grader grade`, and what the same homework got in files; each `every`th of forty."""
    theirs, files = folder / "course", folder / "files"
    theirs.mkdir()
    write_configuration(theirs, command.REAL)
    there, here = {}, {}
    for name in names:
        _hand_in(COURSE.assignment(name), theirs, files / name, every)
        book = ("--json", "--gradebook", folder / f"{name}.sqlite", "-a", name)
        for place, rows in ((theirs, there), (files / name, here)):
            done = command.run("grade", place, "-j", "1", *book, cwd=command.REAL)
            assert done.returncode == 0, done.stderr
            rows.update({(row["student"], row["assignment"]): row for row in command.rows(done.stdout)})
    return theirs, there, here


def _hand_in(assignment, theirs, files, every):
    name = assignment.name
    write_source_notebook(assignment, theirs)
    done = small.api(theirs).generate_assignment(name)
    assert done["success"] and "WARNING" not in done["log"], done["log"]
    released = json.loads((theirs / "release" / name / f"{name}.ipynb").read_text())
    for sample in list(demo.sample_class(assignment, lambda student: handout_text(assignment, student), SIZE))[::every]:
        text = sample.content.decode("utf-8-sig").replace("\r\n", "\n")
        if any(word in sample.kind for word in BY_PLACE):
            text = handout_text(assignment, sample.student)
        (files / sample.student).mkdir(parents=True)
        (files / sample.student / f"{name}.py").write_text(text)
        nb = cells_of(text, released)
        next(c for c in nb["cells"] if c["id"] == "student")["source"] = f"STUDENT = {sample.student!r}"
        small.hand_in(theirs, sample.student, nb, name)


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    return marked(tmp_path_factory.mktemp("few"), ["delta_rule"], 9)


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    return marked(tmp_path_factory.mktemp("all"), COURSE.names, 2)


def _tasks(row):
    sums = {}
    for check in row["checks"]:
        points, waits = sums.get(check["task"], (0, False))
        sums[check["task"]] = points + check["points"], waits or check["status"] in ("pending", "broken")
    return {task: (round(points, 2), waits) for task, (points, waits) in sums.items()}


def _same(graded, name, count):
    _, there, here = graded
    rows = [key for key in there if key[1] == name]
    assert len(rows) == count and sorted(rows) == sorted(key for key in here if key[1] == name)
    assert any(there[key]["points"] >= 80 for key in rows)
    for key in rows:
        assert _tasks(there[key]) == _tasks(here[key]), key


def _in_the_gradebook(graded, name):
    theirs, there, _ = graded
    for (student, of), row in there.items():
        if of == name:
            with small.gradebook(theirs) as book:
                notebook = book.find_submission_notebook(name, name, student)
                assert notebook.score == pytest.approx(row["points"], abs=0.01), (student, name)
                assert notebook.needs_manual_grade == bool(row["pending"])


def test_a_few_get_what_their_files_get(few):
    _same(few, "delta_rule", 5)
    _in_the_gradebook(few, "delta_rule")


@pytest.mark.long
@pytest.mark.parametrize("name", COURSE.names)
def test_a_notebook_gets_what_the_file_gets(graded, name):
    _same(graded, name, SIZE // 2)
    _in_the_gradebook(graded, name)


def test_nothing_hidden_is_in_what_students_get(few):
    _hides_the_hidden(few, "delta_rule", ["s001", "s019"])


@pytest.mark.long
@pytest.mark.parametrize("name", COURSE.names)
def test_nothing_hidden_is_in_what_any_student_gets(graded, name):
    _hides_the_hidden(graded, name, [student for student, of in graded[1] if of == name])


def _hides_the_hidden(graded, name, students):
    theirs, *_ = graded
    assignment = COURSE.assignment(name)
    assert find_leaks(assignment, theirs / "release" / name) == []
    for student in students:
        assert small.api(theirs).generate_feedback(name, student)["success"]
        assert (theirs / "feedback" / student / name / f"{name}.html").exists()
        told = find_leaks(assignment, theirs / "feedback" / student / name)
        assert [line for line in told if "hidden check" in line] == []  # lines of a right solution are the student's


@pytest.mark.long
@pytest.mark.parametrize("name", COURSE.names)
def test_nbgraders_own_loop_gives_the_same(graded, name):
    theirs, there, _ = graded
    before = {student: small.standing(theirs, student, name) for student, of in there if of == name}
    assert small.api(theirs).autograde(name, "*", force=True)["success"]
    assert {student: small.standing(theirs, student, name) for student in before} == before
