"""The presets of a task: buttons, each of which sets all controls of the Train page to a published experiment."""

from collections.abc import Callable

import streamlit as st

from explainer.inputs.graphemes import split_graphemes
from explainer.tasks.own_data import OwnData
from explainer.tasks.problem import Task
from explainer.tasks.text import OWN
from explainer.training.presets import PRESETS, Preset, preset_recipe
from explainer.training.recipe import Recipe
from explainer.ui.language import _
from explainer.ui.own_data_controls import current_text

LONG_SOURCE = "documentation"  # of the texts with 10,000 characters, the one that is prose
SHORT_SOURCE = "zen"


def choose_preset(task: Task, linked: OwnData | None, set_controls: Callable[[Recipe], None]) -> None:
    """Draw a button for each preset of a task and each of its cells, which sets the controls to a recipe.

    `linked` are the data of the link's runs.
    """
    for preset in PRESETS:
        if preset.task == task.key:
            first, *others = preset.cells
            _draw_button(preset, first, _("Preset: {title}").format(title=preset.title), linked, set_controls)
            with st.container(horizontal=True, gap="small"):
                for cell in others:
                    _draw_button(preset, cell, _("With {cell}").format(cell=cell), linked, set_controls)


def _draw_button(
    preset: Preset, cell: str, label: str, linked: OwnData | None, set_controls: Callable[[Recipe], None]
) -> None:
    about = (
        preset.about
        if cell == preset.cells[0]
        else _("{title} with another cell: {cell}.").format(title=preset.title, cell=cell)
    )

    def click() -> None:
        set_controls(read_recipe(preset, cell, linked))

    st.button(label, key=f"preset {preset.title} {cell}", on_click=click, help=about)


def read_recipe(preset: Preset, cell: str, linked: OwnData | None) -> Recipe:
    """Return the recipe of a preset; the visitor's own text stays, and so does any other that is long enough."""
    source = st.session_state.get("text_source", SHORT_SOURCE)
    source = LONG_SOURCE if source == SHORT_SOURCE else source
    text = current_text(linked) if source == OWN else None
    return preset_recipe(preset, cell, source, len(split_graphemes(text)) if text else preset.tokens)
