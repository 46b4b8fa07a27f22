"""What stands above the result of a claim: the sentence, who says it, its rule, and what would refute it."""

from collections.abc import Iterable

import streamlit as st

from explainer.lessons.claims.claim import Claim, Source
from explainer.lessons.claims.sentences import of_comparisons, of_rule
from explainer.lessons.claims.words import ABOUT_KINDS, KINDS, source_name
from explainer.ui.claim_terms import explain_rule
from explainer.ui.language import _
from explainer.ui.markdown import plain
from explainer.ui.translated import label


def show_head(claim: Claim) -> None:
    """Show what a claim says and how it is decided; none of it depends on a result."""
    with st.container(key="claim"):
        st.subheader(plain(claim.sentence))
        if claim.sources:
            st.markdown(_("Who says it: {sources}.").format(sources="; ".join(_sources(claim.sources))))
        kind = f"{label(KINDS[claim.kind])}. {label(ABOUT_KINDS[claim.kind])}"
        lines = (
            (_("Experiment"), kind[:1].upper() + kind[1:]),
            (_("What is varied"), claim.varied),
            (_("What is measured"), claim.measured),
            (_("What is compared"), of_comparisons(claim)),
            (_("Rule"), of_rule(claim)),
            (_("What would refute it"), claim.refuted_by),
        )
        st.markdown("  \n".join(f"**{title}**: {plain(text)}" for title, text in lines if text))
        explain_rule(claim)


def _sources(found: Iterable[Source]) -> list[str]:
    return [
        f"{plain(source_name(one))}, [{plain(one.title)}]({one.url})" if one.url
        else ", ".join(dict.fromkeys([plain(source_name(one)), plain(one.title)]))
        for one in found
    ]  # fmt: skip
