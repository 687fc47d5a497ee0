"""The comparison with the frozen commit: its corpus is the same every time, and what differs is found and named."""

import ast
import json
import sys
from pathlib import Path

import pytest

ORACLE = Path(__file__).resolve().parents[1] / "benchmarks" / "oracle"
SOURCE = '''"""A homework."""
import numpy as np

STUDENT = "ann"
NUMBERS = "lecture"


def mean(x, w=None):
    """The mean."""
    total = 0.0
    for value in x:
        total += value
    if w is not None and len(w) > 1:
        return np.dot(np.sum(x * w, axis=0, keepdims=True), x) / (1 - w.T)
    return total / len(x)


half = 0.250
pair = (0.10, -3)
rule = "g * (1 - o)"
why = """Because the mean is the sum over the count, and nothing else that anybody could want here."""
'''


@pytest.fixture(autouse=True)
def oracle_on_path(monkeypatch):
    monkeypatch.syspath_prepend(str(ORACLE))
    yield
    for name in ("compare", "corpus", "edits", "sides", "tiny"):
        sys.modules.pop(name, None)


@pytest.fixture(scope="module")
def frozen(tmp_path_factory):
    """The frozen commit's tests/submissions."""
    sys.path.insert(0, str(ORACLE))
    import sides

    sys.path.remove(str(ORACLE))
    folder = tmp_path_factory.mktemp("frozen")
    try:
        sides.extract(sides.FROZEN, folder)
    except sides.OracleError:
        pytest.skip("the history does not reach back to the frozen commit")
    return folder


# ---- the corpus


def test_mutants_are_the_same_twice_and_each_is_another_program():
    import edits

    made = edits.mutants({"one": SOURCE}, 60)
    assert made == edits.mutants({"one": SOURCE}, 60)
    trees = {ast.dump(ast.parse(mutant.edit.text)) for mutant in made}
    assert len(made) == len(trees) == 60 and ast.dump(ast.parse(SOURCE)) not in trees
    assert len({mutant.name for mutant in made}) == 60


def test_an_edit_changes_one_place_and_no_digits_elsewhere():
    import edits

    for edit in edits.edits(SOURCE):
        lines, others = SOURCE.split("\n"), edit.text.split("\n")
        assert [line for line in lines if "half" in line] == ["half = 0.250"]
        assert len(lines) - edit.before.count("\n") == len(others) - edit.after.count("\n"), edit
        assert lines[: edit.line - 1] == others[: edit.line - 1], edit


def test_every_kind_of_slip_is_among_the_edits():
    import edits

    kinds = {edit.kind for edit in edits.edits(SOURCE)}
    assert kinds >= {
        "operator", "operand", "order", "comparison", "boolean", "constant", "name", "transpose", "called", "keyword",
        "axis", "arguments", "call", "statement", "return", "accumulate", "blank", "answer", "digits", "formula",
    }  # fmt: skip
    assert {edit.after for edit in edits.edits(SOURCE) if edit.before == "0.250"} >= {
        "0.251",
        "0.25",
        "(-0.250)",
        "0,250",
        "...",
    }


def test_a_homework_says_whose_it_is():
    import edits

    assert "STUDENT = 'ben'\n" in edits.with_student(SOURCE, "ben") and "ann" not in edits.with_student(SOURCE, "ben")


def test_the_frozen_corpus_has_right_files_to_edit_and_every_doubt(frozen, tmp_path):
    import corpus

    some = corpus.Corpus(frozen, tmp_path, quick=True)
    assert {one.assignment for one in some.homeworks} == set(corpus.ASSIGNMENTS)
    assert all(len(some.plain(name, "right")) >= 15 for name in corpus.ASSIGNMENTS)
    made = corpus.Corpus(frozen, tmp_path).doubts
    assert (
        made == corpus.Corpus(frozen, tmp_path).doubts
        and some.doubts == made[::3]
        and len({one.name for one in made}) == len(made) > 70
    )
    same = {one.content.replace(one.name.encode(), b"") for one in made if one.suffix == ".py"}
    assert len(same) == sum(one.suffix == ".py" for one in made)


def test_archives_have_the_same_bytes_twice(tmp_path):
    import corpus

    one, other = (
        corpus.write_archive(tmp_path / name, {"a/b.py": b"x = 1\n"}).read_bytes() for name in ("1.zip", "2.zip")
    )
    assert one == other


def test_every_term_of_the_small_course_is_another_one():
    import tiny

    assert len(set(tiny.TERMS.values())) == len(tiny.TERMS) - 1  # the last one is the first
    for autotests, solution in tiny.TERMS.values():
        compile(autotests, "autotests", "exec")
        compile(solution, "solution", "exec")


# ---- the differences


def result(**change):
    check = {"name": "one", "points": 2, "pending": 0, "status": "passed", "hint": "", "misconceptions": [],
             "message": "is 0.5, but should be 0.25", "seconds": 0.1, "credit": "right"}  # fmt: skip
    whole = {"student": "ann", "assignment": "tiny", "path": "ann/tiny.py", "points": 2, "notes": ["a note"],
             "level": "strong"}  # fmt: skip
    check |= {key: value for key, value in change.items() if key in check or key == "new"}
    whole |= {key: value for key, value in change.items() if key in whole and key not in check}
    return {**whole, "checks": [check, {**check, "name": "two"}]}


def between(before, after, roots=None):
    """The kinds of the differences between what two sides gave."""
    import compare

    sides = []
    for number, given in enumerate((before, after)):
        side = compare.Output(roots[number] if roots else {})
        for name, value in given.items():
            if isinstance(value, bytes):
                side.add_file(name, value)
            elif isinstance(value, int):
                side.exits[name] = value
            elif isinstance(value, str):
                side.add_text(f"{name} stdout", value)
            else:
                side.objects[name] = value
        sides.append(side)
    return [difference.kind for difference in compare.differences("part", *sides)]


