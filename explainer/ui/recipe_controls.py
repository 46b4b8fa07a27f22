"""The controls of the Train page: task, cells and settings, and the recipes that they make."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import OWN_CELL
from explainer.lessons.course.message import gettext_noop
from explainer.tasks.catalogue import TASKS, has_own_recipe, make_problem
from explainer.tasks.own_data import OwnData
from explainer.tasks.problem import Problem, Settings, Task, TaskSetting
from explainer.training.choices import FIELDS
from explainer.training.limits import FLOAT_LIMITS, INTEGER_LIMITS
from explainer.training.recipe import Recipe, checked, default_recipe
from explainer.ui.cell_controls import DEFAULT_SETUP, about_cells, own_text
from explainer.ui.device_choice import device_options, seed_limits, show_devices
from explainer.ui.language import _
from explainer.ui.linked import LINKED
from explainer.ui.markdown import plain
from explainer.ui.own_data_controls import choose_data
from explainer.ui.preset_controls import choose_preset
from explainer.ui.recipe_titles import SENTENCES, TITLES

SEEDS = 3  # unless the task has its own default: enough to see whether a result is luck
NEEDED: dict[str, Callable[[Problem], bool]] = {
    "embedding": lambda problem: problem.tokens,
    "teacher_forcing": lambda problem: problem.pairs is not None,
    "forcing_schedule": lambda problem: problem.pairs is not None,
}
"""When a field is offered, where that depends on the problem."""
SWITCHES = {"yes": True, "no": False}
NONE = "none"


NOT_MEASURED = gettext_noop(
    "The defaults of this task were measured with other cells; with {cells} they may not be enough to solve it."
)


@dataclass(frozen=True, eq=False)
class Plan:
    """What would be trained: a task with its settings, a recipe for each cell, and the visitor's own data, if any."""

    task: Task
    problem: Problem
    recipes: tuple[Recipe, ...]
    data: OwnData | None = None


def choose(on_task_change: Callable[[], None], linked_data: Callable[[Task], OwnData | None]) -> Plan:
    """Draw the controls and return the plan; `on_task_change` is called when another task is chosen.

    `linked_data` returns the data of the link's runs, which stand for those that the visitor has not given again.
    Raises TaskError, InputError, RecipeError or CellError for what cannot be trained, with a message.
    """
    names = list(TASKS)
    key = st.selectbox(_("Task"), names, key="task", help=ABOUT_TASKS, on_change=on_task_change, **LINKED)
    task, linked = TASKS[key], linked_data(TASKS[key])
    choose_preset(task, linked, set_controls)
    cells = choose_cells()
    settings = {name: choose_setting(task, name, setting) for name, setting in task.settings.items()}
    data = choose_data(task, settings, linked)
    seed = st.number_input(
        _("Seed"), *INTEGER_LIMITS["seed"], Recipe.seed, key="train_seed", help=FIELDS["seed"], **LINKED
    )
    defaults, problem = [recipe_of_task(task, cell, settings) for cell in cells], make_problem(key, settings, data)
    others = [cell for cell in cells if not has_own_recipe(task, cell)]
    if others:
        st.markdown(plain(_(NOT_MEASURED).format(cells=", ".join(others))))
    with st.expander(_("More settings")):
        if not others:
            st.markdown(
                _("An empty field uses the default shown in it, which was measured to work for the task and the cell.")
            )
        chosen = choose_more(defaults, problem)
    fields = {**chosen, "settings": settings, "seed": int(seed)}
    recipes = tuple(checked(replace(recipe, **fields)) for recipe in defaults)
    return Plan(task, problem, recipes, data)


def choose_cells() -> list[str]:
    """Choose one to three cells; a cell that is chosen twice is trained once."""
    names = [*CELLS, OWN_CELL]
    first: str = st.selectbox(
        _("Cell"), names, names.index(DEFAULT_SETUP.cell), key="cell", help=about_cells(), **LINKED
    )
    others = [NONE, *names]
    second: str = st.selectbox(_("Second cell"), others, others.index("GRU"), key="racer2", **LINKED)
    third: str = st.selectbox(_("Third cell"), others, others.index("RNN"), key="racer3", **LINKED)
    return [name for name in dict.fromkeys([first, second, third]) if name != NONE]


