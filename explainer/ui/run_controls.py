"""The controls for a run, a checkpoint of it and one of its seeds; what is chosen stands in the link."""

from collections.abc import Sequence

import streamlit as st

from explainer.inputs.sequence import counted
from explainer.numerics.loaded_weights import MODEL, TRAINED
from explainer.runs.checkpoint import Checkpoint
from explainer.runs.loading import (
    DEFAULT_RUN,
    CheckpointError,
    checkpoint_steps,
    load_checkpoint,
    nearest_step,
    recipe_of,
)
from explainer.runs.shipped import shipped_names
from explainer.ui import links
from explainer.ui.language import _
from explainer.ui.markdown import plain


def requested_weights() -> str:
    """Return which loaded weights the control, or before there is one the link, names; empty for random weights."""
    start = st.session_state.get("start", st.query_params.get("start"))
    runs = [TRAINED] if shipped_names() or links.run(st.query_params) else []
    return start if start in (MODEL, *runs) else ""


def choose_weights_of_run() -> Checkpoint | None:
    """Choose a run, a checkpoint and a seed; None, with a message, where it cannot be loaded."""
    run = choose_run()
    try:
        weights = load_checkpoint(run, choose_checkpoint(run), choose_seed(run))
    except CheckpointError as error:
        st.error(plain(str(error)))
        return None
    st.markdown(plain(f"{weights.describe()}."))
    return weights


def choose_run(more: Sequence[str] = ()) -> str:
    """Choose a shipped run or that of the link; `more` names further ones."""
    linked = links.run(st.query_params)
    offered = list(dict.fromkeys([*([linked] if linked else []), *more, *shipped_names()]))
    first = offered.index(linked or (DEFAULT_RUN if DEFAULT_RUN in offered else offered[0]))
    about = _("A run with a name is shipped with the program; your own have ten letters and digits.")
    run: str = st.selectbox(_("Run"), offered, first, key="run_control", help=about)
    if run != linked:
        for name in ("at", "of"):
            st.query_params.pop(name, None)
    st.query_params["run"] = run
    return run


def choose_checkpoint(run: str) -> int:
    """Choose a checkpoint by its number of updates; raises CheckpointError."""
    steps = list(checkpoint_steps(run))
    linked = st.query_params.get("at", "")
    fits = bool(linked) and not links.link_error("at", linked)
    first = nearest_step(run, int(float(linked)) if fits else None)
    if len(steps) > 1:
        about = _("The number of weight updates before the checkpoint. It is not a time step of the sequence.")
        first = int(st.select_slider(_("Checkpoint, in updates"), steps, first, key=f"checkpoint {run}", help=about))
    st.query_params["at"] = str(first)
    return first


def choose_seed(run: str) -> int:
    """Choose one of the seeds that were trained side by side, from 1; there is no control where there is one seed."""
    seeds = recipe_of(run).seeds
    linked = st.query_params.get("of", "1")
    first = int(float(linked)) if not links.link_error("of", linked) else 1
    if first > seeds:
        st.warning(plain(f"The run has {counted(seeds, 'seed')}; there is no seed {first}."))
    if seeds == 1:
        st.query_params.pop("of", None)
        return 1
    about = _("The run trained several seeds side by side; 1 is the first.")
    of = int(st.number_input(_("Seed"), 1, seeds, min(first, seeds), key=f"seed_of_run {run}", help=about))
    st.query_params["of"] = str(of)
    return of
