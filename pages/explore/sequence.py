"""Sequence: every gate and state of a whole run over time, with one cursor in all figures."""

from dataclasses import replace

import streamlit as st

from explainer.inputs.sequence import Sequence
from explainer.lessons.course.message import gettext_noop
from explainer.numerics.setup import Setup
from explainer.ui import address, lesson_bar, links
from explainer.ui.badge import badge
from explainer.ui.downloads import show_downloads
from explainer.ui.language import _
from explainer.ui.markdown import plain
from explainer.ui.sidebar import choose_layer, sidebar
from explainer.ui.weight_controls import choose_weights, show_changes
from explainer.web.board.mount import show
from explainer.web.board.payload import payload

UNTRAINED = gettext_noop("It is not trained: its weights are random, or set by hand in a preset.")


@st.fragment
def run(chosen: Setup, sequence: Sequence) -> None:
    """Draw the run; weights and cursor rerun this fragment alone."""
    with st.container(key="controls", horizontal=True, vertical_alignment="bottom"):
        setup = replace(choose_weights(chosen), changes=links.changes(st.query_params))
        layer = choose_layer(setup)
    show_changes(setup, sequence)
    badge_place = st.container()  # a line of its own, so that nothing moves when the badge gets its text
    trace = setup.run(sequence)
    shown = trace.layers[layer - 1]
    first = address.initial_view(len(sequence.x) // 2)["position"]
    data = payload(shown, sequence, "sequence", first, layer)
    with st.container(key="figure"):
        drawn = show(data, "board", lambda: address.update_link("board", "cursor"))
    with badge_place:
        badge(setup, trace, drawn)
    show_downloads(setup, trace, shown, links.cursor(st.query_params, first["t"]))
    lesson_bar.note(setup, sequence)


address.set_up_page("sequence")
chosen, sequence = sidebar()
st.title(plain(_("{cell} reads {sequence}").format(cell=chosen.cell, sequence=sequence.title())))
origin = (
    plain(_("Its weights: {weights}.").format(weights=chosen.loaded.description)) if chosen.loaded else _(UNTRAINED)
)
st.markdown(f"{_(chosen.program.cell.about)} {origin}  \n{plain(sequence.describe_x())}")
run(chosen, sequence)
