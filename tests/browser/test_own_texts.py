"""A visitor's own texts on a real server: a table of labelled texts to a verdict, and a preset on a pasted text."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_train import trainer  # noqa: F401
from tests.browsing import WIDE, check_page, wait_until_equal, wait_until_idle

pytestmark = [pytest.mark.slow, pytest.mark.more]
ONE_GRU = "cell=GRU&racer2=none&racer3=none&train_m=8&train_seeds=1&train_updates=40&train_early=no"


def table() -> bytes:
    """120 texts in cp1252 with CRLF, a third of them labelled “schlecht”."""
    rows = [
        f'{k};"Gerät {k} ist {"schön" if k % 3 else "kaputt"}";{"gut" if k % 3 else "schlecht"}' for k in range(120)
    ]
    return "\r\n".join(["Nummer;Text;Urteil", *rows]).encode("cp1252")


def train(page) -> str:
    """Press the component's button, and return the name of the run."""
    page.get_by_test_id("stBidiComponentRegular").get_by_role("button", name="Train", exact=True).click()
    page.wait_for_function("() => location.search.includes('runs=')", timeout=60_000)
    return str(page.locator(".gs-run").first.get_attribute("data-run"))


def test_a_table_of_texts_is_learned_and_a_typed_text_gets_a_verdict(trainer, visit):  # noqa: F811
    page = visit(f"/train?task=reviews&reviews_source=your+own+texts&{ONE_GRU}", at=trainer.url, drawn=False)
    page.get_by_text("There are no texts yet").first.wait_for(timeout=60_000)
    file = {"name": "urteile.csv", "mimeType": "text/csv", "buffer": table()}
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
    page.get_by_text("108 texts to train on and 12 held out").wait_for(timeout=60_000)
    run = train(page)
    page.locator("[data-state=ended]").wait_for(timeout=120_000)
    page.get_by_text(re.compile("The most frequent label: 66.7%")).first.wait_for()
    check_page(page)
    typed = f"/inspect?run={run}&input=text&symbols=GERÄT+unbekannt+ist+kaputt"
    inspect = visit(typed, at=trainer.url, size=WIDE)
    wait_until_equal(inspect.locator(".gs-chip").all_inner_texts, ["gerät", "<unk>", "ist", "kaputt"])
    inspect.get_by_text(re.compile("The prediction at the last step is “(gut|schlecht)”")).first.wait_for()


def test_the_preset_sets_a_pasted_text_to_be_learned_as_in_d2l(trainer, visit):  # noqa: F811
    page = visit("/train?task=text&text_source=your+own+text", at=trainer.url, drawn=False)
    page.get_by_role("textbox", name="Your text").fill("a rose is a rose is a rose. " * 100)
    page.keyboard.press("Control+Enter")
    page.get_by_text("2,520 tokens are trained on, and 280 tokens held out.").first.wait_for(timeout=60_000)
    page.locator(".gs-live[data-rendered]").wait_for()
    wait_until_idle(page)  # a click while the page is still being drawn can leave out the component
    page.get_by_role("button", name="Preset: D2L's experiment").click()
    page.get_by_text("2,800 tokens are trained on, and none held out.").first.wait_for(timeout=60_000)
    page.get_by_text("GRU, 256 units, for at most 1,000 updates.").wait_for()  # of 500 epochs
    expect(page.get_by_role("textbox", name="Your text")).to_have_value(re.compile("^a rose is a rose"))
    page.wait_for_function("() => location.search.includes('train_rate=1') && location.search.includes('train_m=256')")
    train(page)
    page.locator("[data-key=training] .gs-sentence", has_text="Over the last whole epoch").wait_for(timeout=120_000)
    page.locator("[data-key=bits] .gs-sentence", has_text="each character costs").wait_for(timeout=120_000)
    page.get_by_role("button", name="Stop").click()
    page.locator("[data-state=ended]").wait_for(timeout=60_000)
