"""The start of training: starts a run for each recipe of a plan, and finds the runs of the page's link."""

import secrets
from dataclasses import replace

import streamlit as st

from explainer.runs.limits import RunError
from explainer.runs.service import run_service
from explainer.tasks.catalogue import TASKS, default_settings
from explainer.tasks.own_data import OwnData
from explainer.tasks.problem import Task, TaskError
from explainer.training.limits import INTEGER_LIMITS, RecipeError
from explainer.training.recipe import Recipe
from explainer.ui import address
from explainer.ui.markdown import plain
from explainer.ui.recipe_controls import Plan, all_control_values, control_values, recipe_of_task
from explainer.ui.visitor import owner, run_ids
from explainer.web.live.compared_run import ComparedRun, compared_runs


def set_controls_from_runs() -> None:
    """Set the controls to the settings of the link's runs, unless the link names a task itself."""
    if "task" not in {*st.query_params, *st.session_state}:
        recipes = [one[1] for run in run_ids() if (one := _row(run, quiet=True))]
        st.session_state.update(control_values(recipes) if recipes else {})
        if recipes and recipes[0].text:
            st.query_params["own"] = recipes[0].text


def handle_request(plan: Plan, key: str) -> None:
    """Handle the request of the component under a key: "start", or "seed" for a start with other seeds."""
    if st.session_state[key].get("command") == "seed":
        first = plan.recipes[0]
        seed = (first.seed + first.seeds) % (INTEGER_LIMITS["seed"][1] + 1)  # no seed is used twice
        st.session_state.train_seed, st.session_state.reseeded = seed, True
        plan = replace(plan, recipes=tuple(replace(recipe, seed=seed) for recipe in plan.recipes))
    start_runs(plan)


def start_default(task: str, cell: str) -> str:
    """Start a run with the recipe that the page offers for a task and a cell, and set the controls to it.

    Returns its name; it is empty where no more runs may be started, and the page says why.
    """
    recipe = recipe_of_task(TASKS[task], cell, default_settings(TASKS[task]))
    values = all_control_values(recipe)
    st.session_state.update(values)
    address.forget_choices(values)
    try:
        return run_service().start(recipe, owner(), secrets.token_hex(5))
    except RunError as error:
        st.session_state.start_error = str(error)
        return ""


def rerun_after_reseed() -> None:
    """Rerun so that the controls show a seed that was chosen by the component."""
    if st.session_state.pop("reseeded", False):
        st.rerun()


def start_runs(plan: Plan) -> None:
    """Start a run for each recipe of a plan and put them into the link; the runs that it named before are cancelled."""
    for run in run_ids():
        _cancel(run)
    group, started = secrets.token_hex(5), []
    try:
        for recipe in plan.recipes:
            started.append(run_service().start(recipe, owner(), group, plan.data))
    except (RunError, RecipeError) as error:
        st.session_state.start_error = str(error)
    if started:
        st.query_params["runs"] = ",".join(started)


def linked_runs() -> list[ComparedRun]:
    """Return the runs of the link, with a warning for each that is not there."""
    run_service().start_supervisor()  # whoever looks at this page will train soon
    if message := st.session_state.pop("start_error", ""):
        st.error(plain(message))
    try:
        return compared_runs([one for run in run_ids() if (one := _row(run))])
    except TaskError as error:
        st.error(plain(str(error)))
        return []


def linked_data(task: Task) -> OwnData | None:
    """Return the data of the first run of the link, where it is of this task and reads any."""
    rows = [one for run in run_ids() if task.reads and (one := _row(run, quiet=True))]
    return rows[0][2] if rows and rows[0][1].task == task.key else None


def unlink_runs() -> None:
    """Take the runs out of the link when another task is chosen; they go on and stay on the page Runs."""
    st.query_params.pop("runs", None)


def _row(run: str, quiet: bool = False) -> tuple[str, Recipe, OwnData | None] | None:
    try:
        return run, run_service().row(run).recipe, run_service().own_data(run)
    except RunError as error:
        if not quiet:
            st.warning(plain(str(error)))
        return None


def _cancel(run: str) -> None:
    """Cancel a run of this visitor that has not ended; those of others go on."""
    try:
        row = run_service().row(run)
        if row.owner == owner() and not row.has_ended:
            run_service().order(run, "cancel")
    except RunError:
        return  # it is not there any more
