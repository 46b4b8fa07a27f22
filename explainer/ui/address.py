"""The address of a page: the link entries that no widget holds, and the choices carried from page to page."""

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from explainer.ui import link_entries, links, visitor
from explainer.ui.markdown import plain

NEXT_PAGE = "next_page"  # in the session's state: to which page Start leads, until that page is drawn
WITHOUT_CHOICES = ("start",)
"""Pages whose address has no choices; those of the page before wait for the next one."""


def set_up_page(page: str) -> None:
    """Set a page up: warn of link entries that cannot be used, and restore the choices of the page before.

    Streamlit's navigation drops every query parameter that is bound to a widget; here they are put back.
    """
    rename_old_values()
    if page not in WITHOUT_CHOICES:
        st.session_state.pop(NEXT_PAGE, None)
    if "link_errors" not in st.session_state:
        st.session_state.link_errors = links.link_errors(dict(st.query_params))
    for sentence in st.session_state.link_errors:
        st.warning(plain(sentence))
    if st.session_state.get("page", page) != page and page not in WITHOUT_CHOICES:
        choices = st.session_state.get("choices", {})
        carried = {key: value for key, value in choices.items() if key not in st.query_params}
        st.session_state.update({key: value for key, value in carried.items() if key not in link_entries.UNBOUND})
        st.query_params.update({key: links.renamed(key, str(value)) for key, value in carried.items()})
        st.session_state.pop("initial_view", None)
    st.session_state.page = page
    visitor.note_run_links()


def rename_old_values() -> None:
    """Replace the values of an older link by the labels that its options have now, before widgets are made of them.

    A widget is made of the address that its run began with, hence the rerun.
    """
    old = {key: st.query_params.get(key, "") for key in link_entries.RENAMED_VALUES if key not in st.session_state}
    new = {key: links.renamed(key, value) for key, value in old.items() if links.renamed(key, value) != value}
    if new:
        st.query_params.update(new)
        st.rerun()


def save_choices(**fixed: str) -> None:
    """Save the choices in this page's address for the next page; `fixed` are those that the page itself makes."""
    keys = [*link_entries.CHOICES, *link_entries.RANGES, *link_entries.UNBOUND, *link_entries.TEXTS]
    st.session_state.choices = {
        key: st.query_params[key]
        if key in (*link_entries.UNBOUND, "cell")
        else st.session_state.get(key, links.option(key, st.query_params[key]))
        for key in keys
        if key in st.query_params
    } | fixed


def forget_choices(keys: Iterable[str]) -> None:
    """Forget choices of the page before, which the next page is not to have again."""
    for key in keys:
        st.session_state.get("choices", {}).pop(key, None)


def update_link(key: str, name: str) -> None:
    """Put what a component has reported under a name into the link: cursor, changes, pins.

    A rerun may start from an address that is older than the report, so a page calls this again before it reads the
    link.
    """
    reported: Mapping[str, Any] = st.session_state.get(key, {}).get(name) or {}
    for entry in link_entries.UNBOUND:
        if reported.get(entry):
            st.query_params[entry] = str(reported[entry])
        elif entry in reported:
            st.query_params.pop(entry, None)


def is_first_render() -> bool:
    """Tell whether nothing has been drawn yet in this visit and its link sets nothing but cursor, changes or pins.

    Streamlit's widgets take half a second to appear: then the picture comes first, and the controls after it.
    """
    return "first_render_done" not in st.session_state and set(st.query_params) <= {
        *link_entries.UNBOUND,
        *link_entries.FRAME,
    }


def finish_first_render() -> None:
    """Note that the first picture is drawn; where the controls have waited for it, rerun to draw them."""
    controls_waited = is_first_render()
    st.session_state.first_render_done = True
    if controls_waited:
        st.rerun()


def store_typed_cell(key: str) -> None:
    """Store the equations typed in an editor: as they are, and in the link once they can be read."""
    text = st.session_state.typed_text = str(st.session_state[key].get("text") or "")
    if not links.link_error("own", text):
        st.query_params["own"] = text


def undo_changes() -> None:
    """Take all changes out of the link."""
    st.query_params.pop("changes", None)


def initial_view(t: int, op: int = 0) -> dict[str, Any]:
    """Return how a component of this page opens: its cursor, from 0, its changes, its pins and its loss.

    It stays the same for the visit of a page, so that nothing is sent again because a cursor moved.
    """
    link = st.query_params
    state: dict[str, Any] = st.session_state.setdefault(
        "initial_view",
        {
            "position": links.cursor(link, t, op),
            "changes": links.changes(link),
            "pins": links.pins(link),
            "loss": links.backward_loss(link),
        },
    )
    return state
