"""Notebooks and folders as they come back: odd cells, odd files, odd ids, graded by nbgrader's loop and by our own.

Both ways give the same points and comments, everybody gets a page, and nothing that a student wrote runs in it.
"""

import json
import os
import shutil
from copy import deepcopy

import command
import nbgrader_course as small
import pytest

pytest.importorskip("nbgrader")
pytestmark = pytest.mark.filterwarnings("ignore")  # nbgrader's own, of SQLAlchemy and traitlets

FULL = {name: (float(points), False) for name, points in small.CODE.items()} | {"check-half": (20.0, False)}
ALIVE = ("<script>alert", "onerror=alert(6)>", 'href="javascript:', "<svg onload", "<iframe src")
LIVE = """Look: <script>alert(5)</script> <img src="x" onerror=alert(6)> [here](javascript:alert(7))

<svg onload=alert(8)></svg> <iframe src="//x"></iframe> but $a < b$, **bold**, `x < 1` and

| a | b |
|---|---|
| 1 | 2 |
"""


def _cell(nb, name):
    return next(c for c in nb["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == name)


def _text(source, cell_type="markdown", **more):
    return {"cell_type": cell_type, "id": "own", "metadata": {}, "source": source} | more


def markdown_that_runs(nb):
    nb["cells"].append(_text(LIVE))


def a_picture_that_is_missing(nb):
    nb["cells"].append(_text("![mine](attachment:mine.png) <script>alert(9)</script>"))
    nb["cells"].append(_text("![empty](attachment:a)", attachments={"a": {}}) | {"id": "own2"})


def metadata_of_another_kind(nb):
    odd = (
        {"tags": 5},
        {"tags": ["a,b"]},
        {"tags": ["a", "a"]},
        {"transient": 5},
        {"jupyter": "x"},
        {"name": 7},
        {"name": ""},
        {"scrolled": 9},
        {"collapsed": "no"},
        {"execution": {"x": 1}},
        {"format": 1},
    )
    for cell, one in zip(nb["cells"], odd, strict=False):
        cell["metadata"] |= one
    nb["cells"].append(_text("raw", "raw") | {"metadata": {"raw_mimetype": 5}})
    nb["metadata"] = {"language_info": {"name": 5}, "kernelspec": {}, "widgets": 3, "title": 5, "authors": 1}


def no_kernel(nb):
    nb["metadata"] = {}


def a_kernel_that_nobody_has(nb):
    nb["metadata"]["kernelspec"] = {"name": "gone-3.4", "display_name": "Gone", "language": "python"}


def an_older_format(nb):
    nb["nbformat_minor"] = 4
    for cell in nb["cells"]:
        del cell["id"]


def cells_without_ids(nb):
    for cell in nb["cells"][3:]:
        del cell["id"]


def cells_of_one_id(nb):
    for cell in nb["cells"]:
        cell["id"] = "same"


def a_cell_split_in_two(nb):
    place = nb["cells"].index(_cell(nb, "softmax"))
    first = deepcopy(nb["cells"][place]) | {"id": "first", "source": "def shift(x):\n    return x - x.max()"}
    nb["cells"][place]["source"] = (
        "def softmax(x):\n    e = np.exp(shift(np.asarray(x, float)))\n    return e / e.sum()"
    )
    nb["cells"].insert(place, first)


def numbers_deleted(nb):
    nb["cells"].remove(_cell(nb, "numbers"))
    _cell(nb, "half")["source"] = "half = NUMBER / 2"


def large_outputs(nb):
    shown = {"output_type": "stream", "name": "stdout", "text": "x" * 5_000_000}
    page = {"output_type": "display_data", "metadata": {}, "data": {"text/html": "<script>alert(1)</script>"}}
    _cell(nb, "total")["outputs"] = [shown, page]


def another_notebook_too(nb):
    return [("scratch.ipynb", json.dumps(nb)), ("data.csv", "1,2\n")]


CHANGES = [
    markdown_that_runs,
    a_picture_that_is_missing,
    metadata_of_another_kind,
    no_kernel,
    a_kernel_that_nobody_has,
    an_older_format,
    cells_without_ids,
    cells_of_one_id,
    a_cell_split_in_two,
    numbers_deleted,
    large_outputs,
    another_notebook_too,
]
IDS = ["Müller", "UPPER.case+tag", "with two spaces", "o'brien@example.org", "-minus"]
WHO = [change.__name__ for change in CHANGES] + IDS


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """The same course by nbgrader's autograde and by `grader grade`, with its feedback."""
    ours = small.course(tmp_path_factory.mktemp("ours"))
    done = {}
    for way in ("slow", "fast"):
        theirs = small.released(ours, tmp_path_factory.mktemp(way) / "course")
        for who, change in [*zip(WHO, CHANGES, strict=False), *((one, lambda nb: None) for one in IDS)]:
            nb = small.homework(theirs, who, {**small.RIGHT, **small.answers(who)})
            more = change(nb) or []
            folder = small.hand_in(theirs, who, nb).parent
            for name, text in more:
                (folder / name).write_text(text)
        if way == "slow":
            said = small.api(theirs).autograde("little", "*")
            assert said["success"], said["log"][-3000:]
        else:
            ran = command.run("--course", ours, "grade", theirs, "-j", "1", cwd=tmp_path_factory.mktemp("cwd"))
            assert ran.returncode == 0, ran.stderr
        said = small.api(theirs).generate_feedback("little")
        assert said["success"], said["log"][-3000:]
        done[way] = theirs
    return done


@pytest.mark.parametrize("who", WHO)
def test_right_work_is_right_in_both_ways(both, who):
    for way in both:
        assert small.standing(both[way], who) == FULL | {"why": (None, True)}, way


@pytest.mark.parametrize("who", WHO)
def test_both_ways_say_the_same(both, who):
    said = []
    for theirs in both.values():
        with small.gradebook(theirs) as book:
            notebook = book.find_submission_notebook("little", "little", who)
            said.append({one.name: one.auto_comment for one in notebook.comments if one.auto_comment != "No response."})
    assert {name: text for name, text in said[0].items() if text} == {n: text for n, text in said[1].items() if text}


@pytest.mark.parametrize("who", WHO)
def test_everybody_gets_a_page_in_which_nothing_runs(both, who):
    for theirs in both.values():
        page = (theirs / "feedback" / who / "little" / "little.html").read_text()
        assert "check-softmax" in page
        assert [text for text in ALIVE if text in page] == []


def test_what_was_written_is_shown(both):
    page = (both["fast"] / "feedback" / "markdown_that_runs" / "little" / "little.html").read_text()
    assert "<strong>bold</strong>" in page and "<td>1</td>" in page and "$a &lt; b$" in page
    assert "&lt;script&gt;alert(5)" in page
    page = (both["fast"] / "feedback" / "a_picture_that_is_missing" / "little" / "little.html").read_text()
    assert "attachment:mine.png" in page


@pytest.fixture
def one(tmp_path):
    """A course in which somebody has handed in, and how it is graded the fast way."""
    ours = small.course(tmp_path / "ours")
    theirs = small.released(ours, tmp_path / "nb" / "course")
    path = small.hand_in(theirs, "ada", small.homework(theirs, "ada", {**small.RIGHT, **small.answers("ada")}))
    small.hand_in(theirs, "zoe", small.homework(theirs, "zoe", {**small.RIGHT, **small.answers("zoe")}))
    return theirs, path.parent, lambda: command.run("--course", ours, "grade", theirs, "--json", cwd=tmp_path)


def _a_file_for_a_folder(folder):
    shutil.rmtree(folder / "assignments")
    (folder / "assignments").write_text("x")


def _a_folder_for_a_file(folder):
    (folder / "assignments" / "little.numbers.json").unlink()
    (folder / "assignments" / "little.numbers.json").mkdir()


def _links(folder):
    (folder / "little.numbers.json").symlink_to("/etc/passwd")
    (folder / "all").symlink_to("/", target_is_directory=True)
    (folder / "gone").symlink_to("nowhere")


def _a_link_for_a_folder(folder):
    shutil.rmtree(folder / "assignments")
    (folder / "assignments").symlink_to(folder.parents[1], target_is_directory=True)


def _a_pipe(folder):
    os.mkfifo(folder / "pipe")


@pytest.mark.parametrize("change", [_a_file_for_a_folder, _a_folder_for_a_file, _links, _a_link_for_a_folder, _a_pipe])
def test_what_lies_beside_a_notebook_changes_nothing(one, change):
    theirs, folder, grade = one
    change(folder)
    done = grade()
    assert done.returncode == 0, done.stderr
    assert small.standing(theirs, "ada") == small.standing(theirs, "zoe") == FULL | {"why": (None, True)}
    beside = theirs / "autograded" / "ada" / "little"
    assert (beside / "assignments" / "little.numbers.json").is_file() and (theirs / "submitted" / "zoe").is_dir()
    assert [path for path in beside.rglob("*") if path.is_symlink()] == []
    assert not (theirs / "submitted" / "little.numbers.json").exists()


@pytest.mark.parametrize("text", [b"yesterday", b"\xff\xfe\x00", b"99999999999999999999", b""])
def test_a_time_that_is_none_is_said_and_stops_nobody(one, text):
    theirs, folder, grade = one
    (folder / "timestamp.txt").write_bytes(text)
    done = grade()
    assert done.returncode == 0, done.stderr
    notes = {row["student"]: row["notes"] for row in command.rows(done.stdout)}
    assert (notes["ada"] != []) == bool(text) and notes["zoe"] == []
    assert small.standing(theirs, "zoe") == small.standing(theirs, "ada")


def test_a_name_that_is_no_text_is_told_and_stops_nobody(one):
    theirs, folder, grade = one
    os.rename(os.fsencode(folder.parent), os.fsencode(folder.parent.parent) + b"/\xffda")
    done = grade()
    assert done.returncode == 4
    assert "rename it" in {row["student"]: row["error"] for row in command.rows(done.stdout)}["\\xffda"]
    assert small.standing(theirs, "zoe") == FULL | {"why": (None, True)}


def test_who_has_looked_is_not_asked_again(one):
    """A run for those who came late does not put everybody's discussions back on the pile."""
    theirs, _, grade = one
    grade()
    with small.gradebook(theirs) as book:
        for who in ("ada", "zoe"):
            grade_of = book.find_grade("why", "little", "little", who)
            grade_of.manual_score, grade_of.extra_credit, grade_of.needs_manual_grade = 8, 1, False
        book.db.commit()
    nb = small.homework(theirs, "zoe", {**small.RIGHT, **small.answers("zoe"), "why": 'why = "another thought"'})
    small.hand_in(theirs, "zoe", nb)
    assert grade().returncode == 0
    with small.gradebook(theirs) as book:
        looked = {who: book.find_grade("why", "little", "little", who) for who in ("ada", "zoe")}
        assert {who: one.needs_manual_grade for who, one in looked.items()} == {"ada": False, "zoe": True}
        assert {one.score for one in looked.values()} == {9}
