"""The page By hand in a real browser."""

from pathlib import Path

import pytest

from tests.browsing import PHONE, WIDE, check_page, wait_until_contains

pytestmark = pytest.mark.slow


def open_page(visit, size, path="/by-hand"):
    page = visit(path, size=size, drawn=False)
    page.get_by_role("heading", name="The loss again").wait_for(timeout=30_000)
    page.wait_for_function("() => document.querySelectorAll('.katex').length > 60")
    return page


@pytest.mark.more
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("link", ["", "?series=1+-5+2+8+3+-4&eta=50&seed=3"])
def test_it_fits_and_every_formula_is_set(visit, size, link):
    page = open_page(visit, size, f"/by_hand{link}")
    check_page(page)
    formulas = page.locator(".katex-html").all_text_contents()
    assert not [text for text in formulas if "\\" in text]  # what KaTeX does not know stands there in red
    too_wide = """() => [...document.querySelectorAll('.katex .base')].filter((one) =>
        one.getBoundingClientRect().right > one.closest('[data-testid=stMarkdown]').getBoundingClientRect().right + 1
    ).map((one) => one.textContent)"""
    assert page.evaluate(too_wide) == []


@pytest.mark.more
def test_the_downloaded_key_has_the_loss_that_the_page_shows(visit):
    page = open_page(visit, WIDE)
    sentence = page.get_by_text("The loss falls from L = ").first.inner_text()
    before, after = sentence.split("L = ")[1].split(":")[0].split(" to L′ = ")
    sheets = {}
    for label in ("Answer key", "Worksheet"):
        with page.expect_download() as caught:
            page.get_by_role("button", name=label).click()
        sheets[caught.value.suggested_filename] = Path(caught.value.path()).read_text()
    key, sheet = sheets["by-hand-7-answer-key.md"], sheets["by-hand-7-worksheet.md"]
    assert f"= {before}  one number" in key and f"= {after}  one number" in key
    assert f"= {before}  one number" not in sheet and "= ____  one number" in sheet


def test_a_new_rate_and_a_bad_series_by_keyboard(visit):
    page = open_page(visit, WIDE)
    page.get_by_label("Learning rate η").fill("50")
    page.keyboard.press("Enter")
    page.get_by_text("The loss rises from").first.wait_for()
    page.get_by_label("Series", exact=True).fill("10 20 oops")
    page.keyboard.press("Enter")
    page.get_by_text("“oops” is not a number").wait_for()
    assert page.get_by_label("Series", exact=True).input_value() == "10 20 oops"
    shown = page.locator("[data-testid=stMain]").inner_text
    wait_until_contains(shown, "After the series 10, 20, 30 the target is 40.")
