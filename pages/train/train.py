"""Train: one to three cells learn a task, and their curves, gates and gradients are shown live."""

import streamlit as st

from explainer.cells.program import CellError
from explainer.figures.prediction_sentences import of_baselines
from explainer.figures.text_sentences import of_perplexity, of_split
from explainer.inputs.sequence import InputError
from explainer.tasks.catalogue import TASKS
from explainer.tasks.problem import Problem, TaskError
from explainer.training.limits import RecipeError
from explainer.training.recipe import Recipe
from explainer.ui import address, recipe_controls, start_training
from explainer.ui.markdown import plain
from explainer.web.live import mount
from explainer.web.live.payload import payload


def choose() -> recipe_controls.Plan | None:
    """Draw the controls; show the error of what cannot be trained."""
    try:
        with st.sidebar:
            return recipe_controls.choose(start_training.unlink_runs, start_training.linked_data)
    except (TaskError, InputError, RecipeError, CellError) as error:
        st.error(plain(str(error)))
        return None


def describe(recipe: Recipe, problem: Problem) -> None:
    """Describe the task of a recipe, what to look for, and what a network is compared with."""
    task = TASKS[recipe.task]
    st.subheader(plain(task.title))
    st.markdown(plain(task.description))
    st.markdown(
        f"**Look for:** {plain(task.hint)}  \n**Baseline:** {plain(task.baseline)} {plain(of_baselines(problem))}"
    )
    if problem.split:
        split_text = of_split(problem.split, recipe.batch, recipe.updates)
        st.markdown(f"**Text:** {plain(split_text)}  \n{plain(of_perplexity(problem.split))}")


@st.fragment
def live(plan: recipe_controls.Plan) -> None:
    """Show the runs of the link, or an example of the task; a start reruns this fragment alone."""
    runs = start_training.linked_runs()
    describe(runs[0].recipe if runs else plan.recipes[0], runs[0].problem if runs else plan.problem)
    mount.show(payload(runs, plan.problem, plan.recipes), "live", lambda: start_training.handle_request(plan, "live"))
    address.save_choices()
    start_training.rerun_after_reseed()


address.set_up_page("train")
start_training.set_controls_from_runs()
plan = choose()
st.title("Train")
if plan:
    live(plan)
