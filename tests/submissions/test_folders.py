"""Folders of submissions: who handed in what, told where it is not clear, and links are not followed."""

import os

import pytest
from small_course import GOOD, KNOWN, as_notebook, put
from words import reason

from grader.errors import UsageError
from grader.submissions.folders import find_files
from grader.submissions.submission import read_submission

# ---- links


def test_links_to_other_peoples_places_are_not_followed(tmp_path):
    outside = put(tmp_path / "outside" / "perceptron.py")
    root = tmp_path / "class"
    put(root / "s001" / "perceptron.py")
    put(root / "s002" / "work" / "mine.py")
    (root / "s002" / "perceptron.py").symlink_to("work/mine.py")  # in the student's own folder: fine
    targets = {"s003": outside, "s004": "../s001/perceptron.py", "s005": "nowhere.py", "s006": "/etc/passwd"}
    for student, target in targets.items():
        (root / student).mkdir()
        (root / student / "perceptron.py").symlink_to(target)
    (root / "s007").symlink_to("s001")
    (root / "s008").symlink_to(outside.parent)
    (root / "s009__perceptron.py").symlink_to("s001/perceptron.py")
    (root / "s010__perceptron.py").symlink_to("nowhere.py")
    (root / "s011__perceptron.py").symlink_to("s010__perceptron.py")

    errors = {f.student: reason(read_submission(f).error) for f in find_files([root], "perceptron", KNOWN)}

    led_away = "this is a link to a file outside the student's own folder: hand in the file itself"
    assert errors.pop("s001") is None
    assert errors.pop("s002") is None
    assert errors.pop("s005") == "this is a link to a file that is not there: hand in the file itself"
    assert errors == dict.fromkeys(["s003", "s004", "s006", "s007", "s008", "s009", "s010", "s011"], led_away)


def test_a_class_below_a_link_is_no_link_out_of_it(tmp_path):
    put(tmp_path / "real" / "s001" / "perceptron.py")
    (tmp_path / "link").symlink_to("real")
    assert [f.error for f in find_files([tmp_path / "link"], None, KNOWN)] == [None]


# ---- folders of submissions


def placed(root, assignment=None, known=KNOWN):
    return [(f.student, f.assignment, f.shown_path, reason(f.error)) for f in find_files([root], assignment, known)]


def test_both_layouts_are_found_in_order_and_everything_else_is_left(tmp_path):
    for place in ("s002/perceptron.py", "s001/softmax.ipynb", "s001/perceptron.py", "a__b__perceptron.py"):
        put(tmp_path / place)
    for place in (
        ".hidden/perceptron.py",
        "s001/.perceptron.py",
        "s001/deep/perceptron.py",
        "readme.txt",
        "s001/data.csv",
        "s001/__pycache__/perceptron.py",
        "helper.py",
        "s001/unlike.py",
        "__MACOSX/._perceptron.py",
    ):
        put(tmp_path / place)

    assert placed(tmp_path) == [
        ("a__b", "perceptron", "a__b__perceptron.py", None),
        ("s001", "perceptron", "s001/perceptron.py", None),
        ("s001", "softmax", "s001/softmax.ipynb", None),
        ("s002", "perceptron", "s002/perceptron.py", None),
    ]
    assert [student for student, *_ in placed(tmp_path, "softmax")] == ["s001"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("s001/perceptron.py", "s001/perceptron.ipynb"),
        ("s001/perceptron.py", "s001__perceptron.py"),
        ("S001/perceptron.py", "s001/perceptron.py"),
        ("zoe\u0308/perceptron.py", "Zoë/perceptron.py"),
        ("s001__perceptron.ipynb", "s001__perceptron.py"),
    ],
)
def test_two_files_of_one_student_are_both_named_and_the_others_are_found(tmp_path, one, other):
    put(tmp_path / one)
    put(tmp_path / other)
    put(tmp_path / "s002" / "perceptron.py")
    put(tmp_path / "s001" / "softmax.py")

    found = placed(tmp_path)

    errors = [error for _, name, _, error in found if error]
    assert len(errors) == 1
    assert errors[0].startswith("2 files of one student: ")
    assert one in errors[0] and other in errors[0]
    assert {(s, n) for s, n, _, error in found if not error} == {("s002", "perceptron"), ("s001", "softmax")}


