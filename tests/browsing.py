"""What the stories in a browser share: sizes, what counts as trouble, and the check that every page passes."""

import re
from pathlib import Path

import axe_playwright_python

DRAWN = ".gs-board[data-drawn]"
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()


def is_trouble(message) -> bool:
    """Streamlit looks for its health under the path of a deep link first; that 404 is its own."""
    return message.type == "error" and "/_stcore/" not in message.location["url"]


def outside(url: str) -> bool:
    return not re.match(r"(https?|ws)://127\.0\.0\.1|data:|blob:", url)


# Streamlit fades what a run of the script has not drawn again yet, and what is faded lacks contrast for a moment.
# A page without Streamlit, as that of the live component alone, is still at once.
STILL = """() => {
    const app = document.querySelector('[data-testid=stApp]');
    return !app || (app.dataset.testScriptState === 'notRunning' && !document.querySelector('[data-stale=true]'));
}"""


def be_still(page) -> None:
    """Wait until no script runs and nothing stale is left: from then on nothing comes in and moves the rest."""
    page.wait_for_function(STILL, timeout=60_000)


def check_page(page) -> None:
    """Check that a page does not scroll sideways, and that axe finds nothing serious that is ours."""
    be_still(page)
    main = "document.querySelector('[data-testid=stMain]')"
    assert page.evaluate(f"() => {main}.scrollWidth - {main}.clientWidth") <= 0
    page.evaluate(AXE)
    found = page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")["violations"]
    ours = [
        (one["id"], node["html"][:200])
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
        if "gs-" in node["html"] or ".gs-" in str(node["target"])
    ]
    assert not ours, ours
