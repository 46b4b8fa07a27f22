"""Tables that visitors drop on a page: a German CSV, a spreadsheet, and a column of dates with gaps to train on."""

import numpy as np
import pytest
from playwright.sync_api import expect

from explainer.runs.open_run import open_run
from tests.browsing import check_page
from tests.inputs.test_spreadsheet import ROWS, packed_workbook

pytestmark = [pytest.mark.slow, pytest.mark.more]
UPLOAD = "stFileUploaderDropzoneInput"
SHORT = "cell=GRU&racer2=none&racer3=none&train_m=8&train_seeds=1&train_updates=40&train_early=no&series_lookback=5"


def german(rows: int) -> bytes:
    """A table of days in cp1252, with a decimal comma, a gap in each tenth row and a day left out."""
    days = np.datetime64("2020-01-01") + np.array([k + (k > 50) for k in range(rows)])
    values = ["" if k % 10 == 3 else f"{np.sin(k / 3):.3f}".replace(".", ",") for k in range(rows)]
    lines = [f"{day.item():%d.%m.%Y};{value}" for day, value in zip(days, values, strict=True)]
    return "\r\n".join(["Datum;Größe", *lines, ""]).encode("cp1252")


def file(name: str, body: bytes) -> dict:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": body}


def test_a_german_table_and_then_a_spreadsheet_are_read_on_the_page_sequence(visit):
    page = visit("/sequence?input=file", drawn=False)
    page.get_by_text("No file is chosen yet").first.wait_for()
    page.get_by_test_id(UPLOAD).set_input_files(file("werte.csv", german(30)))
    page.get_by_text("30 rows in Windows-1252, with semicolons between cells and a decimal comma.").wait_for()
    page.get_by_text("3 gaps in 3 rows of “Größe”: 3 rows are filled by the value before.").wait_for()
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    page.locator("label", has_text="drop rows").click()
    page.get_by_text("3 gaps in 3 rows of “Größe”: 3 rows are left out.").wait_for()
    page.get_by_text("27 steps of Größe").first.wait_for()
    check_page(page)

    page.get_by_test_id(UPLOAD).set_input_files(file("werte.xlsx", packed_workbook(("leer", []), ("Daten", ROWS))))
    page.get_by_text("Sheet “Daten” has 3 rows.").wait_for()
    page.get_by_text("3 steps of Wert").or_(page.get_by_text("2 steps of Wert")).first.wait_for()
    expect(page.get_by_role("combobox", name="Sheet")).to_have_count(1)
    expect(page.get_by_test_id("stAlert")).to_have_count(0)


def test_dates_with_gaps_are_trained_on_and_stay_with_the_run(server, visit, monkeypatch):
    monkeypatch.setenv("GATESCOPE_HOME", server.home)
    page = visit(f"/train?task=series&{SHORT}", drawn=False)
    page.get_by_text("No file is chosen yet").first.wait_for()
    page.get_by_test_id(UPLOAD).set_input_files(file("werte.csv", german(120)))
    page.get_by_text("from 2020-01-01 to 2020-04-30, one every day. 1 step is longer, up to 2 days.").wait_for()
    page.locator("label", has_text="interpolate").click()
    page.get_by_text("12 gaps in 12 rows of “Größe”: 12 rows are filled on a straight line.").wait_for()
    page.get_by_test_id("stBidiComponentRegular").get_by_role("button", name="Train", exact=True).click()
    page.locator(".gs-run[data-state=ended]").wait_for(timeout=120_000)
    check_page(page)
    problem = open_run(page.locator(".gs-run").first.get_attribute("data-run")).problem
    assert problem.inputs == ("Größe",) and problem.labels[-1] == "2020-04-06"
