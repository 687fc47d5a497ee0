"""What learning systems give out, written as they write it, and what each of them takes back, read as it reads it."""

import csv
import io
import re
from dataclasses import dataclass, field
from fractions import Fraction

from grader.gradebook.grades import Grade

FIRST = ("Ada", "Renée", "李", "Jean-Luc", "Ömer", "=Eve", "@Max", "Søren", "O'Neil", "Ana, María")
LAST = (
    "Lovelace",
    "Müller, geb. Weiß",
    "小龍",
    'van der "Berg"',
    "=1+1",
    "-2+3",
    "+cmd|' /C calc'!A0",
    "Nuñez;",
    "𝔘nicode",
    "O\\'Brien\\",
)


def names(count):
    """So many names, most of them difficult; some people have the same one."""
    return [f"{FIRST[i % 10]} {LAST[(i // 10) % 10]}" for i in range(count)]


def points(number):
    """A mark that tells its student from the next one."""
    return Fraction(round(number * 100 / 997, 4)).limit_denominator(10_000)


def marks(ids, without=()):
    return [Grade(one, "tiny", None if one in without else points(i), Fraction(100)) for i, one in enumerate(ids)]


def written(rows, *, delimiter=",", quote_all=False, end="\r\n"):
    file = io.StringIO(newline="")
    how = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    csv.writer(file, delimiter=delimiter, quoting=how, lineterminator=end).writerows(rows)
    return file.getvalue()


def lines(text, delimiter=","):
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


GERMAN = {
    "Identifier": "ID",
    "Full name": "Vollständiger Name",
    "Email address": "E-Mail-Adresse",
    "Grade": "Bewertung",
    "Maximum Grade": "Bestwertung",
    "Grade can be changed": "Bewertung kann geändert werden",
    "Last modified (submission)": "Zuletzt geändert (Abgabe)",
    "Participant": "Teilnehmer/in",
    "Yes": "Ja",
    "Last modified (grade)": "Zuletzt geändert (Bewertung)",
    "Feedback comments": "Feedback als Kommentar",
    "Friday, 20 November 2026, 1:17 PM": "Freitag, 20. November 2026, 13:17",
}
PERSIAN = {
    "Identifier": "شناسه",
    "Grade": "نمره",
    "Last modified (grade)": "آخرین تغییر (نمره)",
    "Feedback comments": "نظرات",
    "Participant": "شرکت‌کننده",
    "Friday, 20 November 2026, 1:17 PM": "جمعه، ۲۹ آبان ۱۴۰۵، ۱:۱۷ عصر",
}


@dataclass
class Moodle:
    """A site in a language: its words, its number of the highest mark, its people by participant id."""

    people: dict[int, str]
    most: str = "100.00"
    words: dict[str, str] = field(default_factory=dict)
    marked: dict[int, str] = field(default_factory=dict)
    said: dict[int, str] = field(default_factory=dict)
    comments: bool = True

    def word(self, text):
        return self.words.get(text, text)

    def download(self):
        head = [
            "Identifier",
            "Full name",
            "Email address",
            "Status",
            "Grade",
            "Maximum Grade",
            "Grade can be changed",
            "Last modified (submission)",
            "Last modified (grade)",
        ]
        time = self.word("Friday, 20 November 2026, 1:17 PM")
        rows = [
            [
                f"{self.word('Participant')} {number}",
                name,
                f"s{number}@example.com",
                "Submitted for grading",
                self.marked.get(number, ""),
                self.most,
                self.word("Yes"),
                time if number % 2 else "-",
                time if number in self.marked else "-",
                self.said.get(number, ""),
            ]
            for number, name in self.people.items()
        ]
        rows = [list(map(self.word, [*head, "Feedback comments"])), *rows]
        return ("\ufeff" + written(rows if self.comments else [row[:-1] for row in rows], end="\n")).encode()

    def take(self, data):
        """What Moodle stores: mark and comment by participant id; what it would pass over is not there."""
        head, *rows = lines(data.decode("utf-8-sig"))
        place = {name: head.index(self.word(name)) for name in ("Identifier", "Grade", "Last modified (grade)")}
        about = self.word("Feedback comments")
        prefix, comma = self.word("Participant") + " ", "," in self.most
        taken = {}
        for row in rows:
            number, text = int(row[place["Identifier"]][len(prefix) :]), row[place["Grade"]]
            assert self.people[number] == row[1]
            if not re.fullmatch(r"\d+(,\d+)?" if comma else r"\d+(\.\d+)?", text):
                continue
            value = float(text.replace(",", "."))
            if value <= float(self.most.replace(",", ".")) and text != self.marked.get(number):
                taken[number] = (value, row[head.index(about)] if about in head else "")
        return taken


