"""Train: a task, one to three cells, and what happens in them while they learn."""

import streamlit as st

from explainer import address
from explainer.inputs.sequence import InputError
from explainer.live import choices, mount, starting
from explainer.live.payload import payload
from explainer.markdown import plain
from explainer.program import CellError
from explainer.tasks.catalogue import TASKS
from explainer.tasks.problem import Task, TaskError
from explainer.training.limits import RecipeError


def choose() -> choices.Plan | None:
    """Draw the controls; say what cannot be trained."""
    try:
        with st.sidebar:
            return choices.choose(starting.leave)
    except (TaskError, InputError, RecipeError, CellError) as error:
        st.error(plain(str(error)))
        return None


def tell(task: Task) -> None:
    """Say what is asked, what to look for, and what is to be beaten."""
    st.subheader(plain(task.title))
    st.markdown(plain(task.asks))
    st.markdown(f"**Look for:** {plain(task.look)}  \n**To beat:** {plain(task.baseline)}")


@st.fragment
def live(plan: choices.Plan) -> None:
    """Show the runs of the link, or an example of what is asked; a start or another seed runs this part alone."""
    racers = starting.found()
    tell(TASKS[racers[0].recipe.task] if racers else plan.task)
    mount.show(payload(racers, plan.problem, plan.recipes), "live", lambda: starting.ask(plan, "live"))
    address.remember()
    starting.settle()


address.enter("train")
starting.adopt()
plan = choose()
st.title("Train")
if plan:
    live(plan)
