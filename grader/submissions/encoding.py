"""The encoding of a Python file: its bytes decoded as Python decodes them; nothing is guessed."""

from __future__ import annotations

import codecs
import re

from grader.errors import SubmissionError

_TEXT_CODECS = set(
    (
        "utf-8 utf-8-sig ascii iso8859-1 iso8859-2 iso8859-15 cp1250 cp1251 cp1252 koi8-r gbk gb2312 gb18030 "
        "big5 big5hkscs shift_jis cp932 euc_jp euc_kr cp949 mac-roman"
    ).split()
)
_CODING_LINE = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]{1,40})")
_BLANK_OR_COMMENT = re.compile(rb"[ \t\f]*(#.*)?")


def decode_source(data: bytes) -> str:
    """Return Python source as text, by its byte-order mark or its coding line, else UTF-8.

    Raises SubmissionError where it is not text in that encoding.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        codec = "utf-16"
    elif data.startswith(b"\xef\xbb\xbf"):
        codec = "utf-8-sig"
    else:
        codec = _text_codec(_declared_encoding(data))
    try:
        text = data.decode(codec)
        text.encode()
    except UnicodeError as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        line = data[:start].count(b"\n") + 1
        raise SubmissionError("file.not_text", line=line, codec=codec.upper()) from None
    if "\0" in text:
        raise SubmissionError("file.bytes")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _declared_encoding(data: bytes) -> str:
    """The encoding that the first or the second line declares, UTF-8 where neither does."""
    for line in re.split(b"\r\n|\r|\n", data, maxsplit=2)[:2]:
        found = _CODING_LINE.match(line)
        if found:
            return found.group(1).decode("ascii")
        if not _BLANK_OR_COMMENT.fullmatch(line):
            break
    return "utf-8"


def _text_codec(name: str) -> str:
    plain = re.sub("-(unix|dos|mac)$", "", name.lower().replace("_", "-"))  # as Emacs writes it
    try:
        codec = codecs.lookup(plain).name
    except LookupError:
        codec = ""
    if codec not in _TEXT_CODECS:
        raise SubmissionError("file.coding_line", name=name)
    return codec
