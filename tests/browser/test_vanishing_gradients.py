"""The page Vanishing gradients in a real browser on a real server."""

import re
from urllib.parse import urlsplit

import pytest

from explainer.lessons.vanishing_gradients import PRESETS, measure_gradients
from explainer.lessons.vanishing_sentences import of_remaining
from tests.browsing import SIZE_AND_THEME, check_both_themes, check_page

pytestmark = pytest.mark.slow

MAPS = ".st-key-lab_maps .heatmaplayer image"


def sentence_of(preset: str) -> str:
    setting = PRESETS[preset]
    return of_remaining({cell: measure_gradients(cell, setting) for cell in setting.cells})


@pytest.mark.more
def test_each_preset_gives_the_sentence_it_should(visit):
    page = visit("/vanishing-gradients", drawn=False)
    page.wait_for_selector(MAPS, timeout=30_000)
    words = {
        "vanish": "the RNN has .* of its gradient left: gone",
        "explode": "the RNN-ReLU has .* times its gradient: exploding",
        "remember": "the RNN has .* of its gradient left: gone. The LSTM has .*: alive",
    }
    for preset, pattern in words.items():
        page.get_by_role("button", name=preset, exact=True).click()
        page.get_by_text(sentence_of(preset)).wait_for(timeout=15_000)
        assert re.search(pattern, sentence_of(preset))
    page.get_by_role("button", name="vanish", exact=True).click()
    page.get_by_text(sentence_of("vanish")).wait_for()
    page.wait_for_url(re.compile("bias=0"))
    again = visit(f"/vanishing-gradients?{urlsplit(page.url).query}", drawn=False)
    again.get_by_text(sentence_of("vanish")).wait_for(timeout=30_000)


@pytest.mark.more
@pytest.mark.parametrize(("size", "theme"), SIZE_AND_THEME, ids=["wide", "phone"])
def test_the_page_is_accessible_and_its_rings_lie_on_the_maps(visit, size, theme):
    page = visit("/vanishing-gradients?radius=1.5&length=16", drawn=False, size=size, color_scheme=theme)
    check_both_themes(page, theme, check_maps)


def check_maps(page) -> None:
    """Check the page, and that each ring lies on its map where the radius and the length are."""
    page.wait_for_selector(MAPS, timeout=30_000)
    page.locator(".gs-ring").last.wait_for()
    check_page(page)
    maps = [one.bounding_box() for one in page.locator(MAPS).all()]
    rings = [one.bounding_box() for one in page.locator(".gs-ring").all()]
    assert len(maps) == len(rings) == 3
    for picture, ring in zip(maps, rings, strict=True):  # in the middle of 0 to 3, and in the sixth row of twelve
        x = (ring["x"] + ring["width"] / 2 - picture["x"]) / picture["width"]
        y = (ring["y"] + ring["height"] / 2 - picture["y"]) / picture["height"]
        assert x == pytest.approx(0.5, abs=0.02)
        assert y == pytest.approx(1 - 5.5 / 12, abs=0.03)


@pytest.mark.more
def test_moving_the_radius_by_keyboard_moves_the_rings_and_keeps_the_maps(visit):
    page = visit("/vanishing-gradients", drawn=False)
    page.wait_for_selector(MAPS, timeout=30_000)
    page.locator(".gs-ring").last.wait_for()
    page.evaluate("() => (document.querySelector('.st-key-lab_maps .js-plotly-plot').kept = true)")
    before = page.locator(".gs-ring").first.bounding_box()["x"]
    page.get_by_role("slider", name="Spectral radius").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("(x) => document.querySelector('.gs-ring').getBoundingClientRect().x > x + 1", arg=before)
    assert page.evaluate("() => document.querySelector('.st-key-lab_maps .js-plotly-plot').kept")
    page.wait_for_url(re.compile("radius=0.85"))
