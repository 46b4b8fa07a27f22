"""Sequence to sequence on a real server with a real worker: from training to the stage at a written letter."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_train import trainer  # noqa: F401
from tests.browsing import PHONE, check_both_themes, check_page

pytestmark = [pytest.mark.slow, pytest.mark.more]
RECIPE = "train_m=16&train_updates=150&train_batch=64&train_rate=0.02&train_early=no&train_seeds=2"
LINK = f"/train?task=translate&cell=LSTM&racer2=none&racer3=none&{RECIPE}"


def test_sums_are_learned_and_a_letter_leads_to_the_stage_with_its_true_number(trainer, visit):  # noqa: F811
    page = visit(LINK, at=trainer.url, drawn=False)
    page.get_by_test_id("stBidiComponentRegular").get_by_role("button", name="Train", exact=True).click()
    page.wait_for_selector("[data-state=ended]", timeout=120_000)
    probe, symbols = (page.locator(f"[data-key={key}] .gs-sentence") for key in ("probe", "symbols"))
    expect(probe).to_contain_text(re.compile(r"A held-out pair: “.*” → “.*”\. After update 150, LSTM writes"))
    expect(probe).to_contain_text(re.compile(r"exact match [\d.]+%; right symbols [\d.]+% under teacher forcing"))
    expect(symbols).to_contain_text(re.compile(r"(a gap of|no gap|points more).*\(medians of 2 seeds\)"))
    check_page(page)
    run = page.locator(".gs-run").first.get_attribute("data-run")

    write = visit(f"/write?run={run}&colour_by=f&colour_unit=3", at=trainer.url, size=PHONE, drawn=False)
    source = write.get_by_role("textbox", name="Source of the pair")
    source.fill("27+58")
    source.press("Enter")
    write.get_by_text("After “27+58” the decoder writes").wait_for()
    write.get_by_text("Exact match by length.").wait_for(timeout=120_000)
    source.blur()  # a key press has to reach the page
    check_both_themes(write, "light")
    letters = write.get_by_role("group", name="The decoder writes freely").get_by_role("link")
    title = letters.first.get_attribute("title")
    value = float(re.search(r"f, unit 3 ([\d.]+)", title)[1])
    letters.first.click()
    write.wait_for_selector(".gs-stage[data-rendered]")
    write.wait_for_url(lambda url: "source=27" in url and f"run={run}" in url)
    expect(write.locator(".gs-overview[data-name=f] .gs-reading")).to_have_text(f"{value:.2f}")
    write.get_by_text("torch.nn.LSTM: equal within").wait_for()
    expect(write.get_by_role("textbox", name="Source of the pair")).to_have_value("27+58")
