"""Claims in a browser: the question before the verdict, dots that appear, and the figure with its table."""

import re

import pytest
from playwright.sync_api import expect

from explainer.lessons.claims.catalogue import CLAIMS
from tests.browsing import PHONE, SIZE_AND_THEME, WIDE, check_both_themes, check_page

COMPUTED = next(one for one in CLAIMS.values() if one.kind == "computed")
FIGURE = ".st-key-claim_results .gs-plots[data-rendered]"


def test_a_claim_is_predicted_then_shown_then_run(visit):
    page = visit(f"/claims?claim={COMPUTED.id}", size=WIDE, drawn=False)
    expect(page.get_by_role("heading", name=f"Claim {COMPUTED.id}")).to_be_visible()
    expect(page.locator(FIGURE)).to_have_count(0)
    page.get_by_role("button", name="✗ does not hold").press("Enter")
    expect(page.locator(FIGURE)).to_have_count(1)
    page.get_by_role("button", name="Table of this figure").press("Enter")
    rows = page.get_by_role("region", name="Table: Shipped: every seed").locator("tbody tr")
    expect(rows).to_have_count(COMPUTED.seeds)
    page.get_by_role("button", name="Run it here").click()
    expect(page.get_by_text("8 seeds done: 7 to 14.")).to_be_visible(timeout=60_000)
    expect(page.locator(FIGURE)).to_have_count(2)
    check_page(page)


@pytest.mark.more
@pytest.mark.parametrize(("size", "theme"), SIZE_AND_THEME)
@pytest.mark.parametrize("link", ["/claims", f"/claims?claim={COMPUTED.id}", "/write-a-claim"])
def test_the_pages_fit_and_are_named_in_both_themes(visit, link, size, theme):
    page = visit(link, size=size, color_scheme=theme, drawn=False)
    expect(page.locator("[data-testid=stMain] h1")).to_be_visible()
    if "?" in link:
        page.get_by_role("button", name="Show the verdict").click()
        expect(page.locator(FIGURE)).to_have_count(1)
    check_both_themes(page, theme)


@pytest.mark.more
def test_the_list_leads_to_a_claim_and_is_drawn_on_a_phone(visit):
    page = visit("/claims", size=PHONE, drawn=False)
    first = next(iter(CLAIMS.values()))
    expect(page.locator(".gs-claims tbody tr")).to_have_count(len(CLAIMS))
    page.get_by_role("link", name=first.sentence, exact=True).click()
    expect(page.get_by_role("heading", name=f"Claim {first.id}")).to_be_visible()
    expect(page.get_by_role("button", name="Show the verdict")).to_be_visible()


@pytest.mark.more
def test_a_trained_claim_runs_and_is_found_again(visit):
    trained = next(one for one in CLAIMS.values() if one.kind == "trained")
    page = visit(f"/claims?claim={trained.id}", size=WIDE, drawn=False)
    page.get_by_role("button", name="Show the verdict").click()
    page.get_by_role("button", name="Run it here").click()
    expect(page.get_by_role("button", name="More seeds")).to_be_visible(timeout=180_000)
    expect(page.get_by_text("8 seeds done: 7 to 14.")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Show the verdict").click()
    expect(page.get_by_text("8 seeds done: 7 to 14.")).to_be_visible(timeout=60_000)


@pytest.mark.more
def test_a_bad_link_of_a_written_claim_gives_defaults_and_the_shared_one_can_be_copied(visit):
    page = visit("/write-a-claim?one_cell=LTSM&one_m=9999&two_keep=3", size=PHONE, drawn=False)
    expect(page.get_by_text("“GRU” is taken instead.")).to_be_visible()
    expect(page.get_by_text("“one_m” is “9999”; a whole number from 1 to 256 would be right.")).to_be_visible()
    expect(page.get_by_label("Units").first).to_have_value("")
    expect(page.get_by_label("Units").first).to_have_attribute("placeholder", "32")
    link = page.locator(".st-key-share_link code")
    expect(link).to_contain_text("one_cell=GRU&two_cell=LSTM&two_keep=3")
    expect(page).not_to_have_url(re.compile("LTSM|9999"))
    copy = page.locator(".st-key-share_link").get_by_role("button", name="Copy to clipboard")
    expect(copy).to_be_visible()
    shared = visit(link.inner_text().removeprefix(page.url.split("/write")[0]), size=PHONE, drawn=False)
    expect(shared.get_by_role("heading", name="LSTM (forget/update-gate bias 3)")).to_be_visible()
    expect(shared.get_by_text("taken instead")).to_have_count(0)
