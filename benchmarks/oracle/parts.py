"""The parts of the comparison: each does the same with either grader, by its command line, and keeps what it gave."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import corpus
import tiny
from compare import Output
from corpus import ASSIGNMENTS, Corpus
from sides import COURSE, Side

_SECRET = "one secret for both graders, so that hidden inputs are the same"
_BOOK = ("--gradebook", "book.sqlite")


@dataclass
class Stage:
    """Where one side does a part: its folder, what it is given, and what it gave."""

    side: Side
    corpus: Corpus
    folder: Path
    output: Output = field(init=False)

    def __post_init__(self) -> None:
        """Start with an empty folder."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.output = Output({str(self.folder): "(folder)", str(self.side.environment): "(environment)"})

    def course(self, settings: str = "") -> None:
        """Make the folder a course with this side's assignments; `settings` are lines under [tool.grader]."""
        for name in COURSE:
            shutil.copytree(self.side.tree / name, self.folder / name)
        self.settings(settings)

    def settings(self, lines: str = "") -> None:
        """Write pyproject.toml and the secret."""
        (self.folder / "course.secret").write_text(_SECRET + "\n", encoding="utf-8")
        text = f'[tool.grader]\nsecret_file = "course.secret"\n{lines}'
        (self.folder / "pyproject.toml").write_text(text, encoding="utf-8")

    def grader(self, *words: object, name: str = "", text: str = "", cwd: Path | None = None) -> str:
        """Run a command and keep its exit code and what it printed; return its stdout."""
        name = name or " ".join(map(str, words))
        done = self.side.run("grader", words, cwd or self.folder, text=text)
        out, err = (stream.decode("utf-8", "replace") for stream in (done.stdout, done.stderr))
        self.output.exits[name] = done.returncode
        if "--json" in words or "jsonl" in words:
            self.output.add_lines(name, out, in_order=words[0] != "grade")
        else:
            self.output.add_text(f"{name} stdout", out)
        self.output.add_text(f"{name} stderr", err)
        return out

    def adopt(self, name: str) -> None:
        """Let new marks count where others were given out; those of the frozen commit do by themselves."""
        self.side.run("grader", ("diff", "--adopt", name, *_BOOK), self.folder)

    def nbgrader(self, *words: object, cwd: Path) -> None:
        """Run nbgrader and keep its exit code; what it logs tells of its own doings."""
        done = self.side.run("nbgrader", words, cwd)
        self.output.exits[f"nbgrader {' '.join(map(str, words))}"] = done.returncode

    def keep(self, *names: str) -> None:
        """Keep files and folders of the part's folder."""
        for name in names:
            path = self.folder / name
            if path.is_dir():
                self.output.add_folder(name, path)
            elif path.exists():
                self.output.add_file(name, path.read_bytes())

    def keep_pages(self) -> None:
        """Keep what people read of a gradebook: tables, pages, the class."""
        self.grader("report", *_BOOK)
        self.grader("report", *_BOOK, "--html", "pages")
        self.grader("report", *_BOOK, "--markdown", "texts")
        self.grader("cohort", *_BOOK)
        self.grader("cohort", *_BOOK, "--json")
        self.grader("cohort", *_BOOK, "--html", "class.html")
        self.keep("pages", "texts", "class.html")


Part = Callable[[Stage], None]


_HELPED = (
    "",
    "list",
    "start",
    "check",
    "grade",
    "report",
    "export",
    "export csv",
    "export moodle",
    "export canvas",
    "diff",
    "export lti",
    "cohort",
    "mark",
    "verify",
    "new",
    "draw",
    "release",
    "demo",
    "nbgrader",
)


def listing(stage: Stage) -> None:
    """What the command line says of itself and of the course."""
    stage.course()
    stage.grader("list")
    stage.grader("list", "--json")
    for words in _HELPED:
        stage.grader(*words.split(), "--help")
    stage.grader("grade", "nowhere")
    stage.grader("report")
    stage.grader("start", "softmx")
    stage.grader("new", "momentum")
    stage.keep("assignments/momentum.py", "solutions/momentum.py", "autotests/momentum.py")
    stage.grader("verify", "momentum")


def homework(stage: Stage) -> None:
    """Every homework of the tests: from a folder, on rows of numbers; and from Moodle, on the lecture's numbers."""
    stage.course()
    homeworks = stage.corpus.homeworks
    corpus.write_folders(stage.folder / "in", homeworks)
    stage.grader("grade", "in", "-j", 2, "--json", "--gradebook", "rows.sqlite")
    corpus.write_files(stage.folder / "moodle", corpus.moodle_download(homeworks))
    stage.grader("grade", "moodle", "-j", 2, "--json", "--numbers", "lecture", *_BOOK)
    stage.keep_pages()
    for one in homeworks[::12]:
        path = f"in/{one.name}/{one.assignment}{one.suffix}"
        stage.grader("grade", path, "--numbers", "lecture", "--gradebook", "one.sqlite")


