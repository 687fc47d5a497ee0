"""Each system's download, zipped and unpacked: whose each file is, which assignment, when; nobody lost or swapped."""

from dataclasses import replace
from functools import partial

import downloads
import pytest
from downloads import as_notebook, students, unpacked, zipped
from words import reason, sentence_of, told

from grader.errors import UsageError
from grader.model import Finding
from grader.reports.wording import error_text
from grader.submissions import roster
from grader.submissions.downloads import download
from grader.submissions.roster import Roster
from grader.submissions.submission import read_submission

KNOWN = ["perceptron", "softmax", "rnn"]
CLASS = students(500)


def marked(student):
    """A homework that says whose it is."""
    return f"# whose: {student}\nx = 1\n"


def found(path, assignment=None, listed=Roster(), said=None):  # noqa: B008 - an empty list is frozen
    sentences = []
    result = download.find_files([path], assignment, KNOWN, roster=lambda: listed, say=sentences.append)
    if said is not None:
        said += sentences
    return result


def owners(founds):
    """Each file's student, and whom the file itself names."""
    return {
        (f.student, (read_submission(f).cells or ["?"])[0].split("\n")[0].removeprefix("# whose: ")) for f in founds
    }


FORMS = {
    "moodle": (partial(downloads.moodle, source=marked), "participant", "Moodle submissions download"),
    "moodle flat": (partial(downloads.moodle, source=marked, folders=False), "participant", "Moodle submissions"),
    "canvas": (partial(downloads.canvas, source=marked), "user", "Canvas submissions download"),
    "blackboard": (partial(downloads.blackboard, source=marked), "login", "Blackboard assignment file download"),
    "gradescope": (partial(downloads.gradescope, source=marked), "sid", "Gradescope export"),
    "nbgrader": (
        partial(downloads.nbgrader, source=lambda s: as_notebook(marked(s))),
        None,
        "nbgrader's submitted folder",
    ),
}


@pytest.mark.parametrize("packed", [True, False], ids=["zipped", "unpacked"])
@pytest.mark.parametrize("form", FORMS)
def test_five_hundred_students_none_swapped_none_lost(tmp_path, form, packed):
    files, key, title = FORMS[form]
    files = files(CLASS)
    path = zipped(tmp_path / "all.zip", files) if packed else unpacked(tmp_path / "all", files)
    said = []
    result = found(path, said=said)
    ids = {getattr(one, key) if key else f"{one.name} {one.index}" for one in CLASS}
    assert len(ids) == 500
    assert owners(result) == {(who, who) for who in ids}
    assert {(f.assignment, f.error) for f in result} == {("softmax", None)}
    assert said[0].startswith(f"{path.name} taken for: {title}") and "500 files" in said[0]
    assert "passed over" not in said[0]


