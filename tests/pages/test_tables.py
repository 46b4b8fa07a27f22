"""The questions about an uploaded table, and what is written about it, without a browser."""

from tests.inputs.test_spreadsheet import ROWS, packed_workbook
from tests.pages.test_pages import header, open_app, texts


def upload_table(name: str, body: bytes):
    app = open_app(input="file")
    app.file_uploader(key="file").set_value((name, body, "text/csv")).run()
    assert not app.exception
    return app


def radio(app, label: str):
    return next(one for one in app.radio if one.label == label)


def test_a_decimal_sign_is_a_question_only_where_it_is_not_clear():
    app = upload_table("a.csv", b"a;b\n1.234;x\n12.345;y\n")
    assert header(app)["labels"] == ["1.234", "12.345"]
    radio(app, "Decimal sign").set_value(",").run()
    assert header(app)["labels"] == ["1234", "12345"]
    app = upload_table("a.csv", b"a;b\n1,234;0,5\n12,345;1\n")
    assert all(one.label != "Decimal sign" for one in app.radio)


def test_day_and_month_are_a_question_where_they_are_not_clear():
    app = upload_table("a.csv", b"t,x\n2/3/2020,1\n3/4/2020,2\n")
    assert header(app)["labels"] == ["2020-03-02", "2020-04-03"]
    radio(app, "Order of the date").set_value("month/day/year").run()
    assert header(app)["labels"] == ["2020-02-03", "2020-03-04"]


def test_a_sheet_and_what_to_do_about_gaps_are_chosen():
    app = upload_table("a.xlsx", packed_workbook(("Daten", ROWS), ("b", [("x",), (1,), (2,)])))
    assert header(app)["labels"] == ["2020-01-01", "2020-01-02", "2020-01-03"]
    radio(app, "Gaps").set_value("drop rows").run()
    assert header(app)["labels"] == ["2020-01-01", "2020-01-03"]
    assert "1 gap in 1 row of “Wert”: 1 row is left out." in " ".join(one.value for one in app.caption).replace(
        "\\", ""
    )
    next(one for one in app.selectbox if one.label == "Sheet").set_value("b").run()
    assert header(app)["labels"] == ["1", "2"] and not app.exception


def test_a_txt_file_with_a_table_is_a_table_or_a_text():
    app = upload_table("a.txt", "Größe\tb\r\n1,5\t1\r\n2\t2\r\n".encode("utf-16"))
    assert header(app)["labels"] == ["1.5", "2"]
    radio(app, "Read as").set_value("text").run()
    assert header(app)["labels"][:5] == list("Größe")


def test_a_file_that_is_no_table_is_one_sentence():
    assert "The file is compressed (gzip); unpack it" in texts(upload_table("a.csv", b"\x1f\x8b\x08rest"))
