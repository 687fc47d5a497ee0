"""Students' pages: everything that feedback says is there, nothing hidden is, and no text of anybody's is live."""

import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import command
import page_samples
import pytest
from command import RIGHT, WRONG, handed_in, run
from hypothesis import given, settings, strategies as st
from markdown_it import MarkdownIt
from page_reading import Reading
from words import saying, words

from grader import formatting
from grader.model import CheckResult, Finding, Kind, Result, Status, Verdict
from grader.reports import page_files, pages, text_report, wording
from grader.reports.pages import CourseContext

HARMLESS = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "main",
    "header",
    "section",
    "article",
    "footer",
    "figure",
    "h1",
    "h2",
    "h3",
    "p",
    "ul",
    "li",
    "dl",
    "div",
    "dt",
    "dd",
    "table",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "th",
    "td",
    "a",
    "b",
    "strong",
    "code",
    "span",
    "bdi",
    "br",
    "blockquote",
    "figcaption",
    "svg",
    "rect",
    "path",
    "circle",
    "text",
    "g",
    "desc",
    "clippath",
    "wbr",
}
MATH = {"math", "mrow", "mi", "mo", "mn", "msub", "msup", "mfrac", "mspace", "mtext", "mtable", "mtr", "mtd", "munder"}


@pytest.fixture(scope="module")
def real():
    made, told = page_samples.real()
    assert told == []
    return made


def test_everything_that_feedback_says_is_on_the_page(real):
    """Each check with its title, message, call, values and hint; each task with its points."""
    for name, page in real.items():
        read = Reading(pages.page_html(page))
        for check in page.result.checks:
            verdict = check.verdict
            parts = [
                wording.title_of(check) or check.name,
                words(verdict).message.replace("Right, given your own value before.", ""),
            ]
            blank = check.kind is Kind.WORKSHEET and verdict.status is Status.NOT_ATTEMPTED
            if check.public and verdict.status is not Status.PASSED:
                tables = wording.tables_of(verdict)
                cells = [cell for table in tables or () for row in table.rows for cell in row]
                parts += [words(verdict).call, *(cells or [words(verdict).got, words(verdict).want])]
            for part in [] if blank else [*parts, *words(verdict, page.result.hints).hint.split("\n")]:
                assert " ".join(part.replace("`", "").split()) in read.words.replace("`", ""), (name, check.name)
        for task in {check.task for check in page.result.checks}:
            mine = [check for check in page.result.checks if check.task == task]
            points = formatting.points_text(sum(check.points for check in mine))
            assert f"{task} {points} of {formatting.points_text(sum(check.max_points for check in mine))}" in read.words


def test_a_hidden_check_shows_no_input_even_if_a_verdict_should_hold_one(real):
    page = real["softmax-wrong_17_wrong_formulas"]
    secret = "secret_call(123.456)"
    said = Finding("text", text=secret)
    checks = tuple(
        replace(c, verdict=replace(c.verdict, call=said, got=said, want=said)) if c.kind is Kind.CODE else c
        for c in page.result.checks
    )
    only_hidden = replace(page.result, checks=tuple(c for c in checks if not c.public and c.kind is Kind.CODE))
    for write in (pages.page_html, pages.page_markdown):
        assert secret not in write(pages.student_page(only_hidden))
        assert secret in write(pages.student_page(replace(page.result, checks=checks)))


def test_the_worksheet_has_the_numbers_side_by_side_and_marks_the_first_wrong_step(real):
    page = real["bp_update-wrong_03_one_slip_in_each_sheet"]
    sheet = next(s for s in page.sections if s.name == "sigmoid_sheet")
    assert [s.view.title for s in sheet.steps if s.first] == ["o2"]
    assert {s.how for s in sheet.steps} >= {"right", "right given your own value", "wrong"}
    wrong = next(s for s in sheet.steps if s.first)
    assert (wrong.view.written, wrong.follows) == ("0.67038", "0.663739")
    text = pages.page_html(page)
    row = re.search(r'<tr id="t3c4".*?</tr>', text, re.DOTALL)[0]
    assert "First wrong step." in row and "0.67038" in row and "0.663739" in row
    assert text.count("First wrong step.") == 2  # one in each sheet


