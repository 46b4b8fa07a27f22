"""The page Units in a real browser: a span is chosen by pointer and by keys, a unit by a click, the stage by a link."""

import re
from urllib.parse import parse_qs, unquote, urlsplit

import numpy as np
import pytest
from playwright.sync_api import expect

from explainer.inputs.adapt import read_symbols
from explainer.numerics.trace import trace
from explainer.runs.loading import load_checkpoint, nearest_step
from explainer.tasks.catalogue import make_problem
from explainer.tasks.held_out_text import held_out_text
from explainer.tasks.probe import reader
from explainer.tasks.text import OWN
from explainer.web.brush.payload import between
from explainer.web.scripts import VERSION
from tests.browser.test_board import choose
from tests.browsing import SIZE_AND_THEME, check_both_themes, wait_until_idle

pytestmark = pytest.mark.slow
BRUSH = ".gs-brush[data-rendered]"
QUERY = """async ([version, header, places]) => {
    const { stageQuery } = await import(`/gatescope/${version}/brush/status.js`);
    return places.map((k) => stageQuery(header, k));
}"""


@pytest.mark.parametrize(
    ("key", "settings", "data"),
    [
        ("text", {"source": "zen"}, None),
        ("text", {"source": OWN, "symbols": 8}, "rare letters: qu\n(xyz) 👩‍👩‍👧é " * 150),
        ("text", {"source": OWN, "unit": "word", "symbols": 5}, "The cat's (own) bed; no, it isn't!\n" * 200),
        ("reviews", {}, None),
    ],
)
def test_the_link_to_the_stage_has_the_tokens_around_the_chosen_one(blank, key, settings, data):
    problem = make_problem(key, settings, data)
    text = held_out_text(problem, 600)
    header = {"tokens": text.labels, "before": between(text), "starts": text.starts, "unknown": "<unk>"}
    places = [0, 1, 57, min(311, len(text.tokens) - 2), len(text.tokens) - 1]
    for k, query in zip(places, blank.evaluate(QUERY, [VERSION, header, places]), strict=True):
        typed, step = query.split("&t=")
        start, end = text.sequence_of(k)
        expected = text.tokens[max(start, k - 300) : min(end, k + 21)]
        sequence = read_symbols(reader(problem), unquote(typed))
        assert sequence.x.argmax(axis=1).tolist() == expected.tolist()
        assert sequence.x[int(step) - 1].argmax() == text.tokens[k]


def chosen(page) -> str:
    """Return the outlined tokens of the text."""
    return "".join(page.locator(".gs-brush-in").all_inner_texts())


def drag(page, first: int, last: int) -> None:
    """Drag over the text from the middle of one token to that of another."""
    boxes = [page.locator(f".gs-brush-text [data-k='{k}']").bounding_box() for k in (first, last)]
    (x, y), (to_x, to_y) = ((box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move((x + to_x) / 2, (y + to_y) / 2)
    page.mouse.move(to_x, to_y)
    page.mouse.up()


@pytest.mark.more
def test_a_span_is_dragged_a_unit_is_clicked_and_a_character_leads_to_the_stage(visit):
    page = visit("/units", drawn=False)
    page.wait_for_selector(BRUSH)
    text = held_out_text(make_problem("text", {"source": "zen"}), 2_000)
    start = text.joined.index("than implicit")
    page.locator(".gs-brush-text").scroll_into_view_if_needed()
    drag(page, start, start + 3)
    assert chosen(page) == "than"
    expect(page.get_by_text(re.compile(rf"“than” \(characters {start + 1} to {start + 4}\)"))).to_be_visible()
    page.wait_for_url(lambda url: f"span={start + 1}-{start + 4}" in url)
    expect(page.locator(".gs-brush mark").first).to_have_text("than")  # the best of the other spans

    page.locator(".gs-brush-text").focus()
    for _ in range(4):
        page.keyboard.press("Shift+ArrowRight")
    page.wait_for_url(lambda url: f"span={start + 1}-{start + 8}" in url)
    assert chosen(page) == "than imp"
    page.keyboard.press("ArrowRight")
    page.wait_for_url(lambda url: f"span={start + 9}-{start + 9}" in url)
    page.get_by_label("First character of the span").fill("15")
    page.keyboard.press("Tab")
    page.wait_for_url(lambda url: f"span=15-{start + 9}" in url)

    page.get_by_test_id("stPlotlyChart").scroll_into_view_if_needed()
    point = page.locator(".js-plotly-plot .scatterlayer .trace").last.locator(".point").nth(3)
    box = point.bounding_box()  # plotly's own layer lies over the points
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    label = page.locator(".js-plotly-plot .ytick text").nth(3).text_content()
    expect(page.locator(".gs-brush-tools")).to_contain_text(f"{label}: ")
    expect(page.get_by_role("combobox", name="Coloured by")).to_have_value(label)
    page.wait_for_url(lambda url: f"found_unit={label.replace(' ', '+')}" in url)

    value, unit = label.split()
    weights = load_checkpoint("text-lstm", nearest_step("text-lstm", None))
    run = trace(weights.layers, np.eye(weights.problem.n)[text.tokens]).layers[0].values[value]
    cursor = start + 8
    drag(page, cursor, cursor)
    shown = f"{run[cursor, int(unit) - 1]:.3f}".replace("-", "−")
    expect(page.locator(".gs-brush-status")).to_contain_text(f"{label} is {shown}")
    link = page.get_by_role("link", name="Open this character on the stage")
    query = parse_qs(urlsplit(link.get_attribute("href")).query)
    assert query["t"] == [str(cursor + 1)] and query["unit"] == [unit]
    link.click()
    expect(page.get_by_text(re.compile("LSTM reads “The Zen of Python"))).to_be_visible()
    page.wait_for_url(lambda url: "run=text-lstm" in url and f"t={cursor + 1}" in url)


@pytest.mark.more
def test_a_typed_expression_stands_in_the_link_and_a_broken_one_stays_in_its_field(visit):
    page = visit("/units?run=reviews-lstm", drawn=False)
    page.wait_for_selector(BRUSH)
    choose(page, "Feature", "a regular expression")
    field = page.get_by_label("Regular expression", exact=True)
    field.fill("really|very")
    field.press("Enter")
    expect(page.get_by_text(re.compile(r"follows “really\|very” best"))).to_be_visible()
    page.wait_for_url(lambda url: "pattern=really%7Cvery" in url)
    field.fill("(really")
    field.press("Enter")
    expect(page.get_by_text("“(really” is not a regular expression: missing )")).to_be_visible()
    assert field.input_value() == "(really"
    wait_until_idle(page)
    page.get_by_role("button", name="Later").click()
    expect(page.locator(".gs-brush-text span").first).to_have_attribute("data-k", "2000")
    page.locator(".gs-brush li button").last.click()
    expect(page.locator(".gs-brush-cursor")).to_be_visible()


@pytest.mark.more
@pytest.mark.parametrize(("size", "theme"), SIZE_AND_THEME, ids=["wide", "phone"])
def test_the_page_is_accessible_and_never_scrolls_sideways(visit, size, theme):
    page = visit("/units?run=pronouns-lstm", drawn=False, size=size, color_scheme=theme)
    page.wait_for_selector(BRUSH)
    page.wait_for_selector(".js-plotly-plot .main-svg")
    check_both_themes(page, theme)
