"""The controls: the sidebar that all pages share, and what it makes of a visitor's choices."""

from collections.abc import Iterable
from dataclasses import replace

import streamlit as st

from explainer.cells.memory import keep_biases
from explainer.inputs.sequence import InputError, Sequence
from explainer.numerics import changes
from explainer.numerics.initialisation import STARTS
from explainer.numerics.loaded_weights import MODEL, TRAINED
from explainer.numerics.presets import STORIES
from explainer.numerics.setup import KEEP_BIASES, MOST_LAYERS, MOST_SEED, MOST_UNITS, SCALES, Setup, showing, starts_of
from explainer.runs.loading import nearest, open_at, siblings
from explainer.runs.shipped import names
from explainer.torch_models.view_limits import too_large
from explainer.ui import run_controls
from explainer.ui.address import remember, undo_changes
from explainer.ui.cell_controls import FIRST, choose_cell, own_text
from explainer.ui.input_controls import LINKED, choose_input, example
from explainer.ui.loaded_controls import open_wanted
from explainer.ui.markdown import plain


def sidebar(cell: str = "", stacked: bool = True) -> tuple[Setup, Sequence]:
    """Draw the sidebar; return what is chosen and the sequence, the last good one where the new one cannot be read.

    A page that is about one cell names it; one that shows no stack of layers asks for none. With opened weights cell
    and size are theirs.
    """
    wanted = "" if cell else run_controls.wanted()
    weights = open_wanted(wanted)
    st.session_state.unopened = "" if weights else wanted
    if weights:
        return showing(weights[0], Setup(text=own_text())), weights[1]
    error: str | None = None
    sequence: Sequence | None = None
    st.session_state.pop("reads", None)
    with st.sidebar:
        chosen = cell or choose_cell()
        st.subheader("Size")
        m = st.slider("Units", 1, MOST_UNITS, FIRST.m, key="m", help="m, the size of the state", **LINKED)
        layers = choose_layers() if stacked else 1
        st.subheader("Input")
        try:
            sequence = choose_input()
        except InputError as problem:
            error = str(problem)
    remember()
    return Setup(chosen, m, layers, text=own_text()), keep_last(sequence, error)


def choose_layers() -> int:
    """Choose how many equal cells stand on each other."""
    about = "The h of one layer is the x of the next."
    return int(st.slider("Layers", 1, MOST_LAYERS, FIRST.layers, key="layers", help=about, **LINKED))


def beside(setup: Setup, cells: Iterable[str]) -> list[Setup]:
    """Return a setup and those it is compared with: a trained cell with others of the same task, a model alone."""
    others = [cell for cell in dict.fromkeys(cells) if cell != setup.cell]
    if not setup.opened:
        return [setup, *(replace(setup, cell=cell) for cell in others)]
    same = siblings(setup.opened.run) if setup.opened.run else {}
    weights = [open_at(same[cell], nearest(same[cell], None)) for cell in others if cell in same]
    return [setup, *(showing(one.opened, setup) for one in weights)]


def mode() -> int:
    """Return 1 where the visitor's theme is dark, else 0."""
    return int(st.context.theme.type == "dark")


def keep_last(sequence: Sequence | None, error: str | None) -> Sequence:
    """Keep the last input that could be read, so that an error never empties the page."""
    if sequence is not None:
        st.session_state.good = sequence
        return sequence
    last: Sequence | None = st.session_state.get("good")
    below = "the last input that could be read" if last else "an example meanwhile"
    st.error(f"{plain(error or '')} Below is {below}.")
    return last or example()


def choose_weights(setup: Setup, stories: bool = True, runs: bool = True) -> Setup:
    """Choose where the weights start; the story's own input is offered with a story."""
    starts = [
        *starts_of(setup.cell if stories else ""),
        *([TRAINED] if runs and names() else []),
        *([MODEL] if runs else []),
    ]
    start = st.selectbox("Weights", starts, key="start", help=ABOUT_STARTS, width=170, **LINKED)
    chosen = start if runs and start in (TRAINED, MODEL) else ""
    if runs and chosen != (setup.opened.start if setup.opened else st.session_state.get("unopened", "")):
        st.rerun()  # cell, size and input are other ones
    if chosen:
        return setup
    if start in STORIES:
        tell_story(start)
        remember()
        return replace(setup, start=start)
    seed = st.number_input(
        "Seed", 0, MOST_SEED, FIRST.seed, key="seed", help="The same seed draws the same numbers.", width=130, **LINKED
    )
    scale = st.slider("Scale", *SCALES, FIRST.scale, 0.1, key="scale", help=ABOUT_SCALE, width=170, **LINKED)
    keep = choose_keep(setup)
    remember()
    return replace(setup, start=start, seed=int(seed), scale=scale, keep=keep)


ABOUT_SCALE = "Multiplies what was drawn: 1 is as PyTorch starts, more drives the gates towards 0 and 1."
ABOUT_STARTS = "\n".join(
    [
        *(f"- **{name}**: {about}" for name, (_, about) in STARTS.items()),
        *(f"- **{story.name}**: {story.about}" for story in STORIES.values()),
        f"- **{TRAINED}**: the weights of a run, at any moment of its training",
        f"- **{MODEL}**: the weights of a file that you open on Your model",
    ]
)


def tell_changes(setup: Setup, sequence: Sequence) -> None:
    """Say what has been changed by hand, and offer to undo it all."""
    stack = setup.stack(sequence) if setup.changes else []
    told = [
        changes.words(change, stack, sequence.x) for change in setup.changes if changes.fits(change, stack, sequence.x)
    ]
    if told:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"Changed by hand: {plain('; '.join(told))}.", width="content")
            st.button("Undo all", on_click=undo_changes, key="undo_all")


def choose_keep(setup: Setup) -> str:
    """Choose the bias of the gate that keeps, where the cell has one."""
    biases = keep_biases(setup.program)
    signs = " and ".join(f"{'' if sign > 0 else '−'}{name}" for name, sign in biases)
    about = (
        f"Sets {signs}: the higher, the longer memory lasts."
        if biases
        else f"{setup.cell} has no gate that keeps, so there is no such bias."
    )
    keep: str = st.selectbox(
        "Keep bias",
        KEEP_BIASES,
        KEEP_BIASES.index(FIRST.keep),
        key="keep",
        help=about,
        disabled=not biases,
        width=130,
        **LINKED,
    )
    return keep


def on_stage(setup: Setup) -> bool:
    """Tell whether a stage has a lane for each unit; where it has not, say so."""
    crowded = too_large("units on the stage", setup.m)
    if crowded:
        st.markdown(crowded)
    return not crowded


def choose_layer(setup: Setup) -> int:
    """Choose which layer is shown, where there are several; counted from 1."""
    if setup.layers == 1:
        return 1
    return int(st.radio("Layer", [str(k + 1) for k in range(setup.layers)], key="layer", horizontal=True, **LINKED))


def tell_story(name: str) -> None:
    """Say what a story shows, and offer the input it is told with."""
    story = STORIES[name]
    st.markdown(story.about)
    told = st.session_state.get("input") == story.shows
    if not told and st.button(f"Read “{story.shows}”", help="The input that this story is told with."):
        st.session_state.wanted_input = story.shows
        st.rerun()
