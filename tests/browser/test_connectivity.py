"""The logit of the guess in a real browser: its text on Gradients by pointer and keyboard, and the stage with it."""

import re

import pytest
from playwright.sync_api import expect

from explainer.figures.connectivity_sentences import guess
from tests.browser.test_stage import open_stage  # noqa: F401  the fixture
from tests.browsing import SIZE_AND_THEME, check_both_themes
from tests.figures.test_connectivity_sentences import of_run

pytestmark = pytest.mark.slow

TRAINED = "start=trained&run=text-lstm"


def test_the_text_before_the_guess_is_read_by_pointer_and_keyboard_and_follows_the_cursor(visit):
    page = visit(f"/gradients?{TRAINED}&t=12")
    card = page.locator("[data-key=connectivity-LSTM]")
    gradients, labels = of_run("text-lstm", 11)
    expect(card.locator(".gs-token")).to_have_text(list(labels[:12]))
    expect(card.locator(".gs-next")).to_contain_text(guess(gradients))
    card.locator(".gs-token").nth(2).hover()
    reading = card.locator(".gs-token-reading")
    expect(reading).to_have_text(re.compile(f"^step 3, “{labels[2]}”: .*% of the total$"))
    card.locator(".gs-tokens").focus()
    page.keyboard.press("Home")
    expect(reading).to_have_text(re.compile(f"^step 1, “{labels[0]}”: "))
    page.keyboard.press("ArrowRight")
    expect(reading).to_have_text(re.compile(f"^step 2, “{labels[1]}”: "))
    page.keyboard.press("Enter")
    expect(card.locator(".gs-token")).to_have_text(list(labels[:2]))  # computed again, up to the new cursor
    expect(card.locator(".gs-next")).to_contain_text(guess(of_run("text-lstm", 1)[0]))
    expect(page).to_have_url(re.compile(r"[?&]t=2\b"))
    card.get_by_role("button", name="Table of this figure").click()
    expect(card.locator("tbody tr")).to_have_count(2)


@pytest.mark.more
def test_the_stage_takes_the_logit_of_the_step_under_the_cursor(open_stage):  # noqa: F811
    page = open_stage(f"/cell?{TRAINED}&back=last&t=30&op=25")
    page.locator(".gs-loss-kind").select_option("logit")
    expect(page.locator(".gs-loss-value")).to_have_text(
        re.compile(f"^L = the logit of “{guess(of_run('text-lstm', 29)[0])}” at step 30 = ")
    )
    page.wait_for_url(re.compile(r"back=logit\.30"))
    page.locator(".gs-timeline canvas").focus()
    page.keyboard.press("Shift+ArrowLeft")
    page.get_by_role("button", name="use the logit at step 29 as the loss").click()
    page.wait_for_url(re.compile(r"back=logit\.29"))
    page.get_by_text("backward, autograd: every gradient equal within").wait_for(timeout=30_000)


@pytest.mark.more
@pytest.mark.parametrize(("size", "theme"), SIZE_AND_THEME, ids=["wide", "phone"])
def test_the_gradients_of_words_are_accessible_and_never_scroll_sideways(visit, size, theme):
    page = visit("/gradients?start=trained&run=pronouns-lstm", size=size, color_scheme=theme)
    page.get_by_text("every gradient equal within").wait_for(timeout=30_000)
    check_both_themes(page, theme)
