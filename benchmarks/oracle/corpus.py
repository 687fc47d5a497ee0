"""What both graders are given: made from files of the frozen commit, the same every time.

`Corpus` holds the homeworks kept with its tests, edits of the right ones, and homeworks with a doubt each.
"""

from __future__ import annotations

import ast
import csv
import importlib.util
import io
import json
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType

import edits

ASSIGNMENTS = ("bp_update", "conv_size", "delta_rule", "perceptron", "rnn", "softmax")
MUTANTS, FEW_MUTANTS = 200, 6  # of each assignment
_QUICK = 16  # one homework of so many
_MOMENT = (2026, 1, 5, 12, 0, 0)  # of the members of archives


@dataclass(frozen=True)
class Homework:
    """A file that somebody hands in: which assignment, a name of its own, how the file ends, what is in it."""

    assignment: str
    name: str
    suffix: str
    content: bytes


@dataclass(frozen=True)
class Corpus:
    """The files of the frozen commit below `tree`; in `kept` is what the frozen side wrote; `quick` is a sample."""

    tree: Path
    kept: Path
    quick: bool = False

    @cached_property
    def homeworks(self) -> list[Homework]:
        """The homeworks in tests/submissions, right and wrong ones."""
        found = []
        for name in ASSIGNMENTS:
            paths = sorted((self.tree / "tests" / "submissions" / name).iterdir())
            paths = [path for path in paths if path.suffix in (".py", ".ipynb")]
            found += [Homework(name, p.stem, p.suffix, p.read_bytes()) for p in paths[:: _QUICK if self.quick else 1]]
        return found

    @cached_property
    def mutants(self) -> list[Homework]:
        """Edits of right homeworks in one place, as many of each assignment."""
        found = []
        for name in ASSIGNMENTS:
            made = edits.mutants(self.plain(name, "right"), FEW_MUTANTS if self.quick else MUTANTS)
            for one in made:
                text = edits.with_student(one.edit.text, one.name)
                found.append(Homework(name, one.name, ".py", text.encode()))
        return found

    def plain(self, assignment: str, kind: str = "") -> dict[str, str]:
        """Return the homeworks of an assignment that are UTF-8 text with plain line ends, by name."""
        texts = {}
        for path in sorted((self.tree / "tests" / "submissions" / assignment).glob(f"{kind}*.py")):
            try:
                text = path.read_bytes().decode()
                ast.parse(text)
            except (UnicodeDecodeError, SyntaxError):
                continue
            if "\r" not in text and not text.startswith("\ufeff"):
                texts[path.stem] = text
        return texts

    @cached_property
    def doubts(self) -> list[Homework]:
        """Homeworks that are right but for one thing, which a person has to look at, or which is an error."""
        return [*self._doubts()][:: 3 if self.quick else 1]

    def _doubts(self) -> Iterator[Homework]:
        for assignment, base, cases in DOUBTS:
            source = self.plain(assignment)[base]
            for name, changes in cases.items():
                text = edits.with_student(source, name)
                for old, new in changes:
                    if old not in text:
                        raise ValueError(f"{old!r} is not in {assignment}/{base}")
                    text = text.replace(old, new)
                yield Homework(assignment, name, ".py", text.encode())
        for name, (suffix, content) in BROKEN.items():
            yield Homework("perceptron", name, suffix, content)

    def module(self, path: str) -> ModuleType:
        """Return a module of the frozen commit that imports nothing but the standard library."""
        name = f"frozen_{Path(path).stem}"
        spec = importlib.util.spec_from_file_location(name, self.tree / path)
        if spec is None or spec.loader is None:
            raise ValueError(f"{path} is no module")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module  # its dataclasses look themselves up there
        spec.loader.exec_module(module)
        return module


