"""The link of a view, to be copied."""

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

from explainer.ui.language import _


def show_link(page: str, entries: Mapping[str, str]) -> None:
    """Show the link of a page, by its URL path, with some entries and a button that copies it."""
    with st.container(key="share_link"):
        st.markdown(_("Link to share:"), width="content")
        st.code(f"{server_address()}/{page}?{urlencode(entries)}", language=None, wrap_lines=True)


def server_address() -> str:
    """Return scheme, host and port of this server as the browser sees them."""
    scheme, _, rest = str(st.context.url or "").partition("://")
    return f"{scheme}://{rest.split('/')[0]}" if rest else ""