def choose_setting(task: Task, name: str, setting: TaskSetting) -> int | float | str:
    """Draw the control of one of a task's own settings."""
    key = f"{task.key}_{name}"
    if setting.choices:
        index = setting.choices.index(str(setting.default))
        choice: str = st.selectbox(setting.title, setting.choices, index, key=key, help=setting.about, **LINKED)
        return choice
    return choose_number(setting.title, setting.low, setting.high, setting.default, key, setting.about)


def choose_number(title: str, low: float, high: float, default: float | str, key: str, about: str) -> int | float:
    """Draw the control of a number, an integer where its default is one."""
    kind = int if isinstance(default, int) else float
    value: int | float = st.number_input(title, kind(low), kind(high), kind(default), key=key, help=about, **LINKED)
    return value


def control_values(recipes: Sequence[Recipe]) -> dict[str, Any]:
    """Return the values of the controls, by key, that make these recipes."""
    first = recipes[0]
    cells = [*dict.fromkeys(recipe.cell for recipe in recipes), NONE, NONE]
    defaults = [recipe_of_task(TASKS[recipe.task], recipe.cell, recipe.settings) for recipe in recipes]
    changed = {
        f"train_{name}": _option(name, getattr(first, name))
        for name in TITLES
        if any(getattr(one, name) != getattr(other, name) for one, other in zip(recipes, defaults, strict=True))
    }
    return {
        "task": first.task, "cell": cells[0], "racer2": cells[1], "racer3": cells[2], "train_seed": first.seed,
        **{f"{first.task}_{name}": value for name, value in first.settings.items()}, **changed,
    }  # fmt: skip


def set_controls(recipe: Recipe) -> None:
    """Set all controls to a recipe of one cell; to be called before they are drawn."""
    st.session_state.update(all_control_values(recipe))


def all_control_values(recipe: Recipe) -> dict[str, Any]:
    """Return the values of all controls, by key, that make a recipe; None for each that has its default."""
    return {f"train_{name}": None for name in TITLES} | control_values([recipe])


def _option(name: str, value: Any) -> Any:
    return {True: "yes", False: "no"}[value] if name in ("learned_start", "early") else value


def choose_more(defaults: Sequence[Recipe], problem: Problem) -> dict[str, Any]:
    """Draw the optional settings that a problem needs; return those that are set."""
    names = [name for name in TITLES if name not in NEEDED or NEEDED[name](problem)]
    fields = {name: _choose_field(name, [getattr(recipe, name) for recipe in defaults]) for name in names}
    return {name: value for name, value in fields.items() if value is not None}


def _choose_field(name: str, defaults: Sequence[Any]) -> Any:
    shown = ", ".join(dict.fromkeys(_shown(value) for value in defaults))
    about = FIELDS[name][:1].upper() + FIELDS[name][1:] + "."
    options: dict[str, Any] = {"key": f"train_{name}", "placeholder": shown, **LINKED}
    if name in SENTENCES:
        listed = "\n".join(f"- **{choice}**: {sentence}" for choice, sentence in SENTENCES[name].items())
        offered = device_options() if name == "device" else list(SENTENCES[name])
        choice = st.selectbox(_(TITLES[name]), offered, None, help=f"{about}\n\n{listed}", **options)
        if name == "device":
            show_devices()
        return SWITCHES.get(choice, choice) if choice is not None else None
    if name in INTEGER_LIMITS:
        limits = seed_limits(options["key"]) if name == "seeds" else INTEGER_LIMITS[name]
        return st.number_input(_(TITLES[name]), *limits, None, help=about, **options)
    return st.number_input(_(TITLES[name]), *FLOAT_LIMITS[name], None, format="%g", help=about, **options)


def recipe_of_task(task: Task, cell: str, settings: Settings) -> Recipe:
    """Return the recipe that the page offers for a cell, with several seeds."""
    recipe = default_recipe(task, cell, own_text() if cell == OWN_CELL else "", settings)
    return recipe if recipe.seeds > 1 else replace(recipe, seeds=SEEDS)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


ABOUT_TASKS = "\n".join(f"- **{key}**: {task.title}. {task.description}" for key, task in TASKS.items())