def mutants(stage: Stage) -> None:
    """Right homeworks with one edit each, on the lecture's numbers."""
    stage.course()
    corpus.write_folders(stage.folder / "in", stage.corpus.mutants)
    stage.grader("grade", "in", "-j", 2, "--json", "--numbers", "lecture", *_BOOK)
    stage.keep_pages()
    stage.grader("export", "csv", *_BOOK, "-o", "marks.csv")
    stage.keep("marks.csv")


def demo(stage: Stage) -> None:
    """The class that `grader demo` makes up, and what it shows of it."""
    stage.course()
    stage.grader("demo", "class", "-j", 2)
    shutil.move(stage.folder / "class" / "grades.sqlite", stage.folder / "book.sqlite")
    stage.keep("class")
    stage.grader("export", "jsonl", *_BOOK)
    stage.keep_pages()


def doubts(stage: Stage) -> None:
    """A homework for each kind of doubt, on the lecture's numbers and on rows; a person decides; marks are exported."""
    stage.course()
    corpus.write_folders(stage.folder / "in", stage.corpus.doubts)
    stage.grader("grade", "in", "-j", 2, "--json", "--gradebook", "rows.sqlite")
    stage.grader("grade", "in", "-j", 2, "--numbers", "lecture", *_BOOK)
    stage.grader("mark", *_BOOK, "--to", "texts.csv")
    stage.keep("texts.csv")
    _fill(stage.folder / "texts.csv")
    stage.grader("mark", *_BOOK, "--from", "texts.csv")
    stage.grader("mark", *_BOOK, "--doubts", "--to", "doubts.csv")
    stage.keep("doubts.csv")
    stage.grader("mark", *_BOOK, "--doubts", "-a", "perceptron", text="w\n\n0!\n\nw!\ncomment\n1\n\ns\ns\nw\n\nq\n")
    stage.grader("mark", *_BOOK, "--doubts", "-a", "bp_update", text="w\nfine\nw!\n\n0\n\n0.5 half\nq\n")
    stage.grader("grade", "in", "-j", 2, "--json", "--numbers", "lecture", *_BOOK)
    stage.grader("mark", *_BOOK, "--to", "left.csv")
    stage.grader("export", "csv", *_BOOK, "-o", "marks.csv")
    stage.grader("export", "jsonl", *_BOOK)
    stage.keep("left.csv", "marks.csv")
    stage.keep_pages()
    for student in ("decimal_comma", "bp_unread_step", "sm_derivative", "no_python"):
        stage.grader("report", *_BOOK, "--student", student)


def _fill(path: Path) -> None:
    """Give points and comments to the texts of a file of `grader mark --to`, by the place of the row; some get none."""
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    head = list(rows[0]) if rows else []
    for number, row in enumerate(rows):
        if number % 5 != 4:
            row["points"] = str(number % 4 * 0.5 + 0.5)
            row["comment"] = ("", "Say why.", 'A comment, with "marks"; and = signs')[number % 3]
    lines = [head, *([row[key] for key in head] for row in rows)]
    path.write_text(corpus.csv_text(lines, "\r\n"), encoding="utf-8-sig")


_LATE = """late = "15 minutes free, 10% a day, at most 50%"
roster = "roster.csv"

[tool.grader.due]
tiny = 2026-11-20T23:59:00+01:00
"""


