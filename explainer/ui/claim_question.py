"""The question about a claim, before its verdict is sent: what do you think?"""

import streamlit as st

from explainer.lessons.claims.claim import Claim
from explainer.lessons.claims.sentences import of_answer
from explainer.lessons.claims.words import VERDICTS
from explainer.lessons.course.message import gettext_noop
from explainer.ui import lesson_bar
from explainer.ui.answers import answer
from explainer.ui.language import _
from explainer.ui.markdown import plain
from explainer.ui.translated import label

ANSWERS = "claim_answers"
"""In the session's state: what the visitor thought of each claim, "" where the verdict was asked for at once."""
ABOUT = gettext_noop("Say first what you think. You can also see the verdict at once.")


def is_shown(claim: Claim) -> bool:
    """Tell whether the verdict may be sent: it was asked for, or the page's lesson asks and hides by itself."""
    found = lesson_bar.current_step()
    return claim.id in st.session_state.get(ANSWERS, {}) or bool(found and found[1].prediction)


def show_question(claim: Claim) -> None:
    """Ask what the visitor thinks; an answer, or skipping, shows the verdict in this visit.

    It does not stand in the link, so that whoever gets the link is asked too.
    """
    with st.container(key="claim_question"):
        st.subheader(_("What do you think?"))
        st.markdown(label(ABOUT))
        with st.container(horizontal=True):
            for kind, word in VERDICTS.items():
                st.button(
                    f"{word.mark} {label(word.title)}", on_click=_take, args=(claim.id, kind), key=f"think {kind}"
                )
            st.button(_("Show the verdict"), on_click=_take, args=(claim.id, ""), key="think skip", type="tertiary")


def _take(claim_id: str, kind: str) -> None:
    answers: dict[str, str] = st.session_state.setdefault(ANSWERS, {})
    answers[claim_id] = kind


def show_feedback(claim: Claim, truth: str) -> None:
    """Say what the experiment says to what the visitor thought."""
    predicted = st.session_state.get(ANSWERS, {}).get(claim.id)
    if predicted:
        answer(f"**{plain(of_answer(predicted, truth))}**", "prediction")
