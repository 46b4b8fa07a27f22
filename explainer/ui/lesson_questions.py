"""The predictions of lessons as questions to a room: from the page that is open, or from the link of a step alone."""

import streamlit as st

from explainer.lessons.course.catalogue import LESSONS
from explainer.lessons.course.lesson import Step
from explainer.lessons.course.message import gettext_noop
from explainer.lessons.course.state import State
from explainer.ui.language import _
from explainer.web.room import transitions
from explainer.web.room.lesson_question import lesson_question
from explainer.web.room.room import Room
from explainer.web.room.room_registry import room_registry

NEEDS_PAGE = gettext_noop(
    "The answer to this question is computed on its page: open the lesson there, then ask it from the strip above."
)


def linked_step() -> Step | None:
    """Return the step of the link, where it has a prediction."""
    lesson_id, _, step_id = st.query_params.get("lesson", "").partition(".")
    steps = LESSONS[lesson_id].steps if lesson_id in LESSONS else ()
    return next((one for one in steps if one.id == step_id and one.prediction), None)


def page_state() -> State | None:
    """Return what the open page has noted for its lesson."""
    state = st.session_state.get("lesson_state")
    return state if isinstance(state, State) else None


def is_answer_covered(room: Room) -> bool:
    """Tell whether the open page has an answer that its lesson hides, and that is not revealed to the room yet."""
    step = linked_step()
    if step is None or not step.hidden:
        return False
    is_this_one = st.session_state.get("room_step") == step.id
    return not (is_this_one and (room.poll is None or room.poll.revealed))


def ask_step(room: Room, step: Step, state: State) -> None:
    """Ask a step's prediction; where its truth needs what a page computes, say where to ask it."""
    if step.prediction is None:
        return
    st.session_state.room_step = step.id
    try:
        question = lesson_question(step.prediction, state)
    except (AssertionError, LookupError, ValueError):
        st.error(_(NEEDS_PAGE))
        return
    room_registry().change(room.code, lambda now: transitions.ask(now, question))
