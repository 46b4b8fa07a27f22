"""Lessons: the course, what each lesson is about, and how far this browser is in it."""

import streamlit as st

from explainer.lessons.course.catalogue import IN_ORDER
from explainer.lessons.course.message import Message, gettext_noop
from explainer.ui.address import save_choices, set_up_page
from explainer.ui.translated import translated
from explainer.web.lesson.list_payload import list_payload
from explainer.web.lesson.mount import show

TITLE = gettext_noop("Lessons")
ABOUT = gettext_noop(
    "Each lesson runs beside the real pages: look, predict, try it with your own hands. "
    "How far you are is stored in this browser alone."
)

set_up_page("lessons")
st.title(translated(Message(TITLE)))
st.markdown(translated(Message(ABOUT)))
show(list_payload(IN_ORDER, translated), "lessons")
save_choices()
