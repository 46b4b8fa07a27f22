"""The starting: a plan becomes runs, and the runs of the page's link are found again."""

import secrets
from dataclasses import replace

import streamlit as st

from explainer.runs.limits import RunError
from explainer.runs.service import desk
from explainer.tasks.problem import Series, TaskError
from explainer.training.limits import WHOLE, RecipeError
from explainer.training.recipe import Recipe
from explainer.ui.markdown import plain
from explainer.ui.recipe_controls import Plan, written
from explainer.ui.visitor import linked, owner
from explainer.web.live.compared_run import Racer, line_up


def adopt() -> None:
    """Set the controls as the runs of a link were set, where it says nothing else of them."""
    if "task" not in {*st.query_params, *st.session_state}:
        recipes = [one[1] for run in linked() if (one := _row(run, quiet=True))]
        st.session_state.update(written(recipes) if recipes else {})
        if recipes and recipes[0].text:
            st.query_params["own"] = recipes[0].text


def ask(plan: Plan, key: str) -> None:
    """Do what the component under a key has asked for: "start", or another "seed" and then start."""
    if st.session_state[key].get("asked") == "seed":
        first = plan.recipes[0]
        seed = (first.seed + first.seeds) % (WHOLE["seed"][1] + 1)  # no start is drawn twice
        st.session_state.train_seed, st.session_state.reseeded = seed, True
        plan = replace(plan, recipes=tuple(replace(recipe, seed=seed) for recipe in plan.recipes))
    begin(plan)


def settle() -> None:
    """Let the controls show a seed that was chosen by the component."""
    if st.session_state.pop("reseeded", False):
        st.rerun()


def begin(plan: Plan) -> None:
    """Start a run for each recipe of a plan, and put them into the link; those that it named before are ended."""
    for run in linked():
        _end(run)
    race, started = secrets.token_hex(5), []
    try:
        for recipe in plan.recipes:
            series = None if plan.series is None else plan.series.numbers
            started.append(desk().start(recipe, owner(), race, series))
    except (RunError, RecipeError) as error:
        st.session_state.refused = str(error)
    if started:
        st.query_params["runs"] = ",".join(started)


def found() -> list[Racer]:
    """Return the runs of the link; say of those that are not there what became of them."""
    desk().warm()  # whoever looks at this page will train soon
    if refused := st.session_state.pop("refused", ""):
        st.error(plain(refused))
    try:
        return line_up([one for run in linked() if (one := _row(run))])
    except TaskError as error:
        st.error(plain(str(error)))
        return []


def leave() -> None:
    """Take the runs out of the link: another task is chosen; they go on, and the gallery has them."""
    st.query_params.pop("runs", None)


def _row(run: str, quiet: bool = False) -> tuple[str, Recipe, Series | None] | None:
    try:
        recipe = desk().row(run).recipe
        numbers = desk().series(run) if recipe.task == "series" else None
    except RunError as error:
        if not quiet:
            st.warning(plain(str(error)))
        return None
    names = () if numbers is None else tuple(f"column {k + 1}" for k in range(numbers.shape[1]))
    return run, recipe, None if numbers is None else Series(names, numbers)


def _end(run: str) -> None:
    """End a run of this visit that has not ended; others' runs are let be."""
    try:
        row = desk().row(run)
        if row.owner == owner() and not row.has_ended:
            desk().order(run, "cancel")
    except RunError:
        return  # it is not there any more, which is as good
