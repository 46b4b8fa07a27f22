"""The address: what a page's link carries besides its widgets, and what is carried from page to page."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from explainer.ui import links, visitor
from explainer.ui.markdown import plain


def enter(page: str) -> None:
    """Begin a page: say once per visit what in the link cannot be used, and carry choices from page to page.

    A link of the navigation drops what is bound to the address, and with it every choice; here it comes back.
    """
    if "complaints" not in st.session_state:
        st.session_state.complaints = links.complaints(dict(st.query_params))
    for sentence in st.session_state.complaints:
        st.warning(plain(sentence))
    if st.session_state.get("page", page) != page:
        carried = {key: value for key, value in st.session_state.choices.items() if key not in st.query_params}
        st.session_state.update({key: value for key, value in carried.items() if key not in links.UNBOUND})
        st.query_params.update({key: str(value) for key, value in carried.items()})
        st.session_state.pop("opening", None)
    st.session_state.page = page
    visitor.note_links()


def remember(**fixed: str) -> None:
    """Note the choices that stand in this page's address, for the next page, and those that the page itself makes."""
    keys = [*links.CHOICES, *links.RANGES, *links.UNBOUND, "text", "numbers", "symbols", "tokens", "series"]
    st.session_state.choices = {
        key: st.query_params[key]
        if key in (*links.UNBOUND, "cell")
        else st.session_state.get(key, st.query_params[key])
        for key in keys
        if key in st.query_params
    } | fixed


def follow(key: str, name: str) -> None:
    """Put what a component has reported under a name into the link: a place, changes, pins.

    A rerun may start from an address that is older than the report, so a page that reads the link asks again.
    """
    reported: Mapping[str, Any] = st.session_state[key].get(name) or {}
    for part in links.UNBOUND:
        if reported.get(part):
            st.query_params[part] = str(reported[part])
        elif part in reported:
            st.query_params.pop(part, None)


def is_first_look() -> bool:
    """Tell whether nothing has been drawn yet in this visit and its link asks for nothing in particular.

    Streamlit's widgets take half a second to appear: then the picture comes first, and the controls after it.
    """
    return "looked" not in st.session_state and set(st.query_params) <= set(links.UNBOUND)


def look() -> None:
    """Note that the visitor sees the first picture; where the controls have waited for it, let them come."""
    waited = is_first_look()
    st.session_state.looked = True
    if waited:
        st.rerun()


def take(key: str) -> None:
    """Take a text from an editor: kept as it is, and put into the link once it can be read."""
    text = st.session_state.typed_text = str(st.session_state[key].get("typed") or "")
    if not links.complaint("own", text):
        st.query_params["own"] = text


def undo_changes() -> None:
    """Take all changes out of the link."""
    st.query_params.pop("changes", None)


def opening(t: int, op: int = 0) -> dict[str, Any]:
    """Return how a component of this page opens: its place, from 0, with its changes and pins.

    It stays the same for the visit of a page, so that nothing is sent again because a cursor moved.
    """
    link = st.query_params
    state: dict[str, Any] = st.session_state.setdefault(
        "opening",
        {
            "place": links.place(link, t, op),
            "changes": links.changes(link),
            "pins": links.pins(link),
            "back": links.back(link),
        },
    )
    return state
