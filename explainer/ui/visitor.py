"""The visitor: its id as the owner of runs, and the runs that its links have named."""

import re
import secrets
from collections.abc import Set

import streamlit as st

from explainer.ui import links
from explainer.web.cookie import COOKIE, visitor_id

MOST_LINKED = 200


def owner() -> str:
    """Return the id of this visitor, the owner of runs; without a cookie it lasts for one load of the page."""
    cookie = visitor_id(st.context.cookies.get(COOKIE))
    name: str = st.session_state.setdefault("owner", cookie or secrets.token_hex(16))
    return name


def run_ids(most: int = 3) -> list[str]:
    """Return the compared runs that the link names, as far as it can be read."""
    return re.findall(r"[a-z0-9]{10}", st.query_params.get("runs", ""))[:most]


def note_run_links() -> None:
    """Note the runs that the link names: a visitor may list runs of which it has had the link, and its own."""
    named = [*run_ids(), links.run(st.query_params)]
    noted: dict[str, None] = st.session_state.setdefault("linked_run_ids", {})
    noted |= dict.fromkeys(run for run in named if run)
    for run in list(noted)[:-MOST_LINKED]:
        del noted[run]


def linked_run_ids() -> Set[str]:
    """Return the runs that links of this session have named."""
    return frozenset(st.session_state.get("linked_run_ids", {}))