@pytest.mark.parametrize("form", ["blackboard", "gradescope", "nbgrader"])
def test_times_are_those_of_the_system(tmp_path, form, monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    files, key, _ = FORMS[form]
    result = found(zipped(tmp_path / "all.zip", files(CLASS[:50])))
    times = {f.student: f.submitted for f in result}
    assert times == {
        getattr(one, key) if key else f"{one.name} {one.index}": one.moment.isoformat(timespec="seconds")
        for one in CLASS[:50]
    }


@pytest.mark.parametrize(
    ("text", "submitted"),
    [
        ("2026-11-20 13:17:05.5 Europe/Berlin", "2026-11-20T12:17:05+00:00"),
        ("2026-11-20 13:17:05 +0100", "2026-11-20T12:17:05+00:00"),
        ("2026-11-20T12:17:05Z\n", "2026-11-20T12:17:05+00:00"),
        ("yesterday evening", ""),
        ("2026-11-20 13:17:05 ../../etc/passwd", ""),
    ],
)
def test_a_timestamp_of_nbgrader(tmp_path, text, submitted):
    files = {"submitted/ann/softmax/softmax.py": "x = 1", "submitted/ann/softmax/timestamp.txt": text}
    (one,) = found(zipped(tmp_path / "a.zip", files))
    assert one.submitted == submitted
    assert bool(one.notes) == (not submitted)


# ---- whose


def test_a_file_cannot_be_named_into_somebody_elses_hands(tmp_path):
    evil = "x_4_assignsubmission_file_softmax.py"
    for folders in (True, False):
        files = downloads.moodle(CLASS[:1], file=evil, folders=folders) | downloads.moodle(CLASS[1:2], folders=folders)
        result = found(zipped(tmp_path / f"moodle{folders}.zip", files), "softmax")
        assert sorted((f.student, f.path.name[-10:]) for f in result) == [("3", "softmax.py"), ("4", "softmax.py")]

    files = downloads.canvas(CLASS[:1], file="x_90007_500001_softmax.py") | downloads.canvas(CLASS[1:3])
    assert {f.student for f in found(zipped(tmp_path / "canvas.zip", files), "softmax")} == {"90000", "90007", "90014"}

    evil = "x_u_001_attempt_2027-01-01-00-00-00_softmax.py"
    files = downloads.blackboard(CLASS[:1], file=evil) | downloads.blackboard(CLASS[1:2])
    result = found(zipped(tmp_path / "blackboard.zip", files), "softmax")
    assert {(f.student, f.submitted[:4]) for f in result} == {("u000", "2026"), ("u_001", "2026")}


def test_a_canvas_name_that_reads_two_ways_is_nobodys(tmp_path):
    files = downloads.canvas(CLASS[:3]) | {"ada_90007_90021_500009_softmax.py": "x = 1"}
    errors = {f.student: reason(f.error) for f in found(zipped(tmp_path / "canvas.zip", files))}
    assert errors.pop("") == "it can be 90007's or 90021's: grade the file itself, by its student's id"
    assert errors == dict.fromkeys(["90000", "90007", "90014"])


def test_canvas_says_who_was_late_and_marks_anonymously(tmp_path):
    said = []
    files = downloads.canvas(CLASS[:9], late={"90007"}) | {"LATE_anon_x4Tz9_500100_softmax-1.py": "x = 1"}
    result = {f.student: f for f in found(zipped(tmp_path / "canvas.zip", files), said=said)}
    assert result["x4Tz9"].assignment == "softmax"
    assert {s for s, f in result.items() if f.notes} == {"90007", "x4Tz9"}
    assert read_submission(result["90007"]).notes == (Finding("note.late", system="Canvas"),)
    assert "10 files, 2 of them late" in said[0]


def test_without_receipts_blackboards_user_names_follow_the_title_that_others_show(tmp_path):
    files = downloads.blackboard(CLASS[:20])
    files = {name: data for name, data in files.items() if not (name.endswith(".txt") and "_u_001_" in name)}
    assert {f.student for f in found(zipped(tmp_path / "all.zip", files))} == {one.login for one in CLASS[:20]}


def test_without_any_receipt_nobody_is_guessed_where_user_names_may_hold_the_sign_that_separates(tmp_path):
    plain = {name: data for name, data in downloads.blackboard(CLASS[:9]).items() if not name.endswith(".txt")}
    errors = {reason(f.error) for f in found(zipped(tmp_path / "all.zip", plain))}
    assert len(errors) == 1 and errors.pop().startswith("where the title ends and the user name begins cannot be told")
    alike = {name: data for name, data in plain.items() if "1_u0" in name}
    assert {f.student for f in found(zipped(tmp_path / "alike.zip", alike))} == {"u000", "u003", "u006"}


def test_ids_that_differ_in_case_alone_are_nobody_s_earlier_attempt(tmp_path):
    files = downloads.gradescope([replace(CLASS[0], index=10), replace(CLASS[1], index=11)])
    metadata = "assignment_77_export/submission_metadata.yml"
    files[metadata] = files[metadata].replace("'000010'", "'ab12'").replace("'000011'", "'AB12'")
    result = found(zipped(tmp_path / "all.zip", files))
    why = "AB12 and ab12 are one id here, case does not count: grade each file by another id"
    assert [reason(f.error) for f in result] == [why, why]


def test_a_group_at_gradescope_is_each_of_its_members_and_who_is_not_named_is_told(tmp_path):
    files = downloads.gradescope(CLASS[:2])
    metadata = "assignment_77_export/submission_metadata.yml"
    files[metadata] += (
        "submission_9:\n  :submitters: &1\n  - :name: A\n    :sid: 0012\n  - :name: B\n    :sid: ''\n"
        "    :email: b@example.org\n  :created_at: 2026-11-20 10:00:00 -08:00\n"
        "submission_10:\n  :submitters: []\nsubmission_11:\n  :submitters: *1\n  :created_at: soon\n"
    )
    for key in ("submission_9", "submission_10", "submission_11", "submission_12"):
        files[f"assignment_77_export/{key}/softmax.py"] = "x = 1"
    result = found(zipped(tmp_path / "all.zip", files))
    assert {f.student for f in result if not f.error} == {"000000", "000001", "0012", "b@example.org"}
    assert {f.submitted for f in result if f.student == "0012"} == {"2026-11-20T18:00:00+00:00", ""}
    (undated,) = [f for f in result if f.student == "0012" and not f.submitted]
    assert [sentence_of(note) for note in undated.notes] == ["Gradescope's time 'soon' is none."]
    assert sorted(reason(f.error).split(":")[0] for f in result if f.error) == [
        "submission_metadata.yml does not say whose submission_10 is",
        "submission_metadata.yml does not say whose submission_12 is",
    ]
    files[metadata] = "submission_1: [\n"
    with told(UsageError, r"submission_metadata\.yml cannot be read .* export the submissions once"):
        found(zipped(tmp_path / "broken.zip", files))
    files[metadata] = b"submission_1:\n  :score: \xff\n"
    with told(UsageError, r"cannot be read \(.*\): export the submissions once more$") as raised:
        found(zipped(tmp_path / "bytes.zip", files))
    assert "\n" not in error_text(raised.value)


def test_a_list_of_students_joins_the_systems_ids_to_the_courses(tmp_path):
    lines = ["student;moodle softmax;moodle;canvas;submitted"]
    lines += [
        f"s{one.index:03};Participant {one.participant};1{one.participant};{one.user};2026-11-2{one.index}"
        for one in CLASS[:5]
    ]
    path = tmp_path / "class.csv"
    path.write_text("\n".join(lines))
    listed = roster.read_roster(path)
    said = []
    result = found(zipped(tmp_path / "m.zip", downloads.moodle(CLASS[:6])), listed=listed, said=said)
    assert {(f.student, f.has_lms_id) for f in result} == {(f"s00{i}", False) for i in range(5)} | {("8", True)}
    assert {f.submitted[:10] for f in result if not f.has_lms_id} <= {f"2026-11-{d}" for d in range(19, 25)}
    assert "1 file of ids that are not in the class list" in said[0]
    result = found(zipped(tmp_path / "c.zip", downloads.canvas(CLASS[:5])), listed=listed)
    assert {f.student for f in result} == {f"s00{i}" for i in range(5)}
    path.write_text("student,canvas\na,90000\nb,90000\n")
    with pytest.raises(UsageError, match="a and b have the same canvas id 90000; mend one"):
        found(tmp_path / "c.zip", listed=roster.read_roster(path))


@pytest.mark.parametrize("word", ["Participant ", "Teilnehmer/in ", "参与者", ""])
def test_moodle_s_word_before_a_number_is_read_over_in_a_class_list_and_no_other_word_is(tmp_path, word):
    path = tmp_path / "class.csv"
    path.write_text(f"student,moodle,canvas\nann,{word}3,AB 90000\nben,{word}4,90007\n", encoding="utf-8")
    listed = roster.read_roster(path)
    result = found(zipped(tmp_path / "m.zip", downloads.moodle(CLASS[:2])), listed=listed)
    assert [f.student for f in result] == ["ann", "ben"]
    result = found(zipped(tmp_path / "c.zip", downloads.canvas(CLASS[:2])), listed=listed)
    assert [(f.student, f.has_lms_id) for f in result] == [("90000", True), ("ben", False)]


def test_a_class_list_may_know_students_by_number_and_by_mail(tmp_path):
    path = tmp_path / "class.csv"
    people = "ann,000000,u0@example.org\nben,000001,u1@example.org\ncem,000002,none\ndee,000003,none\n"
    path.write_text(f"student,sid,email\n{people}")
    files = downloads.gradescope(CLASS[:2])
    metadata = "assignment_77_export/submission_metadata.yml"
    files[metadata] = files[metadata].replace("    :sid: '000001'\n", "")  # Gradescope knows Ben by his mail alone
    result = found(zipped(tmp_path / "all.zip", files), listed=roster.read_roster(path))
    assert [f.student for f in result] == ["ann", "ben"]


def test_ids_of_the_systems_own_are_not_looked_for_among_the_courses(tmp_path):
    path = tmp_path / "class.csv"
    path.write_text("student\n3\n4\n")
    said = []
    listed = roster.read_roster(path)
    result = found(zipped(tmp_path / "m.zip", downloads.moodle(CLASS[:2])), listed=listed, said=said)
    assert all(f.has_lms_id for f in result)
    assert "a class list with a column 'moodle' joins them" in said[0]


# ---- which file


@pytest.mark.parametrize(
    "file",
    [
        "softmax-1.py",
        "softmax (1).py",
        "softmax(2).ipynb",
        "Softmax.py",
        "softmax - Copy.py",
        "softmax copy 2.py",
        "softmax - Kopie (2).py",
        "SOFTMAX-1 (1).PY",
        "softmax .py",
    ],
)
def test_what_systems_and_browsers_add_to_a_name_is_taken_off(tmp_path, file):
    for form in (downloads.moodle, downloads.canvas, downloads.blackboard):
        result = found(zipped(tmp_path / f"{form.__name__}.zip", form(CLASS[:3], file=file)))
        assert {f.assignment for f in result if not f.error} == {"softmax"}


@pytest.mark.parametrize("file", ["homework.py", "softmax2.py", "mysoftmax.py", "softmax-v2.py"])
def test_a_name_that_says_nothing_needs_the_assignment(tmp_path, file):
    path = zipped(tmp_path / "all.zip", downloads.moodle(CLASS[:3], file=file))
    with told(UsageError, r"all.zip taken for: Moodle .* no file is called after an assign") as raised:
        found(path)
    assert error_text(raised.value).endswith("say which it is with -a") and file in error_text(raised.value)
    assert {(f.assignment, f.error) for f in found(path, "softmax")} == {("softmax", None)}


def test_files_beside_the_homework_are_counted_and_who_handed_in_nothing_else_is_told(tmp_path):
    files = downloads.moodle(CLASS[:10])
    folder = "Ann_4_assignsubmission_file/"
    files |= {f"{folder}notes.pdf": "x", f"{folder}plot.PNG": "x", f"{folder}README": "x", f"{folder}helper.py": "x"}
    files |= {f"{folder}a.p\x1b[2Jdf": "x", f"{folder}b.averylongsuffix": "x"}
    files |= {"Zed_99_assignsubmission_onlinetext/onlinetext.html": "<p>", "Yu_98_assignsubmission_file/a.pdf": "x"}
    files |= {"Wu_97_assignsubmission_file/softmx.py": "x = 1", "__MACOSX/._x": "x", ".DS_Store": "x"}
    said = []
    errors = {f.student: reason(f.error) for f in found(zipped(tmp_path / "m.zip", files), said=said) if f.error}
    assert errors == {
        "97": "nothing to grade was handed in: expected softmax.py (or .ipynb), found softmx.py; "
        "rename the file if it is meant for softmax",
        "98": "nothing to grade was handed in: expected softmax.py (or .ipynb), found a.pdf",
        "99": "nothing to grade was handed in: expected softmax.py (or .ipynb), found onlinetext.html",
    }
    assert "13 files; passed over: 3 others, 1 .pdf, 1 .png, 1 .py" in said[0]


def test_two_files_of_one_attempt_are_both_named_and_two_attempts_both_graded(tmp_path):
    files = downloads.blackboard(CLASS[:4]) | downloads.blackboard(CLASS[1:2], hours=5)
    files |= {name: "x = 2" for name in downloads.blackboard(CLASS[2:3], file="softmax-1.py") if name.endswith(".py")}
    result = found(zipped(tmp_path / "all.zip", files))
    assert sorted(f.student for f in result) == ["u000", "u003", "u_001", "u_001", "u_002"]
    (twice,) = [reason(f.error) for f in result if f.error]
    assert twice.startswith("2 files of one student: ") and "softmax.py and " in twice and "softmax-1.py" in twice
    (old,) = download.superseded_files(result)
    assert old.student == "u_001" and old.submitted == min(f.submitted for f in result if f.student == "u_001")


def test_a_course_of_nbgrader_is_read_by_its_submitted_folder_alone(tmp_path):
    files = downloads.nbgrader(CLASS[:5], source=as_notebook)
    files |= downloads.nbgrader(CLASS[:5], source=as_notebook, assignment="rnn", file="problem1.ipynb")
    files |= {"autograded/x/softmax/softmax.ipynb": "{}", "source/softmax/softmax.ipynb": "{}", "gradebook.db": "x"}
    root = unpacked(tmp_path / "course", files)
    for path in (root, root / "submitted"):
        assert sorted(f.assignment for f in found(path)) == ["rnn"] * 5 + ["softmax"] * 5
        assert {(f.assignment, f.error) for f in found(path, "rnn")} == {("rnn", None)}


# ---- what else there is


def test_a_plain_folder_in_a_zip_and_a_download_in_a_folder_are_taken_too(tmp_path):
    files = {"class/ann/softmax.py": "x = 1", "class/ben/softmax.ipynb": as_notebook("x"), "class/ben/a.pdf": "x"}
    said = []
    result = found(zipped(tmp_path / "c.zip", files | {"class/c__d__softmax.py": "x = 1"}), said=said)
    assert sorted(f.student for f in result) == ["ann", "ben", "c__d"]
    assert said == ["c.zip taken for: zipped folder of submissions, 3 files; passed over: 1 .pdf"]
    wrapped = {f"one/two/{name}": data for name, data in downloads.canvas(CLASS[:4]).items()}
    assert len(found(unpacked(tmp_path / "w", wrapped))) == 4


def test_plain_folders_and_files_stay_what_they_were(tmp_path):
    said = []
    root = unpacked(tmp_path / "in", {"ann_1_2_x/softmax.py": "x = 1", "ben/softmax.py": "x = 2"})
    assert [f.student for f in found(root, said=said)] == ["ann_1_2_x", "ben"]
    assert [f.assignment for f in found(root / "ben" / "softmax.py", said=said)] == ["softmax"]
    assert not said


def test_ids_of_a_plain_folder_that_look_like_a_systems(tmp_path):
    names = [f"ws26_17_{i:03}" for i in range(4)]
    flat = {f"{name}__softmax.py": "x = 1" for name in names}
    assert [f.student for f in found(unpacked(tmp_path / "flat", flat))] == names
    assert [f.student for f in found(zipped(tmp_path / "flat.zip", flat))] == names
    inside = {f"submitted/{name}/softmax.py": "x = 1" for name in names}
    assert [f.student for f in found(unpacked(tmp_path, inside) / "submitted")] == names
    assert [f.student for f in found(zipped(tmp_path / "in.zip", inside))] == names


def test_of_two_downloads_each_file_is_named_with_its_own(tmp_path):
    paths = [zipped(tmp_path / name, downloads.moodle(CLASS[:2])) for name in ("monday.zip", "tuesday.zip")]
    errors = [reason(f.error) for f in download.find_files(paths, None, KNOWN, roster=Roster, say=lambda _: None)]
    assert len(errors) == 2 and all("monday.zip/" in error and " and tuesday.zip/" in error for error in errors)


def test_a_zip_of_something_else_is_told(tmp_path):
    with told(UsageError, r"x.zip is no download whose form is known \(Moodle, .*name the folder"):
        found(zipped(tmp_path / "x.zip", {"a.txt": "x", "b.txt": "y"}))


@pytest.mark.parametrize("name", ["nowhere.zip", "x" * 300 + ".zip", "nowhere"])
def test_a_path_that_leads_nowhere_is_told(tmp_path, name):
    with pytest.raises(UsageError, match=r"is not there|cannot be opened"):
        found(tmp_path / name)


def test_links_in_an_unpacked_download_are_not_followed(tmp_path):
    root = unpacked(tmp_path / "in", downloads.moodle(CLASS[:3]))
    folders = sorted(root.iterdir())
    (folders[0] / "softmax.py").unlink()
    (folders[0] / "softmax.py").symlink_to(folders[1] / "softmax.py")
    (root / "Eve_77_assignsubmission_file").symlink_to(folders[1])
    errors = [reason(f.error) for f in found(root)]
    assert errors.count(None) == 2 and errors.count("this is a link: hand in the file itself") == 1
