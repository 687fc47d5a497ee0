"""The bytes of a Python file are decoded as Python decodes them, or refused with a sentence."""

import pytest
from hypothesis import example, given, strategies as st
from small_course import GOOD, error_of, put

from grader.errors import SubmissionError
from grader.submissions.encoding import decode_source
from grader.submissions.submission import MAX_BYTES, SubmissionFile, read_submission


@pytest.mark.parametrize(
    "data",
    [
        GOOD.encode("utf-8-sig"),
        GOOD.encode("utf-16"),
        "\ufeff".encode("utf-16-be") + ("# 神经元\n" + GOOD).encode("utf-16-be"),
        ("# -*- coding: gbk -*-\n# 神经元\n" + GOOD).encode("gbk"),
        ("#!/usr/bin/env python\n# vim: set fileencoding=cp936 :\n# 神经元\n" + GOOD).encode("gbk"),
        ("# coding: latin-1\n# Übung\n" + GOOD).encode("latin-1"),
        ("# coding: utf8\n# Übung\n" + GOOD).encode(),
        ("# -*- coding: utf-8-unix -*-\n# Übung\n" + GOOD).encode(),
        ("# coding: windows-1252\n# “Übung”\n" + GOOD).encode("cp1252"),
        ("x = 1\n# coding: rot13\n" + GOOD).encode(),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("\n", "\r").encode(),
    ],
)
def test_text_in_any_encoding_that_python_reads_is_read(tmp_path, data):
    found = read_submission(SubmissionFile(put(tmp_path / "perceptron.py", data), "p", "s", "perceptron"))

    assert found.error is None
    assert found.cells[0].endswith(GOOD)
    assert "ä" not in found.cells[0]
    assert all(letter in "神经元Übung“”" or letter.isascii() for letter in found.cells[0])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("x = 'Übung'\n".encode("latin-1"), "line 1 is not UTF-8 text: save the file as UTF-8"),
        (b"x = 1\ny = 2\n# \xfcber\n", "line 3 is not UTF-8 text: save the file as UTF-8"),
        (b"# coding: rot13\nqrs qbhoyr(k): 1\n", "the coding line names 'rot13', which is no text encoding"),
        (b"# coding: no-such-thing\n", "the coding line names 'no-such-thing', which is no text encoding"),
        (b"# coding: utf-7\n+ADw-\n", "the coding line names 'utf-7', which is no text encoding"),
        (b"# coding: utf-16\nx = 1\n", "the coding line names 'utf-16', which is no text encoding"),
        (b"# coding: gbk\n# \xff\xff\n", "line 2 is not GBK text: save the file as UTF-8"),
        (GOOD.encode("utf-16-le"), "the file holds bytes that are not text"),
        (GOOD.encode("utf-32"), "the file holds bytes that are not text"),
        (GOOD.encode("utf-16")[:-1], "is not UTF-16 text: save the file as UTF-8"),
        (GOOD.encode() + b"\0", "the file holds bytes that are not text: save it as a .py file in UTF-8"),
        (b"PK\3\4\0\0\xff\xff", "is not UTF-8 text"),
        (b"", "the file is empty: hand in the file that you worked in"),
        (b"  \n\t\n\r\n\f", "the file is empty: hand in the file that you worked in"),
        (b"\xef\xbb\xbf", "the file is empty: hand in the file that you worked in"),
        (b"x = 1\n" * (MAX_BYTES // 6 + 1), "0.3 MB of code: hand in the homework's own code"),
        (b"x = 1\n" * (50_000_000 // 6), "the file has 50.0 MB: leave out all that is not"),
    ],
    ids=lambda value: None if isinstance(value, bytes) else value[:40],
)
def test_a_file_that_is_no_source_gets_its_sentence(tmp_path, data, said):
    assert said in error_of(put(tmp_path / "perceptron.py", data))


@given(data=st.binary(max_size=200))
@example(data=b"\xff\xfe\x00\xd8")
@example(data=b"# coding: gb18030\n\x81\x30\x81\x30\xff")
def test_any_bytes_are_text_or_get_a_sentence(data):
    try:
        text = decode_source(data)
    except SubmissionError:
        return
    text.encode()
    assert "\r" not in text and "\0" not in text


CODECS = ["utf-8", "latin-1", "gbk", "gb18030", "big5", "shift_jis", "euc-kr", "koi8-r", "rot13", "zlib", "a.b", "_"]


@given(codec=st.sampled_from(CODECS) | st.from_regex(r"[-\w.]{1,60}", fullmatch=True), data=st.binary(max_size=60))
def test_any_coding_line_is_read_or_gets_a_sentence(codec, data):
    try:
        text = decode_source(b"# coding: " + codec.encode() + b"\n" + data)
    except SubmissionError:
        return
    text.encode()


@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0\ufeff")))
def test_utf8_text_is_read_as_it_is(text):
    assert decode_source(("x\n\n" + text).encode()) == "x\n\n" + text
