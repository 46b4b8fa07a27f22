"""Train: one to three cells learn a task, and their curves, gates and gradients are shown live."""

import streamlit as st

from explainer.cells.program import CellError
from explainer.inputs.sequence import InputError
from explainer.tasks.problem import TaskError
from explainer.training.limits import RecipeError
from explainer.ui import address, recipe_controls, start_training
from explainer.ui.language import _
from explainer.ui.markdown import plain
from explainer.ui.task_description import describe_task
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


@st.fragment
def live(plan: recipe_controls.Plan) -> None:
    """Show the runs of the link, or an example of the task; a start reruns this fragment alone."""
    runs = start_training.linked_runs()
    describe_task(runs[0].recipe if runs else plan.recipes[0], runs[0].problem if runs else plan.problem)
    mount.show(payload(runs, plan.problem, plan.recipes), "live", lambda: start_training.handle_request(plan, "live"))
    address.save_choices()
    start_training.rerun_after_reseed()


address.set_up_page("train")
start_training.set_controls_from_runs()
plan = choose()
st.title(_("Train"))
if plan:
    live(plan)