def terms(stage: Stage) -> None:
    """A course that changes while it is graded: regrading, who gains and loses, what was published, being late."""
    tiny.write(stage.folder, "as it was")
    stage.settings(_LATE)
    times = ("20 10:00", "21 00:10", "21 00:20", "23 12:00", "30 12:00", "", "21 00:00")
    rows = [
        (student, f"2026-11-{time}+01:00" if time else "", "2026-11-25" if student == "dee" else "")
        for student, time in zip(tiny.HOMEWORKS, times, strict=True)
    ]
    roster = corpus.csv_text([("student", "submitted", "due"), *rows, ("nobody", "", "")])
    (stage.folder / "roster.csv").write_text(roster, encoding="utf-8")
    _hand_in(stage, tiny.HOMEWORKS)
    terms = [*tiny.TERMS][:4] if stage.corpus.quick else [*tiny.TERMS]
    for number, term in enumerate(terms):
        tiny.write(stage.folder, term)
        stage.grader("grade", "in", "--json", *_BOOK, name=f"{term}: grade --json")
        if number == 0:
            stage.grader("mark", *_BOOK, text="7,5 Say what a sum is.\nm\n/1\n0 no\n\ns\n2.5\n\n4\n\n")
            stage.grader("export", "csv", *_BOOK, "-o", "first.csv")
        else:
            stage.adopt("tiny")
            stage.grader("diff", *_BOOK, name=f"{term}: diff")
            stage.grader("diff", *_BOOK, "--json", name=f"{term}: diff --json")
            stage.grader("diff", *_BOOK, "--published", name=f"{term}: diff --published")
            stage.grader("export", "csv", *_BOOK, "-o", f"{number}.csv", name=f"{term}: export csv")
    stage.grader("diff", *_BOOK, "--runs", 1, len(terms) - 1)
    worse = {student: text.replace("x + x", "3 * x") for student, text in tiny.HOMEWORKS.items()}
    worse["ann"] = worse["ann"].replace("the sum of both", "another text")
    _hand_in(stage, worse)
    stage.grader("grade", "in", *_BOOK)
    stage.adopt("tiny")
    stage.grader("diff", *_BOOK)
    stage.grader("export", "csv", *_BOOK, "-o", "refused.csv")
    stage.grader("export", "csv", *_BOOK, "-o", "lower.csv", "--allow-lower")
    stage.grader("export", "jsonl", *_BOOK, "--allow-lower")
    stage.grader("mark", *_BOOK, "--names", text="3\n\nq\n")
    stage.grader("mark", *_BOOK, "--student", "ann", text="9 better\n")
    stage.grader("grade", "in", "--again", "--json", *_BOOK)
    stage.keep("first.csv", "refused.csv", "lower.csv", *(f"{n}.csv" for n in range(1, len(terms))))
    stage.keep_pages()
    stage.grader("verify", "tiny")


def _hand_in(stage: Stage, homeworks: dict[str, str]) -> None:
    files = {f"{student}/tiny.py": text.encode() for student, text in homeworks.items()}
    corpus.write_files(stage.folder / "in", files)


def release(stage: Stage) -> None:
    """What students get of each assignment, and what they read at home."""
    stage.course()
    for name in ("bp_update", "perceptron") if stage.corpus.quick else ASSIGNMENTS:
        theirs = [one for one in stage.corpus.homeworks if one.assignment == name]
        stage.grader("release", name, f"released/{name}")
        home = stage.folder / "released" / name
        stage.keep(f"released/{name}")
        for student in ("s001", "s002", "李 1", "Ann"):
            stage.grader("start", name, f"{student}.py", "--student", student, cwd=home, name=f"start {name} {student}")
            stage.keep(f"released/{name}/{student}.py")
        for number, one in enumerate(theirs[:: 2 if stage.corpus.quick else 7]):
            path = home / f"{name}{one.suffix}"
            path.write_bytes(one.content)
            words = ("check", path.name) if number % 3 == 0 else ("check", path.name, "--json")
            stage.grader(*words, cwd=home, name=f"check {name}/{one.name}")
            path.unlink()
    stage.grader("release", "perceptron", "lecture", "--numbers", "lecture")
    stage.keep("lecture")


def start(stage: Stage) -> None:
    """Skeletons in the whole course, with a student's numbers and with the lecture's."""
    stage.course()
    for name in ASSIGNMENTS:
        for number in range(1 if stage.corpus.quick else 8):
            stage.grader("start", name, f"{name}-{number}.py", "--student", f"s{number:03}")
            stage.keep(f"{name}-{number}.py")
        stage.grader("start", name, f"{name}-lecture.py", "--numbers", "lecture")
        stage.keep(f"{name}-lecture.py")
    stage.grader("start", "perceptron")


def verify(stage: Stage) -> None:
    """What the course's own checks say of its checks."""
    stage.course()
    for name in ASSIGNMENTS[-1:] if stage.corpus.quick else ASSIGNMENTS:
        stage.grader("verify", name, "--seeds", 1, "--rows", 1)
    stage.grader("draw", "perceptron", "--rows", 5, "--force")
    stage.keep("assignments/perceptron.numbers.json")


