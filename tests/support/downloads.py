"""A class as each learning system gives it out: files by name, as on a real one, zipped or unpacked."""

import json
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

_ODD = [
    "Müller, Zoë",
    'Ann "the" O\'Neil',
    "李小龍",
    "=1+1",
    "Lovelace, Ada",
    "van der Berg, Jean-Luc",
    "Ľubomír Žák",
    "José; Núñez",
    "-rf Ünal",
    "Ng",
    "Олена Шевченко",
    "@SUM(A1)",
    "O'Brien & Sons",
    "x_7_9 Under_score",
    "محمد علي",
    "Lovelace, Ada",
    "Smith (late)",
    "Zoe\u0308 Mu\u0308ller",
    "12 13",
    "a.b.c",
    "Nul, 100%",
    "İpek Iğdır",
    "ﬁona ß",
]
FIRST = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Student:
    """One of a class: each number a system may know somebody by, none of them another's number of the same kind."""

    index: int
    name: str

    @property
    def participant(self):
        return str(3 + self.index)

    @property
    def user(self):
        return str(90_000 + 7 * self.index)

    @property
    def login(self):
        return f"u_{self.index:03}" if self.index % 3 else f"u{self.index:03}"

    @property
    def sid(self):
        return f"{self.index:06}"

    @property
    def moment(self):
        return FIRST + timedelta(minutes=self.index)


def students(count):
    """A class whose names are hard on files, tables and each other: every name comes again and again."""
    return [Student(i, _ODD[i % len(_ODD)]) for i in range(count)]


def moodle(cls, file="softmax.py", source=str, folders=True):
    """As read off Moodle 4.4; without folders, and before 4.1 with `_file_/`, the rest is joined differently."""
    joint = "/" if folders else "_"
    files = {}
    for one in cls:
        name = re.sub(r"[\x00-\x1f&<>\"`|':\\/]", "", one.name.replace("_", " "))
        files[f"{name}_{one.participant}_assignsubmission_file{joint}{file}"] = source(one.participant)
    return files


def canvas(cls, file="softmax.py", source=str, late=()):
    """As lib/content_zipper.rb of Canvas names them."""
    files = {}
    for one in cls:
        name = re.sub(r"_(\d+)_", r"\1", one.name).lower()
        name = re.sub(r"^(\d+)$", r"\1", name)
        flag = "_LATE" if one.user in late else ""
        stem = re.sub(r"\W", "", unicodedata.normalize("NFC", f"{name}{flag}_{one.user}"))
        files[f"{stem}_{500_000 + one.index}_{file}"] = source(one.user)
    return files


RECEIPT = """Name: {name} ({user})
Assignment: {title}
Date Submitted: Friday, November 20, 2026 1:17:05 PM CET
Current Grade: Needs Grading

Submission Field:
Name: Somebody Else (u000)

Comments:
There are no student comments for this assignment.

Files:
\tOriginal filename: {file}
\tFilename: {stored}
"""


def blackboard(cls, file="softmax.py", source=str, title="Home_work 1", hours=0):
    """As others' programs that read it document it."""
    files = {}
    for one in cls:
        head = f"{title}_{one.login}_attempt_{one.moment + timedelta(hours=hours):%Y-%m-%d-%H-%M-%S}"
        stored = f"{head}_{file}"
        files[stored] = source(one.login)
        files[f"{head}.txt"] = RECEIPT.format(name=one.name, user=one.login, title=title, file=file, stored=stored)
    return files


def gradescope(cls, file="softmax.py", source=str):
    """As its export is: YAML with Ruby's symbols for keys, a folder for each submission."""
    lines, files = ["---"], {}
    for one in cls:
        name = one.name.replace("'", "''")
        key = f"submission_{400_000 + one.index}"
        lines += [
            f"{key}:",
            "  :submitters:",
            f"  - :name: '{name}'",
            f"    :sid: '{one.sid}'",
            f"    :email: u{one.index}@example.org",
            f"  :created_at: {one.moment:%Y-%m-%d %H:%M:%S}.123456789 Z",
            "  :score: 0.0",
            "  :results:",
            "    output: |",
            "      :submitters:",
            "      - :sid: '000001'",
        ]
        files[f"assignment_77_export/{key}/{file}"] = source(one.sid)
    files["assignment_77_export/submission_metadata.yml"] = "\n".join(lines) + "\n"
    return files


def nbgrader(cls, file="softmax.ipynb", source=str, assignment="softmax"):
    """As nbgrader collects: the student's folder is their id, whatever it looks like."""
    files = {}
    for one in cls:
        student = f"{one.name} {one.index}"
        place = f"submitted/{student}/{assignment}"
        files[f"{place}/{file}"] = source(student)
        files[f"{place}/timestamp.txt"] = f"{one.moment:%Y-%m-%d %H:%M:%S}.123456 UTC"
    return files


def as_notebook(source):
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": source}]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})


def zipped(path, files):
    """One archive of all of them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def unpacked(root, files):
    """A folder of all of them."""
    for name, data in files.items():
        path = Path(root, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return root
