"""The sidebar: the controls that all pages share for cell, size, input and weights."""

from collections.abc import Iterable
from dataclasses import replace

import streamlit as st

from explainer.inputs.sequence import InputError, Sequence
from explainer.numerics.setup import (
    MOST_LAYERS,
    MOST_UNITS,
    Setup,
    with_loaded_weights,
)
from explainer.runs.loading import load_checkpoint, nearest_step, same_task_runs
from explainer.torch_models.view_limits import too_large
from explainer.ui import run_controls
from explainer.ui.address import save_choices
from explainer.ui.cell_controls import DEFAULT_SETUP, choose_cell, own_text
from explainer.ui.input_controls import choose_input, example
from explainer.ui.language import _
from explainer.ui.linked import LINKED
from explainer.ui.loaded_controls import load_requested
from explainer.ui.markdown import plain
from explainer.ui.pair_controls import same_part


def sidebar(cell: str = "", stacked: bool = True) -> tuple[Setup, Sequence]:
    """Draw the sidebar; return the setup and the sequence, the last readable one where the new one cannot be read.

    A page about one cell passes its name; `stacked` is False on a page that shows one layer. Loaded weights bring their
    own cell and size.
    """
    requested = "" if cell else run_controls.requested_weights()
    weights = load_requested(requested)
    st.session_state.not_loaded = "" if weights else requested
    if weights:
        return with_loaded_weights(weights[0], Setup(text=own_text())), weights[1]
    error: str | None = None
    sequence: Sequence | None = None
    st.session_state.pop("current_spec", None)
    with st.sidebar:
        chosen = cell or choose_cell()
        st.subheader(_("Size"))
        m = st.slider(
            _("Units"), 1, MOST_UNITS, DEFAULT_SETUP.m, key="m", help=_("m, the size of the hidden state."), **LINKED
        )
        layers = choose_layers() if stacked else 1
        st.subheader(_("Input"))
        try:
            sequence = choose_input()
        except InputError as problem:
            error = str(problem)
    save_choices()
    return Setup(chosen, m, layers, text=own_text()), last_readable(sequence, error)


def choose_layers() -> int:
    """Choose the number of stacked layers."""
    about = _("Stacked layers of the same cell: h of one layer is x of the next.")
    return int(st.slider(_("Layers"), 1, MOST_LAYERS, DEFAULT_SETUP.layers, key="layers", help=about, **LINKED))


def compared_setups(setup: Setup, cells: Iterable[str]) -> list[Setup]:
    """Return a setup and those it is compared with: trained cells of the same task for a run, none for a model."""
    others = [cell for cell in dict.fromkeys(cells) if cell != setup.cell]
    if not setup.loaded:
        return [setup, *(replace(setup, cell=cell) for cell in others)]
    same = same_task_runs(setup.loaded.run) if setup.loaded.run else {}
    weights = [load_checkpoint(same[cell], nearest_step(same[cell], None)) for cell in others if cell in same]
    return [setup, *(with_loaded_weights(same_part(one, setup.loaded), setup) for one in weights)]


def last_readable(sequence: Sequence | None, error: str | None) -> Sequence:
    """Return the new input, or show its error and return the last one that could be read, so that no page is empty."""
    if sequence is not None:
        st.session_state.last_input = sequence
        return sequence
    last: Sequence | None = st.session_state.get("last_input")
    below = "the last input that could be read" if last else "an example"
    st.error(f"{plain(error or '')} Below is {below}.")
    return last or example()


def fits_stage(setup: Setup) -> bool:
    """Tell whether the stage can draw this many units; show a message where it cannot."""
    message = too_large("units on the stage", setup.m)
    if message:
        st.markdown(message)
    return not message


def choose_layer(setup: Setup) -> int:
    """Choose the layer that is shown, where there are several; counted from 1."""
    if setup.layers == 1:
        return 1
    return int(st.radio(_("Layer"), [str(k + 1) for k in range(setup.layers)], key="layer", horizontal=True, **LINKED))
