"""The frame around every page: what its link says of the showing, styles, and the buttons at the top."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explainer.lessons.course.message import gettext_noop
from explainer.ui import address, hidden, link_entries, links, outgoing, presenting
from explainer.ui.language import _
from explainer.ui.locked import locked_names
from explainer.ui.teacher_dialog import open_dialog

PRESENT = gettext_noop("Present")
ABOUT_PRESENT = gettext_noop("Show this page large, without menus, for a projector; the key q leaves.")
SHARE = gettext_noop("Teacher’s link")
ABOUT_SHARE = gettext_noop("Build a link of this view that hides or locks parts of it, or a frame for a course page.")
PICTURES = ("cell", "sequence", "gradients", "inspect", "your-model", "write-a-cell")  # each has one main picture
FAST_PAGES = ("cell",)  # its first picture comes before any widget


def prepare() -> None:
    """Take elements out that the link hides, and put what it says of the showing back after a change of page.

    Streamlit's navigation drops these entries of the link.
    """
    outgoing.install()
    noted: dict[str, str] = st.session_state.setdefault("frame_link", {})
    for key in link_entries.FRAME:
        value = st.query_params.get(key, "")
        if value and not links.link_error(key, value):
            noted[key] = value
        elif not value and noted.get(key):
            st.query_params[key] = noted[key]


def navigation() -> Literal["top", "hidden"]:
    """Return where the menu of pages is."""
    return "hidden" if presenting.is_presenting() or hidden.is_hidden("navigation") or is_embedded() else "top"


def is_embedded() -> bool:
    """Tell whether another page shows this one in a frame, ?embed=true."""
    return bool(st.context.is_embedded)


def show(static: Path, page: str, pages: Sequence[Any]) -> None:
    """Draw the styles of this showing and its buttons; `page` is the URL path, `static` the folder of style sheets."""
    style = hidden.hiding_style(hidden.hidden_names())
    if style:
        st.html(style)
    if page in PICTURES and (is_embedded() or presenting.is_presenting()):
        st.html(static / "picture.css")
    if is_embedded():
        st.html(static / "embed.css")
    if presenting.is_presenting():
        st.html(static / "present.css")
        presenting.listen(page, pages)
    elif hidden.hidden_names() or locked_names() or is_embedded():
        presenting.keep_entries(page)
    if navigation() == "top":
        tools = st.container(key="frame_tools", horizontal=True)  # at once: a place that comes later redraws the page
        if not (page in FAST_PAGES and address.is_first_render()):
            _show_tools(tools, page)


def _show_tools(place: DeltaGenerator, page: str) -> None:
    with place:
        st.button(_(PRESENT), help=_(ABOUT_PRESENT), on_click=presenting.enter, key="frame_present", type="tertiary")
        if st.button(_(SHARE), help=_(ABOUT_SHARE), key="frame_share", type="tertiary"):
            open_dialog(page)