def test_the_same_file_twice_is_one(tmp_path, monkeypatch):
    path = put(tmp_path / "s001__perceptron.py")
    monkeypatch.chdir(tmp_path)
    assert [f.error for f in find_files([path, tmp_path, path.relative_to(tmp_path)], None, KNOWN)] == [None]


def test_a_link_to_a_students_file_does_not_take_the_students_place(tmp_path):
    put(tmp_path / "s002" / "perceptron.py")
    (tmp_path / "s001").mkdir()
    (tmp_path / "s001" / "perceptron.py").symlink_to("../s002/perceptron.py")
    errors = {student: error for student, _, _, error in placed(tmp_path)}
    assert errors["s002"] is None
    assert errors["s001"].startswith("this is a link")


@pytest.mark.parametrize("student", ["two words", "Müller, Zoë", "a\nb", "=1+1", "张三", "'\"", "-rf", "s.001", "{}%s"])
def test_any_name_of_a_folder_is_a_student(tmp_path, student):
    put(tmp_path / student / "perceptron.py")
    put(tmp_path / f"{student}x__perceptron.py")
    assert {(s, error) for s, _, _, error in placed(tmp_path)} == {(student, None), (student + "x", None)}


def test_a_name_that_is_no_text_is_told_in_text(tmp_path):
    path = os.fsencode(tmp_path) + b"/s\xff"
    os.mkdir(path)
    with open(path + b"/perceptron.py", "w") as file:
        file.write(GOOD)

    (found,) = find_files([tmp_path], None, KNOWN)

    assert (found.student, found.shown_path) == ("s\\xff", "s\\xff/perceptron.py")
    assert read_submission(found).error is None


@pytest.mark.parametrize(
    "name",
    [
        "Perceptron.py",
        "perceptron (1).py",
        "perceptron-2.ipynb",
        "Copy of perceptron.ipynb",
        "perceptron - Copy.py",
        "Kopie von perceptron (3).py",
        "perceptron - 副本.py",
    ],
)
def test_what_browsers_and_file_managers_add_to_a_name_is_no_slip(tmp_path, name):
    put(tmp_path / "s001" / name)
    put(tmp_path / f"s002__{name}")
    put(tmp_path / "s003" / "perceptron.py")
    put(tmp_path / "s003" / name)  # beside the right one it is a copy

    assert {(student, file, error) for student, _, file, error in placed(tmp_path)} == {
        ("s001", f"s001/{name}", None),
        ("s002", f"s002__{name}", None),
        ("s003", "s003/perceptron.py", None),
    }
    (alone,) = find_files([tmp_path / "s001" / name], None, KNOWN)
    assert alone.assignment == "perceptron"


def test_two_copies_without_the_file_itself_are_told_with_both_names(tmp_path):
    put(tmp_path / "s001" / "perceptron (1).py")
    put(tmp_path / "s001" / "perceptron (2).py")
    ((*_, error),) = placed(tmp_path)
    assert "2 files of one student" in error and "(1).py" in error and "(2).py" in error


def test_a_course_without_assignments_is_told(tmp_path):
    with pytest.raises(UsageError, match="no assignment yet: grader new"):
        find_files([tmp_path], None, [])


@pytest.mark.parametrize("name", ["percptron.ipynb", "perceptron_v2.py"])
def test_a_slip_in_a_files_name_is_told_and_not_passed_over(tmp_path, name):
    put(tmp_path / "s001" / name)
    put(tmp_path / f"s002__{name}")
    put(tmp_path / "s003" / "perceptron.py")
    put(tmp_path / "s003" / name)  # beside the right one it is a copy

    found = placed(tmp_path)

    said = f"there is no assignment '{os.path.splitext(name)[0]}': rename the file if it is meant for perceptron"
    assert [(student, error) for student, _, _, error in found] == [("s001", said), ("s002", said), ("s003", None)]


def test_another_assignment_of_the_course_is_no_slip(tmp_path):
    put(tmp_path / "s001" / "softmax2.py")
    put(tmp_path / "s002" / "softmax.py")
    assert [s for s, *_ in placed(tmp_path, "softmax", ["softmax", "softmax2"])] == ["s002"]