def test_formulas_are_mathml_and_a_picture_stands_beside_the_mistake_that_it_is_of(real):
    formulas = Reading(pages.page_html(real["softmax-wrong_17_wrong_formulas"]))
    assert formulas.tags["math"] == 3 and formulas.tags["msub"] >= 3
    overflow = pages.page_html(real["softmax-wrong_04_warnings_silenced"])
    assert overflow.count("<figure") == 1 and overflow.index("unshifted") < overflow.index("<figure")
    assert pages.page_html(real["perceptron-right_05_chinese"]).count('<svg class="panel"') == 7
    sheet = pages.page_html(real["conv_size-wrong_15_rounds_to_nearest"])
    assert sheet.count('<svg class="panel"') == 3 and sheet.count("7 pixels, kernel 3, stride 3") == 1


def test_a_name_of_several_letters_is_one_name_in_a_formula(real):
    text = pages.page_html(real["bp_update-wrong_03_one_slip_in_each_sheet"])
    assert "<msub><mi>df</mi>" in text and "mtext" not in text


def test_the_next_step_in_a_task_is_the_mistake_that_has_a_name():
    def page(*verdicts):
        made = enumerate(verdicts)
        checks = [CheckResult(f"c{i}", "f", Kind.CODE, f"title {i}", True, v, Fraction(1)) for i, v in made]
        return pages.student_page(Result("s", "x", "x.py", tuple(checks), hints={"axis_lost": "Keep the axis."}))

    error, slow = saying(Status.RAISED, 0, "It ended in ValueError."), Verdict(Status.TIMED_OUT)
    named = Verdict(Status.FAILED, misconceptions=("axis_lost",))
    assert (page(error, named).next.title, page(error, named).next_how) == ("title 1", "Keep the axis.")
    assert page(error, slow).next.title == "title 0" and "Run the function" in page(error, slow).next_how


def test_a_function_that_is_not_written_is_told_once_with_what_will_be_checked():
    def page(*verdicts):
        made = enumerate(verdicts)
        checks = [CheckResult(f"c{i}", "f", Kind.CODE, f"title {i}", i < 1, v, Fraction(1)) for i, v in made]
        return pages.student_page(Result("s", "x", "x.py", tuple(checks)))

    blank = saying(Status.NOT_ATTEMPTED, 0, "`f` is not written yet.", call="f(1)")
    text = pages.page_html(page(blank, blank, blank))
    assert text.count("is not written yet") == 1 and text.count("<article") == 0 and text.count("<li id=") == 3
    assert '<a href="#t1"><code>f</code></a> is still blank.<br>Write the function' in text
    assert 'title 2 <span class="hidden">' in text
    written = pages.page_markdown(page(blank, blank))
    assert written.count("is not written yet") == 1 and "- title 1 (hidden), 0 of 1\n" in written
    other = saying(Status.NOT_ATTEMPTED, 0, "`f` is not there: rename it.")
    assert pages.page_html(page(blank, other)).count("<article") == 2


def test_what_a_person_gave_less_than_all_for_is_neither_wrong_nor_right():
    def page(*verdicts):
        made = enumerate(verdicts)
        checks = [CheckResult(f"c{i}", f"c{i}", Kind.PROSE, "why", False, v, Fraction(4)) for i, v in made]
        return pages.student_page(Result("s", "x", "x.py", tuple(checks)))

    some = saying(Status.FAILED, Fraction(3, 4), "Say why.", by_hand=True)
    full = saying(Status.PASSED, 1, "Good.", by_hand=True)
    text = pages.page_html(page(some, full))
    assert '<span class="word marked">marked' in text and "word failed" not in text
    assert "Read what was said of what a person marked. Everything else is right." in text
    assert "What is waiting, a person will mark." in pages.page_html(page(some, Verdict(Status.PENDING)))
    assert "Nothing. Everything is right." in pages.page_html(page(full, full))
    coloured = text_report.student_feedback(page(some).result, paint=lambda text, role: f"<{role}>{text}")
    assert "<marked>marked" in coloured and "<failed>" not in coloured


