"""A written claim on its page: what is wrong with its link, its sentence and rule, its runs, and its link to share."""

from collections.abc import Mapping

import streamlit as st

from explainer.lessons.claims.written import is_entry, written_claim
from explainer.lessons.claims.written_link import link_errors
from explainer.lessons.claims.written_values import WrittenError
from explainer.ui.claim_head import show_head
from explainer.ui.claim_training import trained_results
from explainer.ui.claim_view import show_code
from explainer.ui.markdown import plain
from explainer.ui.share_link import show_link


def warn_of_link() -> None:
    """Say for each entry of the visit's first link that cannot be used what is wrong, and what its control has.

    These entries are taken out of the link, for Streamlit reads some of them in its own way. A widget is made of the
    address that its run began with, hence the rerun.
    """
    if "written_errors" not in st.session_state:
        entries = {key: value for key, value in st.query_params.items() if is_entry(key)}
        found = st.session_state.written_errors = link_errors(entries)
        for key in found:
            st.query_params.pop(key)
        if found:
            st.rerun()
    for sentence in st.session_state.written_errors.values():
        st.warning(plain(sentence))


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
    """Offer a link with every choice in it, so that it means the same where a default has changed."""
    show_link("write-a-claim", choices)
