"""Files are written whole or not at all, and nothing that somebody would miss is written over."""

import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from grader import files
from grader.errors import UsageError


def test_a_file_that_could_not_be_finished_leaves_the_older_one(tmp_path):
    def put(file):
        file.write(b"half")
        raise KeyboardInterrupt

    (tmp_path / "up.csv").write_text("old")
    with pytest.raises(KeyboardInterrupt):
        files.write_whole(tmp_path / "up.csv", put)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("up.csv", "old")]
    files.write_whole(tmp_path / "up.csv", "new ü\n")
    assert (tmp_path / "up.csv").read_bytes() == "new ü\n".encode()


def test_a_name_may_be_as_long_as_names_are(tmp_path):
    files.write_whole(tmp_path / ("x" * 255), b"whole")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("x" * 255, b"whole")]


def test_a_pipe_is_written_into_and_stays_one(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with ThreadPoolExecutor() as threads:
        read = threads.submit((tmp_path / "pipe").read_bytes)
        files.write_whole(tmp_path / "pipe", "marks")
        assert read.result(timeout=10) == b"marks"
    assert (tmp_path / "pipe").is_fifo() and os.listdir(tmp_path) == ["pipe"]


def test_a_gradebook_is_never_written_over(tmp_path):
    with sqlite3.connect(tmp_path / "grades.sqlite") as db:
        db.execute("create table results (id)")
    with pytest.raises(UsageError, match="is a gradebook: name another file"):
        files.write_whole(tmp_path / "grades.sqlite", b"", remedy="name another file")
    assert (tmp_path / "grades.sqlite").read_bytes().startswith(b"SQLite format 3")


def test_folders_are_made_only_where_that_is_asked_for(tmp_path):
    with pytest.raises(UsageError, match=r"no/up.csv cannot be written \(No such file or directory\): name another"):
        files.write_whole(tmp_path / "no" / "up.csv", b"")
    files.write_whole(tmp_path / "no" / "up.csv", b"", folders=True)
    with pytest.raises(UsageError, match=r"cannot be written \(Not a directory\)"):
        files.write_whole(tmp_path / "no" / "up.csv" / "below", b"")
    assert os.listdir(tmp_path / "no") == ["up.csv"]


def test_a_new_file_is_written_over_nothing(tmp_path):
    for number in range(2):
        told = None
        try:
            files.write_new(tmp_path / "a" / "f", str(number), if_there=": look at it", folders=True, remedy="move it")
        except UsageError as error:
            told = str(error)
        assert told == (f"{tmp_path}/a/f is there already: look at it" if number else None)
    assert (tmp_path / "a" / "f").read_text() == "0"
    with pytest.raises(UsageError, match=r"cannot be written \(Not a directory\): move it"):
        files.write_new(tmp_path / "a" / "f" / "g", "", if_there="", remedy="move it")