def lms(stage: Stage) -> None:
    """Downloads of learning systems, and the marks on their way back into the systems' own files."""
    stage.course()
    forms = stage.corpus.module("tests/downloads.py")
    people = forms.students(8 if stage.corpus.quick else 23)
    texts = list(stage.corpus.plain("softmax").values())[::2]
    sources: dict[str, bytes] = {}
    for kind in ("participant", "user", "login", "sid"):
        sources |= {getattr(one, kind): texts[one.index % len(texts)].encode() for one in people}
    downloads = {
        "moodle": forms.moodle(people, source=sources.get),
        "flat": forms.moodle(people, source=sources.get, folders=False),
        "canvas": forms.canvas(people, source=sources.get, late=(people[3].user,)),
        "blackboard": forms.blackboard(people, source=sources.get),
        "gradescope": forms.gradescope(people, source=sources.get),
    }
    for name, files in [*downloads.items()][:: 2 if stage.corpus.quick else 1]:
        corpus.write_archive(stage.folder / f"{name}.zip", {path: _bytes(data) for path, data in files.items()})
        book = ("--gradebook", f"{name}.sqlite")
        stage.grader("grade", f"{name}.zip", "--json", *book)
        if name in _FILLED:
            (stage.folder / f"{name}.csv").write_bytes(_FILLED[name](people))
            more = ["--comments"] if name != "canvas" else []
            more += ["--feedback", f"{name}-pages.zip"] if name != "blackboard" else []
            words = ("-a", "softmax", "--into", f"{name}.csv", "-o", f"{name}-filled.csv")
            stage.grader("export", name, *book, *words, *more)
            stage.keep(f"{name}-filled.csv", f"{name}-pages.zip")
        stage.grader("export", "csv", *book)
    ten = (stage.folder / "moodle.csv").read_text(encoding="utf-8").replace("100.00", "10,00")
    (stage.folder / "moodle10.csv").write_text(ten, encoding="utf-8")
    words = ("-a", "softmax", "--into", "moodle10.csv", "-o", "ten.csv", "--out-of", 10, "--gradebook", "moodle.sqlite")
    stage.grader("export", "moodle", *words)
    roster = [("student", "moodle softmax", "canvas")]
    roster += [(f"s{one.index:03}", f"Participant {one.participant}", one.user) for one in people]
    (stage.folder / "class.csv").write_text(corpus.csv_text(roster), encoding="utf-8")
    stage.grader("grade", "moodle.zip", "--json", "--roster", "class.csv", "--gradebook", "joined.sqlite")
    joined = ("-a", "softmax", "--into", "canvas.csv", "-o", "joined.csv", "--gradebook", "joined.sqlite")
    stage.grader("export", "canvas", *joined, "--roster", "class.csv")
    stage.keep("ten.csv", "joined.csv")


def _bytes(data: str | bytes) -> bytes:
    return data if isinstance(data, bytes) else data.encode()


# ---- the files of learning systems that marks are filled into, as the systems write them


def _moodle(people: Iterable[Any]) -> bytes:
    head = (
        "Identifier",
        "Full name",
        "Email address",
        "Status",
        "Grade",
        "Maximum Grade",
        "Grade can be changed",
        "Last modified (submission)",
        "Last modified (grade)",
        "Feedback comments",
    )
    moment = "Friday, 20 November 2026, 1:17 PM"
    rows = []
    for one in people:
        row = [f"Participant {one.participant}", one.name, f"u{one.index}@example.org", "Submitted for grading"]
        rows.append([*row, "", "100.00", "Yes", moment, "-", "by a person" if one.index == 4 else ""])
    return ("\ufeff" + corpus.csv_text([head, *rows])).encode()


def _canvas(people: Iterable[Any]) -> bytes:
    head = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", "softmax (77)", "Other (78)", "Current Grade")
    rows = [["    Points Possible", "", "", "", "", "100", "100", "(read only)"]]
    for one in people:
        mark = "EX" if one.index == 5 else ""
        rows.append([one.name, one.user, f"U{one.index:05}", one.login, "A, B", mark, "3.5", ""])
    return corpus.csv_text([head, *rows]).encode()


def _blackboard(people: Iterable[Any]) -> bytes:
    head = (
        "Last Name",
        "First Name",
        "Username",
        "Student ID",
        "softmax [Total Pts: 100 Score] |409586",
        "Feedback to Learner",
        "Feedback Format",
    )
    rows = [(one.name, "", one.login, one.sid, "", "", "") for one in people]
    return ("\ufeff" + corpus.csv_text([head, *rows])).encode()


_FILLED: dict[str, Callable[[Iterable[Any]], bytes]] = {
    "moodle": _moodle,
    "canvas": _canvas,
    "blackboard": _blackboard,
}


