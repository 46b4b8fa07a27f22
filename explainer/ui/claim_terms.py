"""The terms of statistics on the claims' pages, each explained in a short sentence beside where it is used."""

import streamlit as st

from explainer.lessons.claims.claim import Claim
from explainer.lessons.course.message import gettext_noop
from explainer.ui.translated import label

INTERVAL = gettext_noop(
    "A 95 % interval, in brackets beside a mean, contains the true mean in about 95 of 100 experiments like this one."
)
SIGN_TEST = gettext_noop(
    "A sign test counts the seeds on each side of the bound; p says how often chance alone divides them so unevenly."
)
RANGE = gettext_noop("In brackets beside a mean are the least and the largest number of all seeds.")
HOLM = gettext_noop(
    "Holm’s correction makes p larger the more comparisons or claims are tested: of many, some look decided by luck."
)
DRAWING = gettext_noop(
    "In a drawing each point is a seed, the thick line the 95 % interval of their mean, "
    "the dashed line the rule’s bound."
)


def explain_rule(claim: Claim) -> None:
    """Explain what the rule of a claim is decided by; one that is exact needs no statistics."""
    if claim.comparisons:
        st.caption(label(RANGE) if claim.rule.exact else f"{label(INTERVAL)} {label(SIGN_TEST)}")


def explain_list() -> None:
    """Explain the drawings of the list, and what stands below a verdict."""
    st.caption(f"{label(DRAWING)} {label(INTERVAL)} {label(HOLM)}")


def explain_survival() -> None:
    """Explain the correction over all claims."""
    st.caption(label(HOLM))
