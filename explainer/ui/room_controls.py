"""The controls of the page Room: opening one, and choosing or typing the next question."""

from collections.abc import Callable
from urllib.parse import urlsplit

import streamlit as st

from explainer.lessons.course.catalogue import LESSONS
from explainer.lessons.course.lesson import Step
from explainer.lessons.course.message import gettext_noop
from explainer.lessons.course.view_state import state_of
from explainer.ui.language import _, language
from explainer.ui.lesson_questions import ask_step
from explainer.ui.markdown import plain
from explainer.ui.room_claim import choose_claim
from explainer.ui.visitor import owner
from explainer.web.room import mount, transitions
from explainer.web.room.free_question import choice_question, number_question
from explainer.web.room.limits import OPTION, OPTIONS, QUESTION, RoomError
from explainer.web.room.question import Question
from explainer.web.room.room import Room
from explainer.web.room.room_registry import room_registry
from explainer.web.translations import translate

ABOUT = gettext_noop(
    "A class joins by phone or laptop, without accounts. It follows what you open in the other pages, answers your "
    "questions, and trains networks together."
)
LOCAL = ("127.0.0.1", "localhost")
LOCAL_HINT = gettext_noop(
    "Phones cannot reach this address: it means this machine alone. Start the server with "
    "`--server.address=0.0.0.0`, then open this page by the machine's name in your network."
)
NO_ANSWER = gettext_noop("none")


def offer_room() -> None:
    """Offer to open a room."""
    st.markdown(_(ABOUT))
    if st.button(_("Open a room"), type="primary") and _try(lambda: room_registry().open(owner())):
        st.rerun()


def show_room(room: Room) -> None:
    """Show the room; when it is closed the page is drawn again."""
    parts = urlsplit(st.context.url or "")
    mount.show_teacher(room, f"{parts.scheme}://{parts.netloc}", language(), "room", on_closed=lambda: None)
    if parts.hostname in LOCAL:
        st.markdown(_(LOCAL_HINT))


def choose_question(room: Room) -> None:
    """Choose a question of a lesson or a claim, or type one."""
    st.subheader(_("Next question"))
    names = [_("From a lesson"), _("A claim"), _("Your own choice"), _("Your own number")]
    lessons, claims, choice, number = st.tabs(names)
    with lessons:
        _choose_of_lesson(room)
    with claims:
        choose_claim(room)
    with choice:
        _type_choice(room)
    with number:
        _type_number(room)


def _choose_of_lesson(room: Room) -> None:
    steps = {lesson.title: [one for one in lesson.steps if one.prediction] for lesson in LESSONS.values()}
    titles = [title for title, found in steps.items() if found]
    if not titles:
        st.markdown(_("No lesson has a question yet."))
        return
    lesson = st.selectbox(_("Lesson"), titles, format_func=_, key="room_lesson")
    step = st.selectbox(_("Question"), steps[lesson], format_func=_question_text, key=f"room_step_of_{lesson}")
    if st.button(_("Ask the room"), type="primary", key="room_ask_lesson"):
        ask_step(room, step, state_of(step.view))


def _question_text(step: Step) -> str:
    return _(step.prediction.question if step.prediction else step.title)


def _type_choice(room: Room) -> None:
    with st.form("room_choice", border=False):
        text = st.text_area(_("Question"), max_chars=QUESTION, key="room_choice_text", height=80)
        columns = st.columns(OPTIONS[1])
        options = [
            column.text_input(_("Option {number}").format(number=k + 1), max_chars=OPTION, key=f"room_option_{k}")
            for k, column in enumerate(columns)
        ]
        names = [_(NO_ANSWER), *(_("option {number}").format(number=k + 1) for k in range(OPTIONS[1]))]
        right = st.selectbox(_("Right answer, if there is one"), names, key="room_right_option", width=220)
        if st.form_submit_button(_("Ask the room"), type="primary"):
            truth = names.index(right) - 1 if names.index(right) else None
            _ask(room, lambda: choice_question(text, options, truth))


def _type_number(room: Room) -> None:
    with st.form("room_number", border=False):
        text = st.text_area(_("Question"), max_chars=QUESTION, key="room_number_text", height=80)
        first, second, third, fourth = st.columns(4)
        low = first.number_input(_("From"), value=0.0, key="room_low", format="%g")
        high = second.number_input(_("To"), value=100.0, key="room_high", format="%g")
        unit = third.text_input(_("Unit"), max_chars=OPTION, key="room_unit")
        truth = fourth.number_input(
            _("Right answer, if there is one"), value=None, key="room_right_number", format="%g"
        )
        if st.form_submit_button(_("Ask the room"), type="primary"):
            _ask(room, lambda: number_question(text, low, high, unit, truth))


def _ask(room: Room, make: Callable[[], Question]) -> None:
    """Ask a question that can be made of what was typed; say what is wrong with it otherwise."""
    _try(lambda: room_registry().change(room.code, lambda now: transitions.ask(now, make())))


def _try(step: Callable[[], object]) -> bool:
    """Take a step; where it cannot be done, say why and return False."""
    try:
        step()
    except RoomError as error:
        st.error(plain(translate(language(), error.message)))
        return False
    return True
