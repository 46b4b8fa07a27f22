"""Shared by the browser tests: window sizes, console errors, and the check that every page passes."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import axe_playwright_python

DRAWN = ".gs-board[data-rendered]"
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
SIZE_AND_THEME = [(WIDE, "light"), (PHONE, "dark")]
"""Window sizes, and the theme that a page is opened in; `check_both_themes` changes to the other one."""
THEMES = {"light": ("rgb(253, 252, 250)", "#1D2433"), "dark": ("rgb(20, 22, 26)", "#E8EAF0")}
"""The background and the text colour of each theme, in .streamlit/config.toml."""
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()


def is_error(message) -> bool:
    """Tell whether a console message is an error of ours.

    Streamlit's health check under a deep link ends in a 404, and an order that is refused with a sentence in a 409.
    """
    url = message.location["url"]
    is_refused = "/gatescope-runs/" in url and "409" in message.text
    return message.type == "error" and "/_stcore/" not in url and not is_refused


def is_external(url: str) -> bool:
    """Tell whether a request leaves this machine."""
    return not re.match(r"(https?|ws)://127\.0\.0\.1|data:|blob:", url)


# Streamlit fades elements that a running script has not drawn again yet, and faded text lacks contrast.
# A page without Streamlit, such as the live component alone, is idle at once.
IDLE = """() => {
    const app = document.querySelector('[data-testid=stApp]');
    return !app || (app.dataset.testScriptState === 'notRunning' && !document.querySelector('[data-stale=true]'));
}"""


def wait_until_idle(page) -> None:
    """Wait until no script runs and no stale element is left, so that nothing moves any more."""
    page.wait_for_function(IDLE, timeout=60_000)


def wait_until_equal(read: Callable[[], object], expected: object, seconds: float = 30) -> None:
    """Read until the expected value is read, and check it: a page is drawn some time after its cause."""
    end = time.monotonic() + seconds
    while (found := read()) != expected and time.monotonic() < end:
        time.sleep(0.02)
    assert found == expected


def wait_until_contains(read: Callable[[], str], part: str, seconds: float = 30) -> None:
    """Read a text until it contains a part, and check it."""
    end = time.monotonic() + seconds
    while part not in (found := read()) and time.monotonic() < end:
        time.sleep(0.02)
    assert part in found


def go_to(page, group: str, title: str) -> None:
    """Open a page from the navigation at the top: its group's menu, then its entry."""
    page.get_by_test_id("stTopNav").get_by_role("button", name=group, exact=True).click()
    page.get_by_role("menuitem", name=title, exact=True).click()


BACKGROUND = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
# Every component has drawn again, every figure has the colours of the theme, and no colour is on its way any more.
FOLLOWED = f"""([background, text, before]) => {{
    const all = (selector) => [...document.querySelectorAll(selector)];
    return {BACKGROUND} === background
        && all('[data-rendered]').length === before.length
        && !all('[data-rendered]').some((one) => before.includes(one.dataset.rendered))
        && all('.js-plotly-plot').every((one) => one._fullLayout?.font.color === text)
        && all('.gs-preview').every((one) => one.hidden)
        && !document.getAnimations().some((one) => one instanceof CSSTransition);
}}"""


def change_theme(page, theme: str) -> None:
    """Change the theme of the system under an open page, and wait until the whole page has followed.

    Components follow by themselves; a figure that Python draws follows in the next run of the script, so "r" runs it.
    """
    wait_until_idle(page)
    before = page.evaluate("() => [...document.querySelectorAll('[data-rendered]')].map((one) => one.dataset.rendered)")
    page.emulate_media(color_scheme=theme)
    background, text = THEMES[theme]
    page.wait_for_function(f"(background) => {BACKGROUND} === background", arg=background)
    if page.get_by_test_id("stPlotlyChart").count():
        page.keyboard.press("r")
    page.wait_for_function(FOLLOWED, arg=[background, text, before])


def check_both_themes(page, theme: str, check: Callable | None = None) -> None:
    """Check a page in the theme that it was opened in, and again in the other one: two checks for one load."""
    check = check or check_page
    check(page)
    change_theme(page, "dark" if theme == "light" else "light")
    check(page)


# Streamlit may run a script meanwhile, which fades what it draws: axe then looks again.
FIND = """async () => {
    let moved = false;
    const observer = new MutationObserver(() => { moved = true; });
    const attributeFilter = ['data-test-script-state', 'data-stale'];
    observer.observe(document.body, { subtree: true, attributes: true, attributeFilter });
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    observer.disconnect();
    return { violations, moved };
}"""
SETTLED = "() => !document.getAnimations().some((one) => one instanceof CSSTransition)"


def check_page(page) -> None:
    """Check that a page does not scroll sideways, and that axe finds nothing serious in our elements."""
    wait_until_idle(page)
    main = "document.querySelector('[data-testid=stMain]')"
    wait_until_equal(lambda: page.evaluate(f"() => {main}.scrollWidth > {main}.clientWidth"), False)
    page.evaluate(AXE)
    for _ in range(5):
        wait_until_idle(page)
        page.wait_for_function(SETTLED)
        result = page.evaluate(FIND)
        ours = serious(result["violations"])
        if not ours or not result["moved"]:
            break
    assert not ours, ours


def serious(violations) -> list[tuple[str, str]]:
    """Return the rule and the element of each serious violation in our elements."""
    return [
        (one["id"], node["html"][:200])
        for one in violations
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
        if "gs-" in node["html"] or ".gs-" in str(node["target"])
    ]
