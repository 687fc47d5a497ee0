"""Sentences are made of data and read by nobody: each key has one, and a grading does not depend on a single one."""

import json
import re
from dataclasses import replace
from fractions import Fraction
from string import Formatter

import pytest
from places import DATA, ROOT

from grader import formatting, sandbox, seeds
from grader.course.loader import Course
from grader.errors import UsageError
from grader.gradebook import pending, recorded_results
from grader.grading.pipeline import Grading, grade
from grader.model import CheckResult, Finding, Kind, Result, Status, Verdict
from grader.reports import pages, text_report, wording
from grader.submissions import submission
from grader.submissions.submission import SubmissionFile

KEY = re.compile(r'Finding\(\s*(f?)"([a-z_.A-Z]*)(?:\{|")')
HOMEWORKS = [
    ("softmax", "wrong_05_clip_before_exp.py"),
    ("perceptron", "wrong_01_stops_one_sample_early.py"),
    ("bp_update", "wrong_03_one_slip_in_each_sheet.py"),
    ("bp_update", "wrong_14_decimal_commas.py"),
]
PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8"

msgid "`{function}` is not written yet."
msgstr "`{function}` fehlt noch."

msgid "Next step"
msgstr "Nächster Schritt"

msgid "{points} of {most} points"
msgstr "{points} von {most} Punkten"

msgid "of {most} points"
msgstr "von {most} Punkten"

msgid "Still blank."
msgstr "Noch leer."
"""


def used_keys():
    """Keys and beginnings of keys that the package makes findings with."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "grader").rglob("*.py"))
    return {(key, bool(start)) for start, key in KEY.findall(text)}


def test_each_finding_has_a_sentence():
    assert len(used_keys()) > 80
    for key, is_beginning in used_keys():
        assert any(known.startswith(key) for known in wording.ENGLISH) if is_beginning else key in wording.ENGLISH


@pytest.mark.parametrize("key", wording.ENGLISH)
def test_a_sentence_is_whole_with_its_values_and_without_what_may_be_missing(key):
    template = wording.ENGLISH[key]
    names = {name: spec for _, name, spec, _ in Formatter().parse(template.replace("[[", "").replace("]]", "")) if name}
    values = {
        name: ["a", "b"] if spec in ("list", "and", "or", "semicolons", "path") else 2 for name, spec in names.items()
    }
    values |= dict.fromkeys((name for name, spec in names.items() if spec == "shape"), (2, 3))
    values |= dict.fromkeys((name for name, spec in names.items() if spec == "begin"), "because")
    for given in (values, {**values, **dict.fromkeys(re.findall(r"\[\[[^\]]*\{(\w+)", template))}):
        said = wording.sentence(Finding(key, **given))
        assert not set("{}") & set(said) and "[[" not in said and said.count("None") == template.count("None")


def graded(assignment, file):
    course = Course(ROOT)
    path = DATA / "submissions" / assignment / file
    loaded = course.assignment(assignment)
    with sandbox.start() as box:
        grading = Grading(loaded, box, seeds.PUBLIC_SEED)
        result = grade(submission.read_submission(SubmissionFile(path, file, "s001", assignment)), grading)
    return replace(result, checks=tuple(replace(check, seconds=0.0) for check in result.checks))


@pytest.mark.parametrize(("assignment", "file"), HOMEWORKS)
def test_no_sentence_and_no_shown_value_is_read_by_code(assignment, file, monkeypatch):
    before = graded(assignment, file)
    page, text = pages.page_html(pages.student_page(before)), text_report.student_feedback(before)
    loaded = Course(ROOT).assignment(assignment)
    authors = {one.title for one in (*loaded.checks, *loaded.tasks)} | {n for task in loaded.tasks for n in task.steps}
    rows = [check for check in before.checks if check.title not in authors]
    assert all(isinstance(check.title, Finding) for check in rows) and bool(rows) == (assignment == "perceptron")
    titles = [wording.title_of(check) for check in rows]
    assert all(f"{title}<" in page for title in titles)
    monkeypatch.setattr(wording, "ENGLISH", {key: f"~{number}~" for number, key in enumerate(wording.ENGLISH)})
    monkeypatch.setattr(formatting, "value_text", lambda value, *_: f"~{len(repr(value))}~")
    after = graded(assignment, file)
    assert recorded_results.as_data(after) == recorded_results.as_data(before)
    assert [case.id for case in pending.pending_cases(after)] == [case.id for case in pending.pending_cases(before)]
    other_page, other_text = pages.page_html(pages.student_page(after)), text_report.student_feedback(after)
    assert not any(title in other_page + other_text for title in titles)
    assert before.error is None and other_page != page and other_text != text

    def skeleton(html):
        return [tag for tag in re.findall(r"<[^>]+>", html) if not tag.startswith(("<code", "</code", "<br"))]

    assert skeleton(other_page) == skeleton(page)


def test_a_translation_with_a_slip_in_it_costs_no_feedback(tmp_path, monkeypatch):
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8"\n\n'
    po = head + 'msgid "not graded: {why}"\nmsgstr "ohne Note: {wei}"\n'
    (tmp_path / "de.po").write_text(po, encoding="utf-8")
    monkeypatch.setattr(wording, "_LANGUAGES", tmp_path)
    wording._translations.cache_clear()
    with wording.language("de"):
        assert wording.phrase("not graded: {why}", why="leer") == "not graded: leer"
    wording._translations.cache_clear()


def test_a_language_is_one_file(tmp_path, monkeypatch):
    (tmp_path / "de.po").write_text(PO, encoding="utf-8")
    monkeypatch.setattr(wording, "_LANGUAGES", tmp_path)
    wording._translations.cache_clear()
    blank = Verdict(Status.NOT_ATTEMPTED, findings=(Finding("fault.unwritten", function="f"),))
    with wording.language("de"):
        assert wording.message_of(blank) == "`f` fehlt noch."
        assert wording.sentence(Finding("blank")) == "Noch leer."
        assert wording.sentence(Finding("blank.text")) == "No text yet.", "what is missing stays English"
        told = Result("s", "x", "x.py", (CheckResult("f", "f", Kind.CODE, "", True, blank, Fraction(2)),))
        assert '<html lang="de">' in (page := pages.page_html(pages.student_page(told)))
        assert (
            "Nächster Schritt" in page
            and "0 von 2 Punkten" in page
            and "0 von 2 Punkten" in text_report.student_feedback(told)
        )
    assert wording.message_of(blank) == "`f` is not written yet."
    with wording.language("en"):
        assert wording.message_of(blank) == "`f` is not written yet." and wording.current_language() == "en"
    with pytest.raises(UsageError, match="no sentences in 'fr'; there are: en, de"), wording.language("fr"):
        pass


def test_a_value_with_braces_and_brackets_stays_as_it_is():
    said = wording.sentence(Finding("unread.needs_running", text="[[{x:path}]] {0} {}"))
    assert said.startswith("`[[{x:path}]] {0} {}` would have to be run")
    assert json.dumps(said)
