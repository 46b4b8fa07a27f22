"""The controls that hold a gate or state at a value, and the links that open other pages on the same weights."""

from collections.abc import Mapping

import streamlit as st

from explainer.lessons.course.message import gettext_noop
from explainer.numerics import changes
from explainer.numerics.changes import Change
from explainer.numerics.counterfactual import LayerHold, default_hold_value, holdable_values
from explainer.numerics.loaded_weights import TRAINED
from explainer.runs.checkpoint import Checkpoint
from explainer.runs.loading import recipe_of
from explainer.tasks.text_features import TASKS_WITH_FEATURES
from explainer.ui import link_entries, links
from explainer.ui.language import _
from explainer.ui.linked import LINKED
from explainer.ui.markdown import plain

NOTHING, ALL = "nothing", "all units"
PAGES = {"Sequence": "pages/explore/sequence.py", "Gradients": "pages/explore/gradients.py",
         "Cell": "pages/explore/cell.py", "Compare": "pages/explore/compare.py"}  # fmt: skip
UNITS = {"Units": "pages/train/units.py"}  # for runs that read a text
WRITE = {"Write": "pages/train/write.py"}  # for runs that write a target


def choose_hold(weights: Checkpoint, steps: int, layer: int) -> LayerHold | None:
    """Choose a gate or state to hold, its value, the first step of the sequence and the units."""
    program = weights.layers[layer].program
    values = holdable_values(program)
    linked = st.query_params.get("hold", NOTHING)
    if linked not in (NOTHING, *values) and not links.link_error("hold", linked):
        there = ", ".join(values)
        st.warning(plain(f"The link asks to hold “{linked}”, which this cell does not have; there are {there}."))
    name: str = st.selectbox(_("Hold"), [NOTHING, *values], key="hold", help=_about(values), width=130, **LINKED)
    if name == NOTHING:
        return None
    gate = program.equation(name).role in ("keep", "write", "read")
    key = "held_gate" if gate else "held_sign"
    value = st.slider(
        _("Value"), *link_entries.RANGES[key], default_hold_value(program, name), 0.05, key=key, width=170, **LINKED
    )
    first_step = st.number_input(_("From step"), 1, steps, 1, key="held_from", help=_(ABOUT_STEP), width=120, **LINKED)
    unit = st.selectbox(_("Units"), [ALL, *range(1, weights.m + 1)], key="held_unit", format_func=_unit, width=130)
    return LayerHold(name, value, int(first_step) - 1, None if unit == ALL else int(unit) - 1, layer)


ABOUT_STEP = gettext_noop("The first step of the sequence at which the value is held, counted from 1.")


def show_links_with_hold(weights: Checkpoint, held: LayerHold | None, inputs: Mapping[str, str]) -> None:
    """Link to the pages that open on these weights and inputs; a value held in all units goes along."""
    query = {"start": TRAINED, "run": weights.run, "at": str(weights.step), "of": str(weights.seed_number), **inputs}
    if held is not None and held.unit is None:
        query["changes"] = changes.format_changes([Change(held.name, (held.since,), held.value, True, held.layer)])
    reads_text = recipe_of(weights.run).task in TASKS_WITH_FEATURES
    more = (UNITS if reads_text else {}) | (WRITE if weights.problem.pairs else {})
    with st.container(key="controls_links"):
        show_links(_("Open these weights on"), query, PAGES | more)


def show_links(label: str, query: Mapping[str, str], pages: Mapping[str, str] = PAGES) -> None:
    """Link to the pages that open on the same weights."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(label, width="content")
        for title, page in pages.items():
            st.page_link(page, label=_(title), query_params=dict(query))


def _about(values: Mapping[str, str]) -> str:
    listed = "\n".join(f"- **{name}**: {about}" for name, about in values.items())
    return _("Replaces the result of its equation by a fixed value at every step.") + f"\n\n{listed}"


def _unit(unit: str | int) -> str:
    return ALL if unit == ALL else f"unit {unit}"
