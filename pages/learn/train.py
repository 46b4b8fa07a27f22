"""Train: a task, one to three cells, and what happens in them while they learn."""

from dataclasses import replace

import streamlit as st

from explainer import address
from explainer.inputs.sequence import InputError
from explainer.live import choices, mount, starting
from explainer.live.payload import payload
from explainer.markdown import plain
from explainer.program import CellError
from explainer.tasks.problem import TaskError
from explainer.training.limits import RecipeError


def choose() -> choices.Plan | None:
    """Draw the controls; say what cannot be trained."""
    try:
        with st.sidebar:
            return choices.choose(starting.leave)
    except (TaskError, InputError, RecipeError, CellError) as error:
        st.error(plain(str(error)))
        return None


def tell(plan: choices.Plan) -> None:
    """Say what is asked, what to look for, and what can be reached without a memory."""
    st.markdown(f"{plain(plan.task.asks)} **Look for:** {plain(plan.task.look)} **Without memory:** "
                f"{plain(plan.task.baseline)}")  # fmt: skip


@st.fragment
def live(plan: choices.Plan) -> None:
    """Show the runs of the link, or an example of what is asked; a start or another seed runs this part alone."""

    def asked() -> None:
        if st.session_state["live"].get("asked") == "seed":
            starting.reseed()
        starting.begin(plan)

    mount.show(payload(starting.found(), plan.problem), "live", asked)
    address.remember()


address.enter("train")
starting.adopt()
plan = choose()
st.title("Train")
if plan:
    tell(plan)
    live(plan)
