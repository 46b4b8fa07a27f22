"""Inspect: a checkpoint of a run: its predictions, its gates, and both with a gate held at a value."""

import streamlit as st

from explainer.inputs.sequence import Sequence
from explainer.numerics.setup import with_loaded_weights
from explainer.runs.checkpoint import with_problem
from explainer.runs.loading import CheckpointError, load_checkpoint, problem_of, recipe_of
from explainer.tasks.catalogue import TASKS
from explainer.tasks.probe import reader
from explainer.tasks.problem import Problem
from explainer.ui import address, answers, badge, inspect_sections
from explainer.ui.findings import show_word_by_word
from explainer.ui.hold_controls import choose_hold, show_links_with_hold
from explainer.ui.input_controls import input_query
from explainer.ui.language import _
from explainer.ui.loaded_controls import choose_input_for
from explainer.ui.markdown import plain
from explainer.ui.pair_controls import choose_pair
from explainer.ui.run_controls import choose_checkpoint, choose_run, choose_seed
from explainer.ui.sidebar import choose_layer
from explainer.web.board.mount import show
from explainer.web.board.prediction_payload import inspection


@st.fragment
def inspect(run: str, seed: int, problem: Problem, sequence: Sequence) -> None:
    """Draw a checkpoint; another checkpoint or another hold reruns this fragment alone."""
    with st.container(key="controls"):
        weights = with_problem(load_checkpoint(run, choose_checkpoint(run), seed), problem)
    summary = st.container()
    with st.container(key="controls_hold", horizontal=True, vertical_alignment="bottom"):
        layer = choose_layer(with_loaded_weights(weights.loaded_weights)) - 1
        held = choose_hold(weights, len(sequence.x), layer)
    shown = inspection(weights, sequence, held, layer, address.initial_view(len(sequence.x) // 2)["position"])
    answers.answer(plain(shown.checkpoint_text), "checkpoint", place=summary)
    answers.answer(f"**{plain(shown.hold_text)}**" if held else "", "hold")
    badge.without_value(shown.domain_text)
    show_word_by_word(weights, sequence, held)
    show_links_with_hold(weights, held, input_query())
    with st.container(key="figure"):
        show(shown.data, "inspect", lambda: address.update_link("inspect", "cursor"))
    inspect_sections.show_sections(weights, layer)
    address.save_choices()


address.set_up_page("inspect")
with st.sidebar:
    run = choose_run()
try:
    with st.sidebar:
        seed = choose_seed(run)
    recipe, problem = recipe_of(run), choose_pair(problem_of(run))
    sequence = choose_input_for(reader(problem))
    st.title(plain(_("Inspect: {cell} on {task}").format(cell=recipe.cell, task=TASKS[recipe.task].title.lower())))
    st.markdown(plain(f"{TASKS[recipe.task].description} {TASKS[recipe.task].hint}"))
    inspect(run, seed, problem, sequence)
except CheckpointError as error:
    st.title(_("Inspect"))
    st.error(plain(str(error)))
