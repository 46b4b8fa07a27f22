"""A claim as a question to the class: from its own page, or from the page Room."""

import streamlit as st

from explainer.lessons.claims.catalogue import CLAIMS
from explainer.lessons.claims.claim import Claim
from explainer.lessons.claims.shipped import ChangedRuleError
from explainer.lessons.claims.stored_verdicts import shipped_verdict
from explainer.ui.language import _
from explainer.ui.visitor import owner
from explainer.web.room import transitions
from explainer.web.room.claim_question import claim_question
from explainer.web.room.room import Room
from explainer.web.room.room_registry import room_registry


def ask_class(claim: Claim) -> None:
    """Offer a teacher with an open room to ask the class; the answer is that of the shipped result."""
    room = room_registry().of_teacher(owner())
    if room and _verdict(claim) and st.button(_("Ask the class what they think"), key="claim_room"):
        _ask(room, claim)
        st.success(_("The room has the question; its answers come in on the page Room."))


def choose_claim(room: Room) -> None:
    """Choose a claim and ask the room what it thinks."""
    claims = [one for one in CLAIMS.values() if _verdict(one)]
    if not claims:
        st.markdown(_("No claim has a result yet."))
        return
    claim = st.selectbox(_("Claim"), claims, format_func=lambda one: f"{one.id}: {one.sentence}", key="room_claim")
    if st.button(_("Ask the room"), type="primary", key="room_ask_claim"):
        _ask(room, claim)


def _ask(room: Room, claim: Claim) -> None:
    kind = _verdict(claim)
    room_registry().change(room.code, lambda now: transitions.ask(now, claim_question(claim, kind)))


def _verdict(claim: Claim) -> str:
    """Return the kind of the shipped verdict; "" where there is none."""
    try:
        found = shipped_verdict(claim)
    except ChangedRuleError:
        return ""
    return found.kind if found else ""
