"""What a hand would do for the task of each lesson step: by the step's name, an action with the page."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browsing import wait_until_idle


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


def both(*actions: Callable[[Page], None]) -> Callable[[Page], None]:
    """Return an action that does one thing after the other, each once the page is idle."""

    def action(page: Page) -> None:
        for one in actions:
            one(page)
            wait_until_idle(page)

    return action


def type_number(label: str, value: str) -> Callable[[Page], None]:
    """Return an action that types a number into a field."""

    def action(page: Page) -> None:
        field = page.get_by_role("spinbutton", name=label)
        field.fill(value)
        field.press("Enter")

    return action


def choose(label: str, option: str) -> Callable[[Page], None]:
    """Return an action that chooses an option of a selectbox."""

    def action(page: Page) -> None:
        page.get_by_role("combobox", name=label).click()
        page.get_by_role("option", name=option).click()

    return action


def show_both_directions(page: Page) -> None:
    """Make the module of Shapes bidirectional, and press the button."""
    page.get_by_role("radiogroup", name="bidirectional").get_by_text("yes").click()
    wait_until_idle(page)
    page.get_by_role("button", name="Show the shapes").click()


ACTIONS: dict[str, Callable[[Page], None]] = {
    "loop.see": press("Shift+ArrowRight", 5),
    "loop.touch": raise_weight,
    "loop.travel": type_text("bbbabbabbaabbabababb"),
    "loop.scale": slide("Scale", "ArrowRight", 15),
    "one-step-by-hand.too-far": type_number("Learning rate", "2"),
    "forgetting.balance": slide("Spectral radius", "ArrowRight", 14),
    "forgetting.explode": slide("Spectral radius", "ArrowRight", 24),
    "forgetting.forget-bias": slide("Forget-gate bias", "ArrowRight", 8),
    "lstm.shut": hold("0"),
    "lstm.half-life": hold("0.97"),
    "lstm.hide": hold("0", "o"),
    "gru.hold-z": hold("1"),
    "gru.hold-r": hold("0"),
    "gru.switch": choose("Written as in", "Chung et al. 2014"),
    "shapes.build": both(slide("Time steps T", "ArrowRight", 6), slide("Units m", "ArrowRight", 4)),
    "shapes.both-ways": show_both_directions,
}
