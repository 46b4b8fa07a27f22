"""Exercises: drawn from a seed, to be worked out here or on paper, each with its answer key."""

import streamlit as st

from explainer.lessons.exercises.catalogue import KINDS
from explainer.ui import address, exercise_controls
from explainer.ui.language import _

address.set_up_page("exercises")
st.title(_("Exercises"))
st.markdown(_("Work with pencil and calculator, fill in what you found, and see what is right."))
exercise = exercise_controls.choose_exercise()
address.save_choices()
st.markdown(_(KINDS[exercise.kind].about))
statement, answers = st.columns([3, 2], gap="large")
with statement:
    exercise_controls.show_statement(exercise)
with answers:
    exercise_controls.show_fields(exercise)
    exercise_controls.show_key(exercise)
    exercise_controls.show_lessons(exercise)
