"""The visit: who it is as the owner of runs, and which runs its links have named."""

import re
import secrets
from collections.abc import Set

import streamlit as st

from explainer.ui import links
from explainer.web.cookie import COOKIE, known

MOST_OPENED = 200


def owner() -> str:
    """Return what stands for this visitor, as the owner of runs; without a cookie it lasts for one load of the page."""
    cookie = known(st.context.cookies.get(COOKIE))
    name: str = st.session_state.setdefault("owner", cookie or secrets.token_hex(16))
    return name


def linked(most: int = 3) -> list[str]:
    """Return the runs of a race that the link names, as far as it can be read."""
    return re.findall(r"[a-z0-9]{10}", st.query_params.get("runs", ""))[:most]


def note_links() -> None:
    """Note the runs that the link names: whoever has a run's link may see it, and nobody else's is listed."""
    named = [*linked(), links.run(st.query_params)]
    known: dict[str, None] = st.session_state.setdefault("opened", {})
    known |= dict.fromkeys(run for run in named if run)
    for run in list(known)[:-MOST_OPENED]:
        del known[run]


def opened() -> Set[str]:
    """Return the runs that links of this visit have named."""
    return frozenset(st.session_state.get("opened", {}))