@dataclass
class Canvas:
    """A course: people by Canvas's id, assignments as `<title> (<id>)`."""

    people: dict[int, str]
    titles: tuple[str, ...] = ("Tiny (77)", "Other work (78)")
    possible: str = "100"
    marked: dict[int, str] = field(default_factory=dict)
    delimiter: str = ","
    manual: bool = False

    def download(self, mark=""):
        info = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
        totals = ["Assignments Current Score", "Current Grade"]
        read_only = ["(read only)"] * 2
        rows = [[*info, *self.titles, *totals]]
        if self.manual:
            rows.append(["", "", "", "", "", *["Manual Posting"] * len(self.titles), "", ""])
        rows.append(["    Points Possible", "", "", "", "", *[self.possible] * len(self.titles), *read_only])
        for number, name in self.people.items():
            cells = [self.marked.get(number, ""), *["3.5"] * (len(self.titles) - 1)]
            rows.append([name, number, f"U{number:05}", f"login{number}", "A, B", *cells, "", ""])
        return (mark + written(rows, delimiter=self.delimiter, end="\n")).encode()

    def take(self, data):
        """By Canvas's id and the assignment's id: the mark; an unknown heading would be a new assignment."""
        head, *rows = lines(data.decode("utf-8-sig"), self.delimiter)
        assert "Student" in head[0] and "ID" in head[1] and "Section" in head[4]
        known = {re.fullmatch(r"(.*)\s\((\d+)\)", title)[2] for title in self.titles}
        taken = {}
        for column in range(5, len(head) - 2):
            found = re.fullmatch(r"(.*)\s\((\d+)\)", head[column])
            assert found and found[2] in known
            for row in rows:
                if row[1] and row[column]:
                    assert self.people[int(row[1])] == row[0]
                    taken[int(row[1]), found[2]] = row[column]
                elif "Points Possible" in row[0]:
                    assert row[column] == self.possible
        return taken


@dataclass
class Blackboard:
    """A course: people by user name, columns as Blackboard writes them."""

    people: dict[str, str]
    columns: tuple[str, ...] = ("Tiny [Total Pts: 100 Score] |409586", "Weighted Total [Total Pts: up to 40 Score] |12")
    spreadsheet: bool = True
    feedback: bool = False

    def download(self):
        head = ["Last Name", "First Name", "Username", "Student ID"]
        more = ["Feedback to Learner", "Feedback Format"] if self.feedback else []
        rows = [[*head, *self.columns, *more]]
        for number, (user, name) in enumerate(self.people.items()):
            first, _, last = name.partition(" ")
            rows.append([last, first, user, f"{number:06}", *[""] * (len(self.columns) + len(more))])
        if self.spreadsheet:
            return b"\xff\xfe" + written(rows, delimiter="\t", quote_all=True).encode("utf-16-le")
        return ("\ufeff" + written(rows, quote_all=True)).encode()

    def take(self, data):
        """By user name and column id: what is uploaded; a column without a known id would be a new one."""
        text = data.decode("utf-16") if self.spreadsheet else data.decode("utf-8-sig")
        assert (data[:2] == b"\xff\xfe") == self.spreadsheet
        head, *rows = lines(text, "\t" if self.spreadsheet else ",")
        known = {column.rpartition("|")[2] for column in self.columns}
        taken = {}
        for row in rows:
            user = row[head.index("Username")]
            assert self.people[user] == f"{row[1]} {row[0]}".strip()
            for column in range(4, 4 + len(self.columns)):
                assert head[column].rpartition("|")[2] in known
                if row[column]:
                    taken[user, head[column].rpartition("|")[2]] = float(row[column])
        return taken


def edx_subsections(people):
    """Of Open edX's grades of subsections: every mark that there is, and room for a new one."""
    head = ["user_id", "username", "student_key", "course_id", "track", "cohort"]
    for short in ("aa11", "bb22"):
        head += [f"{what}-{short}" for what in ("name", "grade", "original_grade", "previous_override", "new_override")]
    rows = [head]
    for number, name in people.items():
        row = [number, name, f"key{number}", "course-v1:X+Y+Z", "audit", "Default, Group"]
        for title in ("Tiny", "Homework 2"):
            row += [title, "0.5", "5.0", "", ""]
        rows.append(row)
    return written(rows).encode()


def edx_points(people):
    """Of Open edX's staff graded points."""
    head = [
        "user_id",
        "username",
        "full_name",
        "student_uid",
        "enrolled",
        "track",
        "cohort",
        "block_id",
        "title",
        "date_last_graded",
        "who_last_graded",
        "Previous Points",
        "New Points",
    ]
    rows = [
        [n, f"u{n}", name, f"uid{n}", "True", "audit", "", "block@1", "Tiny", "", "", "", ""]
        for n, name in people.items()
    ]
    return written([head, *rows]).encode()


def edx_take(data, column):
    """By user id; a repeated one, or no number, is an error there."""
    head, *rows = lines(data.decode())
    assert {"user_id", column} <= set(head)
    ids = [row[head.index("user_id")] for row in rows]
    assert len(set(ids)) == len(ids)
    return {int(row[0]): float(row[head.index(column)]) for row in rows if row[head.index(column)]}
