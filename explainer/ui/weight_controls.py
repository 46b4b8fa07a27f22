"""The weight controls: random weights, a preset, a run or a model, and the list of changes by hand."""

from dataclasses import replace

import streamlit as st

from explainer.cells.memory import keep_biases
from explainer.inputs.sequence import Sequence
from explainer.lessons.course.message import gettext_noop
from explainer.numerics import changes
from explainer.numerics.initialisation import INITIALISATIONS
from explainer.numerics.loaded_weights import MODEL, TRAINED
from explainer.numerics.presets import PRESETS
from explainer.numerics.setup import (
    KEEP_BIASES,
    MOST_SEED,
    SCALES,
    Setup,
    initialisations_of,
)
from explainer.runs.shipped import shipped_names
from explainer.ui.address import save_choices, undo_changes
from explainer.ui.cell_controls import DEFAULT_SETUP
from explainer.ui.language import _
from explainer.ui.linked import LINKED
from explainer.ui.markdown import plain


def choose_weights(setup: Setup, presets: bool = True, runs: bool = True) -> Setup:
    """Choose the weights: random ones, a preset, those of a run or of a model."""
    options = [
        *initialisations_of(setup.cell if presets else ""),
        *([TRAINED] if runs and shipped_names() else []),
        *([MODEL] if runs else []),
    ]
    start = st.selectbox(_("Weights"), options, key="start", help=ABOUT_WEIGHTS, width=170, **LINKED)
    chosen = start if runs and start in (TRAINED, MODEL) else ""
    if runs and chosen != (setup.loaded.source if setup.loaded else st.session_state.get("not_loaded", "")):
        st.rerun()  # with other controls for cell, size and input
    if chosen:
        return setup
    if start in PRESETS:
        show_preset(start)
        save_choices()
        return replace(setup, init=start)
    seed = st.number_input(
        _("Seed"),
        0,
        MOST_SEED,
        DEFAULT_SETUP.seed,
        key="seed",
        help=_("The same seed draws the same numbers."),
        width=130,
        **LINKED,
    )
    scale = st.slider(
        _("Scale"), *SCALES, DEFAULT_SETUP.scale, 0.1, key="scale", help=_(ABOUT_SCALE), width=170, **LINKED
    )
    keep = choose_keep_bias(setup)
    save_choices()
    return replace(setup, init=start, seed=int(seed), scale=scale, keep=keep)


ABOUT_SCALE = gettext_noop(
    "Multiplies the random weights: 1 is PyTorch's default, larger factors drive the gates towards 0 and 1."
)
ABOUT_WEIGHTS = "\n".join(
    [
        *(f"- **{name}**: {about}" for name, (_, about) in INITIALISATIONS.items()),
        *(f"- **{preset.name}**: {preset.about}" for preset in PRESETS.values()),
        f"- **{TRAINED}**: the weights of a training run, at one of its checkpoints",
        f"- **{MODEL}**: the weights of a file that you upload on the page Your model",
    ]
)


def show_changes(setup: Setup, sequence: Sequence) -> None:
    """List the changes made by hand, with a button to undo them all."""
    stack = setup.stack(sequence) if setup.changes else []
    descriptions = [
        changes.describe(change, stack, sequence.x)
        for change in setup.changes
        if changes.fits(change, stack, sequence.x)
    ]
    if descriptions:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                _("Changed by hand: {changes}.").format(changes=plain("; ".join(descriptions))), width="content"
            )
            st.button(_("Undo all"), on_click=undo_changes, key="undo_all")


def choose_keep_bias(setup: Setup) -> str:
    """Choose the bias of the keep gate (forget gate of an LSTM, update gate of a GRU), where the cell has one."""
    biases = keep_biases(setup.program)
    signs = ", ".join(f"{'' if sign > 0 else '−'}{name}" for name, sign in biases)
    about = (
        _("Sets {signs}, the bias of the gate that keeps the old state. Higher values keep more of it.")
        if biases
        else _("{cell} has no gate of this kind, and so no such bias.")
    ).format(signs=signs, cell=setup.cell)
    keep: str = st.selectbox(
        _bias_label(setup),
        KEEP_BIASES,
        KEEP_BIASES.index(DEFAULT_SETUP.keep),
        key="keep",
        help=about,
        disabled=not biases,
        width=130,
        **LINKED,
    )
    return keep


def _bias_label(setup: Setup) -> str:
    """Return what the literature calls the bias: that of the forget gate or of the update gate, where it is one."""
    about = {line.name: line.about for line in setup.program.cell.equations}
    of = [about.get(name[2:], "") for name, sign in keep_biases(setup.program)]
    labels = [label for gate, label in BIAS_LABELS.items() if any(text.startswith(f"{gate} gate") for text in of)]
    return _(labels[0]) if labels else _("Keep bias")


BIAS_LABELS = {"forget": gettext_noop("Forget-gate bias"), "update": gettext_noop("Update-gate bias")}


ABOUT_PRESET_INPUT = gettext_noop("The input that this preset is made for.")


def show_preset(name: str) -> None:
    """Describe a preset, with a button that selects its input."""
    preset = PRESETS[name]
    st.markdown(preset.about)
    selected = st.session_state.get("input") == preset.example
    label = _("Use the input “{name}”").format(name=preset.example)
    if not selected and st.button(label, help=_(ABOUT_PRESET_INPUT), key="use_input"):
        st.session_state.requested_input = preset.example
        st.rerun()
