"""The knobs: what can be set in the laboratory, its presets, and the memory of what has been computed."""

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explainer.cells.primitives import Array
from explainer.lessons.vanishing_figures import phase_maps, rings
from explainer.lessons.vanishing_gradients import ACTIVATIONS, LIMITS, PRESETS, Setting, phase
from explainer.lessons.vanishing_sentences import of_phases
from explainer.numerics.initialisation import STARTS
from explainer.ui.input_controls import LINKED
from explainer.ui.links import RANGES
from explainer.ui.markdown import plain

FIRST = PRESETS["remember"]
KEYS = {"start": "lab_start", "m": "lab_m", "seed": "lab_seed"}  # other pages have other limits under the short names


def choose_preset() -> None:
    """Offer the presets: each sets every knob, and can be changed from there."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("Try", width="content")
        for name, setting in PRESETS.items():
            st.button(name, on_click=_set, args=(setting,), key=f"lab_{name}")


def choose_setting() -> Setting:
    """Draw the knobs and return what is set."""
    radius = _slide("Spectral radius", "radius", FIRST.radius, 0.05, ABOUT_RADIUS)
    bias = _slide("Keep bias", "bias", FIRST.bias, 0.5, ABOUT_BIAS)
    length = _slide("Length", "length", FIRST.length, 1, "T, how many steps are read. The loss sits at the last one.")
    m = _slide("Units", "lab_m", FIRST.m, 1, "m, the same for each cell.")
    starts = list(STARTS)
    start: str = st.selectbox("Start", starts, starts.index(FIRST.start), key="lab_start", help=ABOUT_STARTS, **LINKED)
    activation: str = st.radio("The plain RNN's activation", ACTIVATIONS, key="activation", horizontal=True, **LINKED)
    seed = st.number_input("Seed", *RANGES["lab_seed"], FIRST.seed, key="lab_seed", help=ABOUT_SEED, **LINKED)
    return Setting(radius, bias, int(length), start, activation, int(m), int(seed))


ABOUT_RADIUS = (
    "The size of the largest eigenvalue of each recurrent matrix U: each is scaled to have exactly this. "
    "In the long run U stretches what goes through it by this factor."
)
ABOUT_BIAS = (
    "The bias of the LSTM's forget gate and of the GRU's update gate: the higher, the more is kept at each step."
)
ABOUT_SEED = (
    "Draws the weights and what is read. No other knob draws anything anew, except as the size of the matrices."
)
ABOUT_STARTS = "\n".join(f"- **{name}**: {about}" for name, (_, about) in STARTS.items())


def phases_of(setting: Setting) -> dict[str, Array]:
    """Return the map of each cell, from memory where nothing that it depends on has changed."""
    common = replace(_common(setting), activation=FIRST.activation)
    unkept = replace(common, bias=FIRST.bias)  # nothing keeps in the plain RNN, so the bias changes nothing
    return {cell: _phase(cell, unkept if cell in ACTIVATIONS.values() else common) for cell in setting.cells}


@st.cache_data(max_entries=24, show_spinner=False)
def _phase(cell: str, setting: Setting) -> Array:
    return phase(cell, setting)


def show_maps(setting: Setting, mode: int) -> None:
    """Show the maps and their sentence: Streamlit remembers them as sent, and only the rings are new."""
    st.subheader("Every radius and length")
    with st.container(gap=None):
        _show_maps(_common(setting), mode)
        st.html(rings(setting, mode))


@st.cache_data(max_entries=8, show_spinner=False)
def _show_maps(setting: Setting, mode: int) -> None:
    phases = phases_of(setting)
    said = of_phases(phases)
    st.markdown(plain(said))
    picture = phase_maps(phases, mode)
    st.plotly_chart(picture, theme=None, key="lab_maps", config={"displayModeBar": False}, alt=said)


def _common(setting: Setting) -> Setting:
    """Return what a map depends on: whatever radius and length are set, it shows all of them."""
    return replace(setting, radius=FIRST.radius, length=FIRST.length)


def offer(where: DeltaGenerator, name: str, write: Callable[[], str]) -> None:
    """Offer a CSV file, which is written when it is wanted."""
    where.download_button(f"The {name} as CSV", write, f"{name}.csv", "text/csv", on_click="ignore")


def _slide(label: str, key: str, first: float, step: float, about: str) -> float:
    value: float = st.slider(label, *LIMITS[key], first, step, key=key, help=about, **LINKED)
    return value


def _set(setting: Setting) -> None:
    values: dict[str, Any] = asdict(setting)
    for name, value in values.items():
        st.session_state[KEYS.get(name, name)] = value
