import io
import zipfile
from datetime import date, datetime, time

import pytest
from openpyxl import Workbook

from explainer.inputs import spreadsheet
from explainer.inputs.sequence import InputError
from explainer.inputs.spreadsheet import is_spreadsheet, read_sheet, sheet_names
from explainer.inputs.table_file import read_table
from explainer.inputs.table_sentences import describe
from tests.figures.sentence_rules import check

ROWS = [
    ("Tag", "Wert", "b"),
    (datetime(2020, 1, 1), 1.5, 3),
    (datetime(2020, 1, 2), None, 4),
    (date(2020, 1, 3), 2.5, 5),
]


def packed_workbook(*sheets: tuple[str, list[tuple[object, ...]]]) -> bytes:
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets:
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def repacked(data: bytes, **members: str) -> bytes:
    """The same file with other contents of some members, named by the end of their path, or with more of them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = members.get(name.rpartition("/")[2].partition(".")[0])
            new.writestr(name, old.read(name) if text is None else text)
    return out.getvalue()


def test_numbers_dates_and_gaps_of_a_sheet():
    table = read_table(packed_workbook(("Daten", ROWS)))
    assert table.names == ("Tag", "Wert", "b") and table.numeric_names == ("Wert", "b")
    assert table.values("Wert", gaps="interpolate").tolist() == [[1.5], [2], [2.5]]
    assert "Sheet “Daten” has 3 rows. “Tag” labels the rows, from 2020-01-01 to 2020-01-03" in describe(table)
    check(describe(table))


def test_the_sheet_is_chosen_by_name_and_is_the_first_with_cells_otherwise():
    data = packed_workbook(("empty", []), ("first", ROWS), ("second", [("x",), (1,), (2,)]))
    assert sheet_names(data) == ["empty", "first", "second"]
    assert read_table(data).reading.sheet == "first"
    assert read_table(data, "second").values("x").tolist() == [[1], [2]]
    with pytest.raises(InputError, match="There is no sheet “third”"):
        read_table(data, "third")
    with pytest.raises(InputError, match="has a line of names and no row"):
        read_table(data, "empty")
    with pytest.raises(InputError, match="The file is empty"):
        read_table(packed_workbook(("empty", [])))


def test_titles_and_units_are_left_out_and_numbers_as_text_are_read():
    rows = [
        ("Messung 2020",),
        (),
        ("t", "x", "y"),
        ("s", "kW", None),
        (1, "1.234,5", 5),
        (2, "2,5", "−6"),
        (3, "#N/A", 7),
    ]
    table = read_table(packed_workbook(("a", rows)))
    assert table.values("t", "x", "y", gaps="drop rows").tolist() == [[1, 1234.5, 5], [2, 2.5, -6]]
    assert "Skipped: 1 title line and the row of units (“s”, “kW”)." in describe(table)


def test_formulas_are_not_run_and_stored_results_are_read():
    data = packed_workbook(("a", [("x", "y"), (1, "=WEBSERVICE(1)"), (2, "=1+1")]))
    assert read_sheet(data).rows == [["x", "y"], ["1", ""], ["2", ""]]
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
    stored = repacked(
        data,
        sheet1=sheet.replace("<f>1+1</f><v />", "<f>1+1</f><v>7</v>").replace(
            "<f>1+1</f><v></v>", "<f>1+1</f><v>7</v>"
        ),
    )
    assert read_sheet(stored).rows[2] == ["2", "7"]


def test_texts_times_and_logical_values():
    rows = [("a", "b", "c"), (time(7, 5), True, "two\nlines"), (time(8), False, " x ")]
    assert read_sheet(packed_workbook(("s", rows))).rows[1:] == [["07:05:00", "1", "two lines"], ["08:00:00", "0", "x"]]


def test_a_file_that_would_unpack_to_too_much_is_refused_before_anything_is_unpacked():
    bomb = repacked(packed_workbook(("a", ROWS)), sheet1=" " * (spreadsheet.MOST_UNPACKED + 1))
    assert len(bomb) < 1_000_000 and is_spreadsheet(bomb)
    with pytest.raises(InputError, match="unpacks to 200 MB; 200 MB is the most") as caught:
        read_table(bomb)
    check(str(caught.value))


def test_too_many_members_and_a_long_directory_are_refused():
    out = io.BytesIO(packed_workbook(("a", ROWS)))
    with zipfile.ZipFile(out, "a") as file:
        for k in range(spreadsheet.MOST_MEMBERS):
            file.writestr(f"m{k}", "")
    with pytest.raises(InputError, match="The .xlsx file packs 4,0.. files; 4,000 is the most"):
        read_table(out.getvalue())
    with zipfile.ZipFile(out, "a") as file:
        for k in range(40):
            file.writestr(f"{k}{'n' * 60_000}", "")
    with pytest.raises(InputError, match="The directory of the packed file has"):
        read_table(out.getvalue())


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ('<row r="1"><c r="A1"><v>1</v></c></row><row r="99999999"><c r="A99999999"><v>2</v></c></row>', "more than"),
        ('<row r="1"><c r="XFD1"><v>1</v></c></row>', "16,384 columns; 2,000 is the most"),
        ('<row r="1"><c r="A1" t="s"><v>999</v></c></row>', "is damaged or cut off"),
        ('<row r="1"><c r="A1"><v>1</v></c>', "is damaged or cut off"),
        ('<row r="1"><c r="A1" t="d"><v>never</v></c></row>', "is damaged or cut off"),
    ],
    ids=["a far row", "a far column", "a missing text", "cut off", "no date"],
)
def test_a_damaged_or_malicious_sheet_is_one_sentence(cell, sentence):
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    text = f'<worksheet xmlns="{name}"><dimension ref="A1:XFD1048576"/><sheetData>{cell}</sheetData></worksheet>'
    with pytest.raises(InputError, match=sentence) as caught:
        read_table(repacked(packed_workbook(("a", ROWS)), sheet1=text))
    check(str(caught.value))


def test_too_many_cells_are_refused(monkeypatch):
    monkeypatch.setattr(spreadsheet, "MOST_CELLS", 11)
    with pytest.raises(InputError, match="The sheet has more than 11 cells, which is the most"):
        read_table(packed_workbook(("a", ROWS)))


def test_entities_do_not_expand():
    laughs = "".join(f'<!ENTITY a{k} "{f"&a{k - 1};" * 10}">' for k in range(1, 12))
    sheet = "<worksheet><sheetData><row><c><v>&a11;</v></c></row></sheetData></worksheet>"
    text = f'<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]>{sheet}'
    with pytest.raises(InputError):
        read_table(repacked(packed_workbook(("a", ROWS)), sheet1=text))


def test_other_packed_files_are_named():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("load.csv", "a,b\n1,2\n")
    with pytest.raises(InputError, match="a packed one .zip.; unpack it"):
        read_table(out.getvalue())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    with pytest.raises(InputError, match="OpenDocument sheet"):
        read_table(out.getvalue())
