"""The package as a picture: imports only point down, and the core that decides about points knows no file or clock."""

import ast
from functools import cache

import pytest
from places import ROOT

PACKAGE = ROOT / "grader"

# From what people start to the words that everything is said in.  A module imports from the lines below its own only.
PICTURE = """
__main__
cli
cli_lti  cli_autograder
cli_passback
cli_export  cli_mark
cli_books  cli_nbgrader
passback  dialogue  spreadsheet
demo  pytest_plugin  nbgrader
marking  verify  student_pages  pages
question  sitting
progress  history  cohort_report  cohort_page  lms
batch  cluster  home  release  classroom  draw  trial
gradebook  pool  copies
rubric
grade  consistency  pick
start  overview  new  export  invocation
marks  illustrations
course
key  imitation  kept  agreement
waiting  handwork  sandbox  telling
steps
hand  sheets  formulas  feedback
suspects
own  reading
fineness
tables  homework  judge  submission  report  record  targets  equivalence  symbolic  roster  diff  cohort  latex
followthrough  solution  identity  notebook  settings  expression
checks  score  notation
expect
numeric  late  likeness  relation  similarity
literals  misnamed
phrase  answers  variant  mutants  spelling  archive  encoding  svg  key_facts
native
model  errors  version  toplevel  said  arithmetic  typed  cache  schema  drawing  markup  called  endless
"""
LINES = [line.split() for line in PICTURE.strip().splitlines()]
DEPTH = {name: depth for depth, line in enumerate(LINES) for name in line}
PURE = (
    "judge",
    "score",
    "followthrough",
    "tables",
    "handwork",
    "identity",
    "answers",
    "numeric",
    "expect",
    "phrase",
    "model",
    "hand",
    "steps",
    "sheets",
    "telling",
    "literals",
    "suspects",
    "own",
    "fineness",
    "targets",
    "formulas",
    "expression",
    "notation",
    "spelling",
    "arithmetic",
    "typed",
    "diff",
    "cohort",
    "likeness",
    "relation",
    "feedback",
    "latex",
    "svg",
    "markup",
    "drawing",
    "misnamed",
    "waiting",
    "key_facts",
)
OUTSIDE = {
    "os",
    "sys",
    "io",
    "subprocess",
    "time",
    "datetime",
    "pathlib",
    "socket",
    "sqlite3",
    "random",
    "secrets",
    "tempfile",
    "shutil",
    "threading",
    "multiprocessing",
    "asyncio",
    "concurrent",
    "ctypes",
    "signal",
    "click",
    "rich",
}
DOING = {"open", "exec", "eval", "compile", "print", "input", "breakpoint", "__import__"}


def _modules():
    return sorted(path for path in PACKAGE.rglob("*.py") if "__pycache__" not in path.parts)


def _name(path):
    """`judge`, and for every file of a subpackage the name of that."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def _tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(tree):
    """The modules of ours that a file imports, wherever in it the import stands, and the other packages."""
    ours, others = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                head, _, rest = alias.name.partition(".")
                (ours if head == "grader" else others).add(rest.partition(".")[0] if head == "grader" else head)
        elif isinstance(node, ast.ImportFrom) and node.level:
            ours.add("a relative import")
        elif isinstance(node, ast.ImportFrom):
            head, _, rest = (node.module or "").partition(".")
            if head != "grader":
                others.add(head)
            else:
                ours |= {rest.partition(".")[0]} if rest else {alias.name for alias in node.names}
    return ours, others


def _graph():
    graph: dict[str, set[str]] = {}
    for path in _modules():
        graph.setdefault(_name(path), set()).update(imported(_tree(path))[0])
    return graph


def test_the_picture_shows_every_module_once():
    names = {_name(path) for path in _modules()} - {"__init__"}
    drawn = [name for line in LINES for name in line]
    assert len(drawn) == len(set(drawn))
    assert names - set(drawn) == set(), "a new module: give it its place in PICTURE"
    assert set(drawn) - names == set(), "in PICTURE, but not in the package"


@pytest.mark.parametrize("path", _modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_down(path):
    name = _name(path)
    ours, _ = imported(_tree(path))
    if name == "__init__":
        assert not ours, "`import grader` stays instant"
        return
    upward = {other for other in ours - {name} if DEPTH.get(other, -1) <= DEPTH[name]}
    assert not upward, f"{name} is not above {sorted(upward)}"


def test_a_file_that_imports_upwards_would_be_found():
    """The reading of imports sees them inside functions, under TYPE_CHECKING, and of a module's parts."""
    guarded = "if TYPE_CHECKING:\n    from grader.cli import main\n"
    tree = ast.parse(guarded + "def f():\n    import grader.batch\n    import os.path\n")
    assert imported(tree) == ({"cli", "batch"}, {"os"})
    assert imported(ast.parse("from grader import judge, score")) == ({"judge", "score"}, set())


@pytest.mark.parametrize("name", PURE)
def test_the_core_touches_nothing_outside(name):
    tree = _tree(PACKAGE / f"{name}.py")
    ours, others = imported(tree)
    assert not others & OUTSIDE
    assert not ours & {"sandbox", "submission", "course", "gradebook", "grade"}
    called = {n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    assert not called & DOING


def test_what_the_core_stands_on_never_reaches_the_sandbox():
    graph = _graph()
    seen, waiting = set(), list(PURE)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += graph.get(name, ())
    assert not seen & {"sandbox", "submission", "course", "gradebook", "grade", "batch", "cli", "settings"}


def test_the_words_need_only_the_standard_library():
    for name in ("model", "errors", "answers", "score"):
        assert "numpy" not in imported(_tree(PACKAGE / f"{name}.py"))[1]


@pytest.mark.parametrize("path", _modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_says_what_it_is_and_stays_short(path):
    text = path.read_text(encoding="utf-8")
    doc = ast.get_docstring(_tree(path))
    assert path.name == "__main__.py" or (doc and doc.split("\n")[0].strip()), "a module begins with what it is for"
    assert len(text.splitlines()) <= 300, "split it: a module is read in one sitting"
