"""What a hand would do for the task of each lesson step: by the step's name, an action with the page."""

from collections.abc import Callable

from playwright.sync_api import Page


def press(key: str, times: int = 1) -> Callable[[Page], None]:
    """Return an action that presses a key on the stage's timeline: "Shift+ArrowRight" goes one time step on."""

    def action(page: Page) -> None:
        timeline = page.locator(".gs-timeline canvas")
        timeline.focus()
        for _ in range(times):
            timeline.press(key)

    return action


def raise_weight(page: Page) -> None:
    """Open the matrix U and raise a weight."""
    page.get_by_role("button", name="open the weights U_h").first.click()
    canvas = page.locator(".gs-matrix canvas")
    for _ in range(3):
        canvas.press("+")


def type_text(text: str) -> Callable[[Page], None]:
    """Return an action that types another text into the sidebar."""

    def action(page: Page) -> None:
        area = page.get_by_label("Text", exact=True)
        area.fill(text)
        area.press("Control+Enter")

    return action


def slide(label: str, key: str, times: int) -> Callable[[Page], None]:
    """Return an action that moves a slider of the page by a key."""

    def action(page: Page) -> None:
        slider = page.get_by_role("slider", name=label).first
        slider.focus()
        for _ in range(times):
            slider.press(key)

    return action


def hold(value: str, equation: str = "") -> Callable[[Page], None]:
    """Return an action that holds a gate of the stage at a value: that of an equation, or of the present one."""

    def action(page: Page) -> None:
        if equation:
            page.locator(f'.gs-group[aria-label="{equation}"] .gs-op').first.click()
        page.get_by_label("the value to hold").fill(value)
        page.locator(".gs-hold").click()

    return action


ACTIONS: dict[str, Callable[[Page], None]] = {
    "loop.see": press("Shift+ArrowRight", 5),
    "loop.touch": raise_weight,
    "loop.travel": type_text("bbbabbabbaabbabababb"),
    "loop.scale": slide("Scale", "ArrowRight", 15),
    "lstm.shut": hold("0"),
    "lstm.half-life": hold("0.97"),
    "lstm.hide": hold("0", "o"),
}
