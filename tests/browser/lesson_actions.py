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


ACTIONS: dict[str, Callable[[Page], None]] = {
    "loop.first": press("Shift+ArrowRight", 3),
}
