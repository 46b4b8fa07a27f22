"""What language models write while they train: the prompt that a visitor types, and the text that follows it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_live import reach, scripted_server, serve, watch  # noqa: F401
from tests.browser.test_train import trainer  # noqa: F401
from tests.browsing import PHONE, check_page, wait_until_equal

pytestmark = pytest.mark.slow
DEFAULT = "The Zen of"


def text_of(page, cell: str = "lstm"):
    return page.locator(f"[data-writer={cell:a<10}] .gs-written")


def begins_with(prefix: str) -> re.Pattern:
    return re.compile("^" + re.escape(prefix))


def prompts(server) -> list[tuple[str, dict]]:
    return [(run, value) for run, name, value in server.orders if name == "sample"]


def test_each_network_has_a_sample_whose_prefix_is_underlined(serve, watch):  # noqa: F811
    page = watch(serve("text", ("LSTM", "GRU")))
    reach(page, 20)
    for cell in ("lstm", "gru"):
        expect(text_of(page, cell)).to_have_text(begins_with(f"{DEFAULT} {cell.upper()} wrote at"))
        expect(text_of(page, cell)).to_contain_text("<b>&amp;</b>")  # as text
        expect(text_of(page, cell).locator(".gs-prefix")).to_have_text(list(DEFAULT))
        expect(text_of(page, cell)).to_have_attribute("aria-live", "off")
    expect(page.locator("[data-writer] .gs-sentence").first).to_contain_text("at temperature 0.70. A token had a ")
    shade = "(one) => getComputedStyle(one).backgroundColor"
    spans = text_of(page).locator("span")
    strong, weak = (spans.nth(k).evaluate(shade) for k in (20, 22))  # probabilities of 1 and 0.05
    assert re.fullmatch(r"rgba\(196, 66, 26, 0\.50*\d*\)", strong) and re.search(r", 0\.0\d+\)$", weak)


def test_a_typed_prefix_and_a_moved_temperature_reach_every_run_and_the_text_follows(serve, watch):  # noqa: F811
    server = serve("text", ("LSTM", "GRU"))
    page = watch(server)
    reach(page, 20)
    field, slider = page.get_by_label("Prefix"), page.get_by_label("Temperature")
    expect(field).to_have_value(DEFAULT)
    field.fill("If 👨‍👩‍👧 שלום\n")
    expect(text_of(page)).to_have_text(begins_with("If 👨‍👩‍👧 שלום"), use_inner_text=False)
    assert dict(prompts(server)) == {
        f"{cell:a<10}": {"prefix": "If 👨‍👩‍👧 שלום\n", "temperature": 0.7} for cell in ("lstm", "gru")
    }
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-writer] .gs-sentence").first).to_contain_text("at temperature 0.75.")
    expect(field).to_have_value("If 👨‍👩‍👧 שלום\n")
    other = watch(server)  # another tab
    expect(other.get_by_label("Prefix")).to_have_value("If 👨‍👩‍👧 שלום\n")


def test_a_prefix_that_cannot_be_read_stays_and_the_temperature_still_moves(serve, watch):  # noqa: F811
    server = serve("text", ("LSTM", "GRU"))
    page = watch(server)
    reach(page, 20)
    field = page.get_by_label("Prefix")
    field.fill("a§")
    notice = page.locator(".gs-prompt-notice")
    expect(notice).to_have_text("The character “§” is not in the vocabulary.")
    expect(field).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Temperature").focus()
    page.keyboard.press("End")
    expect(page.locator("[data-writer] .gs-sentence").first).to_contain_text("at temperature 2.00.")
    expect(field).to_have_value("a§")
    expect(notice).to_have_text("The character “§” is not in the vocabulary.")
    expect(text_of(page)).to_have_text(begins_with(DEFAULT))
    field.fill("a")
    expect(notice).to_have_text("")
    expect(text_of(page)).to_have_text(begins_with("a LSTM"))


def test_space_in_the_prefix_pauses_nothing_and_the_panel_keeps_its_height(serve, watch):  # noqa: F811
    server = serve("text", ("LSTM",))
    page = watch(server)
    reach(page, 20)
    height = page.locator(".gs-samples").bounding_box()["height"]
    page.get_by_label("Prefix").press("End")
    page.keyboard.type(" a" * 60)
    expect(text_of(page)).to_have_text(begins_with(f"{DEFAULT}{' a' * 60}"))
    assert not [name for _, name, _ in server.orders if name == "pause"]
    wait_until_equal(lambda: page.locator(".gs-samples").bounding_box()["height"], height)


def test_what_the_visitor_has_set_is_carried_over_to_the_next_runs(serve, watch):  # noqa: F811
    server = serve("text", ("LSTM", "GRU"))
    page = watch(server)
    reach(page, 20)
    page.get_by_label("Temperature").focus()
    page.keyboard.press("End")
    expect(page.locator("[data-writer] .gs-sentence").first).to_contain_text("at temperature 2.00.")
    count = len(prompts(server))
    show = "([data, runs]) => window.show({ ...data, runs })"
    page.evaluate(show, [server.data, server.data["runs"][:1]])
    wait_until_equal(lambda: prompts(server)[count:], [("lstmaaaaaa", {"prefix": DEFAULT, "temperature": 2})])
    page.get_by_label("Prefix").fill("If")
    expect(text_of(page)).to_have_text(begins_with("If LSTM"))
    count = len(prompts(server))
    page.evaluate(show, [server.data, server.data["runs"][1:]])
    wait_until_equal(lambda: prompts(server)[count:], [("gruaaaaaaa", {"prefix": "If", "temperature": 2})])
    expect(text_of(page, "gru")).to_have_text(begins_with("If GRU"))


def test_other_tasks_have_no_panel_and_after_the_end_the_page_write_goes_on(serve, watch):  # noqa: F811
    page = watch(serve("recall", ("LSTM",)))
    reach(page, 10)
    expect(page.locator(".gs-samples")).to_be_hidden()
    server = serve("text", ("LSTM",), updates=40)
    page = watch(server)
    expect(page.locator("[data-state=ended]")).to_have_count(1)
    expect(text_of(page)).to_contain_text("wrote at 40")
    expect(page.get_by_label("Prefix")).not_to_be_editable()
    expect(page.get_by_label("Temperature")).to_be_disabled()
    expect(page.locator(".gs-samples .gs-about")).to_contain_text("The page Write goes on with these weights.")
    link = page.get_by_role("link", name="write with LSTM")
    expect(link).to_have_attribute("href", "/write?run=lstmaaaaaa&prefix=The%20Zen%20of&temperature=0.7")


@pytest.mark.parametrize("theme", [pytest.param("light", marks=pytest.mark.more), "dark"])
def test_the_panel_is_readable_in_both_themes_on_a_phone(serve, watch, theme):  # noqa: F811
    page = watch(serve("text"), PHONE, theme)
    reach(page, 20)
    expect(text_of(page)).to_contain_text("wrote at")
    check_page(page)


@pytest.mark.more
def test_a_visitor_types_a_prefix_and_moves_the_temperature_while_a_real_run_trains(trainer, visit):  # noqa: F811
    page = visit("/train?task=text&cell=LSTM&racer2=GRU&racer3=none&train_m=16&train_updates=100000&train_early=no",
                 at=trainer.url, drawn=False)  # fmt: skip
    page.get_by_test_id("stBidiComponentRegular").get_by_role("button", name="Train", exact=True).click()
    text = page.locator("[data-writer] .gs-written")
    expect(text).to_have_count(2, timeout=60_000)
    expect(text.first).to_have_text(begins_with(DEFAULT), timeout=60_000)
    before = text.first.inner_text()
    expect(text.first).not_to_have_text(before)  # the next second's sample
    field = page.get_by_label("Prefix")
    field.fill("Now is")
    for one in (text.first, text.last):
        expect(one).to_have_text(begins_with("Now is"))
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("[data-state=paused]")).to_have_count(2)
    before = text.first.inner_text()
    page.get_by_label("Temperature").focus()
    page.keyboard.press("Home")
    expect(page.locator("[data-writer] .gs-sentence").first).to_contain_text("at temperature 0.00.")
    expect(text.first).to_have_text(begins_with("Now is"))
    expect(text.first).not_to_have_text(before)
    field.fill("Flat ü")
    expect(page.locator(".gs-prompt-notice")).to_contain_text("The character “ü” is not in the vocabulary")
    expect(field).to_have_value("Flat ü")
    check_page(page)

    other = page.context.new_page()  # another tab of the same visitor: the prompt is the run's
    other.goto(page.url)
    expect(other.get_by_label("Prefix")).to_have_value("Now is", timeout=60_000)
    stranger = visit(page.url.removeprefix(trainer.url), at=trainer.url, drawn=False)
    stranger.get_by_label("Prefix").fill("If")
    expect(stranger.locator(".gs-prompt-notice")).to_contain_text("This run was started by another visitor")
    expect(stranger.locator("[data-writer] .gs-written").first).to_have_text(begins_with("Now is"))
