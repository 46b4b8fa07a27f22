"""The pages of the cliff and of the valley in a real browser on a real server."""

import re

import numpy as np
import pytest

from explainer.cells.formula import number
from explainer.lessons import clipping, gradient_descent
from tests.browsing import PHONE, WIDE, check_page

pytestmark = pytest.mark.slow
DEFAULTS = ((4.65, -1.55), 0.8, 0.15, 20)


def open_drawn(visit, path: str, charts: int, **options):
    """Open a page and wait until its charts are drawn."""
    page = visit(path, drawn=False, **options)
    page.wait_for_function(f"() => document.querySelectorAll('.js-plotly-plot .main-svg').length >= {charts}")
    return page


def told(page, who: str) -> str:
    return page.locator("p", has=page.locator("strong", has_text=who)).inner_text()


def test_the_clipped_walk_stays_and_the_other_jumps(visit):
    page = open_drawn(visit, "/clipping", 4)
    walks = clipping.walks(*DEFAULTS)
    raw, kept = told(page, "Without clipping"), told(page, "Norm clipping")
    jump = int(re.search(r"jumps at step (\d+)", raw)[1])
    assert jump == walks["none"].moves.argmax() + 1
    assert f"goes {number(float(walks['none'].moves[jump - 1]))} far" in raw
    assert f"gradient is {number(float(clipping.lengths(walks['none'].gradients[jump - 1])))} long" in raw
    assert "never jumps" in kept and f"to {number(float(walks['norm'].errors[-1]))} at" in kept


def test_the_surface_is_drawn_in_three_dimensions_with_the_walks(visit):
    page = open_drawn(visit, "/clipping", 4)
    page.wait_for_selector(".js-plotly-plot .gl-container canvas")
    lines = page.evaluate(
        """() => [...document.querySelectorAll('.js-plotly-plot')].find((one) => one._fullLayout.scene)._fullData
            .filter((one) => one.mode === 'markers').map((one) => [one.name, [...one.z]])"""
    )
    shown = dict(lines)
    np.testing.assert_allclose(shown["norm clipping"], clipping.walks(*DEFAULTS)["norm"].errors, rtol=1e-12)
    assert set(shown) == {"without clipping", "norm clipping", "value clipping"}


def test_a_slider_moved_by_keyboard_redraws_the_walks_and_stands_in_the_link(visit):
    page = open_drawn(visit, "/clipping", 4)
    slider = page.get_by_role("slider", name="Learning rate")
    slider.focus()
    page.keyboard.press("Home")
    page.get_by_text("Without clipping, the walk never jumps").wait_for()
    page.wait_for_function("() => location.search.includes('walk_rate=0.05')")


def test_the_view_is_turned_by_keyboard_and_kept_when_the_walks_change(visit):
    page = open_drawn(visit, "/clipping?turn=40", 4)
    eye = """() => [...document.querySelectorAll('.js-plotly-plot')]
        .find((one) => one._fullLayout?.scene)?._fullLayout.scene.camera.eye.x"""
    assert page.evaluate(eye) == pytest.approx(1.9 * np.cos(np.radians(40)))
    page.get_by_role("slider", name="Start w").focus()
    page.keyboard.press("Home")
    page.wait_for_function("() => location.search.includes('w=3.5')")
    page.wait_for_function(f"() => Math.abs(({eye})() - {1.9 * np.cos(np.radians(40))}) < 1e-9")


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize(("path", "charts"), [("/clipping", 4), ("/gradient-descent", 1)])
def test_the_pages_are_accessible_and_never_scroll_sideways(visit, path, charts, size, mode):
    check_page(open_drawn(visit, path, charts, size=size, color_scheme=mode))


def test_a_link_opens_the_same_balls(visit):
    page = open_drawn(visit, "/gradient-descent?valley=cliff&place=1.8&rate_1=0.7&rolls=3", 1)
    ball = gradient_descent.roll(gradient_descent.CURVES["cliff"], 1.8, (0.7,), 3)[0]
    assert f"ends at x = {number(float(ball.places[3]))}, outside the picture" in told(page, "Ball 1")
