"""What a release holds and what it does not: named files alone, nothing hidden in any byte of them."""

import base64
import json
import shutil
from dataclasses import replace

import pytest
import small_course
from leaks import find_leaks

from grader.checks.declarations import Check
from grader.course.loader import Course
from grader.course.release import write_release
from grader.errors import UsageError

TABLE = "assignments/perceptron.numbers.json"
FILES = {"answers/perceptron.json", "assignments/perceptron.py", TABLE}
PUBLIC = ["and_gate", "and_gate_at_the_threshold", "lecture_trace", "ties_as_told", "lecture_criterion"]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return small_course.perceptron(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def released(course, tmp_path_factory):
    """A student's folder: a release, without a course around it."""
    dest = tmp_path_factory.mktemp("home") / "handout"
    write_release(course, dest)
    return Course(dest).assignment("perceptron")


def texts(dest):
    return {p.relative_to(dest).as_posix(): p.read_text(encoding="utf-8") for p in dest.rglob("*") if p.is_file()}


# ---- what travels


def test_exactly_the_named_files_are_written(course, tmp_path):
    made = write_release(course, tmp_path)

    assert {path.relative_to(tmp_path).as_posix() for path in made} == FILES
    assert set(texts(tmp_path)) == FILES


def test_the_skeleton_travels_byte_for_byte(course, released):
    there, here = (a.course.root / "assignments" / "perceptron.py" for a in (course, released))
    assert there.read_bytes() == here.read_bytes()


def test_the_rows_travel_without_the_seed(course, released):
    table = json.loads((released.course.root / "assignments" / "perceptron.numbers.json").read_text())

    assert list(table) == ["format", "rows"]
    assert released.rows == course.rows


def test_the_public_checks_travel_and_hand_work_by_its_points_and_title_alone(course, released):
    assert [check.name for check in released.checks] == PUBLIC
    want = [c for c in course.checks if c.public]
    assert [(c.points, c.title, c.task) for c in released.checks] == [(c.points, c.title, c.task) for c in want]
    assert released.tasks == [replace(task, key_facts=()) for task in course.tasks]
    assert [d.name for d in released.declared] == [d.name for d in course.declared if d in course.tasks or d.public]


def test_no_hidden_check_solution_line_key_fact_or_secret_is_in_any_byte(course, released):
    whole = "\n".join(texts(released.course.root).values())
    hidden = [check for check in course.checks if not check.public]

    assert hidden
    for check in hidden:
        assert check.name not in whole
        assert check.title not in whole
        body = check.probe.__code__.co_consts
        assert not [c for c in body if isinstance(c, str) and len(c) > 12 and c in whole]
    assert "key_facts" not in whole
    for line in ("def next_error", "def separable", "np.where(net > 0", "grader import misconception", "可分"):
        assert line.lower() not in whole.lower()
    assert small_course.SECRET not in whole
    assert str(course.course.root) not in whole
    assert find_leaks(course, released.course.root) == []


@pytest.mark.parametrize("name", Course(small_course.REAL).names)
def test_of_every_assignment_only_what_is_named_here_travels(name, tmp_path):
    assignment = Course(small_course.REAL).assignment(name)
    write_release(assignment, tmp_path)

    assert find_leaks(assignment, tmp_path) == []
    answers = json.loads((tmp_path / "answers" / f"{name}.json").read_bytes())
    public = {item.name: item for item in assignment.declared if not isinstance(item, Check) or item.public}
    order = ["format", "parts", "opaque", "declared", "checks", "alternatives", "replaced", "hints", "graded_with"]
    assert list(answers) == order
    assert [item["name"] for item in answers["declared"]] == list(public)
    for item in answers["declared"]:
        code = item["kind"] == "code"
        more = {"task", "expect", "actions", "value"} if code else {"digits", "steps", "symbols"} & item.keys()
        assert item.keys() == {"kind", "name", "points", "title", *more}
        assert item["title"] == public[item["name"]].title
        for action in item.get("actions", ()):
            assert action.keys() - {"raises"} in ({"call", "arguments"}, {"part", "key"})
    assert set(answers["checks"]) == {name for name, item in public.items() if isinstance(item, Check)}
    assert set(answers["hints"]) <= set(assignment.solution.misconceptions)


def test_only_mistakes_that_a_public_check_can_name_travel(released):
    answers = json.loads((released.course.root / "answers" / "perceptron.json").read_text())

    assert "strict_threshold" in answers["hints"]
    assert {n for check in answers["checks"].values() for n in check["misconceptions"]} == set(answers["hints"])
    for unseen in ("rate_ignored", "given_start_ignored", "always_converged", "factor_two_forgotten"):
        assert unseen not in json.dumps(answers)


def test_what_an_earlier_release_had_besides_is_taken_out(course, tmp_path):
    write_release(course, tmp_path)
    small_course.put(tmp_path / "autotests" / "perceptron.py")  # of format 1
    write_release(course, tmp_path, lecture_for_all=True)

    assert set(texts(tmp_path)) == FILES - {TABLE}


def test_a_release_is_the_same_every_time(course, tmp_path):
    write_release(course, tmp_path / "one")
    write_release(course, tmp_path / "two")
    write_release(course, tmp_path / "two")

    assert texts(tmp_path / "one") == texts(tmp_path / "two")


def test_several_assignments_go_into_one_folder(course, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(course.course.root, root)
    small_course.written(root, small_course.PLAIN)
    dest = tmp_path / "out"

    write_release(Course(root).assignment("perceptron"), dest)
    before = texts(dest)
    write_release(Course(root).assignment("tiny"), dest)

    after = texts(dest)
    assert set(after) - set(before) == {"answers/tiny.json", "assignments/tiny.py"}
    assert all(after[name] == text for name, text in before.items())
    assert Course(dest).names == ["perceptron", "tiny"]


# ---- what is refused


def test_the_course_itself_is_no_place_for_a_release(course, tmp_path):
    root = course.course.root
    before = {p: p.read_bytes() for p in root.rglob("*") if p.is_file()}
    among = ("solutions", "solutions/x", "assignments", "autotests", "tests", "grader/x")
    for place in (root, root.parent, *(root / folder for folder in among)):
        with pytest.raises(UsageError, match="release into a folder of its own"):
            write_release(course, place)
    assert {p: p.read_bytes() for p in root.rglob("*") if p.is_file()} == before


def test_a_link_into_the_course_is_no_place_for_a_release(course, tmp_path):
    (tmp_path / "a").symlink_to(course.course.root / "solutions")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "assignments").symlink_to(course.course.root / "assignments")
    for place in (tmp_path / "a", tmp_path / "b"):
        with pytest.raises(UsageError, match="release into a folder of its own"):
            write_release(course, place)


def test_a_folder_with_solutions_and_a_file_are_no_place_for_a_release(course, tmp_path):
    (tmp_path / "other" / "solutions").mkdir(parents=True)
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="holds solutions/"):
        write_release(course, tmp_path / "other")
    with pytest.raises(UsageError, match="is a file"):
        write_release(course, tmp_path / "file")