def nbgrader(stage: Stage) -> None:
    """An nbgrader course: source, release, notebooks of students, both ways of grading, feedback, marks."""
    stage.course()
    theirs = stage.folder / "nb"
    theirs.mkdir()
    names = ("perceptron",) if stage.corpus.quick else ("perceptron", "softmax")
    count = 2 if stage.corpus.quick else 8
    stage.grader("nbgrader", "configure", "nb", "--numbers", "lecture")
    for name in names:
        stage.grader("nbgrader", "source", name, "nb", "--numbers", "lecture")
        stage.nbgrader("generate_assignment", name, cwd=theirs)
    stage.keep("nb/source", "nb/release", "nb/nbgrader_config.py")
    for name in names:
        texts = stage.corpus.plain(name)
        for stem, text in [*texts.items()][:: max(1, len(texts) // count)][:count]:
            folder = theirs / "submitted" / stem / name
            shutil.copytree(theirs / "release" / name, folder)
            path = folder / f"{name}.ipynb"
            path.write_text(corpus.fill_notebook(path.read_text(encoding="utf-8"), stem, text), encoding="utf-8")
    fast = shutil.copytree(theirs, stage.folder / "fast")
    for name in names:
        stage.nbgrader("autograde", name, cwd=theirs)
        stage.nbgrader("generate_feedback", name, cwd=theirs)
    stage.nbgrader("export", cwd=theirs)
    stage.keep("nb/grades.csv", "nb/feedback", "nb/autograded")
    stage.grader("grade", "fast", "-j", 2, "--numbers", "lecture", *_BOOK)
    stage.nbgrader("export", cwd=fast)
    stage.keep("fast/grades.csv", "fast/autograded")
    stage.grader("export", "jsonl", *_BOOK)
    stage.keep_pages()


def older(stage: Stage) -> None:
    """A gradebook and a release of the frozen commit, read by either side: every decision is in its place."""
    stage.course()
    for name in (*_BOOK[1:], "texts.csv"):
        shutil.copy(stage.corpus.kept / name, stage.folder / name)
    for name in ("released", "in"):
        shutil.copytree(stage.corpus.kept / name, stage.folder / name)
    for words in (
        "report",
        "diff -a perceptron",
        "diff --published",
        "cohort",
        "cohort --json",
        "export csv",
        "export jsonl --allow-lower",
    ):
        stage.grader(*words.split(), *_BOOK)
    stage.grader("mark", *_BOOK, "--to", "left.csv")
    stage.grader("mark", *_BOOK, "--from", "texts.csv")
    # By design any other source of the package judges all recorded calls again; nothing is run for it.
    stage.output.words |= dict.fromkeys(("already graded", "judged again"), "not run again")
    stage.grader("grade", "in", "--json", "--numbers", "lecture", *_BOOK)
    stage.grader("export", "csv", *_BOOK, "-o", "marks.csv")
    stage.keep("left.csv", "marks.csv")
    home = stage.folder / "released"
    for one in [one for one in stage.corpus.homeworks if one.assignment == "perceptron"][::4]:
        path = home / f"perceptron{one.suffix}"
        path.write_bytes(one.content)
        stage.grader("check", path.name, "--json", cwd=home, name=f"check {one.name}")
        path.unlink()
    stage.grader("start", "perceptron", "new.py", "--student", "s003", cwd=home)
    stage.keep("released/new.py")


def make_older(stage: Stage) -> None:
    """Make a gradebook with marks of people, published marks and two runs, and a release; on the frozen side only."""
    stage.course()
    homeworks = [one for one in stage.corpus.doubts if one.assignment in ("perceptron", "bp_update")][::2]
    corpus.write_folders(stage.folder / "in", homeworks)
    stage.grader("grade", "in", "-j", 2, "--numbers", "lecture", *_BOOK)
    stage.grader("mark", *_BOOK, "--to", "texts.csv")
    _fill(stage.folder / "texts.csv")
    stage.grader("mark", *_BOOK, "--from", "texts.csv")
    stage.grader("mark", *_BOOK, "--doubts", text="w\n\n0\n\nw!\nyes\nq\n")
    stage.grader("export", "csv", *_BOOK)
    worse = [replace(one, content=one.content.replace(b"= 7\n", b"= 8\n")) for one in homeworks]
    corpus.write_folders(stage.folder / "in", worse)
    stage.grader("grade", "in", "-j", 2, "--numbers", "lecture", *_BOOK)
    stage.grader("release", "perceptron", "released")


PARTS: dict[str, Part] = {
    "listing": listing,
    "start": start,
    "verify": verify,
    "doubts": doubts,
    "terms": terms,
    "older": older,
    "lms": lms,
    "release": release,
    "demo": demo,
    "nbgrader": nbgrader,
    "homework": homework,
    "mutants": mutants,
}
IN_TURNS = ("demo",)  # one of its class writes where the course is into a homework: that has to be the same folder
