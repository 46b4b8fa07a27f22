import numpy as np
import pytest

from explainer.inputs.sequence import InputError
from explainer.inputs.table import decode, parse_table, read_columns


def read_first_column(data: bytes):
    table = parse_table(decode(data))
    return read_columns(table, table.names[:1], 0, 500, "none")


CSV = b"day,load,price\nMon,10,1.5\nTue,20,2.5\nWed,40,0.5\n"


def test_columns_are_chosen_and_scaled():
    table = parse_table(decode(CSV))
    assert [name for name in table.names if table.is_numeric(name)] == ["load", "price"]
    sequence = read_columns(table, ("load", "price"), 0, 500, "0 to 1")
    assert np.allclose(sequence.x[:, 0], [0, 1 / 3, 1])
    assert sequence.channels == ("load", "price")


def test_rows_can_be_cut_out():
    assert read_columns(parse_table(decode(CSV)), ("load",), 1, 2, "none").x.tolist() == [[20], [40]]


@pytest.mark.parametrize(
    "text",
    [
        "a;b\n1;2\n3;4\n",
        "a\tb\n1\t2\n3\t4\n",
        "a|b\n1|2\n3|4\n",
        '"a","b"\n"1","2"\n3,4\n',
        "\ufeffa,b\r\n1,2\r\n3,4\r\n",
    ],
)
def test_other_delimiters(text):
    table = parse_table(decode(text.encode()))
    assert table.names == ("a", "b")
    assert read_columns(table, ("b",), 0, 9, "none").x.tolist() == [[2], [4]]


def test_a_table_without_names():
    assert parse_table("1,2\n3,4\n").names == ("column 1", "column 2")
    assert parse_table("a,a,\n1,2,3\n").names == ("a", "a (2)", "column 3")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty; a table has a line of names and a line per time step."),
        (b"a,b\n", "The file has a line of names and no row; a table has a line per time step."),
        (b"a,b\n1,2\n3\n", "Line 3 has 1 cell and the first line 2; every line needs as many."),
        (b"a\n1\nfoo\n", "Column “a”, row 2: “foo” is not a number; write numbers such as 10 or −0.5."),
        (b"a;b\n1,5;2\n2,5;3\n", "Column “a”, row 1: “1,5” has a decimal comma; write 1.5."),
        (b"a,b\n1,2\n,3\n", "Column “a”, row 2: the cell is empty; fill it or choose other rows."),
        (
            b"a\n1\nnan\n",
            "Column “a”, row 2: “nan” is not a number that a cell can read; leave it out or put a value there.",
        ),
        (
            b"a\n1\n-inf\n",
            "Column “a”, row 2: “-inf” is not a number that a cell can read; leave it out or put a value there.",
        ),
        (b"a\n1\n", "There is only one number; a sequence over time needs at least two."),
        ("größe\n1\n2\n".encode("latin-1"), "The file is not UTF-8 (line 1 has a byte 0xF6); save it as UTF-8."),
        ("a\n1\n".encode("utf-16"), "The file is not plain text; save it as CSV or TXT in UTF-8."),
        (b"PK\x03\x04rest", "The file is not plain text; save it as CSV or TXT in UTF-8."),
        (b"1\n" * 2_600_000, "The file has 5.2 MB; 5 MB is the most, so cut it."),
        (b'a,"b\n1,2\n', "The file cannot be read as a table: unexpected end of data; check its quotation marks."),
    ],
)
def test_unreadable_input_is_an_error(data, sentence):
    with pytest.raises(InputError) as caught:
        read_first_column(data)
    assert str(caught.value) == sentence


def test_no_column_and_too_many():
    table = parse_table(",".join(f"c{k}" for k in range(70)) + "\n" + ",".join("1" * 70) + "\n" + ",".join("2" * 70))
    with pytest.raises(InputError, match="No column is chosen"):
        read_columns(table, (), 0, 10, "none")
    with pytest.raises(InputError, match="There are 70 columns; 64 is the most"):
        read_columns(table, table.names, 0, 10, "none")
