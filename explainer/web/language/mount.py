"""The switch between the languages as a Streamlit component; it also names the page's language to the browser."""

from collections.abc import Callable

from explainer.lessons.course.message import gettext_noop
from explainer.web.component import component
from explainer.web.translations import LANGUAGES, translate

COOKIE = "gatescope-language"
LABEL = gettext_noop("Language of the pages")


def show(language: str, key: str, on_choice: Callable[[], None]) -> None:
    """Show the switch; a choice is reported as `chosen`, and stored by the browser in a cookie, for a year."""
    data = {"language": language, "languages": dict(LANGUAGES), "cookie": COOKIE, "label": translate(language, LABEL)}
    component("language")(key=key, data=data, on_chosen_change=on_choice)
