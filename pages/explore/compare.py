"""Compare: two or three cells on the same input and seed, and how much of the first step each still keeps."""

from dataclasses import replace

import streamlit as st

from explainer.cells import formula
from explainer.cells.catalogue import ROLES
from explainer.inputs.sequence import Sequence
from explainer.numerics.setup import Setup
from explainer.ui import address, lesson_bar, links
from explainer.ui.answers import equation
from explainer.ui.cell_controls import choose_compared_cells
from explainer.ui.charts import theme_mode
from explainer.ui.forgetting import show_forgetting
from explainer.ui.language import _
from explainer.ui.markdown import plain
from explainer.ui.sidebar import compared_setups, fits_stage, sidebar
from explainer.ui.weight_controls import choose_weights
from explainer.web.stage.mount import show
from explainer.web.stage.payload import View, payload


@st.fragment
def stages(setups: list[Setup], sequence: Sequence) -> None:
    """Show the small stages side by side; they share one cursor, whose position the first of them reports."""
    position = address.initial_view(len(sequence.x) // 2)["position"]
    for k, (column, setup) in enumerate(zip(st.columns(len(setups)), setups, strict=True)):
        with column:
            st.subheader(setup.cell)
            view = View("compare", position, links.changes(st.query_params), kind="compact", lead=k == 0)
            data = payload(setup.stack(sequence), sequence, view)
            show(data, f"compare{k}", lambda: address.update_link("compare0", "view"))
    address.save_choices()
    lesson_bar.note(replace(setups[0], changes=links.changes(st.query_params)), sequence)


address.set_up_page("compare")
chosen, sequence = sidebar(stacked=False)
with st.sidebar:
    st.subheader(_("Compared with"))
    others = choose_compared_cells()
    st.subheader(_("Weights"))
    first = choose_weights(chosen, presets=False)
setups = compared_setups(first, others)
cells = ", ".join(setup.cell for setup in setups)
st.title(plain(_("{cells} read {sequence}").format(cells=cells, sequence=sequence.title())))
if fits_stage(first):
    stages(setups, sequence)
changed = [replace(setup, changes=links.changes(st.query_params)) for setup in setups]
show_forgetting({setup.cell: setup.run(sequence) for setup in changed}, sequence)
st.subheader(_("The equations, by role"))
for role, texts in formula.equations_by_role([setup.program for setup in setups], theme_mode()).items():
    st.markdown(f"**{role}**: {_(ROLES[role])}")
    for column, setup, text in zip(st.columns(len(setups)), setups, texts, strict=True):
        equation(f"{plain(setup.cell)}: {text or '–'}", f"{role} {setup.cell}", column)
