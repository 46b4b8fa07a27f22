"""Train: a task, one to three cells, and what happens in them while they learn."""

import streamlit as st

from explainer.cells.program import CellError
from explainer.inputs.sequence import InputError
from explainer.tasks.catalogue import TASKS
from explainer.tasks.problem import Task, TaskError
from explainer.training.limits import RecipeError
from explainer.ui import address, recipe_controls, start_training
from explainer.ui.markdown import plain
from explainer.web.live import mount
from explainer.web.live.payload import payload


def choose() -> recipe_controls.Plan | None:
    """Draw the controls; say what cannot be trained."""
    try:
        with st.sidebar:
            return recipe_controls.choose(start_training.leave)
    except (TaskError, InputError, RecipeError, CellError) as error:
        st.error(plain(str(error)))
        return None


def tell(task: Task) -> None:
    """Say what is asked, what to look for, and what is to be beaten."""
    st.subheader(plain(task.title))
    st.markdown(plain(task.asks))
    st.markdown(f"**Look for:** {plain(task.look)}  \n**To beat:** {plain(task.baseline)}")


@st.fragment
def live(plan: recipe_controls.Plan) -> None:
    """Show the runs of the link, or an example of what is asked; a start or another seed runs this part alone."""
    racers = start_training.found()
    tell(TASKS[racers[0].recipe.task] if racers else plan.task)
    mount.show(payload(racers, plan.problem, plan.recipes), "live", lambda: start_training.ask(plan, "live"))
    address.remember()
    start_training.settle()


address.enter("train")
start_training.adopt()
plan = choose()
st.title("Train")
if plan:
    live(plan)
