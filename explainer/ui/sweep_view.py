"""The page Sweep below its title: where the sweep stands, its buttons, figures and tables."""

import csv
import io
from collections.abc import Callable
from typing import Any

import streamlit as st

from explainer.figures import sweep_figures, sweep_sentences
from explainer.lessons.course.message import gettext_noop
from explainer.runs import sweep_runs
from explainer.runs.limits import RunError
from explainer.runs.result_store import STORE_ERRORS, ResultStore
from explainer.runs.service import run_service
from explainer.runs.shipped_sweep import DELAY, shipped_results
from explainer.runs.sweep_choice import SweepLines, sweep_lines
from explainer.runs.sweep_lines import SweepPoints, sweep_points
from explainer.runs.sweep_runs import SweepState
from explainer.runs.sweep_time import remaining_seconds
from explainer.ui.answers import answer
from explainer.ui.charts import chart, theme_mode
from explainer.ui.language import _
from explainer.ui.markdown import plain
from explainer.ui.visitor import owner

INTERVAL = 2.0  # seconds between two looks at a sweep in training
SHIPPED = gettext_noop("Nothing of this sweep is trained yet. Below is one that comes with the program.")


def show(plan: SweepLines) -> None:
    """Show a sweep; while some of it trains, it is drawn again every two seconds."""
    timed = st.session_state.get("sweep_timed", False)
    st.fragment(_show, run_every=INTERVAL if timed else None)(plan, timed)


def show_shipped() -> None:
    """Show the sweep that comes with the program."""
    st.markdown(_(SHIPPED))
    _show_results(sweep_points(sweep_lines(DELAY), shipped_results()))


def _show(plan: SweepLines, timed: bool) -> None:
    state = _state(plan)
    if bool(state.alive) != timed:
        st.session_state.sweep_timed = bool(state.alive)
        st.rerun()
    _show_progress(state)
    points = sweep_points(plan, state.results)
    if state.results:
        _show_results(points)
    else:
        show_shipped()


def _state(plan: SweepLines) -> SweepState:
    store, known = ResultStore(), st.session_state.setdefault("collected_runs", set())
    try:
        rows = sweep_runs.collect(run_service(), store, known)
    except STORE_ERRORS as error:
        st.warning(plain(f"The results are not kept, since {store.path} cannot be used: {error}."))
        rows = run_service().runs()
    return sweep_runs.sweep_state(rows, store, plan.recipes, owner())


def _show_progress(state: SweepState) -> None:
    total, to_train = state.total, len(state.missing) + len(state.alive)
    sentences = sweep_sentences.of_progress(len(state.results), total, len(state.alive), state.paused)
    st.markdown(plain(f"{sentences} {sweep_sentences.of_time(remaining_seconds(state), to_train)}"))
    if state.alive:
        st.progress(len(state.results) / total)
    with st.container(horizontal=True):
        _show_buttons(state)
    if message := st.session_state.pop("sweep_error", ""):
        st.error(plain(message))
    for sentence in state.failed[:3]:
        st.warning(plain(sentence))


def _show_buttons(state: SweepState) -> None:
    service, rest = run_service(), state.missing
    if rest and not state.paused:
        _button(_("Start"), "sweep_start", lambda: sweep_runs.start(service, rest, owner()), primary=True)
    if state.alive and not state.paused:
        _button(_("Pause"), "sweep_pause", lambda: sweep_runs.pause(service, state.alive))
    if state.paused:
        _button(_("Go on"), "sweep_resume", lambda: _go_on(state), primary=True)
    if state.alive:
        _button(_("Cancel"), "sweep_cancel", lambda: sweep_runs.cancel(service, state.alive))


def _button(label: str, key: str, action: Callable[[], None], primary: bool = False) -> None:
    st.button(label, key=key, on_click=_carry_out, args=(action,), type="primary" if primary else "secondary")


def _carry_out(action: Callable[[], None]) -> None:
    """Do what a button is for; the page then says what could not be done."""
    try:
        action()
    except RunError as error:
        st.session_state.sweep_error = str(error)


def _go_on(state: SweepState) -> None:
    sweep_runs.resume(run_service(), state.alive)
    sweep_runs.start(run_service(), state.missing, owner())


def _show_results(points: SweepPoints) -> None:
    sentence, interval = sweep_sentences.of_success(points), sweep_sentences.of_interval(points)
    st.subheader(_("Success"))
    answer(f"**{plain(sentence)}** {plain(interval)}", "sweep")
    chart(sweep_figures.success(points, points.title, theme_mode()), "sweep_success", sentence)
    st.subheader(_("Learning curves"))
    place = _choose_place(points)
    st.caption(_("A thin line for each seed; it ends where the task was solved or the updates were used up."))
    chart(sweep_figures.learning_curves(points, place, theme_mode()), "sweep_curves", _("The loss of every seed."))
    _show_tables(points)


def _choose_place(points: SweepPoints) -> int:
    """Choose one of the values that have results, counted from 0, where there are several."""
    places = [place for place in range(len(points.values)) if any(row[place] for row in points.lines.values())]
    if len(places) == 1:
        return places[0]
    return int(
        st.select_slider(points.title.capitalize(), places, places[-1], key=f"sweep_at {points.values}", width=360,
                         format_func=lambda place: str(points.values[place]))
    )  # fmt: skip


def _show_tables(points: SweepPoints) -> None:
    st.subheader(_("Table"))
    with st.container(key="table_sweep"):
        st.dataframe(sweep_sentences.summary_rows(points), hide_index=True, alt=_("All seeds of each recipe together"))
    st.download_button(_("Every seed as CSV"), lambda: _csv(sweep_sentences.seed_rows(points)), "sweep.csv", "text/csv",
                       on_click="ignore")  # fmt: skip


def _csv(rows: list[dict[str, Any]]) -> str:
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()
