"""The controls of the page Write: a run that has learned a text, a prefix, and how the next tokens are drawn."""

from collections.abc import Sequence
from urllib.parse import urlencode

import numpy as np
import streamlit as st

from explainer.cells.primitives import Array
from explainer.figures.written_text import Colouring
from explainer.inputs.adapt import join_symbols
from explainer.inputs.input_spec import InputSpec
from explainer.inputs.sequence import InputError
from explainer.lessons.course.message import gettext_noop
from explainer.numerics.measures import GATES
from explainer.numerics.trace import trace
from explainer.runs.checkpoint import Checkpoint
from explainer.runs.loading import recipe_of
from explainer.runs.shipped import shipped_names
from explainer.tasks.problem import Problem
from explainer.tasks.prompt import MOST_PREFIX, read_prefix
from explainer.tasks.writing import TEMPERATURES, Sampling, Written
from explainer.ui import links
from explainer.ui.language import _
from explainer.ui.linked import LINKED, linked_slider

PREFIX = "Now is"
MOST_WRITTEN = 300
PROBABILITY = "probability"
STEP = 0.05  # of the temperature
WRITING_TASKS = ("text", "translate")
ABOUT_RUN = gettext_noop("A run that has learned to go on with a text, or to write a target for a source.")


def choose_text_run(tasks: Sequence[str] = WRITING_TASKS, about: str = ABOUT_RUN) -> str:
    """Choose a run of one of the tasks: that of the link, or a shipped one; raises InputError for another task's."""
    linked = links.run(st.query_params)
    if linked and recipe_of(linked).task not in tasks:
        raise InputError(f"The run “{linked}” has not learned a text or pairs of strings; choose one that has.")
    shipped = [name for task in tasks for name in shipped_names() if name.split("-")[0] == task]
    offered = list(dict.fromkeys([*([linked] if linked else []), *sorted(shipped, key="text-lstm".__ne__)]))
    run: str = st.selectbox(_("Run"), offered, key=f"{tasks[-1]}_run", help=_(about))
    st.query_params["run"] = run
    return run


def choose_prefix(problem: Problem) -> list[int]:
    """Type what the network reads before it writes; return its tokens. Raises InputError."""
    about = _("Up to {most} tokens, which the network reads before it writes.").format(most=MOST_PREFIX)
    return read_prefix(problem, st.text_input(_("Prefix"), PREFIX, key="prefix", help=about, **LINKED) or "")


def choose_sampling() -> Sampling:
    """Choose how many tokens are written, and how they are drawn."""
    temperature = linked_slider(
        _("Temperature"), TEMPERATURES, Sampling.temperature, "temperature", STEP, help=_(ABOUT_TEMPERATURE)
    )
    count = st.slider(_("Tokens to write"), 10, MOST_WRITTEN, 200, 10, key="count", **LINKED)
    top_k = st.number_input(
        _("Top k"), 0, 500, 0, key="top_k", help=_("Only the k most likely tokens; 0 for all."), **LINKED
    )
    seed = st.number_input(
        _("Seed"), 0, 9999, 0, key="draw_seed", help=_("The same seed draws the same text."), **LINKED
    )
    return Sampling(int(count), float(temperature), int(top_k), int(seed))


def choose_colouring(weights: Checkpoint, written: Written) -> Colouring:
    """Choose what colours the text: the probability of each token, or one unit of a gate or state after reading it."""
    chosen = choose_unit(weights)
    if chosen is None:
        return Colouring(PROBABILITY, written.probabilities, "hidden")
    run = trace(weights.layers, np.eye(weights.problem.n)[written.tokens]).layers[-1]
    return unit_colouring(weights, *chosen, run.values[chosen[0]][:, chosen[1]])


def choose_unit(weights: Checkpoint) -> tuple[str, int] | None:
    """Choose a gate or state, and one of its units, counted from 0; None for the probability."""
    lines = [line.name for line in weights.layers[0].program.cell.equations]
    name: str = st.selectbox(_("Colour by"), [PROBABILITY, *lines], key="colour_by", **LINKED)
    if name == PROBABILITY:
        return None
    return name, int(st.number_input(_("Unit"), 1, weights.m, 1, key="colour_unit", **LINKED)) - 1


def unit_colouring(weights: Checkpoint, name: str, unit: int, values: Array) -> Colouring:
    """Return the colouring by one unit, counted from 0, of a gate or state."""
    role = weights.layers[0].program.equation(name).role
    return Colouring(f"{name}, unit {unit + 1}", values, role if role in GATES else "")


def stage_links(weights: Checkpoint, spec: InputSpec, tokens: list[str]) -> list[str]:
    """Return for each token the link to the stage, at the step that reads it, with these weights."""
    fixed = {"start": "trained", "run": weights.run, "at": weights.step, "of": weights.seed_number, "input": "text",
             "symbols": join_symbols(spec, tuple(tokens))}  # fmt: skip
    query = urlencode(fixed)
    return [f"/cell?{query}&t={k + 1}" for k in range(len(tokens))]


ABOUT_TEMPERATURE = gettext_noop(
    "Scores are divided by it before a token is drawn. At 0 the most likely token is always taken, "
    "at 1 tokens come as often as the network says, above 1 unlikely ones come more often."
)
