"""The controls of Vanishing gradients: presets, settings, and the cached maps."""

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import streamlit as st

from explainer.cells.primitives import Array
from explainer.lessons.course.message import gettext_noop
from explainer.lessons.vanishing_figures import phase_maps, rings
from explainer.lessons.vanishing_gradients import ACTIVATIONS, LIMITS, PRESETS, GradientNorms, Setting, phase_map
from explainer.lessons.vanishing_sentences import of_phase_maps
from explainer.lessons.vanishing_tables import curves_csv, maps_csv, table
from explainer.numerics.initialisation import INITIALISATIONS
from explainer.ui.answers import answer
from explainer.ui.charts import chart
from explainer.ui.hidden import is_sentence_hidden
from explainer.ui.language import _
from explainer.ui.link_entries import RANGES
from explainer.ui.linked import LINKED, linked_slider
from explainer.ui.markdown import plain

DEFAULT_SETTING = PRESETS["remember"]
KEYS = {"initialisation": "lab_start", "m": "lab_m", "seed": "lab_seed"}  # the short keys have other limits elsewhere


def choose_preset() -> None:
    """Draw a button for each preset, which sets all controls."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_("Presets"), width="content")
        for name, setting in PRESETS.items():
            st.button(name, on_click=_apply, args=(setting,), key=f"lab_{name}")


def choose_setting() -> Setting:
    """Draw the controls and return the setting."""
    radius = _slider(_("Spectral radius"), "radius", DEFAULT_SETTING.radius, 0.05, _(ABOUT_RADIUS))
    bias = _slider(_("Forget-gate bias"), "bias", DEFAULT_SETTING.bias, 0.5, _(ABOUT_BIAS))
    length = _slider(_("Sequence length"), "length", DEFAULT_SETTING.length, 1, _(ABOUT_LENGTH))
    m = _slider(_("Units"), "lab_m", DEFAULT_SETTING.m, 1, _("m, the same for each cell."))
    names = list(INITIALISATIONS)
    index = names.index(DEFAULT_SETTING.initialisation)
    initialisation: str = st.selectbox(_("Initialization"), names, index, key="lab_start", help=ABOUT_NAMES, **LINKED)
    activation: str = st.radio(_("Activation of the RNN"), ACTIVATIONS, key="activation", horizontal=True, **LINKED)
    seed = st.number_input(
        _("Seed"), *RANGES["lab_seed"], DEFAULT_SETTING.seed, key="lab_seed", help=_(ABOUT_SEED), **LINKED
    )
    return Setting(radius, bias, int(length), initialisation, activation, int(m), int(seed))


ABOUT_RADIUS = gettext_noop(
    "The size of the largest eigenvalue of each recurrent matrix U, which is scaled to this value. "
    "Over many steps, U multiplies the length of a vector by about this factor per step."
)
ABOUT_LENGTH = gettext_noop("T, the number of steps. The loss is the sum of h at the last one.")
ABOUT_BIAS = gettext_noop(
    "The bias of the forget gate of the LSTM, and of the update gate of the GRU. Higher values keep more at each step."
)
ABOUT_SEED = gettext_noop(
    "The random seed of weights and input. The other controls use the same random numbers again, unless sizes change."
)
ABOUT_NAMES = "\n".join(f"- **{name}**: {about}" for name, (_, about) in INITIALISATIONS.items())


def maps_of(setting: Setting) -> dict[str, Array]:
    """Return the map of each cell, from the cache where nothing that it depends on has changed."""
    common = replace(_common(setting), activation=DEFAULT_SETTING.activation)
    without_gate = replace(common, bias=DEFAULT_SETTING.bias)  # the plain RNN has no forget gate
    return {cell: _phase(cell, without_gate if cell in ACTIVATIONS.values() else common) for cell in setting.cells}


@st.cache_data(max_entries=24, show_spinner=False)
def _phase(cell: str, setting: Setting) -> Array:
    return phase_map(cell, setting)


def show_maps(setting: Setting, mode: int) -> None:
    """Show the maps and their sentence, which are cached as sent, and the rings, which are not."""
    st.subheader(_("All spectral radii and lengths"))
    with st.container(gap=None):
        _show_maps(_common(setting), mode, is_sentence_hidden("page"))
        st.html(rings(setting, mode))


@st.cache_data(max_entries=8, show_spinner=False)
def _show_maps(setting: Setting, mode: int, hidden: bool) -> None:
    """Show both; `hidden` is part of the key of the cache, which keeps what was sent."""
    phases = maps_of(setting)
    sentence = of_phase_maps(phases)
    answer(plain(sentence), "maps")
    picture = phase_maps(phases, mode)
    chart(picture, "lab_maps", alt=None if hidden else sentence)


def _common(setting: Setting) -> Setting:
    """Return the setting of a map, which shows all radii and lengths and so depends on neither."""
    return replace(setting, radius=DEFAULT_SETTING.radius, length=DEFAULT_SETTING.length)


def show_values(setting: Setting, measured: dict[str, GradientNorms]) -> None:
    """Show the values behind both figures and offer them as CSV, once the section is opened."""
    section = st.expander(_("Table of values"), on_change="rerun", key="lab_numbers")
    if not section.open:
        return
    section.markdown(table(measured))
    writers: dict[str, Callable[[], str]] = {
        "lines": lambda: curves_csv(measured),
        "maps": lambda: maps_csv(maps_of(setting)),
    }
    for name, write in writers.items():
        section.download_button(
            _("Lines as CSV") if name == "lines" else _("Maps as CSV"),
            write,
            f"{name}.csv",
            "text/csv",
            on_click="ignore",
        )


def _slider(label: str, key: str, default: float, step: float, about: str) -> float:
    value: float = linked_slider(label, LIMITS[key], default, key, step, help=about)
    return value


def _apply(setting: Setting) -> None:
    values: dict[str, Any] = asdict(setting)
    for name, value in values.items():
        st.session_state[KEYS.get(name, name)] = value