def test_a_folder_with_no_submission_says_what_was_expected(tmp_path):
    put(tmp_path / "notes.txt")
    said = "holds no submission of perceptron or softmax: expected <student>/<name>.py, <student>/<name>.ipynb or "
    with pytest.raises(UsageError, match=said):
        find_files([tmp_path], None, KNOWN)


@pytest.mark.parametrize(
    ("name", "assignment", "said"),
    [
        ("gone.py", None, "gone.py is not there"),
        ("perceptron.py", "backprop", "there is no assignment 'backprop'; there are: perceptron, softmax"),
        (".", "backprop", "there is no assignment 'backprop'; there are: perceptron, softmax"),
        ("mine.py", None, "there is no assignment 'mine' (there are: perceptron, softmax); choose one with -a"),
        ("dangling.py", None, "dangling.py is not there"),
        ("loop.py", None, "loop.py cannot be opened ("),
        ("perceptron.docx", None, "perceptron.docx is neither a .py nor an .ipynb file"),
        ("file.txt/below", None, "cannot be opened (Not a directory)"),
    ],
)
def test_a_wrong_command_gets_one_sentence(tmp_path, name, assignment, said):
    for there in ("perceptron.py", "mine.py", "perceptron.docx", "file.txt"):
        put(tmp_path / there)
    (tmp_path / "dangling.py").symlink_to("nowhere")
    (tmp_path / "loop.py").symlink_to("loop.py")
    with pytest.raises(UsageError) as caught:
        find_files([tmp_path / name], assignment, KNOWN)
    assert said in str(caught.value)


def test_a_file_of_any_name_can_be_graded_as_what_it_is_said_to_be(tmp_path):
    paths = [put(tmp_path / "mine.py"), put(tmp_path / "s1__x.ipynb", as_notebook(GOOD))]
    found = find_files(paths, "perceptron", KNOWN)
    assert [(f.student, f.assignment, f.error) for f in found] == [("", "perceptron", None), ("s1", "perceptron", None)]


def test_nobody_is_passed_over_in_silence(tmp_path):
    """A student's folder without homework gets a row that says so; one of another assignment does not."""
    for path in ("s1/perceptron.py", "s2/homework.zip", "s3/sub/perceptron.py", "s4/softmax.py"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("x = 1\n")
    found = {
        item.student: reason(item.error) for item in find_files([tmp_path], "perceptron", ["perceptron", "softmax"])
    }
    assert found.keys() == {"s1", "s2", "s3"}
    assert found["s1"] is None and found["s3"] is None
    assert "homework.zip is not opened, it is no zip archive" in found["s2"] and "s4" not in found


def test_a_file_is_found_however_deep_and_two_of_one_student_are_told(tmp_path):
    for place in (
        "s1/hw3/nn/perceptron.py",
        "s1/venv/lib/perceptron.py",
        "s1/hw3/__pycache__/perceptron.py",
        "s2/one/perceptron.py",
        "s2/two/perceptron.py",
        "s3/perceptron.py",
        "s3/old/perceptron.py",
    ):
        put(tmp_path / place)
    s1, s2, s3 = find_files([tmp_path], "perceptron", KNOWN)
    assert (s1.shown_path, s1.place, s1.error) == ("s1/hw3/nn/perceptron.py", "hw3/nn/perceptron.py", None)
    assert reason(s2.error) == (
        "2 files of one student: s2/one/perceptron.py and s2/two/perceptron.py; leave the one that counts"
    )
    assert (s3.shown_path, s3.error) == ("s3/perceptron.py", None)


def test_one_students_own_folder_is_graded_as_theirs(tmp_path):
    """The folder's name says whose it is, as it does within the class."""
    (tmp_path / "s1").mkdir()
    (tmp_path / "s1" / "perceptron.py").write_text("x = 1\n")
    (found,) = find_files([tmp_path / "s1"], None, ["perceptron"])
    assert (found.student, found.error) == ("s1", None)


def test_a_name_like_an_assignments_in_a_package_makes_no_class_of_ones_own_folder(tmp_path):
    for place in ("perceptron.py", "models/perceptrons.py", "training/step.py"):
        put(tmp_path / "s1" / place)
    (found,) = find_files([tmp_path / "s1"], "perceptron", KNOWN)
    assert (found.student, found.place, found.error) == ("s1", "perceptron.py", None)
