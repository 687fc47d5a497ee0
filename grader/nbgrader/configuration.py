"""nbgrader_config.py: the lines that `grader nbgrader configure` writes between two marks; all other lines stay."""

from __future__ import annotations

import ast
import os
from importlib.util import find_spec
from pathlib import Path

from grader import files
from grader.errors import UsageError

FILE = "nbgrader_config.py"
_GRADEBOOK = "gradebook.db"
BEGIN, END = "# >>> grader: written by grader nbgrader configure, do not change", "# <<< grader"
_PREPROCESSORS = {
    "Autograde.sanitize_preprocessors": (
        "grader.nbgrader.judge.Mend",
        "nbgrader.preprocessors.ClearOutput",
        "nbgrader.preprocessors.DeduplicateIds",
        "nbgrader.preprocessors.OverwriteKernelspec",
        "nbgrader.preprocessors.OverwriteCells",
        "nbgrader.preprocessors.CheckCellMetadata",
    ),
    "Autograde.autograde_preprocessors": (
        "grader.nbgrader.judge.Judge",
        "nbgrader.preprocessors.IgnorePattern",
        "nbconvert.preprocessors.ClearMetadataPreprocessor",
        "nbgrader.preprocessors.LimitOutput",
        "nbgrader.preprocessors.SaveAutoGrades",
        "grader.nbgrader.judge.Remarks",
        "nbgrader.preprocessors.AssignLatePenalties",
        "nbgrader.preprocessors.CheckCellMetadata",
    ),
    "GenerateFeedback.preprocessors": (
        "nbgrader.preprocessors.GetGrades",
        "nbgrader.preprocessors.ClearHiddenTests",
        "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
    ),
}
_SETTINGS = {
    "HTMLExporter.sanitize_html": True,
    "HTMLExporter.filters": {
        "markdown2html": "grader.nbgrader.clean.markdown2html",
        "clean_html": "grader.nbgrader.clean.clean_html",
    },
    "ExportApp.plugin_class": "grader.nbgrader.export.QuotedCsv",
}


# Patterns for `nbgrader zip_collect`, each matched against the whole path of an extracted file.
_HEAD = r".*?/extracted/(?:[^/]+/)??"  # the outermost name counts: what lies in an archive is a student's own
_FILE = r"(?:[^/]+/)*(?!\._)(?P<file_id>[^/]+?)"
_END = r"(?: ?\(\d+\))?\.ipynb$"  # a browser makes `x (1).ipynb` of it, Canvas `x-1.ipynb`
_MOODLE = (
    rf"{_HEAD}(?:(?P<first_name>[^/_]+) )?(?P<last_name>[^/_ ]+)_(?P<student_id>\d+)_assignsubmission_file"
    rf"(?:_?/|_){_FILE}{_END}"
)
_CANVAS = rf"{_HEAD}[^/]+?_(?:LATE_)?(?P<student_id>\d+)_\d+_{_FILE}(?:-\d+)?{_END}"
_BLACKBOARD = (
    rf"{_HEAD}[^/]+?_(?P<student_id>[^/_]+)_attempt_(?P<timestamp>[0-9]{{4}}(?:-[0-9]{{2}}){{5}})_{_FILE}{_END}"
)
ZIP_PATTERNS = {"Moodle": _MOODLE, "Canvas": _CANVAS, "Blackboard": _BLACKBOARD}


def is_nbgrader_course(path: Path) -> bool:
    """Return whether this is an nbgrader course with a gradebook, and nbgrader is installed."""
    config = path / FILE
    if not config.is_file() or find_spec("nbgrader") is None:
        return False
    return (path / _GRADEBOOK).is_file() or b"db_url" in config.read_bytes()  # it may be somewhere else


def write_configuration(folder: Path, course: Path, *, lecture_for_all: bool = False) -> tuple[Path, bool]:
    """Write our lines into the configuration of the nbgrader course in `folder`; return its path, whether it changed.

    Raises UsageError where the file sets the same things by hand, cannot be read or written, is not Python, or has one
    of the marks only.
    """
    path = folder / FILE
    if not folder.is_dir():
        raise UsageError(f"{folder} is not there: name the folder of an nbgrader course")
    try:
        before = path.read_bytes().decode("utf-8") if path.exists() else _new_configuration(folder)
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8 text: save it so, and configure once more") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror})") from None
    head, tail = _split_at_marks(path, before)
    _refuse_settings_by_hand(path, head + tail)
    newline = "\r\n" if "\r\n" in before else "\n"
    text = head + newline.join(_configuration_lines(folder, course, lecture_for_all=lecture_for_all)) + newline + tail
    if path.exists() and text == before:
        return path, False
    files.write_whole(path, text, remedy="look at the folder's permissions")
    return path, True


def _new_configuration(folder: Path) -> str:
    return f"c = get_config()\nc.CourseDirectory.course_id = {folder.resolve().name!r}\n"


def _split_at_marks(path: Path, text: str) -> tuple[str, str]:
    """The text before our lines and after them; our lines go to the end of the file where it has none yet."""
    lines = text.splitlines(keepends=True)
    begins = [i for i, line in enumerate(lines) if line.rstrip("\r\n") == BEGIN]
    ends = [i for i, line in enumerate(lines) if line.rstrip("\r\n") == END]
    if not begins and not ends:
        gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
        return text + (gap.replace("\n", "\r\n") if "\r\n" in text else gap), ""
    if len(begins) != 1 or len(ends) != 1 or ends[0] < begins[0]:
        raise UsageError(f"{path}: the lines '{BEGIN}' and '{END}' have to stand once each; take out what is left over")
    return "".join(lines[: begins[0]]), "".join(lines[ends[0] + 1 :])


def _refuse_settings_by_hand(path: Path, text: str) -> None:
    try:
        tree = ast.parse(text.encode())
    except SyntaxError as error:
        raise UsageError(f"{path}, line {error.lineno}: not Python ({error.msg}); mend the line") from None
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute):
            continue
        named = _dotted_name(node)
        for setting in (*_PREPROCESSORS, *_SETTINGS):
            if named == f"c.{setting}":
                raise UsageError(
                    f"{path}, line {node.lineno}: {named} is set by hand; take the line out, or keep it and write ours "
                    f"there yourself: {setting} = {_PREPROCESSORS.get(setting, _SETTINGS.get(setting))!r}"
                )


def _dotted_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted_name(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


def _configuration_lines(folder: Path, course: Path, *, lecture_for_all: bool) -> list[str]:
    course_path = os.path.relpath(course.resolve(), folder.resolve())
    lines = [BEGIN, "import os", "", "c = get_config()"]
    lines.append("_here = os.path.dirname(os.path.abspath(__file__))")
    lines.append(f"c.Judge.course = os.path.normpath(os.path.join(_here, {course_path!r}))")
    if lecture_for_all:
        lines.append("c.Judge.lecture_for_all = True")
    for setting, steps in _PREPROCESSORS.items():
        lines += [f"c.{setting} = [", *(f"    {step!r}," for step in steps), "]"]
    lines += [f"c.{setting} = {value!r}" for setting, value in _SETTINGS.items()]
    lines.append("# nbgrader zip_collect: of a bulk download take the line of your system, after these.")
    patterns = ZIP_PATTERNS.items()
    return [*lines, *(f"# {name}: c.FileNameCollectorPlugin.named_regexp = {regex!r}" for name, regex in patterns), END]