def test_pages_are_sound_as_documents(real):
    for name, page in real.items():
        text = pages.page_html(page)
        read = Reading(text)
        assert set(read.tags) <= HARMLESS | MATH, name
        assert max(read.ids.values()) == 1, name
        refers = [v for n, value in read.attributes if n in ("aria-labelledby",) for v in value.split()]
        refers += [value.removeprefix("#") for n, value in read.attributes if n == "href"]
        assert set(refers) <= set(read.ids), name
        levels = [int(n) for n in re.findall(r"<h(\d)", text)]
        assert levels[0] == 1 and all(b - a <= 1 for a, b in pairwise(levels))


@pytest.mark.parametrize("text", page_samples.HOSTILE, ids=range(len(page_samples.HOSTILE)))
def test_hostile_text_brings_no_element_of_its_own_to_the_page(text):
    plain = Reading(pages.page_html(pages.student_page(page_samples.hostile("plain"))))
    made = pages.page_html(pages.student_page(page_samples.hostile(text)))
    read = Reading(made)
    assert read.elements == plain.elements
    assert {n for n, _ in read.attributes} == {n for n, _ in plain.attributes}
    assert made.encode("utf-8") and not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", made)
    assert len(made) < 400_000


@settings(max_examples=40)
@given(st.text(st.characters(exclude_categories=())))
def test_any_text_stays_text(text):
    plain = Reading(pages.page_html(pages.student_page(page_samples.hostile("plain"))))
    read = Reading(pages.page_html(pages.student_page(page_samples.hostile(text if text.split() else "-"))))
    assert read.elements == plain.elements


@settings(max_examples=60)
@given(st.sampled_from(page_samples.HOSTILE) | st.text(st.characters(exclude_categories=())))
def test_any_text_stays_text_in_markdown(text):
    kinds, usual = _kinds(text if text.split() else "-"), _kinds("plain")
    assert not {"html_block", "html_inline", "link_open", "image"} & kinds.keys()
    assert {n: c for n, c in kinds.items() if "heading" in n} == {n: c for n, c in usual.items() if "heading" in n}
    assert (kinds["tr_open"], kinds["td_open"]) == (usual["tr_open"], usual["td_open"])


def _kinds(text):
    """How many there are of each thing in a page as Markdown where everybody says this text."""
    written = pages.page_markdown(pages.student_page(page_samples.hostile(text)))
    tokens = MarkdownIt("commonmark").enable("table").parse(written)
    return Counter(t.type for token in tokens for t in [token, *(token.children or ())])


@given(st.text(st.characters(exclude_categories=()), max_size=30))
def test_what_is_invisible_is_written_out_and_nothing_is_lost(text):
    shown = formatting.visible(text)
    assert shown.encode("utf-8") is not None and not set(shown) & set("\x00\x1b\u202e\u2066\r")
    assert formatting.visible("感知机\u3000x\u200dy") == "感知机\u3000x\u200dy"
    assert "".join(piece for piece, _ in formatting.code_pieces(text)).replace("`", "") == text.replace("`", "")


def test_a_bar_in_code_parts_no_cell_and_no_text_begins_a_list():
    page = pages.student_page(page_samples.hostile("`a|b` is no number"))
    rows = [line for line in pages.page_markdown(page).splitlines() if "is no number" in line and line.startswith("|")]
    assert rows and all(row.count("|") - row.count("\\|") == 5 for row in rows)
    for text in ("- no", "+ no", "1. no", "2) no", "---", "===", "="):
        assert next(t.type for t in MarkdownIt().parse(formatting.markdown_text(text))) == "paragraph_open", text
        assert MarkdownIt().renderInline(formatting.markdown_text(text)) == text
    assert formatting.markdown_text("-0.5 and 1.5") == "-0.5 and 1.5"