def test_a_file_that_is_no_releases_is_not_overwritten(course, tmp_path):
    (tmp_path / "assignments").mkdir()
    (tmp_path / "assignments" / "perceptron.py").write_text("my own")
    with pytest.raises(UsageError, match="is there already and is no release's"):
        write_release(course, tmp_path)
    assert texts(tmp_path) == {"assignments/perceptron.py": "my own"}


def test_a_release_cannot_be_released(released, tmp_path):
    with pytest.raises(UsageError, match="from the course itself"):
        write_release(released, tmp_path)


# ---- looking for leaks


def test_leaks_finds_what_was_put_into_a_release_by_hand(course, released, tmp_path):
    shutil.copytree(released.course.root, tmp_path / "out")
    solution = (course.course.root / "solutions" / "perceptron.py").read_text()
    line = next(text for text in solution.splitlines() if "at_zero = " in text)
    title = next(check.title for check in course.checks if check.name == "final_weights_separate")
    put = {
        "notes.txt": "see final_weights_separate",
        "sub/notes.txt": f"{title[:25]}\n  {title[25:]}",
        "code.py": f"x = 1\n{line}\n",
        "answers/extra.json": json.dumps({"x": small_course.SECRET.replace("w", "\\u0077")}).replace("\\\\", "\\"),
        "answers/wrapped.json": json.dumps([base64.b64encode(b"SBX1\0\xff ties_on_the_way").decode()]),
    }
    for name, text in put.items():
        path = tmp_path / "out" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)

    found = find_leaks(course, tmp_path / "out")

    for name in put:
        assert any(sentence.startswith(name) for sentence in found), name
    assert len(found) == len(put)
    assert small_course.SECRET not in "".join(found)
