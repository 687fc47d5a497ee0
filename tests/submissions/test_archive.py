"""Archives that are made to do harm: refused in a sentence, at no cost to memory or disk, and to nobody else."""

import io
import random
import stat
import struct
import tracemalloc
import warnings
import zipfile
import zlib

import downloads
import pytest
from downloads import students, zipped
from words import reason, told

from grader.errors import SubmissionError, UsageError
from grader.reports.wording import error_text
from grader.submissions import archive
from grader.submissions.downloads import download
from grader.submissions.roster import Roster
from grader.submissions.submission import read_submission

pytestmark = pytest.mark.fast

CLASS = students(4)
GOOD = "x = 1\n"


def packed(files, **attributes):
    """An archive in memory; members with these attributes of a ZipInfo."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as opened, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a name twice
        for name, data in files.items() if isinstance(files, dict) else files:
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            for key, value in attributes.items():
                setattr(info, key, value)
            opened.writestr(info, data)
    return file.getvalue()


def entries(data):
    """Where the directory's entries begin."""
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        yield at
        at = data.find(b"PK\x01\x02", at + 1)


def changed(data, offset, form, value, which=0):
    """An archive with one number of its directory changed."""
    data = bytearray(data)
    struct.pack_into(form, data, list(entries(data))[which] + offset, value)
    return bytes(data)


def overlapping():
    data = packed({"softmax.py": GOOD, "softmay.py": GOOD})
    return changed(data, 42, "<I", 0, which=1)


def lying():
    """Says that it is small."""
    return changed(packed({"softmax.py": "x = 1\n" + "#" * (60 << 20)}), 24, "<I", 6)


def bursting():
    return packed({"softmax.ipynb": b"\0" * (30 << 20)})


MODE = (stat.S_IFLNK | 0o777) << 16
REFUSED = {
    "climbs": (packed({"../softmax.py": GOOD}), "leads out of the archive"),
    "climbs within": (packed({"a/../../softmax.py": GOOD}), "leads out of the archive"),
    "absolute": (packed({"/etc/softmax.py": GOOD}), "leads out of the archive"),
    "drive": (packed({"C:softmax.py": GOOD}), "leads out of the archive"),
    "backslashes": (packed({"..\\softmax.py": GOOD}), "is no name of a file"),
    "link": (packed({"softmax.py": "/etc/passwd"}, external_attr=MODE, create_system=3), "is a link or a device"),
    "device": (
        packed({"softmax.py": ""}, external_attr=(stat.S_IFCHR | 0o666) << 16, create_system=3),
        "is a link or a device",
    ),
    "encrypted": (changed(packed({"softmax.py": GOOD}), 8, "<H", 1), "is encrypted"),
    "twice": (packed([("softmax.py", GOOD), ("softmax.py", GOOD)]), "is in it twice"),
    "long name": (packed({"a/" * 600 + "softmax.py": GOOD}), "has a name of 1,210 characters"),
    "overlapping": (overlapping(), "shares its bytes with another member"),
    "cut off": (packed({"softmax.py": GOOD})[:60], "it is no zip archive, or a damaged one"),
    "no zip": (b"Rar!" * 100, "it is no zip archive, or a damaged one"),
    "empty": (b"", "it is no zip archive, or a damaged one"),
    "name that is no text": (
        changed(packed({"softmax.py": GOOD}), 8, "<H", 0x800).replace(b"softmax", b"s\xfftmax"),
        "a damaged one",
    ),
}
ONE_STUDENTS = {
    "many files": (packed({f"{i}.txt": "" for i in range(archive.MAX_NESTED_MEMBERS + 1)}), "more than 5,000 files"),
    "claims much": (changed(packed({"softmax.py": GOOD}), 24, "<I", 0xF0000000), "would unpack to 4.0 GB"),
    "lies": (lying(), "it unpacks to more than 200 times its size"),
    "bursts": (bursting(), "it unpacks to more than 200 times its size"),
    "nested thrice": (packed({"in.zip": packed({"in.zip": packed({"softmax.py": GOOD})})}), "nothing to grade"),
    "damaged": (packed({"softmax.py": GOOD * 50}).replace(b"PK\x03\x04", b"PK\x03\x05"), "it is damaged in hw.zip"),
    "crc": (changed(packed({"softmax.py": GOOD}), 16, "<I", 7), "it is damaged in hw.zip"),
    "other packing": (changed(packed({"softmax.py": GOOD}), 10, "<H", 14), "packed in an unusual way"),
}


