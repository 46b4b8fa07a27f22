"""The choices of the Train page: task, cells and settings, and the recipes that follow from them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import NAME
from explainer.inputs.sequence import InputError
from explainer.inputs.table import MOST_MEGABYTES, decode, read_table
from explainer.numerics.initialisation import STARTS
from explainer.tasks.catalogue import TASKS, made
from explainer.tasks.problem import Knob, Problem, Series, Task
from explainer.tasks.series import from_table
from explainer.training.choices import CLIPS, DEVICES, FIELDS, KEEPS, OPTIMISERS, PRECISIONS, SCHEDULES
from explainer.training.limits import REAL, WHOLE
from explainer.training.recipe import Recipe, checked, default
from explainer.ui.cell_controls import ABOUT_CELLS, FIRST, own_text
from explainer.ui.input_controls import LINKED

SEEDS = 3  # where a task does not say otherwise: enough to see whether a result is luck
TITLES = {
    "m": "Units", "layers": "Layers", "seeds": "Seeds side by side", "updates": "Updates", "batch": "Batch",
    "start": "Start", "keep": "Keep bias", "scale": "Scale", "learned_start": "Learned start",
    "optimiser": "Optimiser", "rate": "Learning rate", "momentum": "Momentum", "schedule": "Schedule",
    "clip": "Clip by", "limit": "Clip limit", "chunk": "Chunk", "grow": "Chunk grows by", "patience": "Patience",
    "early": "End when solved", "dropout": "Dropout", "zoneout": "Zoneout", "device": "Device",
    "precision": "Precision",
}  # fmt: skip
SENTENCES = {
    "start": {name: about for name, (_, about) in STARTS.items()}, "keep": KEEPS, "optimiser": OPTIMISERS,
    "schedule": SCHEDULES, "clip": CLIPS, "device": DEVICES, "precision": PRECISIONS,
    "learned_start": {"yes": "the first state is trained as the weights are", "no": "the first state is 0"},
    "early": {"yes": "ends as soon as every seed has solved the task", "no": "goes on to the last update"},
}  # fmt: skip
SWITCHES = {"yes": True, "no": False}
NONE = "none"


@dataclass(frozen=True, eq=False)
class Plan:
    """What would be trained: a task as it is set, a recipe for each cell, and the visitor's series, if it reads one."""

    task: Task
    problem: Problem
    recipes: tuple[Recipe, ...]
    series: Series | None = None


def choose(changed: Callable[[], None]) -> Plan:
    """Draw the controls and return the plan; `changed` is called when another task is chosen.

    Raises TaskError, InputError, RecipeError or CellError for what cannot be trained, with a sentence.
    """
    names = list(TASKS)
    key = st.selectbox("Task", names, key="task", help=ABOUT_TASKS, on_change=changed, **LINKED)
    task = TASKS[key]
    cells = choose_cells()
    series = choose_series() if task.reads_series else None
    settings = {name: choose_knob(task, name, knob) for name, knob in task.knobs.items()}
    seed = st.number_input("Seed", *WHOLE["seed"], Recipe.seed, key="train_seed", help=FIELDS["seed"], **LINKED)
    begun = [_begun(task, cell) for cell in cells]
    with st.expander("More"):
        st.markdown("What is left empty is as it was measured to work for the task and the cell.")
        chosen = choose_more(begun)
    fields = {**chosen, "settings": settings, "seed": int(seed)}
    recipes = tuple(checked(replace(recipe, **fields)) for recipe in begun)
    return Plan(task, made(task.key, settings, series), recipes, series)


def choose_cells() -> list[str]:
    """Choose one to three cells; a cell that is chosen twice races once."""
    names = [*CELLS, NAME]
    first: str = st.selectbox("Cell", names, names.index(FIRST.cell), key="cell", help=ABOUT_CELLS, **LINKED)
    others = [NONE, *names]
    second: str = st.selectbox("Against", others, others.index("GRU"), key="racer2", **LINKED)
    third: str = st.selectbox("And", others, others.index("RNN"), key="racer3", **LINKED)
    return [name for name in dict.fromkeys([first, second, third]) if name != NONE]


