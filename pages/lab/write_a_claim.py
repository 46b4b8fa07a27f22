"""Write a claim: two conditions, a task, a measure and a rule; the sentence is written, and the runs decide it."""

import streamlit as st

from explainer.lessons.course.message import gettext_noop
from explainer.ui import address, lesson_bar, written_claim, written_controls
from explainer.ui.language import _
from explainer.ui.translated import label

ABOUT = gettext_noop(
    "Choose two conditions and what is measured. The sentence and its rule follow from your choices before any run. "
    "The link holds them all: whoever opens it has the same claim."
)

address.set_up_page("write_a_claim")
st.title(_("Write a claim"))
st.markdown(label(ABOUT))
written_claim.warn_of_link()
written_claim.show_written(written_controls.choose_claim())
address.save_choices()
lesson_bar.note()