def found(path, assignment=None):
    return download.find_files([path], assignment, ["softmax"], roster=Roster, say=lambda _: None)


@pytest.mark.parametrize("case", REFUSED)
def test_a_class_in_a_bad_archive_is_refused_in_one_sentence(tmp_path, case):
    data, why = REFUSED[case]
    path = tmp_path / "all.zip"
    path.write_bytes(data)
    with pytest.raises(UsageError) as raised:
        found(path, "softmax")
    said = error_text(raised.value)
    assert said.startswith("all.zip: ") and why in said and said.endswith("; download it once more")
    assert said.isprintable() and len(said) < 250
    assert [p.name for p in tmp_path.iterdir()] == ["all.zip"]


@pytest.mark.parametrize("case", {**REFUSED, **ONE_STUDENTS})
def test_a_students_bad_archive_costs_nobody_else(tmp_path, case):
    data, why = {**REFUSED, **ONE_STUDENTS}[case]
    files = downloads.moodle(CLASS) | {"Eve_99_assignsubmission_file/hw.zip": data}
    for path in (zipped(tmp_path / "all.zip", files), downloads.unpacked(tmp_path / "all", files)):
        errors = {one.student: reason(read_submission(one).error) for one in found(path)}
        mine = errors.pop("99")
        assert why in mine and mine.isprintable() and len(mine) < 250
        assert errors == dict.fromkeys([one.participant for one in CLASS])


def test_a_zip_in_a_zip_is_opened_where_nothing_beside_it_is_homework(tmp_path):
    files = downloads.moodle(CLASS)
    inner = packed({"hw/softmax.py": "x = 2\n", "hw/plot.png": "x", "__MACOSX/hw/._softmax.py": "x", "hw/in.zip": b""})
    files["Eve_99_assignsubmission_file/hw.zip"] = inner
    files["Eve_98_assignsubmission_file/hw.zip"] = inner
    files["Eve_98_assignsubmission_file/softmax.py"] = "x = 3\n"
    files["Eve_97_assignsubmission_file/a.zip"] = packed({"a/softmax.py": "x = 4\n", "b/softmax (1).py": "x = 5\n"})
    for path in (zipped(tmp_path / "all.zip", files), downloads.unpacked(tmp_path / "all", files)):
        got = {one.student: read_submission(one) for one in found(path)}
        assert [got[s].cells for s in ("99", "98")] == [("x = 2\n",), ("x = 3\n",)]
        assert reason(got["97"].error).startswith("2 files of one student: ") and "a.zip/b/softmax (1).py" in reason(
            got["97"].error
        )
        assert got["99"].cell_names == ["softmax.py"]


@pytest.mark.parametrize("name", ["./softmax.py", "./a/./softmax.py"])
def test_a_dot_in_a_name_is_no_hidden_file(tmp_path, name):
    (one,) = found(zipped(tmp_path / "all.zip", {"Eve_9_assignsubmission_file/hw.zip": packed({name: GOOD})}))
    assert one.error is None
    twice = packed([("softmax.py", GOOD), ("./softmax.py", "x = 2")])
    path = zipped(tmp_path / "all.zip", {"Eve_9_assignsubmission_file/hw.zip": twice})
    (one,) = found(path, "softmax")
    assert "which is in it twice" in reason(one.error)
    with told(UsageError, r"Moodle .*, but no file of it can be graded; the first: hw.zip .* twice"):
        found(path)


def test_a_students_archive_may_not_be_large(tmp_path, monkeypatch):
    files = {"Eve_9_assignsubmission_file/hw.zip": packed({"softmax.py": random.Random(1).randbytes(90_000)})}
    monkeypatch.setattr(archive, "MAX_NESTED", 50_000)
    for path in (zipped(tmp_path / "all.zip", files), downloads.unpacked(tmp_path / "all", files)):
        (one,) = found(path, "softmax")
        assert reason(one.error).startswith("hw.zip is not opened, it has") and reason(one.error).endswith(
            "hand in the file itself"
        )


def test_with_the_assignment_named_the_one_file_of_an_archive_counts_whatever_it_is_called(tmp_path):
    files = {"Eve_99_assignsubmission_file/hw.zip": packed({"main.py": GOOD, "data.csv": "1"})}
    (one,) = found(zipped(tmp_path / "all.zip", files), "softmax")
    assert one.error is None and read_submission(one).cells == (GOOD,)