def choose_knob(task: Task, name: str, knob: Knob) -> int | float | str:
    """Draw one of a task's own knobs."""
    key = f"{task.key}_{name}"
    if knob.choices:
        place = knob.choices.index(str(knob.begin))
        choice: str = st.selectbox(knob.title, knob.choices, place, key=key, help=knob.about, **LINKED)
        return choice
    return choose_number(knob.title, knob.low, knob.high, knob.begin, key, knob.about)


def choose_number(title: str, low: float, high: float, begin: float | str, key: str, about: str) -> int | float:
    """Draw a knob that is a number, whole where it begins as one."""
    kind = int if isinstance(begin, int) else float
    value: int | float = st.number_input(title, kind(low), kind(high), kind(begin), key=key, help=about, **LINKED)
    return value


def choose_series() -> Series:
    """Upload the visitor's own series and choose its columns; raises InputError and TaskError."""
    about = f"CSV in UTF-8, up to {MOST_MEGABYTES} MB, a line per time step."
    file = st.file_uploader("File", ["csv"], key="train_file", help=about, max_upload_size=MOST_MEGABYTES)
    if file is None:
        raise InputError("No file is chosen yet; a CSV with a line per time step would be right.")
    table = read_table(decode(file.getvalue()))
    numeric = [name for name in table.names if table.is_numeric(name)]
    names = st.multiselect("Columns", table.names, numeric[:1], key=f"train columns {table.names}")
    return from_table(table, tuple(names))


def written(recipes: Sequence[Recipe]) -> dict[str, Any]:
    """Return the values of the controls, by their keys, from which these recipes follow."""
    first = recipes[0]
    cells = [*dict.fromkeys(recipe.cell for recipe in recipes), NONE, NONE]
    begun = [_begun(TASKS[recipe.task], recipe.cell) for recipe in recipes]
    changed = {
        f"train_{name}": _option(name, getattr(first, name))
        for name in TITLES
        if any(getattr(one, name) != getattr(other, name) for one, other in zip(recipes, begun, strict=True))
    }
    return {
        "task": first.task, "cell": cells[0], "racer2": cells[1], "racer3": cells[2], "train_seed": first.seed,
        **{f"{first.task}_{name}": value for name, value in first.settings.items()}, **changed,
    }  # fmt: skip


def _option(name: str, value: Any) -> Any:
    return {True: "yes", False: "no"}[value] if name in ("learned_start", "early") else value


def choose_more(begun: Sequence[Recipe]) -> dict[str, Any]:
    """Draw what need not be chosen; return only what was."""
    fields = {name: _choose_field(name, [getattr(recipe, name) for recipe in begun]) for name in TITLES}
    return {name: value for name, value in fields.items() if value is not None}


def _choose_field(name: str, begun: Sequence[Any]) -> Any:
    shown = ", ".join(dict.fromkeys(_shown(value) for value in begun))
    about = FIELDS[name][:1].upper() + FIELDS[name][1:] + "."
    options: dict[str, Any] = {"key": f"train_{name}", "placeholder": shown, **LINKED}
    if name in SENTENCES:
        listed = "\n".join(f"- **{choice}**: {sentence}" for choice, sentence in SENTENCES[name].items())
        choice = st.selectbox(TITLES[name], list(SENTENCES[name]), None, help=f"{about}\n\n{listed}", **options)
        return SWITCHES.get(choice, choice) if choice is not None else None
    if name in WHOLE:
        return st.number_input(TITLES[name], *WHOLE[name], None, help=about, **options)
    return st.number_input(TITLES[name], *REAL[name], None, format="%g", help=about, **options)


def _begun(task: Task, cell: str) -> Recipe:
    recipe = default(task, cell, own_text() if cell == NAME else "")
    return recipe if recipe.seeds > 1 else replace(recipe, seeds=SEEDS)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


ABOUT_TASKS = "\n".join(f"- **{key}**: {task.title}. {task.asks}" for key, task in TASKS.items())
