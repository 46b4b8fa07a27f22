"""Presenting a page to a class, ?present=1: which keys there are on each page, and the way in, on and out."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from explainer.lessons.course.message import gettext_noop
from explainer.ui.language import _
from explainer.web.presenting import mount

Keys = tuple[tuple[str, str], ...]

STAGE: Keys = (
    ("← →", gettext_noop("one operation back or forward")),
    ("Shift + ← →", gettext_noop("one time step back or forward")),
    ("↑ ↓", gettext_noop("another unit")),
    ("Space", gettext_noop("play or pause")),
    ("Home End", gettext_noop("first or last step")),
)
BOARD: Keys = (
    ("← →", gettext_noop("one time step back or forward")),
    ("↑ ↓", gettext_noop("another unit")),
    ("Home End", gettext_noop("first or last step")),
)
LIVE: Keys = (("Space", gettext_noop("pause or resume the runs")),)
OF_PAGES: Mapping[str, Keys] = {
    "cell": STAGE, "write-a-cell": STAGE, "compare": BOARD, "sequence": BOARD, "gradients": BOARD,
    "inspect": BOARD, "your-model": BOARD, "train": LIVE,
}  # fmt: skip
"""The keys of steps by the URL path of a page; other pages have none."""
COMMON: Keys = (
    ("b", gettext_noop("show or blank the answers")),
    ("n", gettext_noop("next page")),
    ("p", gettext_noop("previous page")),
    ("?", gettext_noop("this list")),
    ("Esc", gettext_noop("close this list")),
    ("q", gettext_noop("leave presenting")),
)
LABELS: Mapping[str, Any] = {
    "title": gettext_noop("Keys of this page"),
    "toolbar": gettext_noop("presenting"),
    "close": gettext_noop("Close"),
    "buttons": {"?": gettext_noop("keys"), "b": gettext_noop("answers"), "q": gettext_noop("leave")},
}


def is_presenting() -> bool:
    """Tell whether the link of this page presents it."""
    return st.query_params.get("present") == "1"


def keys_of(page: str) -> Keys:
    """Return the keys of a page, by its URL path, with their meaning."""
    return (*OF_PAGES.get(page, ()), *COMMON)


def enter() -> None:
    """Present this page and those after it."""
    st.query_params["present"] = "1"


def leave() -> None:
    """Show this page as it was again."""
    st.query_params.pop("present", None)
    st.session_state.get("frame_link", {}).pop("present", None)


def keep_entries(page: str) -> None:
    """Let what the link hides and locks go along with every link that is followed, without any keys."""
    mount.show({"page": page, "keys": (), "labels": _labels()}, "frame_presenting", _obey)


def listen(page: str, pages: Sequence[Any]) -> None:
    """Listen to the keys of a page, by its URL path; `pages` are all pages, in the order of the navigation."""
    data = {"page": page, "keys": [(key, _(text)) for key, text in keys_of(page)], "labels": _labels()}
    mount.show(data, "frame_presenting", _obey)
    command = st.session_state.pop("frame_command", "")
    if command in ("next", "previous"):
        paths = [one.url_path for one in pages]
        step = 1 if command == "next" else -1
        st.switch_page(pages[(paths.index(page) + step) % len(pages)])


def _labels() -> dict[str, Any]:
    return {
        key: _(text) if isinstance(text, str) else {name: _(label) for name, label in text.items()}
        for key, text in LABELS.items()
    }


def _obey() -> None:
    """Note what the component has reported; leaving is done before the page is drawn."""
    command = st.session_state["frame_presenting"].get("command")
    if command == "leave":
        leave()
    st.session_state.frame_command = command
