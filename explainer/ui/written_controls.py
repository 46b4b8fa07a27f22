"""The controls of the page Write a claim: task, two conditions, a measure, a rule and the number of seeds."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from explainer.cells.catalogue import CELLS
from explainer.lessons.claims.written import DEFAULTS, usual_recipe
from explainer.lessons.claims.written_fields import (
    BOUND,
    FIELDS,
    MEASURES,
    RELATIONS,
    SEEDS,
    SIDES,
    TASK_KEYS,
    UPDATES,
    choices_of,
    limits_of,
    setting_key,
    settings_of,
)
from explainer.lessons.claims.written_sentence import shown
from explainer.lessons.course.message import gettext_noop
from explainer.tasks.catalogue import TASKS
from explainer.tasks.problem import TaskSetting
from explainer.training.recipe import Recipe
from explainer.ui.language import _
from explainer.ui.linked import LINKED
from explainer.ui.linked_choice import choose_linked
from explainer.ui.translated import label

ABOUT_EMPTY = gettext_noop(
    "An empty field has the value shown in it: the measured default, and in the second condition that of the first one."
)
HEADS = {SIDES[0]: gettext_noop("First condition"), SIDES[1]: gettext_noop("Second condition")}
FIRST_FIELDS = ("m", "keep")
"""The fields that stand beside the cell; the others are in an expander."""
WIDTH = 170


def choose_claim() -> dict[str, str]:
    """Draw the controls; return the choices as a link has them."""
    rule = st.container(key="claim_rule", horizontal=True, vertical_alignment="bottom")
    with rule:
        found = _rule()
    st.caption(label(ABOUT_EMPTY))
    with st.container(key="conditions"):
        for side, column in zip(SIDES, st.columns(2, gap="large"), strict=True):
            with column:
                st.subheader(label(HEADS[side]))
                found |= _condition(side, found)
    with rule:  # what is taken where it stays empty depends on the first cell
        updates = str(usual_recipe(SIDES[0], found).updates)
        found["written_updates"] = _number(_("Updates"), "written_updates", UPDATES, None, 130, updates)
    return {key: value for key, value in found.items() if value}


def _rule() -> dict[str, str]:
    """Draw the controls of the task, and of what is measured of both conditions."""
    titles = {key: TASKS[key].title for key in TASK_KEYS}
    measures = {key: label(one.title) for key, one in MEASURES.items()}
    relations = {key: label(text) for key, text in RELATIONS.items()}
    return {
        "written_task": _option(_("Task"), "written_task", titles, 190),
        "written_measure": _option(_("What is measured"), "written_measure", measures, 210),
        "written_relation": _option(_("It holds if"), "written_relation", relations, 310),
        "written_bound": _number(_("Margin"), "written_bound", BOUND, 0.0, 120),
        "written_seeds": _number(_("Seeds"), "written_seeds", SEEDS, int(DEFAULTS["written_seeds"]), 120),
    }


def _condition(side: str, chosen: Mapping[str, str]) -> dict[str, str]:
    """Draw the controls of one condition; what stays empty is not set. `chosen` are the choices before it."""
    task = chosen["written_task"]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        cells = {cell: cell for cell in CELLS}
        found = {f"{side}_cell": _option(_("Cell"), f"{side}_cell", cells, WIDTH)}
        usual = usual_recipe(side, {**chosen, **found})
        for name, setting in settings_of(task).items():
            key = setting_key(side, task, name)
            found[key] = _setting(key, setting, shown(usual.settings[name]))
        for name in FIRST_FIELDS:
            found[f"{side}_{name}"] = _field(side, name, usual)
    with st.expander(_("More settings")), st.container(horizontal=True, vertical_alignment="bottom"):
        for name in [name for name in FIELDS if name not in FIRST_FIELDS]:
            found[f"{side}_{name}"] = _field(side, name, usual)
    return found


def _field(side: str, name: str, usual: Recipe) -> str:
    key, options, title = f"{side}_{name}", choices_of(name), label(FIELDS[name])
    empty = shown(getattr(usual, name))
    if options is not None:
        return _maybe(title, key, list(options), empty)
    return _number(title, key, limits_of(name), None, WIDTH, empty)


def _setting(key: str, setting: TaskSetting, usual: str) -> str:
    if setting.choices:
        return _maybe(setting.title, key, list(setting.choices), usual)
    kind = type(setting.default)
    return _number(setting.title, key, (kind(setting.low), kind(setting.high)), None, WIDTH, usual)


def _maybe(title: str, key: str, options: list[str], usual: str) -> str:
    chosen = st.selectbox(title, options, None, key=key, placeholder=usual, width=WIDTH, **LINKED)
    return str(chosen or "")


def _number(title: str, key: str, limits: Any, default: Any, width: int, usual: str = "") -> str:
    """Draw a field for a number; return what stands in it as a text, empty where it is not set."""
    options: dict[str, Any] = {"key": key, "placeholder": usual or None, "width": width, **LINKED}
    options |= {"format": "%g"} if isinstance(limits[0], float) else {}
    value: int | float | None = st.number_input(
        title, min_value=limits[0], max_value=limits[1], value=default, **options
    )
    return "" if value is None else f"{value:.12g}" if isinstance(value, float) else str(value)


def _option(title: str, key: str, titles: Mapping[str, str], width: int) -> str:
    """Draw a choice that follows the link; one that does not exist there gives the page's default."""
    return choose_linked(title, key, list(titles), DEFAULTS[key], titles.__getitem__, width)