# Name of a homework -> texts that are exchanged in a right one.
_Changes = Sequence[tuple[str, str]]
_PERCEPTRON: dict[str, _Changes] = {
    "all_right": [],
    "somebody_elses": [("STUDENT = 'somebody_elses'", 'STUDENT = "s999"')],
    "row_five": [('NUMBERS = "lecture"', 'NUMBERS = "row 5"')],
    "no_such_row": [('NUMBERS = "lecture"', 'NUMBERS = "row 99999"')],
    "numbers_in_words": [('NUMBERS = "lecture"', 'NUMBERS = "mine"')],
    "numbers_missing": [('NUMBERS = "lecture"\n', "")],
    "constant_changed": [("trace_table = [", "X_I = 0.9\ntrace_table = [")],
    "decimal_comma": [("one_update = 0.16", "one_update = 0,16")],
    "decimal_comma_in_text": [("one_update = 0.16", 'one_update = "0,16"')],
    "number_in_text": [("one_update = 0.16", 'one_update = "about 0.16"')],
    "list_for_number": [("one_update = 0.16", "one_update = [0.1, 0.06]")],
    "called_alike": [("one_update = 0.16", "oneUpdate = 0.16")],
    "mistyped": [("number_of_updates = 7", "number_of_update = 7")],
    "function_called_alike": [("def mp_neuron(", "def mp_neurone("), ("append(mp_neuron(", "append(mp_neurone(")],
    "built_by_code": [("one_update = 0.16", "one_update = 0\nfor i in range(16):\n    one_update += 0.01")],
    "has_to_be_run": [("one_update = 0.16", "one_update = sum([0.08, 0.08])")],
    "f_string": [("one_update = 0.16", 'one_update = f"{0.16}"')],
    "set_in_a_function": [("one_update = 0.16", "def one_update():\n    return 0.16")],
    "name_never_set": [("one_update = 0.16", "one_update = never_set")],
    "one_digit": [("one_update = 0.16", "one_update = 0.2")],
    "no_table": [("trace_table = [", "trace_table = 7\nother = [")],
    "table_of_words": [("(1, 2, 6, 6),", '("one", "two", "six", "six"),')],
    "table_with_a_flat_row": [("(1, 2, 6, 6),", "5,")],
    "table_with_the_start": [("trace_table = [", "trace_table = [\n    (0, 0, 0, 0),")],
    "table_stops_early": [("    (3, -4, 4, 4),\n    (3, -6, 2, 2),\n", "")],
    "table_from_zero": [("(1, ", "(0, "), ("(3, ", "(2, ")],
    "table_with_a_slip": [("(3, -2, 2, 2),", "(3, -2, 2, 3),")],
    "table_by_comprehension": [("trace_table = [", "trace_table = [tuple(r) for r in rows]\nrows = [")],
    "text_is_a_number": [("why_xor_never_converges = ", "why_xor_never_converges = 5 # ")],
    "text_is_a_list": [("why_xor_never_converges = ", 'why_xor_never_converges = ["not", "separable"] # ')],
    "no_texts": [("why_xor_never_converges = ", "other_1 = "), ("why_zero_is_a_fake_optimum = ", "other_2 = ")],
    "long_text": [
        ("why_xor_never_converges = ", "why_xor_never_converges = 'Not separable. ' * 1 # "),
        ("why_zero_is_a_fake_optimum = ", f"why_zero_is_a_fake_optimum = '''{'A minimum.  ' * 300}''' # "),
    ],
    "markup_in_text": [("why_xor_never_converges = ", "why_xor_never_converges = '<b>no</b> [x](y) *z* $a_i$' # ")],
    "stops_at_import": [("import numpy as np", "import numpy as np\nimport nothing_of_this_name")],
    "stops_in_the_middle": [("def perceptron_criterion", "1 / 0\n\n\ndef perceptron_criterion")],
    "ends_the_process": [("    J = 0.0\n", "    import os\n    os._exit(0)\n    J = 0.0\n")],
    "aborts": [("    J = 0.0\n", "    import os\n    os.abort()\n    J = 0.0\n")],
    "never_ends": [("    J = 0.0\n", "    while True:\n        pass\n")],
    "floods": [("    J = 0.0\n", "    print('x' * 10_000_000)\n    J = 0.0\n")],
    "writes_a_file": [("    J = 0.0\n", "    open('/tmp/oracle', 'w')\n    J = 0.0\n")],
    "returns_nothing": [("    return J, grad\n", "    print(J, grad)\n")],
    "returns_an_object": [("    return J, grad\n", "    return object(), grad\n")],
}
_BP: dict[str, _Changes] = {
    "bp_right": [],
    "bp_commas": [("net1 = 0.755\n", "net1 = 0,755\n"), ("o2 = 0.6637\n", "o2 = 0,6637\n")],
    "bp_unread_step": [("\nnet1 = 0.755\n", "\nnet1 = sum([0.105, 0.65])\n"), ("\no1 = 0.68\n", "\no1 = 0.7\n")],
    "bp_one_digit": [("\ng = -0.0406\n", "\ng = -0.04\n"), ("\no = 0.69\n", "\no = 0.7\n")],
    "bp_blank_step": [("\nnet3 = 0.80133\n", "\nnet3 = ...\n")],
    "bp_first_slip": [("\nnet1 = 0.755\n", "\nnet1 = 0.765\n")],
    "bp_zero": [("\ng = -0.0406\n", "\ng = 0\n")],
    "bp_word": [("relu_loss_fell = 'yes'", "relu_loss_fell = 'perhaps'")],
    "bp_formula_in_words": [("g * w_h * df_h", "g times w_h times df_h")],
    "bp_formula_unknown_name": [("g * w_h * df_h", "g * w_h * slope")],
    "bp_formula_list": [('hidden_error = "g * w_h * df_h"', "hidden_error = ['g', 'w_h', 'df_h']")],
    "bp_formula_sign": [("g * w_h * df_h", "-g * w_h * df_h")],
    "bp_formula_latex": [("g * w_h * df_h", r"g \\cdot w_h \\cdot df_h")],
    "bp_formula_half": [("g * w_h * df_h", "g * w_h *")],
    "bp_formula_run": [('hidden_error = "g * w_h * df_h"', "hidden_error = 'g * w_h'.replace('g', 'h')")],
    "bp_steps_alike": [("\nw1_new = ", "\nw1new = "), ("\nloss_after = ", "\nlossAfter = ")],
}
_SOFTMAX: dict[str, _Changes] = {
    "sm_right": [],
    "sm_digits": [("= 709.8", "= 710"), ("= 88.72", "= 9e1"), ("= 11.09", "= 11.0899")],
    "sm_commas": [("= 709.8", "= 709,8"), ("= 11.09", "= '11,09'")],
    "sm_derivative": [("s_i * (delta_ij - s_j)", "s_i * delta_ij - s_j"), ('"s_i"', '"exp(x_i)"')],
    "sm_formula_words": [("s_i * (delta_ij - s_j)", "s_i if i == j else -s_i*s_j")],
}
_DELTA: dict[str, _Changes] = {
    "dr_right": [],
    "dr_tuple_commas": [("(0.02, 0.12, 0.1)", "(0,02, 0,12, 0,1)")],
    "dr_half": [("(0.0056, 0.1304, 0.1064)", "(0.0056, ..., 0.1064)")],
    "dr_formula": [("-(t - o) * x_i", "(o - t) x_i"), ("-(t-o)*o*(1-o)*x_i", "-(t-o)*s'(o)*x_i")],
    "dr_eta": [("= 0.04226", "= 0.042")],
}
DOUBTS: tuple[tuple[str, str, dict[str, _Changes]], ...] = (
    ("perceptron", "right_01_plain_loops", _PERCEPTRON),
    ("bp_update", "right_01_plain_numbers_lecture_sheet", _BP),
    ("softmax", "right_01_vectorised_zh", _SOFTMAX),
    ("delta_rule", "right_01_plain_loops", _DELTA),
)
BROKEN = {
    "no_python": (".py", b"def mp_neuron(x, w, theta)\n    return 1\n"),
    "empty": (".py", b""),
    "binary": (".py", bytes(range(256))),
    "null_bytes": (".py", b"x = 1\n\0\0\0\n"),
    "broken_notebook": (".ipynb", b'{"cells": [{"cell_type": "code"'),
    "notebook_of_nothing": (".ipynb", b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'),
    "nested": (".py", b"x = " + b"(" * 500 + b"1" + b")" * 500 + b"\n"),
    "untouched": (".py", b"import numpy as np\n\nSTUDENT = 'untouched'\nNUMBERS = 'lecture'\n"),
}


# ---- forms in which homework is handed in


def write_folders(root: Path, homeworks: Sequence[Homework]) -> Path:
    """Write <student>/<assignment>.py; return the folder of folders."""
    for one in homeworks:
        path = root / one.name / f"{one.assignment}{one.suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(one.content)
    return root


def moodle_download(homeworks: Sequence[Homework]) -> dict[str, bytes]:
    """Return the files of a Moodle download: ids of its own, so nobody is held against whom a file names."""
    files = {}
    for number, one in enumerate(homeworks, 100):
        folder = f"{one.assignment} {one.name.replace('_', ' ')}_{number}_assignsubmission_file"
        files[f"{folder}/{one.assignment}{one.suffix}"] = one.content
    return files


def write_files(root: Path, files: Mapping[str, bytes]) -> Path:
    """Write files below a folder; return the folder."""
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def write_archive(path: Path, files: Mapping[str, bytes]) -> Path:
    """Write an archive whose bytes are the same every time; return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), data, zipfile.ZIP_DEFLATED)
    return path


def csv_text(rows: Sequence[Sequence[object]], end: str = "\n") -> str:
    """Return rows as CSV."""
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator=end).writerows(rows)
    return file.getvalue()


def fill_notebook(released: str, student: str, source: str) -> str:
    """Return a released nbgrader notebook with a homework in its cells: helpers and imports go into the first."""
    nb = json.loads(released)
    statements = [(ast.get_source_segment(source, node) or "", _set_by(node)) for node in ast.parse(source).body]
    parts = {name: text for text, names in statements for name in names}
    others = [text for text, names in statements if not names]
    cells = [cell for cell in nb["cells"] if cell["metadata"].get("nbgrader", {}).get("solution")]
    wanted = {cell["id"]: _asked_for("".join(cell["source"])) for cell in cells}
    asked = {*(name for names in wanted.values() for name in names), "STUDENT", "NUMBERS"}
    others += [text for name, text in parts.items() if name not in asked]
    for cell in nb["cells"]:
        if cell["id"] == "student":
            cell["source"] = f"STUDENT = {student!r}"
        elif texts := [parts[name] for name in wanted.get(cell["id"], ()) if name in parts]:
            cell["source"] = "\n\n".join([*others, *texts])
            others = []
    return json.dumps(nb)


def _asked_for(text: str) -> list[str]:
    try:
        return [name for node in ast.parse(text).body for name in _set_by(node)]
    except SyntaxError:
        return []


def _set_by(node: ast.stmt) -> list[str]:
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else []
    return [target.id for target in targets if isinstance(target, ast.Name)]
