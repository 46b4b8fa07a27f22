"""Tables as they are in the world: each form with the values that it must give."""

import codecs
import subprocess
import sys

import numpy as np
import pytest

from explainer.inputs.sequence import InputError
from explainer.inputs.table_file import parse_table, read_table
from explainer.inputs.table_sentences import describe
from explainer.inputs.table_text import MOST_BYTES
from tests.figures.sentence_rules import check

NAN = float("nan")
LABELLED = "t,x\n2020-01-01,1\n2020-01-02,3\n"
GERMAN = "Datum;Wert\n01.01.2020;1,5\n02.01.2020;2,5\n"
FORMS = {
    "German with a mark": (codecs.BOM_UTF8 + GERMAN.encode(), {"Wert": [1.5, 2.5]}, "UTF-8.*semicolons.*decimal comma"),
    "German of Excel": (GERMAN.replace("\n", "\r\n").encode("cp1252"), {"Wert": [1.5, 2.5]}, "decimal comma"),
    "groups, quoted": (b'a,b\n"1,234.5",1\n"12,000",2\n', {"a": [1234.5, 12000], "b": [1, 2]}, "commas"),
    "German groups": (b"a;b\n1.234,5;1\n2.000;2,5\n", {"a": [1234.5, 2000], "b": [1, 2.5]}, "a decimal comma"),
    "French groups": ("a;b\n1\u202f234,5;1\n2\u00a0000,5;2\n".encode(), {"a": [1234.5, 2000.5]}, "a decimal comma"),
    "Swiss groups": (b"a;b\n1'234.50;1\n2'000.00;2\n", {"a": [1234.5, 2000]}, "semicolons"),
    "Windows-1252": ("Größe;b\n1,5;1\n2;2\n".encode("cp1252"), {"Größe": [1.5, 2]}, "Windows-1252"),
    "Windows-1251": ("Дата;Значение\n01.02.2020;1,5\n02.02.2020;2\n".encode("cp1251"), {"Значение": [1.5, 2]},
                     "Windows-1251"),
    "Unicode text of Excel": ("Größe\tb\r\n1,5\t1\r\n2\t2\r\n".encode("utf-16"), {"Größe": [1.5, 2]}, "UTF-16.*tabs"),
    "UTF-16 without a mark": ("Länge\tb\r\n1\t1\r\n2\t2\r\n".encode("utf-16-be"), {"Länge": [1, 2]}, "UTF-16"),
    "a first ?": (b"t,x\nMon,?\nTue,2\nWed,\n", {"x": [NAN, 2, NAN]}, "commas"),
    "a first NA": (b"t,x\nMon,NA\nTue,2\nWed,n/a\n", {"x": [NAN, 2, NAN]}, "commas"),
    "a first NaN": (b"t,x\nMon,NaN\nTue,2\nWed,null\n", {"x": [NAN, 2, NAN]}, "commas"),
    "a first empty cell": (b"x,t\n,Mon\n2,Tue\n-,Wed\n", {"x": [NAN, 2, NAN]}, "commas"),
    "gaps of Excel": (b"x;t\n#NV;Mo\n#DIV/0!;Di\n2,5;Mi\n", {"x": [NAN, NAN, 2.5]}, "3 rows"),
    "comments": (b"# made on Monday\na,b\n1,2\n# a pause\n3,4\n", {"a": [1, 3], "b": [2, 4]}, "2 comment lines"),
    "names in a comment": (b"# gnuplot\n# t  x\n1 2\n3  4\n", {"t": [1, 3], "x": [2, 4]}, "2 comment lines"),
    "units": (b"t,x\ns,kW\n1,2\n3,4\n", {"t": [1, 3], "x": [2, 4]}, "row of units .“s”, “kW”"),
    "sep=": (b"sep=;\r\na;b\r\n1;2\r\n3;4\r\n", {"a": [1, 3], "b": [2, 4]}, "sep=;"),
    "an unusual sep=": (b"sep=^\na^b\n1^2\n3^4\n", {"a": [1, 3], "b": [2, 4]}, r"sep=\^"),
    "titles": (b"Bericht 2020\n\nTag;Wert;n\nMo;1,5;3\nDi;2,5;4\n", {"Wert": [1.5, 2.5]}, "1 title line"),
    "blanks": (b"  a   b\n  1   2\n 30  40\n", {"a": [1, 30], "b": [2, 40]}, "blanks"),
    "blanks, decimal comma": (b"a b\n1,5 2\n3 4,5\n", {"a": [1.5, 3], "b": [2, 4.5]}, "blanks.*decimal comma"),
    "vertical bars": (b"a|b\n1|2\n3|4\n", {"b": [2, 4]}, "vertical bars"),
    "CR alone": (b"a,b\r1,2\r3,4\r", {"a": [1, 3], "b": [2, 4]}, "2 rows"),
    "U+2212": ("a,b\n−1,2\n−2.5,4\n".encode(), {"a": [-1, -2.5]}, "commas"),
    "per cent": (b"a,b\n5%,1\n7.5 %,2\n", {"a": [5, 7.5]}, "sign % of “a” is left out"),
    "money": ("a;b\n1.234,50 €;1\n-2,50 €;2\n".encode(), {"a": [1234.5, -2.5]}, "sign €"),
    "one column": (b"1.5\n2.5\n", {"column 1": [1.5, 2.5]}, "2 rows"),
    "one column, decimal comma": (b"Wert\n1,5\n2,5\n", {"Wert": [1.5, 2.5]}, "decimal comma"),
    "a delimiter at each end": (b"a,b,\n1,2,\n3,4,\n", {"a": [1, 3], "b": [2, 4]}, "2 rows"),
    "cells left out": (b"a,b\n1,2\n3\n5,6\n", {"a": [1, 3, 5], "b": [2, NAN, 6]}, "3 rows"),
    "row names of R": (b'"a","b"\n"x",1,2\n"y",3,4\n', {"a": [1, 3], "b": [2, 4]}, "2 rows"),
    "quoted lines": (b'a,b\n"two\nlines",1\n"# none",2\n', {"b": [1, 2]}, "2 rows"),
    "a few words": (b"a\n" + b"1\n" * 19 + b"fault\n", {"a": [1] * 19 + [NAN]}, "“fault”; it counts as a gap"),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_each_form_gives_its_values_and_says_how_it_was_read(form):
    data, values, sentence = FORMS[form]
    table = read_table(data)
    for name, column in values.items():
        assert table.is_numeric(name)
        np.testing.assert_array_equal(table.numbers(name)[:, 0], column)
    text = describe(table, table.numeric_names)
    check(text)
    with pytest.raises(AssertionError, match=sentence):
        raise AssertionError(text)


def test_a_file_is_read_by_its_path_as_by_its_bytes(tmp_path):
    path = tmp_path / "load.csv"
    path.write_bytes(GERMAN.encode("cp1252"))
    assert read_table(path).values("Wert").tolist() == [[1.5], [2.5]]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty; a table has a line of names and a line per time step."),
        (b"\n \n", "The file is empty; a table has a line of names and a line per time step."),
        (codecs.BOM_UTF8, "The file is empty; a table has a line of names and a line per time step."),
        (b"a,b\n", "The file has a line of names and no row; a table has a line per time step."),
        (b"a,b\n1,2\n3,4,5\n", "Line 3 has 3 cells and the first line 2; no line may have more."),
        (b"# c\na,b\n" + b"1,2\n" * 400 + b"1,2,3,4\n",
         "Line 403 has 4 cells and the first line 2; no line may have more."),
        (b"PK\x03\x04rest", "The file begins as an .xlsx file, and is damaged or cut off; save it again, or as CSV."),
        (b"\xd0\xcf\x11\xe0rest",
         "The file is an old Excel file (.xls), or one with a password; save it as .xlsx without one."),
        (b"\x1f\x8brest", "The file is compressed (gzip); unpack it, and choose the table in it."),
        (b"<html><table>", "The file is HTML, XML or JSON and not a table; save it as CSV or .xlsx."),
        (b'[{"a": 1}]', "The file is HTML, XML or JSON and not a table; save it as CSV or .xlsx."),
        (b"\x00\x01\x02",
         "The file is not plain text (line 1 has the control character 0x00); save it as TXT in UTF-8."),
        (b"1\n" * (MOST_BYTES // 2 + 1), "The file has 50.0 MB; 50 MB is the most, so cut it."),
        (b'text,label\n"never closed,good\n' * 60,
         "The file cannot be read as a table: a quotation mark is not closed; check its quotation marks."),
        (",".join("a" * 2_001).encode() + b"\n" + ",".join("1" * 2_001).encode() + b"\n",
         "The file has 2,001 columns; 2,000 is the most, so choose some of them."),
    ],
)  # fmt: skip
def test_what_is_no_table_is_one_sentence(data, sentence):
    with pytest.raises(InputError) as caught:
        read_table(data)
    assert str(caught.value) == sentence
    check(sentence)


def test_the_first_line_has_no_names_where_it_has_values():
    assert parse_table("1,2\n3,4\n").names == ("column 1", "column 2")
    assert parse_table("a,a,\n1,2,3\n").names == ("a", "a (2)", "column 3")


def test_delimiters_inside_of_texts_do_not_count():
    table = parse_table("text;label\n" + "a, b, c;x\nd, e;y\n" * 5)
    assert table.names == ("text", "label") and table.texts("text", 2) == ["a, b, c", "d, e"]


def test_pandas_and_openpyxl_are_imported_where_a_table_is_read_alone():
    code = (
        "import sys, explainer.inputs.table_file, explainer.inputs.table_sentences, explainer.tasks.series;"
        "sys.exit(bool({'pandas', 'openpyxl', 'charset_normalizer'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
