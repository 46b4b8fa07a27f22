"""The language of a visit: from the link, from an earlier choice, or from the browser; and texts in it."""

import streamlit as st

from explainer.lessons.course.message import Message
from explainer.web.language import mount
from explainer.web.translations import LANGUAGES, best_language, translate, translations

ENTRY = "lang"  # in the link
SWITCH = "language_switch"


def choose_language() -> None:
    """Choose the language of this run, and put one that was chosen back into a link that has lost it."""
    linked = st.query_params.get(ENTRY, "")
    if linked in LANGUAGES:
        st.session_state.linked_language = linked
    elif "linked_language" in st.session_state:
        st.query_params[ENTRY] = st.session_state.linked_language
    st.session_state.language = st.session_state.get("linked_language") or _of_browser()


def _of_browser() -> str:
    stored = str(st.context.cookies.get(mount.COOKIE, ""))
    return stored if stored in LANGUAGES else best_language(st.context.locale or "")


def language() -> str:
    """Return the language of this visit, one of LANGUAGES."""
    return str(st.session_state.get("language", "en"))


def show_switch() -> None:
    """Show the switch between the languages; frame.css puts it into the header."""
    with st.container(key="language"):
        mount.show(language(), SWITCH, _link_choice)


def _link_choice() -> None:
    chosen = str(st.session_state[SWITCH].get("chosen") or "")
    if chosen in LANGUAGES:
        st.query_params[ENTRY] = chosen


def _(text: Message | str) -> str:
    """Return a text in the language of the visit; the catalogues find texts by this name, which is gettext's custom."""
    return translate(language(), text)


def ngettext(one: str, many: str, number: int) -> str:
    """Return the form of a text that goes with a number, with the number in it as {number}."""
    return translations(language()).ngettext(one, many, number).format(number=number)
