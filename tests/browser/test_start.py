"""The first page in a browser: it moves by itself, stands still where that is wanted, and its doors lead on."""

import re
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browsing import SIZE_AND_THEME, check_both_themes
from tests.conftest import Server

pytestmark = pytest.mark.slow
START = ".gs-start[data-rendered]"
FIRST_UPDATE = "() => document.querySelector('.gs-run progress')?.value >= 1"

# The strongest colour of each map before and after the cursor: the largest difference of two channels.
STRONGEST = """() => [...document.querySelectorAll('.gs-start-map')].map((canvas) => {
    const { width, height } = canvas;
    const strongest = (from, to) => {
        const { data } = canvas.getContext('2d').getImageData(from * width, 0, (to - from) * width, height * 0.7);
        let most = 0;
        for (let k = 0; k < data.length; k += 4) {
            const channels = data.slice(k, k + 3);
            most = Math.max(most, (Math.max(...channels) - Math.min(...channels)) * data[k + 3] / 255);
        }
        return most;
    };
    return [strongest(0.2, 0.33), strongest(0.4, 0.9)];
})"""


@pytest.fixture
def open_start(visit):
    """Return a function that opens the first page and waits until it is drawn."""

    def open_page(path: str = "/", **options):
        page = visit(path, drawn=False, **options)
        page.wait_for_selector(START)
        return page

    return open_page


def cursor(page):
    return page.get_by_role("slider", name="Symbols read after the first one")


def stands_at(page, t: int) -> None:
    """Wait until the cursor, the percentages and the sentences are those of a step."""
    expect(cursor(page)).to_have_attribute("aria-valuenow", str(t))
    after = f"after {t} further symbols" if t > 1 else "after 1 further symbol" if t else "right after the symbol"
    expect(page.locator(".gs-start-score").first).to_contain_text(after)


def test_the_first_visit_of_a_fresh_server_is_drawn_without_torch_and_moves(fresh_server, open_start):
    page = open_start(at=fresh_server.url)
    if sys.platform == "linux":
        assert "libtorch" not in Path(f"/proc/{fresh_server.process.pid}/maps").read_text()
    expect(page.get_by_role("heading", level=1)).to_have_text("Which network still knows how it began?")
    expect(cursor(page)).not_to_have_attribute("aria-valuenow", "0")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    t = cursor(page).get_attribute("aria-valuenow")
    page.wait_for_timeout(900)  # twice as long as the slowest step
    assert cursor(page).get_attribute("aria-valuenow") == t


def test_keys_and_pointer_take_the_cursor_and_it_stands_still(open_start):
    page = open_start()
    cursor(page).focus()
    page.keyboard.press("Home")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    stands_at(page, 0)
    for key, t in (("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("End", 100)):
        page.keyboard.press(key)
        stands_at(page, t)
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    stands_at(page, 0)  # from the end it begins again
    box = cursor(page).bounding_box()
    x = [box["x"] + box["width"] * (t + 0.5) / 101 for t in (34, 5)]
    page.mouse.move(x[0], box["y"] + 60)
    page.mouse.down()
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    stands_at(page, 34)
    expect(page.locator(".gs-start-score b")).to_have_text(["100 %", "100 %", "13 %"])
    page.mouse.move(x[1], box["y"] + 60, steps=4)
    stands_at(page, 5)
    page.mouse.up()
    expect(page.locator(".gs-start-score b")).to_have_text(["100 %", "100 %", "54 %"])
    expect(page.locator(".gs-start-sentences")).to_contain_text("From the plain RNN, in 54 of 100")


@pytest.mark.more
def test_the_keys_work_before_anything_is_clicked(open_start):
    page = open_start(reduced_motion="reduce")
    page.keyboard.press("ArrowLeft")
    stands_at(page, 33)
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(cursor(page)).not_to_have_attribute("aria-valuenow", "33")
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Play")).to_be_visible()


@pytest.mark.more
def test_it_stands_still_where_no_motion_is_wanted(open_start):
    page = open_start(reduced_motion="reduce")
    stands_at(page, 34)
    page.wait_for_timeout(900)
    expect(cursor(page)).to_have_attribute("aria-valuetext", re.compile("34. After 34 .* 13 of 100"))
    expect(page.get_by_role("img", name="LSTM: cell state c, 16 units")).to_be_visible()
    page.get_by_text("The numbers, and how they are measured").click()
    expect(page.get_by_role("row")).to_have_count(102)
    expect(page.get_by_role("row").nth(6)).to_have_text("5z100 %100 %54 %")


@pytest.mark.more
def test_what_is_read_is_in_full_colour_and_what_comes_is_pale(open_start):
    page = open_start(reduced_motion="reduce")
    contrast = page.evaluate(STRONGEST)
    assert len(contrast) == 3 and all(read > 2.5 * to_come > 0 for read, to_come in contrast)


def test_explore_opens_the_stage_without_loading_the_app_again(open_start):
    page = open_start()
    page.evaluate("() => (window.same = true)")
    expect(page.get_by_role("link", name="Learn")).to_have_attribute("href", re.compile(r"lesson=loop\."))
    page.get_by_role("link", name="Explore").click()
    page.wait_for_selector(".gs-stage[data-rendered]")
    expect(page).to_have_url(re.compile("/cell"))
    assert page.evaluate("() => window.same")


def test_train_one_now_trains_and_the_run_is_the_visitors(tmp_path, open_start, monkeypatch):
    monkeypatch.setenv("GATESCOPE_HOME", str(tmp_path))
    server = Server()
    try:
        page = open_start(at=server.url)
        page.get_by_role("button", name="Train one now").press("Enter")
        expect(page).to_have_url(re.compile(r"/train\?.*runs="), timeout=60_000)
        page.wait_for_function(FIRST_UPDATE)
        page.locator("[data-key=loss] .gs-sentence", has_text="The loss is").wait_for()
        expect(page.locator(".gs-run")).to_have_count(1)
        expect(page.locator("[data-key=loss] canvas").first).to_be_in_viewport()
        page.get_by_role("button", name="Stop").click()  # only its owner can
        page.wait_for_selector("[data-state=ended]")
    finally:
        server.stop()


@pytest.mark.more
@pytest.mark.parametrize(("size", "theme"), SIZE_AND_THEME)
def test_it_fits_and_axe_finds_nothing(open_start, size, theme):
    page = open_start(size=size, color_scheme=theme, reduced_motion="reduce")
    check_both_themes(page, theme)
    doors = page.locator(".gs-start-door")
    assert all(doors.nth(k).bounding_box()["height"] >= 44 for k in range(3))


@pytest.mark.more
def test_it_is_one_screen_on_a_projector(open_start):
    page = open_start(size={"width": 1280, "height": 800}, reduced_motion="reduce")
    main = page.get_by_test_id("stMain")
    expect(page.locator(".gs-start-door").last).to_be_in_viewport(ratio=1)
    assert main.evaluate("(one) => one.scrollHeight - one.clientHeight") <= 0
