"""Inspect: a run at any moment of its training: what it says, what its gates do, and what if one were held."""

import streamlit as st

from explainer.inputs.sequence import Sequence
from explainer.numerics.setup import showing
from explainer.runs.loading import OpenError, open_at, problem_of, recipe_of, title
from explainer.tasks.catalogue import TASKS
from explainer.tasks.probe import reader
from explainer.ui import address
from explainer.ui.hold_controls import choose_hold, offer
from explainer.ui.input_controls import reads
from explainer.ui.loaded_controls import read_for
from explainer.ui.markdown import plain
from explainer.ui.run_controls import choose_moment, choose_run, choose_start
from explainer.ui.sidebar import choose_layer
from explainer.web.board.mount import show
from explainer.web.board.prediction_payload import look


@st.fragment
def inspect(run: str, of: int, sequence: Sequence) -> None:
    """Draw a moment; another moment or another hold redraws this part alone."""
    weights = open_at(run, choose_moment(run), of)
    moment = st.container()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        layer = choose_layer(showing(weights.opened)) - 1
        held = choose_hold(weights, len(sequence.x), layer)
    seen = look(weights, sequence, held, layer, address.opening(len(sequence.x) // 2)["place"])
    moment.markdown(plain(seen.moment))
    if held:
        st.markdown(f"**{plain(seen.hold)}**")
    offer(weights, held, reads())
    show(seen.data, "inspect", lambda: address.follow("inspect", "cursor"))
    address.remember()


address.enter("inspect")
with st.sidebar:
    st.subheader("Run")
    run = choose_run()
try:
    recipe, problem = recipe_of(run), problem_of(run)
    with st.sidebar:
        of = choose_start(run)
    sequence = read_for(reader(problem))
    st.title(plain(f"Inspect: {recipe.cell} on {title(recipe).lower()}"))
    st.markdown(plain(f"{TASKS[recipe.task].asks} {TASKS[recipe.task].look}"))
    inspect(run, of, sequence)
except OpenError as error:
    st.title("Inspect")
    st.error(plain(str(error)))
