"""The controls of the page Sweep: task, cells, what is varied, its values, seeds and sizes; all stand in the link."""

from collections.abc import Sequence

import streamlit as st

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import OWN_CELL
from explainer.runs.shipped_sweep import DELAY
from explainer.runs.sweep_choice import SweepChoice, SweepLines, default_values, options, parse_values, sweep_lines
from explainer.tasks.catalogue import TASKS
from explainer.tasks.problem import Task
from explainer.training.choices import FIELDS, KEEP_BIAS_CHOICES
from explainer.training.limits import INTEGER_LIMITS
from explainer.ui import links
from explainer.ui.cell_controls import about_cells, own_text
from explainer.ui.language import _
from explainer.ui.linked import LINKED
from explainer.ui.linked_choice import choose_linked
from explainer.ui.recipe_controls import ABOUT_TASKS, choose_setting
from explainer.ui.recipe_titles import TITLES

SIZES = ("m", "updates")


def choose() -> SweepLines:
    """Draw the controls, and return the recipes of the choice; raises SweepError, RecipeError or TaskError."""
    task = TASKS[st.selectbox(_("Task"), list(TASKS), key="task", help=ABOUT_TASKS, **LINKED)]
    cells = choose_several(_("Cells"), "sweep_cells", [*CELLS, OWN_CELL], DELAY.cells, about_cells())
    names, about = options(task), _("What differs from run to run, beside cell and seed.")
    varied = choose_linked(
        _("Varied"), f"{task.key}_over", names, names[0], lambda name: title_of(task, name), about=about
    )
    typed = st.text_input(
        _("Values"), default_values(task, varied), key=f"{task.key}_values_{varied}", help=about_values(task, varied),
        **LINKED,
    )  # fmt: skip
    keeps: tuple[str, ...] = ()
    if varied != "keep":
        about = _("One line is drawn for each bias; a cell without a gate that keeps has one line.")
        keeps = choose_several(_(TITLES["keep"]), "sweep_keep", list(KEEP_BIAS_CHOICES), DELAY.keeps, about)
    about = _("How many seeds each recipe is trained with; every one is a point.")
    limits = INTEGER_LIMITS["seeds"]
    seeds = st.number_input(_("Seeds"), *limits, DELAY.seeds, key="sweep_seeds", help=about, **LINKED)
    fields = {name: choose_size(name) for name in SIZES if name != varied}
    settings = {name: choose_setting(task, name, one) for name, one in task.settings.items() if name != varied}
    values = parse_values(title_of(task, varied), typed)
    choice = SweepChoice(task.key, cells, varied, values, int(seeds), keeps, settings, fields, own_text())
    return sweep_lines(choice)


def choose_several(label: str, key: str, names: Sequence[str], first: Sequence[str], about: str) -> tuple[str, ...]:
    """Choose several options; they stand in the link with commas between them, none where all are the first ones."""
    linked = st.query_params.get(key, "")
    begun = linked.split(",") if linked and not links.link_error(key, linked) else list(first)
    chosen: list[str] = st.multiselect(label, names, begun, key=f"{key}_control", help=about)
    st.query_params.pop(key, None)
    if chosen and tuple(chosen) != tuple(first):
        st.query_params[key] = ",".join(chosen)
    return tuple(chosen) or tuple(first)


def choose_size(name: str) -> int:
    """Draw the control of a whole number of every recipe."""
    about = f"{FIELDS[name][:1].upper()}{FIELDS[name][1:]}."
    first = DELAY.fields[name]
    value = st.number_input(_(TITLES[name]), *INTEGER_LIMITS[name], first, key=f"sweep_{name}", help=about, **LINKED)
    return int(value)


def title_of(task: Task, name: str) -> str:
    """Return the title of what can be varied."""
    return task.settings[name].title if name in task.settings else _(TITLES[name])


def about_values(task: Task, name: str) -> str:
    """Say what values may be typed."""
    about = task.settings[name].about if name in task.settings else f"{FIELDS[name][:1].upper()}{FIELDS[name][1:]}."
    commas = _("Values with commas between them.")
    return f"{commas} {about}"