CHANGES = {
    "points": {"points": 1.5}, "pending": {"pending": 2}, "status": {"status": "failed"}, "hint": {"hint": "Look."},
    "mistakes": {"misconceptions": ["squared"]}, "message": {"message": "is 0.5, but should be 0.24"},
    "note": {"notes": ["another note"]}, "credit": {"credit": "named"}, "new": {"new": 1},
}  # fmt: skip


@pytest.mark.parametrize("kind", CHANGES)
def test_a_field_that_differs_is_named(kind):
    assert set(between({"grade": [result()]}, {"grade": [result(**CHANGES[kind])]})) == {kind}


def test_a_verdict_as_data_and_more_decimals_are_no_difference_and_other_points_are():
    before, after = result(points=1.0417), {**result(points=1.0416666), "hints": {"squared": "Look."}}
    assert between({"grade": [before]}, {"grade": [after]}) == []
    assert set(between({"grade": [before]}, {"grade": [result(points=1.0418)]})) == {"points"}


def test_the_same_is_no_difference_and_seconds_and_protection_are_none():
    assert between({"grade": [result()]}, {"grade": [result(seconds=7.5, level="weak")]}) == []
    texts = "protection strong+ns, seed 1", "it took 0.5 seconds", "3 of 5, 2 a second, 1 s left\ndone"
    others = "protection weak, seed 1", "it took 12.5 seconds", "done"
    for one, other in zip(texts, others, strict=True):
        assert between({"x": one}, {"x": other}) == []


def test_limits_due_dates_and_other_seeds_are_differences():
    for one, other in (("ends after 2 s", "ends after 3 s"), ("due 2026-11-20T23:59", "due 2026-11-20T22:59"),
                       ("protection weak, seed 1", "protection weak, seed 2")):  # fmt: skip
        assert between({"x": one}, {"x": other}) == ["stdout"]


def test_a_folder_of_the_run_is_no_difference():
    roots = {"/tmp/a": "(folder)"}, {"/tmp/b": "(folder)"}
    assert between({"x": "Wrote /tmp/a/x"}, {"x": "Wrote /tmp/b/x"}, roots) == []
    assert between({"x.csv": b"/tmp/a/x"}, {"x.csv": b"/tmp/b/x"}, roots) == []


def test_what_one_side_has_alone_is_a_difference():
    assert between({"grade": [result()]}, {"grade": []}) == ["object"]
    assert between({"a.csv": b"1\n"}, {}) == ["file"] and between({}, {"a.csv": b"1\n"}) == ["file"]
    assert between({"exit": 0}, {"exit": 4}) == ["exit"]


def test_another_order_is_a_difference():
    first, second = result(), result() | {"path": "ben/tiny.py"}
    assert between({"grade": [first, second]}, {"grade": [second, first]}) == ["order"]


def test_a_field_of_many_names_is_one_kind_and_a_check_that_is_gone_is_named():
    answers = {"hints": {"squared": "You multiplied.", "halved": "You divided."}}
    other = json.dumps({"hints": answers["hints"] | {"halved": "You halved."}}).encode()
    assert between({"a.json": json.dumps(answers).encode()}, {"a.json": other}) == ["hints"]
    gone = result()
    assert between({"grade": [gone]}, {"grade": [gone | {"checks": gone["checks"][:1]}]}) == ["checks"]


def test_what_several_processes_give_has_no_order():
    import compare

    lines = [json.dumps({"path": path, "points": 1}) for path in ("b", "a")]
    one, other = compare.Output(), compare.Output()
    one.add_lines("grade", "\n".join(lines), in_order=False)
    other.add_lines("grade", "\n".join(lines[::-1]), in_order=False)
    assert compare.differences("part", one, other) == [] and one.count == 2


PAGE = (
    b"<html><head><style>p { color: red }</style></head><body><h1>Ann</h1><p class='a'>2 of <b>3</b></p></body></html>"
)


def test_text_and_markup_of_a_page_are_told_apart():
    for old, new, kinds in ((b"2 of", b"1 of", ["text"]), (b"'a'", b"'b'", ["markup"]), (b"red", b"blue", ["markup"]),
                            (b"<p class", b"<p  class", ["bytes"])):  # fmt: skip
        assert between({"x.html": PAGE}, {"x.html": PAGE.replace(old, new)}) == kinds


def test_the_members_of_an_archive_are_compared(tmp_path):
    import corpus

    one = corpus.write_archive(tmp_path / "1.zip", {"a.html": PAGE, "b.md": b"x\n"}).read_bytes()
    other = corpus.write_archive(tmp_path / "2.zip", {"a.html": PAGE, "b.md": b"y\n"}).read_bytes()
    assert between({"1.zip": one}, {"1.zip": other}) == ["text"]


def test_the_report_shows_a_change_in_many_places_once():
    import compare

    found = [compare.Difference("p", "hint", f"student {i}: one", "Look.", "Look again.") for i in range(40)]
    found.append(compare.Difference("p", "points", "student 1: two", "2", "1"))
    text = compare.examples(found, 5)
    assert text.count("Look again.") == 1 and "  40 x" in text and "p, hint: 40 in 1 different changes" in text
    table = compare.summary(found, {"p": 100, "q": 7}).splitlines()
    assert table[1].split() == ["p", "100", "41", "hint", "40,", "points", "1"] and table[2].split() == ["q", "7", "0"]
    lines = compare.as_json(found).splitlines()
    assert len(lines) == 41 and json.loads(lines[0])["kind"] == "hint"
    assert compare.as_json(found[::-1]).splitlines() == lines