def test_a_file_name_is_safe_and_tells_students_apart():
    names = ["ann", "../../etc/passwd", "a/b", "a\\b", "a b", "a_b", "", ".", "..", "CON", "x" * 300, "x" * 301, "\x00"]
    names += ["学生", "学牲", "\udcff", "<b>", ".hidden"]
    files = [page_files.file_name(name, ".html") for name in names]
    assert files[0] == "ann.html" and len(set(files)) == len(names)
    assert all(re.fullmatch(r"[A-Za-z0-9_@+-][A-Za-z0-9_.@+-]{0,95}\.html", file) for file in files)


def test_what_could_not_be_graded_and_what_is_untouched_have_pages(real):
    result = replace(
        real["perceptron-right_05_chinese"].result,
        checks=(),
        error=Finding("text", text="line 3 is not Python; mend `it`."),
    )
    for write in (pages.page_html, pages.page_markdown):
        text = write(pages.student_page(result, late="It came in late."))
        assert "ould not be graded" in text and "line 3 is not Python" in text and "Next step" not in text
    assert "Nothing. Everything is right." in pages.page_html(pages.student_page(_right(real)))


def _right(real):
    result = real["softmax-right_02_apply_along_axis"].result
    return replace(result, checks=tuple(c for c in result.checks if c.kind is not Kind.PROSE))


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    root = command.course(tmp_path_factory.mktemp("course"))
    run("grade", handed_in(root.parent / "in", ann=RIGHT, ben=WRONG, cem="def double(x:\n"), cwd=root)
    return root


def test_the_command_writes_a_page_for_each_student(course, tmp_path):
    ended = run("report", "--html", tmp_path / "h", "--markdown", tmp_path / "m", cwd=course)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.*")) == [
        f"{f}/tiny/{s}.{e}" for f, e in (("h", "html"), ("m", "md")) for s in ("ann", "ben", "cem")
    ]
    ben = (tmp_path / "h" / "tiny" / "ben.html").read_text(encoding="utf-8")
    assert "You multiplied x with itself" in ben and "Known mistake: squared" in ben
    assert "ann" not in Reading(ben).words.split()
    assert "**90 of 100 points**" in (tmp_path / "m" / "tiny" / "ann.md").read_text(encoding="utf-8")


def test_one_student_or_none(course, tmp_path):
    ended = run("report", "--html", tmp_path / "h", "--student", "BEN", cwd=course)
    assert ended.stdout == f"Wrote 1 page to {tmp_path / 'h'}\n"
    assert [p.name for p in (tmp_path / "h" / "tiny").iterdir()] == ["ben.html"]
    nobody = run("report", "--html", tmp_path / "h", "--student", "zoe", cwd=course)
    assert nobody.returncode == 2 and "has no results of 'zoe'" in nobody.stderr
    (tmp_path / "file").write_text("")
    blocked = run("report", "--html", tmp_path / "file" / "x", cwd=course)
    assert blocked.returncode == 2 and "cannot be written" in blocked.stderr


def test_without_the_course_there_are_pages_too(course, tmp_path):
    (tmp_path / "grades.sqlite").write_bytes((course / "grades.sqlite").read_bytes())
    ended = run("report", "--html", "h", cwd=tmp_path)
    assert ended.returncode == 0 and "no assignment of a course here" in ended.stderr
    assert "Known mistake: squared" in (tmp_path / "h" / "tiny" / "ben.html").read_text(encoding="utf-8")


def test_a_formula_without_its_notation_stays_as_it_was_typed(real):
    result = real["softmax-wrong_17_wrong_formulas"].result
    read = Reading(pages.page_html(pages.student_page(result, CourseContext())))
    assert not read.tags["math"]
    assert next(words(c.verdict).got for c in result.checks if c.kind is Kind.FORMULA) in read.words


def test_without_the_extra_a_page_says_what_to_install(tmp_path):
    code = (
        "import sys; sys.modules.update(jinja2=None, markupsafe=None); from grader.reports import pages; "
        "pages.render_template('student.html', html=True)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "UsageError: pages need Jinja2: pip install 'grader[report]'" in ended.stderr
