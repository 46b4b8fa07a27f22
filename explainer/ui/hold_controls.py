"""The controls of the inspection: what is held, and the links that open other pages on the same weights."""

from collections.abc import Mapping

import streamlit as st

from explainer.numerics import changes
from explainer.numerics.changes import Change
from explainer.numerics.counterfactual import Held, letters, usual
from explainer.numerics.loaded_weights import TRAINED
from explainer.runs.checkpoint import Trained
from explainer.ui import links
from explainer.ui.input_controls import LINKED
from explainer.ui.markdown import plain

NOTHING, ALL = "nothing", "all units"
PAGES = {"Sequence": "pages/explore/sequence.py", "Gradients": "pages/explore/gradients.py",
         "Cell": "pages/explore/cell.py", "Compare": "pages/explore/compare.py"}  # fmt: skip


def choose_hold(weights: Trained, steps: int, layer: int) -> Held | None:
    """Choose a letter of the cell to hold, its value, the step of the sequence it is held from, and where."""
    program = weights.layers[layer].program
    known = letters(program)
    asked = st.query_params.get("hold", NOTHING)
    if asked not in (NOTHING, *known) and not links.complaint("hold", asked):
        there = ", ".join(known)
        st.warning(plain(f"The link asks to hold “{asked}”, which this cell does not have; there are {there}."))
    name: str = st.selectbox("Hold", [NOTHING, *known], key="hold", help=_about(known), width=130, **LINKED)
    if name == NOTHING:
        return None
    gate = program.equation(name).role in ("keep", "write", "read")
    key = "held_gate" if gate else "held_sign"
    value = st.slider("Held at", *links.RANGES[key], usual(program, name), 0.05, key=key, width=170, **LINKED)
    since = st.number_input("from step", 1, steps, 1, key="held_from", help=ABOUT_STEP, width=120, **LINKED)
    where = st.selectbox("in", [ALL, *range(1, weights.m + 1)], key="held_unit", format_func=_unit, width=130)
    return Held(name, value, int(since) - 1, None if where == ALL else int(where) - 1, layer)


ABOUT_STEP = "A step of the sequence, counted from 1; training time is the other axis."


def offer(weights: Trained, held: Held | None, reads: Mapping[str, str]) -> None:
    """Offer the pages that open on these very weights, with what all units are held at."""
    query = {"start": TRAINED, "run": weights.run, "at": str(weights.at), "of": str(weights.of), **reads}
    if held is not None and held.unit is None:
        query["changes"] = changes.write([Change(held.name, (held.since,), held.value, True, held.layer)])
    pages("These weights on the page", query)


def pages(words: str, query: Mapping[str, str]) -> None:
    """Offer the pages that open on the same weights."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(words, width="content")
        for title, page in PAGES.items():
            st.page_link(page, label=title, query_params=dict(query))


def _about(known: Mapping[str, str]) -> str:
    return "What if it had been this, whatever its equation says?\n\n" + "\n".join(
        f"- **{name}**: {about}" for name, about in known.items()
    )


def _unit(where: str | int) -> str:
    return ALL if where == ALL else f"unit {where}"
