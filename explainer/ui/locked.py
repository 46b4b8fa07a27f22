"""What a link locks, ?lock=cell,input: the names, and whether a widget is one of those that are shown but disabled."""

import streamlit as st

from explainer.lessons.course.message import gettext_noop
from explainer.ui.control_groups import GROUPS, is_control_name, names_key
from explainer.ui.hidden import MOST_NAMES

ALL, NUMBERS = "controls", "numbers"
TITLES = {
    ALL: gettext_noop("All controls"),
    **{name: group.title for name, group in GROUPS.items()},
    NUMBERS: gettext_noop("Numbers on the stage"),
}
"""The names of what can be locked; beside them, "control:" and the key of one widget."""
OWN = "frame_"  # how the keys of the frame's own buttons begin: they change nothing on a page


def is_lockable(name: str) -> bool:
    """Tell whether a link may lock this."""
    return name in TITLES or is_control_name(name)


def names_in(text: str) -> frozenset[str]:
    """Return the names of a link's entry, none where one of them cannot be used."""
    names = frozenset(text.split(",")) - {""}
    return names if len(names) <= MOST_NAMES and all(map(is_lockable, names)) else frozenset()


def locked_names() -> frozenset[str]:
    """Return what the link of this page locks."""
    return names_in(st.query_params.get("lock", ""))


def is_locked(key: str, names: frozenset[str]) -> bool:
    """Tell whether a widget is locked; one without a key has an empty one."""
    if key.startswith(OWN):
        return False
    return ALL in names or any(names_key(name, key) for name in names - {ALL, NUMBERS})


def are_numbers_locked(names: frozenset[str]) -> bool:
    """Tell whether the numbers on the stage stay as they are: they cannot be dragged or held."""
    return bool(names & {ALL, NUMBERS})
