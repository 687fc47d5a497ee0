"""A changed cell replaces its own characters; a file that a spreadsheet has changed is refused."""

import pytest

from grader.errors import UsageError
from grader.lms import csv_edit


@pytest.mark.parametrize(
    "text",
    [
        'a,b\n1,"x, ""y""\nz"\n',
        "a;b\r\n1;2\r\n\r\n3;4",
        "a\tb\n\t\n1\t",
        '"a","b"\n"","1"\n',
        "a,b\r1,2\r",
        'a,b\n"say \\"hi\\", you",2\n',
        'a,b\n"ends in \\",2\n',
        "\ufeffa,b\n=1+1,\u2028\n",
    ],
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le", "utf-16-be"])
def test_what_is_not_changed_stays_byte_for_byte(tmp_path, text, codec):
    mark = "" if codec == "utf-8" else "\ufeff"
    data = (mark + text.removeprefix(mark)).encode(codec)
    (tmp_path / "f").write_bytes(data)
    read = csv_edit.read_table(tmp_path / "f")
    assert read.headings == ["a", "b"] and read.with_cells({}) == data
    last = read.body[-1]
    again = tmp_path / "again"
    again.write_bytes(read.with_cells({(last, 1): 'new "\n,'}))
    changed = csv_edit.read_table(again)
    assert changed.rows[last][1].value == 'new "\n,'
    changed_back = changed.with_cells({(last, 1): read.rows[last][1].value})
    again.write_bytes(changed_back)
    assert [[c.value for c in row] for row in csv_edit.read_table(again).rows] == [
        [c.value for c in row] for row in read.rows
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a,b\n1,2,3\n", "line 2: 3 cells under 2 headings"),
        (b'a,b\n1,"x\n', "line 2: a quotation mark without"),
        ("a,b\nMüller,2\n".encode("latin-1"), "is not UTF-8 text \\(byte 5\\)"),
        (b"PK\x03\x04\0\0", "is no CSV file"),
        (b"", "is no CSV file"),
    ],
)
def test_a_file_that_a_spreadsheet_has_changed_is_refused(tmp_path, data, said):
    (tmp_path / "f.csv").write_bytes(data)
    with pytest.raises(UsageError, match=said):
        csv_edit.read_table(tmp_path / "f.csv")
