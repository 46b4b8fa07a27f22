"""Where a sweep stands, in a sentence, and the buttons for what can be done with it now."""

from collections.abc import Callable

import streamlit as st

from explainer.figures import sweep_sentences
from explainer.runs import sweep_runs
from explainer.runs.limits import RunError
from explainer.runs.service import run_service
from explainer.runs.sweep_plan import join, split
from explainer.runs.sweep_runs import SweepState
from explainer.runs.sweep_time import remaining_seconds
from explainer.training.recipe import recipe_to_json
from explainer.ui.language import _
from explainer.ui.markdown import plain
from explainer.ui.visitor import owner

ORDERED = "sweep_ordered"
"""In the session's state: the last of the orders "pause" and "cancel", the runs that it went to, and their recipes."""

NO_ORDER: tuple[str, frozenset[str], frozenset[str]] = ("", frozenset(), frozenset())


def show_progress(state: SweepState) -> None:
    """Show how far a sweep has come, its buttons, and what went wrong."""
    total, left, order = state.total, len(join(state.missing)), order_on_its_way(state)
    doing = order or ("paused" if is_paused(state) else "")
    several = any(row.recipe.seeds > 1 for row in state.alive)
    sentences = [
        sweep_sentences.of_progress(len(state.results), total),
        sweep_sentences.of_trainings(len(state.alive), doing, left, several),
        "" if order == "cancel" else sweep_sentences.of_time(remaining_seconds(state), left + len(state.alive)),
    ]
    st.markdown(plain(" ".join(filter(None, sentences))))
    if state.alive:
        st.progress(len(state.results) / total)
    with st.container(horizontal=True):
        _show_buttons(state, order)
    if message := st.session_state.pop("sweep_error", ""):
        st.error(plain(message))
    for sentence in state.failed[:3]:
        st.warning(plain(sentence))


def order_on_its_way(state: SweepState) -> str:
    """Return "pause" or "cancel" while some of the runs that it went to have not followed it yet, else ""."""
    name, runs, _recipes = st.session_state.get(ORDERED, NO_ORDER)
    on_its_way = any(row.id in runs and not (name == "pause" and row.state == "paused") for row in state.alive)
    return name if on_its_way else ""


def is_paused(state: SweepState) -> bool:
    """Tell whether a sweep waits to go on: its runs are paused, or all of them have left the queue by that order."""
    name, _runs, recipes = st.session_state.get(ORDERED, NO_ORDER)
    has_left = name == "pause" and any(recipe_to_json(one) in recipes for one in state.missing)
    return state.paused or (has_left and not state.alive)


def _show_buttons(state: SweepState, order: str) -> None:
    """Show a button for each thing that can be done now; nothing can be undone while an order is on its way."""
    service, rest, paused = run_service(), state.missing, is_paused(state)
    if paused:
        _button(_("Go on"), "sweep_resume", lambda: _go_on(state), primary=True)
    elif rest and not order:
        title = _("Start the rest") if state.alive else _("Start")
        _button(title, "sweep_start", lambda: sweep_runs.start(service, rest, owner()), primary=True)
    if state.alive and not paused and not order:
        _button(_("Pause"), "sweep_pause", lambda: _order("pause", state))
    if state.alive and order != "cancel":
        _button(_("Cancel"), "sweep_cancel", lambda: _order("cancel", state))


def _button(label: str, key: str, action: Callable[[], None], primary: bool = False) -> None:
    st.button(label, key=key, on_click=_carry_out, args=(action,), type="primary" if primary else "secondary")


def _carry_out(action: Callable[[], None]) -> None:
    """Do what a button is for; the page then says what could not be done."""
    try:
        action()
    except RunError as error:
        st.session_state.sweep_error = str(error)


def _order(name: str, state: SweepState) -> None:
    recipes = frozenset(recipe_to_json(one) for row in state.alive for one in split(row.recipe))
    st.session_state[ORDERED] = name, frozenset(row.id for row in state.alive), recipes
    {"pause": sweep_runs.pause, "cancel": sweep_runs.cancel}[name](run_service(), state.alive)


def _go_on(state: SweepState) -> None:
    st.session_state.pop(ORDERED, None)
    sweep_runs.resume(run_service(), state.alive)
    sweep_runs.start(run_service(), state.missing, owner())
