"""Presenting a page, and the teacher's link, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from explainer.web.scripts import VERSION
from tests.browsing import AXE, DRAWN, PHONE, SETTLED, check_page, wait_until_idle

pytestmark = pytest.mark.slow

PROJECTOR = {"width": 1280, "height": 720}
BOTTOM = """(selector) =>
    Math.max(...[...document.querySelectorAll(selector)].map((one) => one.getBoundingClientRect().bottom))"""


def present(visit, path: str, **options):
    """Open a page that is presented, and wait until its keys work and it is still."""
    page = visit(path + ("&" if "?" in path else "?") + "present=1", size=PROJECTOR, **options)
    expect(page.locator(".gs-present-buttons")).to_be_visible()
    wait_until_idle(page)
    return page


def test_a_presented_page_is_large_blank_and_led_by_keys(visit):
    page = present(visit, "/sequence")
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    assert page.evaluate("() => getComputedStyle(document.documentElement).fontSize") == "24px"
    maps = ", ".join(f'.gs-card[data-key="{name}"]' for name in "ifgoch")
    page.wait_for_function(f"() => ({BOTTOM})({maps!r}) <= 720")
    sentence = page.locator('.gs-card[data-key="f"] .gs-sentence')
    expect(sentence).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".gs-slider").first).to_contain_text("13 / 22")
    page.keyboard.press("b")
    expect(sentence).to_be_visible()
    page.wait_for_function(f"() => ({BOTTOM})({maps!r}) <= 720")
    check_page(page)
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys of this page")
    expect(keys).to_be_visible()
    expect(keys).to_contain_text("one time step back or forward")
    check_page(page)
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.keyboard.press("n")
    page.wait_for_url(re.compile(r"/gradients\?.*present=1"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Gradients of a loss")
    expect(page.locator(".gs-card .gs-sentence").first).to_be_hidden()
    page.keyboard.press("q")
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    page.wait_for_url(lambda url: "present" not in url)
    expect(page.locator(".gs-card .gs-sentence").first).to_be_visible()


@pytest.mark.more
def test_the_stage_is_whole_on_a_projector_and_its_keys_need_no_focus(visit):
    page = present(visit, "/cell", drawn=False)
    page.wait_for_selector(".gs-stage[data-rendered]")
    page.wait_for_function(f"() => ({BOTTOM})('.gs-diagram') <= 720")
    expect(page.locator(".gs-panel .gs-sentence")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".gs-player-position")).to_have_text("operation 24 of 25, step 12 of 22")
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.locator(".gs-player-position")).to_contain_text("step 11 of 22")
    page.keyboard.press("b")
    expect(page.locator(".gs-panel .gs-sentence")).to_be_visible()
    check_page(page)


@pytest.mark.more
@pytest.mark.parametrize(
    ("path", "picture"),
    [
        ("/gradients", '.gs-card[data-key^="norms-"]'),
        ("/inspect", ".gs-card:first-child"),
        ("/train", '.gs-card[data-key="probe"]'),
    ],
)
def test_the_main_picture_of_a_page_is_whole_on_a_projector(visit, path, picture):
    page = present(visit, path, drawn=False)
    expect(page.locator(picture).first).to_be_visible()
    page.wait_for_function(f"() => ({BOTTOM})({picture!r}) <= 720")
    check_page(page)


@pytest.mark.more
@pytest.mark.parametrize("size", [PHONE])
def test_the_dialog_builds_a_link_that_hides_and_locks(visit, size):
    page = visit("/sequence", size=size)
    page.get_by_role("button", name="Teacher’s link").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Answers", exact=True).click()
    dialog.get_by_role("button", name="All controls", exact=True).click()
    link = dialog.get_by_test_id("stCode").first
    expect(link).to_contain_text("hide=answers")
    expect(link).to_contain_text("lock=controls")
    wait_until_idle(page)
    page.wait_for_function(SETTLED)
    page.evaluate(AXE)
    found = page.evaluate("() => axe.run('[role=dialog]', { resultTypes: ['violations'] })")["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    page.goto(link.inner_text().strip())
    page.wait_for_selector(DRAWN)
    wait_until_idle(page)
    expect(page.locator('.gs-card[data-key="f"] .gs-plot')).to_be_visible()
    expect(page.locator(".gs-card .gs-sentence").first).to_be_hidden()
    assert (
        page.locator(".gs-card .gs-sentence").all_inner_texts() == [""] * page.locator(".gs-card .gs-sentence").count()
    )
    expect(page.get_by_role("spinbutton", name="Seed")).to_be_disabled()


def test_what_a_link_says_of_the_showing_goes_along_with_every_link(blank):
    found = blank.evaluate(
        """async ([version]) => {
            const { withEntries } = await import(`/gatescope/${version}/presenting/links.js`);
            const search = "?hide=answers%2Ctables&lock=cell&present=1&seed=3";
            return [withEntries("http://127.0.0.1/inspect?run=a", search),
                withEntries("http://127.0.0.1/?hide=sidebar", search),
                withEntries("http://127.0.0.1/runs?x=1", "?seed=3")];
        }""",
        [VERSION],
    )
    assert found == [
        "http://127.0.0.1/inspect?run=a&present=1&hide=answers%2Ctables&lock=cell",
        "http://127.0.0.1/?hide=sidebar&present=1&lock=cell",
        "http://127.0.0.1/runs?x=1",
    ]
