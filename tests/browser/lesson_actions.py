"""What a hand would do for the task of each lesson step: by the step's name, an action with the page."""

import contextlib
from collections.abc import Callable

from playwright.sync_api import Page, TimeoutError

from explainer.web.translations import translate
from tests.browsing import wait_until_idle


def translated(page: Page, label: str) -> str:
    """Return a label in the language of the page's link."""
    return translate("ru" if "lang=ru" in page.url else "en", label)


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
        area = page.get_by_label(translated(page, "Text"), exact=True)
        area.fill(text)
        area.press("Control+Enter")

    return action


def slide(label: str, key: str, times: int) -> Callable[[Page], None]:
    """Return an action that moves a slider of the page by a key."""

    def action(page: Page) -> None:
        slider = page.get_by_role("slider", name=translated(page, label)).first
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


def set_field(label: str, value: str, key: str = "Enter") -> Callable[[Page], None]:
    """Return an action that types a value into a field of the page, and ends with a key."""

    def action(page: Page) -> None:
        field = page.get_by_label(translated(page, label), exact=True).first
        field.fill(value)
        field.press(key)

    return action


def choose_option(label: str, option: str) -> Callable[[Page], None]:
    """Return an action that chooses in a select box; its list closes when the page is drawn anew meanwhile."""

    def action(page: Page) -> None:
        box = page.get_by_role("combobox", name=translated(page, label)).first
        for _ in range(5):
            box.click()
            with contextlib.suppress(TimeoutError):
                page.get_by_role("option", name=option, exact=True).first.click(timeout=5_000)
                return
            box.press("Escape")
        raise AssertionError(f"“{option}” cannot be chosen in “{label}”.")

    return action


def train_with(*actions: Callable[[Page], None]) -> Callable[[Page], None]:
    """Return an action that opens “More settings”, does others, and presses Train."""

    def action(page: Page) -> None:
        page.get_by_test_id("stExpander").get_by_text(translated(page, "More settings")).click()
        for one in actions:
            one(page)
            wait_until_idle(page)
        page.get_by_test_id("stBidiComponentRegular").get_by_role("button", name="Train", exact=True).click()

    return action


def move_to_unit(unit: int) -> Callable[[Page], None]:
    """Return an action that puts the cursor of the board on a unit."""
    return lambda page: page.get_by_label("unit", exact=True).fill(str(unit))


def raise_bias(name: str, times: int) -> Callable[[Page], None]:
    """Return an action that raises the bias at the cursor by a tenth, so many times."""

    def action(page: Page) -> None:
        row = page.locator(f'.gs-handle[data-key="work/{name}"]')
        for _ in range(times):
            row.press("+")

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
        field = page.get_by_role("spinbutton", name=translated(page, label))
        field.fill(value)
        field.press("Enter")

    return action


def show_both_directions(page: Page) -> None:
    """Make the module of Shapes bidirectional, and press the button."""
    page.get_by_role("radiogroup", name=translated(page, "bidirectional")).get_by_text("yes").click()
    wait_until_idle(page)
    page.get_by_role("button", name=translated(page, "Show the shapes")).click()


ACTIONS: dict[str, Callable[[Page], None]] = {
    "loop.see": press("Shift+ArrowRight", 5),
    "loop.touch": raise_weight,
    "loop.travel": type_text("bbbabbabbaabbabababb"),
    "loop.scale": slide("Scale", "ArrowRight", 15),
    "lstm.shut": hold("0"),
    "lstm.half-life": hold("0.97"),
    "lstm.hide": hold("0", "o"),
    "delayed-recall.train": train_with(choose_option("Forget/update-gate bias", "3")),
    "forecast.train": train_with(choose_option("Calendar", "without")),
    "text-model.train": slide("Checkpoint, in updates", "End", 1),
    "text-model.temperature": slide("Temperature", "End", 1),
    "text-model.hold": choose_option("Hold", "i"),
    "encoder-decoder.wrong": set_field("Text", "▷nour hundred and thirty-nine", "Control+Enter"),
    "encoder-decoder.short": set_field("Source of the pair", "7"),
    "training-tips.train": train_with(choose_option("Optimiser", "momentum"), set_field("Learning rate", "0.3")),
    "own-model.forgets": move_to_unit(9),
    "own-model.writes": move_to_unit(4),
    "own-model.repair": raise_bias("b_f", 50),
    "own-model.both": raise_bias("b_i", 40),
    "one-step-by-hand.too-far": type_number("Learning rate", "2"),
    "forgetting.balance": slide("Spectral radius", "ArrowRight", 14),
    "forgetting.explode": slide("Spectral radius", "ArrowRight", 24),
    "forgetting.forget-bias": slide("Forget-gate bias", "ArrowRight", 8),
    "gru.hold-z": hold("1"),
    "gru.hold-r": hold("0"),
    "gru.switch": choose_option("Written as in", "Chung et al. 2014"),
    "shapes.build": both(slide("Time steps T", "ArrowRight", 6), slide("Units m", "ArrowRight", 4)),
    "shapes.both-ways": show_both_directions,
}