def test_with_the_assignment_named_a_file_called_so_in_an_archive_comes_before_any_other_beside_it(tmp_path):
    inner = packed({"hw/softmax.py": GOOD, "hw/notes.py": "x = 4\n"})
    folder = "Eve_99_assignsubmission_file"
    files = {f"{folder}/hw.zip": inner, f"{folder}/helper.py": "x = 3\n"}
    (one,) = found(zipped(tmp_path / "all.zip", files), "softmax")
    assert one.error is None and read_submission(one).cells == (GOOD,)
    files[f"{folder}/hw.zip"] = packed({"main.py": GOOD})
    (one,) = found(zipped(tmp_path / "all.zip", files), "softmax")
    assert read_submission(one).cells == ("x = 3\n",)


def test_names_without_the_mark_for_utf8(tmp_path):
    """Many programs write UTF-8 without saying so; what is neither is nobody's, unless the id is plain."""

    def named(name):
        stored = name if isinstance(name, bytes) else name.encode()
        return packed({"?" * len(stored): GOOD}).replace(b"?" * len(stored), stored)

    path = tmp_path / "all.zip"
    path.write_bytes(named("submitted/李雷/softmax/softmax.py"))
    assert [(f.student, f.error) for f in found(path)] == [("李雷", None)]
    path.write_bytes(named(b"submitted/M\x81ller/softmax/softmax.py"))
    assert [reason(f.error) for f in found(path)] == [
        "the archive does not say in which encoding its names are: whose this is cannot be told"
    ]
    path.write_bytes(named(b"M\x81ller_7_assignsubmission_file/softmax.py"))
    assert [(f.student, f.error) for f in found(path)] == [("7", None)]


def test_names_that_fold_together_are_two_files_of_one_student(tmp_path):
    files = {"Eve_99_assignsubmission_file/softmax.py": GOOD, "Eve_99_assignsubmission_file/Softmax.py": GOOD}
    (one,) = found(zipped(tmp_path / "all.zip", files))
    assert reason(one.error).startswith("2 files of one student: ")


def test_what_bursts_takes_no_memory(tmp_path):
    """64 MB packed to 64 KB is let go of after the first few that come out."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = b"".join(squeeze.compress(bytes(1 << 20)) for _ in range(64)) + squeeze.flush()
    path = tmp_path / "all.zip"
    path.write_bytes(packed({"Eve_9_assignsubmission_file/softmax.py": "x" * 10}))
    member = archive.list_members(path)[0]
    start = path.read_bytes().index(b"softmax.py") + len("softmax.py")
    path.write_bytes(path.read_bytes()[:start] + data)
    bomb = archive.Member(path, member.name, member.offset, len(data), 10, member.method, 0)
    tracemalloc.start()
    with told(SubmissionError, "more than 200 times"):
        archive.read_member(bomb, 1 << 30)
    assert tracemalloc.get_traced_memory()[1] < 8 << 20
    tracemalloc.stop()


def test_a_directory_of_its_own_size_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "_MAX_DIRECTORY", 1000)
    path = zipped(tmp_path / "all.zip", downloads.moodle(students(20)))
    with told(UsageError, r"all.zip: it is no zip archive, or a damaged one \(a directory of"):
        found(path)
    monkeypatch.undo()
    monkeypatch.setattr(archive, "MAX_MEMBERS", 10)
    with told(UsageError, r"all.zip: it holds more than 10 files"):
        found(path)


def test_a_students_directory_of_too_many_is_not_even_read(tmp_path, monkeypatch):
    path = tmp_path / "hw.zip"
    path.write_bytes(packed({f"{i}.txt": "" for i in range(4)}))
    monkeypatch.setattr(archive, "MAX_NESTED_MEMBERS", 3)
    monkeypatch.setattr(zipfile, "ZipInfo", None)  # what zipfile would make of each entry
    with told(SubmissionError, "more than 3 files"):
        archive.list_members(path, students=True)


def test_an_archive_that_changes_after_it_was_listed_is_told(tmp_path):
    path = zipped(tmp_path / "all.zip", downloads.moodle(CLASS))
    founds = found(path)
    data = path.read_bytes()
    path.write_bytes(data[len(data) // 2 :])
    assert all("it is damaged in all.zip" in reason(read_submission(one).error) for one in founds)
    path.unlink()
    assert all("all.zip cannot be opened" in reason(read_submission(one).error) for one in founds)
