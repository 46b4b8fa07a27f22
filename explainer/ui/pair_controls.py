"""The controls for a run that writes a target for a source: the source, and which of its two networks is shown."""

import streamlit as st

from explainer.inputs.input_spec import InputSpec
from explainer.inputs.sequence import InputError
from explainer.lessons.course.message import gettext_noop
from explainer.numerics.loaded_weights import DECODER, PARTS, LoadedWeights
from explainer.runs.checkpoint import Checkpoint, with_problem
from explainer.tasks.pair_source import is_answer_known, source_of, target_of, with_source
from explainer.tasks.pairs import END, START
from explainer.tasks.probe import reader, source_reader
from explainer.tasks.problem import Problem
from explainer.ui.language import _
from explainer.ui.linked import LINKED
from explainer.ui.markdown import plain

ABOUT_SIGNS = gettext_noop(
    "{start} is the start, which the decoder reads first. {end} is the end, which it writes last."
)
ABOUT_PARTS = gettext_noop(
    "The encoder reads the source. The decoder begins with its last states, and reads what stands before each symbol "
    "of the target."
)


def about_signs() -> str:
    """Return what the signs of the start and the end of a target mean."""
    return _(ABOUT_SIGNS).format(start=START, end=END)


def type_source(problem: Problem) -> Problem:
    """Type a source; return the problem with it as its probe. Raises InputError where it cannot be read."""
    own = source_of(problem)
    if st.session_state.get("own_source", own) != own and st.session_state.get("source") == st.session_state.own_source:
        st.session_state.source = own  # of another run now, and nothing was typed
    st.session_state.own_source = own
    about = _("What the encoder reads. “{own}” is a held-out example.").format(own=own)
    return with_source(problem, st.text_input(_("Source of the pair"), own, key="source", help=about, **LINKED) or "")


def choose_pair(problem: Problem) -> Problem:
    """Type a source where a problem has pairs, and say where its right target is not known."""
    if problem.pairs is None:
        return problem
    found = _read_source(problem)
    if not is_answer_known(found):
        st.warning(plain(_(UNKNOWN).format(source=source_of(found), other=target_of(found))))
    return found


UNKNOWN = gettext_noop(
    "The right target of “{source}” is not known. Below, the decoder reads that of another source, “{other}”; "
    "the page Write shows what it writes itself."
)


def _read_source(problem: Problem, fewest: int = 1) -> Problem:
    """Type a source; where it cannot be read, show the error and stay with the example."""
    try:
        with st.sidebar:
            found = type_source(problem)
            st.caption(about_signs())
        if len(source_of(found)) < fewest:
            raise InputError(f"The source “{source_of(found)}” has one symbol; over time there have to be two or more.")
    except InputError as error:
        st.error(plain(f"{error} Below is the example “{source_of(problem)}”."))
        return problem
    return found


def choose_part(weights: Checkpoint) -> tuple[LoadedWeights, InputSpec]:
    """Choose which network of a run is shown; return its weights and how it takes an input."""
    if not weights.encoder:
        return weights.loaded_weights, reader(weights.problem)
    with st.sidebar:
        part = st.radio(_("Network"), PARTS, key="part", horizontal=True, help=_(ABOUT_PARTS), **LINKED)
    problem = choose_pair(weights.problem) if part == DECODER else _read_source(weights.problem, fewest=2)
    read = reader if part == DECODER else source_reader
    return with_problem(weights, problem).part(part), read(problem)


def same_part(weights: Checkpoint, shown: LoadedWeights) -> LoadedWeights:
    """Return the same part of another run, after the same source."""
    if not shown.part:
        return weights.loaded_weights
    return with_problem(weights, with_source(weights.problem, shown.pair_source)).part(shown.part)
