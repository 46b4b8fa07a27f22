"""A visitor's own text, from the upload to the stage: learned, continued, and opened at one of its letters."""

import re
from urllib.parse import parse_qs, urlencode, urlsplit

import numpy as np
import pytest
from playwright.sync_api import expect

from explainer.cells import formula
from explainer.numerics.trace import trace
from explainer.runs.open_run import open_run

pytestmark = [pytest.mark.slow, pytest.mark.more]

FAMILY, ACCENTED = "👩‍👩‍👧", "e\u0301"  # one emoji of five code points, and a letter with its accent as two
LINE = f"{FAMILY} caf{ACCENTED} 漢字 سلام naïve\n"
OWN = {"task": "text", "text_source": "your own text", "racer2": "none", "racer3": "none", "cell": "GRU"}
SHORT = {"train_m": 8, "train_seeds": 1, "train_updates": 60, "train_early": "no"}


def train(page) -> str:
    """Train to the end and return the run's name."""
    page.get_by_test_id("stBidiComponentRegular").get_by_role("button", name="Train", exact=True).click()
    page.locator(".gs-run[data-state=ended]").wait_for(timeout=120_000)
    return page.locator(".gs-run").first.get_attribute("data-run")


def test_a_pasted_text_is_trained_on_and_written_and_the_stage_opens_at_a_letter(server, visit, monkeypatch):
    monkeypatch.setenv("GATESCOPE_HOME", server.home)
    page = visit(f"/train?{urlencode(OWN | SHORT)}", drawn=False)
    page.get_by_text("There is no text yet").wait_for()
    page.get_by_role("textbox", name="Your text").fill(LINE * 40)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("There is no text yet")).to_have_count(0)
    run = train(page)

    prefix = f"{FAMILY} caf{ACCENTED} 漢"
    page = visit(f"/write?{urlencode({'run': run, 'prefix': prefix, 'count': 20})}", drawn=False)
    letters = page.locator(".st-key-figure a")
    expect(letters).to_have_count(8 + 20)
    assert letters.all_inner_texts()[:6] == [FAMILY, " ", "c", "a", "f", ACCENTED]

    letters.nth(5).click()
    page.locator(".gs-stage[data-rendered]").wait_for()
    page.wait_for_url(re.compile(r"[?&]t=6(&|$)"))
    tokens = parse_qs(urlsplit(page.url).query)["symbols"][0]
    assert FAMILY in tokens and ACCENTED in tokens
    checkpoint = open_run(run).checkpoint
    symbols = list(checkpoint.problem.inputs)
    read = [symbols.index(one) for one in (FAMILY, " ", "c", "a", "f", ACCENTED)]
    h = trace(checkpoint.layers, np.eye(len(symbols))[read]).output[-1, 0]
    name = re.compile(f"^h: .* unit 1 at step 6 is {re.escape(formula.number(h))}$")
    expect(page.get_by_role("img", name=name).first).to_be_visible()


def test_a_megabyte_in_an_old_encoding_is_read_and_too_much_is_refused(server, visit, monkeypatch):
    monkeypatch.setenv("GATESCOPE_HOME", server.home)
    page = visit(f"/train?{urlencode(OWN | SHORT)}", drawn=False)
    page.get_by_text("There is no text yet").wait_for()
    row = "Über den Häusern, “so heißt es”, fließt für 5 € ein Süßwein – naïve Gäste zögern.\r\n"
    upload = page.locator("input[type=file]")
    upload.set_input_files([{"name": "a.txt", "mimeType": "text/plain", "buffer": row.encode("cp1252") * 12_000}])
    page.get_by_text("read as cp1252").wait_for()
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    run = train(page)
    assert {"“", "€", "ß", "\n"} < set(open_run(run).problem.inputs) and "\r" not in open_run(run).problem.inputs

    page.get_by_role("textbox", name="Your text").fill("kept as it is")
    page.keyboard.press("Control+Enter")
    upload.set_input_files([{"name": "b.txt", "mimeType": "text/plain", "buffer": b"ab " * 1_100_000}])
    page.get_by_text(re.compile("2.0 ?MB")).first.wait_for()
    expect(page.get_by_role("textbox", name="Your text")).to_have_value("kept as it is")
