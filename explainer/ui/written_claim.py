"""A written claim on its page: what is wrong with its link, its sentence and rule, its runs, and its link to share."""

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

from explainer.lessons.claims.written import DEFAULTS, WrittenError, is_entry, written_claim
from explainer.ui.claim_head import show_head
from explainer.ui.claim_training import trained_results
from explainer.ui.claim_view import show_code
from explainer.ui.language import _
from explainer.ui.markdown import plain
from explainer.ui.run_list_controls import server_address


def warn_of_link() -> None:
    """Say once in a visit what is wrong with the entries of the link; the controls then have their defaults."""
    if "written_error" not in st.session_state:
        st.session_state.written_error = ""
        try:
            written_claim({key: value for key, value in st.query_params.items() if is_entry(key)})
        except WrittenError as error:
            st.session_state.written_error = str(error)
    if st.session_state.written_error:
        st.warning(plain(st.session_state.written_error))


def show_written(choices: Mapping[str, str]) -> None:
    """Show the claim that the choices make, or what is wrong with them."""
    try:
        claim = written_claim(choices)
    except WrittenError as error:
        st.error(plain(str(error)))
        return
    show_head(claim)
    _share(choices)
    with st.container(key="claim_results"):
        trained_results(claim, None, None, claim.seeds)
    show_code(claim)


def _share(choices: Mapping[str, str]) -> None:
    changed = {key: value for key, value in choices.items() if value != DEFAULTS.get(key)}
    query = f"?{urlencode(changed)}" if changed else ""
    st.markdown(_("Link to share:"), width="content")
    st.code(f"{server_address()}/write-a-claim{query}", language=None, wrap_lines=True)
