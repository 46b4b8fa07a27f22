"""The page Shapes in a real browser: predicted, then shown, in light and dark, wide and narrow."""

import re

import pytest
from playwright.sync_api import expect

from tests.browsing import PHONE, WIDE, check_both_themes, check_page

pytestmark = pytest.mark.slow


def open_page(visit, size, link=""):
    page = visit(f"/shapes{link}", size=size, drawn=False)
    expect(page.locator("img.gs-module")).to_be_visible(timeout=30_000)
    return page


def test_a_prediction_is_typed_and_answered_by_keyboard(visit):
    page = open_page(visit, WIDE)
    picture = page.locator("img.gs-module")
    assert "h_n" not in picture.get_attribute("alt")
    page.get_by_label("output", exact=True).fill("6, 4, 2")
    page.get_by_role("button", name="Show the shapes").press("Enter")
    expect(page.get_by_text("(6, 2, 4), which is (T, B, m)")).to_be_visible()
    expect(page.get_by_text("Your prediction, 6, 4, 2: Not quite")).to_be_visible()
    expect(picture).to_have_attribute("alt", re.compile("h_n frames each layer at its last step"))
    assert "answer=shown" in page.url


@pytest.mark.more
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_it_fits_and_is_accessible(visit, size):
    page = open_page(visit, size, "?answer=shown&shape_layers=3&shape_bidirectional=yes&shape_m=12&shape_steps=12")
    expect(page.get_by_role("heading", name="The same in Keras")).to_be_visible()
    check_both_themes(page, "light", check_page)
