"""Results to make pages of: real homework through the real grader, and texts that somebody might write to do harm."""

from dataclasses import replace
from fractions import Fraction

from places import HOMEWORK, ROOT
from words import saying

from grader import sandbox
from grader.course import loader
from grader.grading.pipeline import Grading, grade
from grader.model import CheckResult, Credit, Finding, Kind, Result, Status
from grader.reports import class_report, class_statistics, pages as reports_pages, student_pictures
from grader.reports.copying import CopiedNumbers, SimilarCode
from grader.submissions import submission
from grader.submissions.submission import SubmissionFile

REAL = (
    "softmax/wrong_04_warnings_silenced.py",
    "softmax/wrong_17_wrong_formulas.py",
    "softmax/right_02_apply_along_axis.py",
    "perceptron/right_05_chinese.py",
    "bp_update/wrong_03_one_slip_in_each_sheet.py",
    "bp_update/wrong_05_half_done.py",
    "conv_size/wrong_15_rounds_to_nearest.py",
)
HOSTILE = (
    "<script>document.title = 'hit'</script>",
    "</style><style>body { display: none }</style>",
    "</title><h1>hit</h1>",
    "<img src=http://203.0.113.1/x onerror=\"document.title='hit'\">",
    "\u202egnp.exe\u202c \u2066hidden\u2069",
    "a\x00b\x1b[31mred\x07\udcff",
    "x" * 100_000,
    "# hit\n\n[hit](javascript:hit)\n```\n</code>`` `",
    "{{ 7 * 7 }}{% if %}",
    "]]><!--",
    "&lt;b&gt; &#x3c;script&#x3e;",
    "' onmouseover='document.title=\"hit\"' x='",
    "感知机 \U0001f600 שלום عربي",
)


def real():
    """The page of each of REAL, on the lecture's numbers, by its file's name; what was told about pictures."""
    pages, told = {}, []
    with sandbox.start() as running:
        for place in REAL:
            name, path = place.split("/")[0], HOMEWORK / place
            assignment = loader.Course(ROOT).assignment(name)
            grading = Grading(assignment, running, "public", lecture_for_all=True)
            read = submission.read_submission(SubmissionFile(path, path.name, "", name))
            result = grade(read, grading)
            known = student_pictures.course_context(assignment, result, read.cells, told.append)
            pages[f"{name}-{path.stem}"] = reports_pages.student_page(result, known)
    return pages, told


def school(made):
    """The page of a class: the students' results over again under other names, some of them hostile."""
    some = [page.result for page in made.values() if page.result.assignment == "softmax"]
    names = [f"s{i:03d}" for i in range(30)] + [text[:500] for text in HOSTILE]
    results = [replace(some[i % len(some)], student=name) for i, name in enumerate(names)]
    results += [replace(some[0], student=f"e{i}", checks=(), error=Finding("text", text=HOSTILE[i])) for i in range(3)]
    parts = [
        class_statistics.summarize_class("softmax", results),
        class_statistics.summarize_class("empty", []),
        class_statistics.summarize_class(HOSTILE[0], map(hostile, HOSTILE)),
    ]
    return [
        class_report.ClassPart(
            i,
            one,
            HOSTILE[i],
            Fraction(100),
            [CopiedNumbers(HOSTILE[1], 3, 4, 0.9, 0.1, HOSTILE)] * (i == 1),
            [SimilarCode(HOSTILE[2], "s001", 0.93, 240)] if i == 1 else None,
        )
        for i, one in enumerate(parts, 1)
    ]


def hostile(text):
    """A result in which everything that a student or an exception can say is this text."""
    checks = [
        CheckResult(
            f"c{i}",
            "task",
            kind,
            text,
            public,
            saying(
                status,
                Fraction(status is Status.PASSED),
                text,
                call=text,
                got=text,
                want=text,
                misconceptions=(text,),
                credit=credit,
            ),
            Fraction(3),
        )
        for i, (kind, status, credit, public) in enumerate(
            (
                (Kind.CODE, Status.FAILED, None, True),
                (Kind.CODE, Status.RAISED, None, False),
                (Kind.CODE, Status.PASSED, None, True),
                (Kind.CODE, Status.PENDING, None, True),
            )
        )
    ] + [
        CheckResult(
            name,
            name,
            kind,
            text,
            False,
            saying(status, 0, text, got=text, want=text, misconceptions=(text,), credit=credit),
            Fraction(2),
        )
        for name, kind, status, credit in (
            ("sheet", Kind.WORKSHEET, Status.FAILED, Credit.NAMED),
            ("rule", Kind.FORMULA, Status.FAILED, None),
            ("essay", Kind.PROSE, Status.PENDING, None),
        )
    ]
    texts = {"essay": text}
    more = {
        "notes": (Finding("text", text=text),),
        "numbers": text,
        "digest": "ab" * 32,
        "texts": texts,
        "hints": {text: text},
    }
    return Result(text, "tiny", text, tuple(checks), **more)
