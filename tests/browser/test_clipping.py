"""The pages Clipping and Gradient descent in a real browser on a real server."""

import re

import numpy as np
import pytest

from explainer.cells.formula import number
from explainer.lessons import clipping, gradient_descent
from tests.browsing import SIZE_AND_THEME, check_both_themes, wait_until_contains, wait_until_equal

pytestmark = pytest.mark.slow
DEFAULTS = ((4.65, -1.55), 0.8, 0.15, 20)


def open_drawn(visit, path: str, charts: int, **options):
    """Open a page and wait until its charts are drawn."""
    page = visit(path, drawn=False, **options)
    page.wait_for_function(f"() => document.querySelectorAll('.js-plotly-plot .main-svg').length >= {charts}")
    return page


def sentence_of(page, name: str) -> str:
    return page.locator("p", has=page.locator("strong", has_text=name)).inner_text()


@pytest.mark.more
def test_the_clipped_path_stays_the_other_jumps_and_the_surface_shows_both(visit):
    page = open_drawn(visit, "/clipping", 4)
    check_sentences(page)
    check_surface(page)


def check_sentences(page) -> None:
    """Check that the sentences have the numbers of the paths, one of which jumps."""
    paths = clipping.descent_paths(*DEFAULTS)
    raw, clipped = sentence_of(page, "Without clipping"), sentence_of(page, "Norm clipping")
    jump = int(re.search(r"jumps at step (\d+)", raw)[1])
    assert jump == paths["none"].step_lengths.argmax() + 1
    assert f"so the step is {number(float(paths['none'].step_lengths[jump - 1]))} long" in raw
    assert f"gradient norm is {number(float(clipping.norms(paths['none'].gradients[jump - 1])))} there" in raw
    assert "never jumps" in clipped and f"to {number(float(paths['norm'].errors[-1]))}, at" in clipped


def check_surface(page) -> None:
    """Check that the surface is drawn in three dimensions, with the paths on it."""
    page.wait_for_selector(".js-plotly-plot .gl-container canvas")
    lines = page.evaluate(
        """() => [...document.querySelectorAll('.js-plotly-plot')].find((one) => one._fullLayout.scene)._fullData
            .filter((one) => one.mode === 'markers').map((one) => [one.name, [...one.z]])"""
    )
    shown = dict(lines)
    np.testing.assert_allclose(shown["norm clipping"], clipping.descent_paths(*DEFAULTS)["norm"].errors, rtol=1e-12)
    assert set(shown) == {"without clipping", "norm clipping", "value clipping"}


@pytest.mark.more
def test_a_slider_moved_by_keyboard_redraws_the_paths_and_is_in_the_link(visit):
    page = open_drawn(visit, "/clipping", 4)
    slider = page.get_by_role("slider", name="Learning rate")
    slider.focus()
    page.keyboard.press("Home")
    page.get_by_text("Without clipping, the path never jumps").wait_for()
    page.wait_for_function("() => location.search.includes('walk_rate=0.05')")


@pytest.mark.more
def test_the_view_is_rotated_by_keyboard_and_stays_when_the_paths_change(visit):
    page = open_drawn(visit, "/clipping?turn=40", 4)
    eye = """() => [...document.querySelectorAll('.js-plotly-plot')]
        .find((one) => one._fullLayout?.scene)?._fullLayout.scene.camera.eye.x"""
    wait_until_equal(lambda: page.evaluate(eye), pytest.approx(1.9 * np.cos(np.radians(40))))
    page.get_by_role("slider", name="Start w").focus()
    page.keyboard.press("Home")
    page.wait_for_function("() => location.search.includes('w=3.5')")
    page.wait_for_function(f"() => Math.abs(({eye})() - {1.9 * np.cos(np.radians(40))}) < 1e-9")


@pytest.mark.more
@pytest.mark.parametrize(("size", "theme"), SIZE_AND_THEME, ids=["wide", "phone"])
@pytest.mark.parametrize(("path", "charts"), [("/clipping", 4), ("/gradient-descent", 1)])
def test_the_pages_are_accessible_and_never_scroll_sideways(visit, path, charts, size, theme):
    check_both_themes(open_drawn(visit, path, charts, size=size, color_scheme=theme), theme)


@pytest.mark.more
def test_a_link_opens_the_same_runs(visit):
    page = open_drawn(visit, "/gradient-descent?valley=cliff&place=1.8&rate_1=0.7&rolls=3", 1)
    run = gradient_descent.descend(gradient_descent.CURVES["cliff"], 1.8, (0.7,), 3)[0]
    end = f"to x = {number(float(run.positions[3]))}. That is outside the figure"
    wait_until_contains(lambda: sentence_of(page, "Run 1"), end)
