"""A typed review, read word by word, and what its network does, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_board import redraw
from tests.browsing import SIZE_AND_THEME, check_both_themes

pytestmark = [pytest.mark.slow, pytest.mark.more]


def test_a_review_is_typed_read_word_by_word_and_followed_to_the_stage(visit):
    page = visit("/inspect?run=reviews-lstm&input=text")
    words = page.locator(".gs-word-by-word a")
    box = page.get_by_label("Text", exact=True)
    box.fill("The lamp is grate")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Word 4, “grate”, is not a word of this run; type “great”.")).to_be_visible()
    assert box.input_value() == "The lamp is grate"
    box.fill("The lamp is great but the lid is awful")
    redraw(page, lambda: page.keyboard.press("Control+Enter"))
    expect(words).to_have_count(9)
    expect(words.nth(3)).to_have_text(re.compile(r"great (1\.00|0\.[6-9]\d) \+0\.\d\d"))
    expect(words.nth(8)).to_have_text(re.compile(r"awful 0\.0\d"))
    expect(page.get_by_text(re.compile(r"after the last 0\.0\d"))).to_be_visible()
    page.get_by_role("link", name="what this network does").click()
    expect(page.get_by_role("heading", name="What this network does")).to_be_in_viewport()
    page.get_by_text("Table: gates by kind of word").click()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    words.nth(4).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile("LSTM, trained on good or bad review")).first).to_be_visible()
    page.wait_for_url(lambda url: "t=5" in url and "run=reviews-lstm" in url)


@pytest.mark.parametrize("run", ["reviews-lstm", "pronouns-gru"])
@pytest.mark.parametrize(("size", "theme"), SIZE_AND_THEME, ids=["wide", "phone"])
def test_the_section_is_accessible_and_never_scrolls_sideways(visit, size, theme, run):
    page = visit(f"/inspect?run={run}", size=size, color_scheme=theme)
    expect(page.locator(".js-plotly-plot")).not_to_have_count(0)
    check_both_themes(page, theme)
