"""A computed claim run on its page: one condition and seed after the other, each a point as soon as it is there."""

from typing import Any

import numpy as np
import streamlit as st

from explainer.lessons.claims.claim import Claim, Computed
from explainer.lessons.claims.effect_svg import effect_html
from explainer.lessons.claims.own_runs import BLOCK
from explainer.lessons.claims.sentences import of_seeds
from explainer.lessons.claims.shipped import Result
from explainer.lessons.claims.verdict import Verdict, decide
from explainer.ui.charts import theme_mode
from explainer.ui.claim_results import Numbers, common_scale, show_difference, show_own, show_shipped
from explainer.ui.language import _
from explainer.ui.markdown import plain

MOST_SEEDS = 120
MOST_CLAIMS = 100  # whose numbers a session holds


@st.fragment
def computed_results(claim: Claim, result: Result | None, shipped: Verdict | None) -> None:
    """Show the shipped result, and the visitor's own, which is computed here; a button reruns this fragment alone."""
    left, right = st.columns(2, gap="large")
    with right:
        st.subheader(_("Run here"))
        _buttons(claim)
        status, place = st.empty(), st.empty()
        numbers = _compute(claim, status, place)
        own = decide(claim, numbers) if numbers else None
    scale = common_scale(claim, shipped, own)
    with left:
        if result and shipped:
            show_shipped(claim, result, shipped, scale)
    if own:
        with place.container():
            show_own(claim, numbers, own, scale)
        show_difference(own, shipped)


def _buttons(claim: Claim) -> None:
    state = _state(claim)
    if state["wanted"] < MOST_SEEDS:
        title = _("More seeds") if state["wanted"] else _("Run it here")
        st.button(title, on_click=_want_more, args=(claim,), key=f"compute {claim.id}", type="primary")


def _want_more(claim: Claim) -> None:
    _state(claim)["wanted"] += BLOCK


def _state(claim: Claim) -> dict[str, Any]:
    """Return how many seeds are wanted of a claim and the numbers that there are; exact ones run by themselves."""
    assert isinstance(claim.experiment, Computed)
    states: dict[str, dict[str, Any]] = st.session_state.setdefault("claim_numbers", {})
    if claim.id not in states and len(states) >= MOST_CLAIMS:
        del states[next(iter(states))]
    fresh = {"wanted": BLOCK if claim.rule.exact else 0, "numbers": {name: [] for name in claim.conditions}}
    return states.setdefault(claim.id, fresh)


def _compute(claim: Claim, status: Any, place: Any) -> Numbers:
    """Compute what is missing, showing each number; return the numbers of the seeds that every condition has."""
    state, experiment = _state(claim), claim.experiment
    assert isinstance(experiment, Computed)
    found: dict[str, list[float]] = state["numbers"]
    for k in range(state["wanted"]):
        for name, condition in claim.conditions.items():
            if len(found[name]) <= k:
                found[name].append(float(experiment.numbers(condition, claim.first_seed + k)))
        if k + 1 == min(map(len, found.values())) and not claim.rule.exact:
            _show_progress(claim, k + 1, state["wanted"], status, place)
    numbers = {name: np.array(values) for name, values in found.items() if values}
    if numbers:
        status.markdown(plain(of_seeds(numbers, claim.first_seed)))
    return numbers


def _show_progress(claim: Claim, done: int, wanted: int, status: Any, place: Any) -> None:
    """Show the seeds that are there so far."""
    numbers = {name: np.array(values) for name, values in _state(claim)["numbers"].items()}
    status.progress(done / wanted, _("{done} of {wanted} seeds").format(done=done, wanted=wanted))
    place.html(effect_html(claim.rule, decide(claim, numbers), theme_mode()))
