"""Sweep: which cell solves a task at which value of a setting, over several seeds."""

import streamlit as st

from explainer.cells.program import CellError
from explainer.lessons.course.message import gettext_noop
from explainer.runs.sweep_choice import SweepLines
from explainer.runs.sweep_plan import SweepError
from explainer.tasks.problem import TaskError
from explainer.training.limits import RecipeError
from explainer.ui import address, lesson_bar, sweep_controls, sweep_view
from explainer.ui.language import _
from explainer.ui.markdown import plain

ABOUT = gettext_noop(
    "One run says little: another seed may end differently. A sweep trains each cell at each value with several seeds. "
    "What is trained once is kept, and is not trained again."
)


def choose() -> SweepLines | None:
    """Draw the controls; show the error of what cannot be trained."""
    try:
        with st.sidebar:
            return sweep_controls.choose()
    except (SweepError, TaskError, RecipeError, CellError) as error:
        st.error(plain(str(error)))
        return None


address.set_up_page("sweep")
plan = choose()
st.title(_("Sweep"))
st.markdown(_(ABOUT))
if plan:
    sweep_view.show(plan)
else:
    sweep_view.show_shipped()
address.save_choices()
lesson_bar.note()
