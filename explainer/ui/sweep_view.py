"""The page Sweep below its title: where the sweep stands, its figures and tables."""

import csv
import io
from collections.abc import Mapping
from typing import Any

import streamlit as st

from explainer.figures import sweep_sentences
from explainer.lessons.course.message import gettext_noop
from explainer.runs import sweep_runs
from explainer.runs.result_store import STORE_ERRORS, ResultStore
from explainer.runs.seed_result import SeedResult
from explainer.runs.service import run_service
from explainer.runs.shipped_sweep import DELAY, shipped_results
from explainer.runs.sweep_choice import SweepLines, sweep_lines
from explainer.runs.sweep_lines import SweepPoints, sweep_points
from explainer.runs.sweep_runs import SweepState
from explainer.ui.answers import answer
from explainer.ui.language import _
from explainer.ui.markdown import plain
from explainer.ui.recipe_titles import TITLES
from explainer.ui.sweep_cards import show_curves, show_success
from explainer.ui.sweep_orders import show_progress
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
    _show_results(_points(sweep_lines(DELAY), shipped_results()))


def _points(plan: SweepLines, results: Mapping[str, SeedResult]) -> SweepPoints:
    field = TITLES.get(plan.name)
    return sweep_points(plan, results, field.lower() if field else "")


def _show(plan: SweepLines, timed: bool) -> None:
    state = _state(plan)
    if bool(state.alive) != timed:
        st.session_state.sweep_timed = bool(state.alive)
        st.rerun()
    show_progress(state)
    if state.results:
        _show_results(_points(plan, state.results))
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


def _show_results(points: SweepPoints) -> None:
    st.subheader(_("Success"))
    answer(f"**{plain(sweep_sentences.of_success(points))}**", "sweep")
    show_success(points)
    st.subheader(_("Learning curves"))
    place = _choose_place(points)
    show_curves(points, place)
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
    """Offer the table, which is sent once it is opened, and every seed as CSV."""
    section = st.expander(_("Table"), on_change="rerun", key="sweep_table_open")
    if section.open:
        with section, st.container(key="table_sweep"):
            alt = _("All seeds of each recipe together")
            st.dataframe(sweep_sentences.summary_rows(points), hide_index=True, alt=alt)
    st.download_button(_("Every seed as CSV"), lambda: _csv(sweep_sentences.seed_rows(points)), "sweep.csv", "text/csv",
                       on_click="ignore")  # fmt: skip


def _csv(rows: list[dict[str, Any]]) -> str:
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()
