"""Runs: a table of training runs, shipped and the visitor's own, with their loss curves, links and downloads."""

import streamlit as st

from explainer.figures import run_figures
from explainer.lessons.course.message import gettext_noop
from explainer.runs import listing
from explainer.ui import run_list_controls
from explainer.ui.address import save_choices, set_up_page
from explainer.ui.answers import answer
from explainer.ui.charts import chart, theme_mode
from explainer.ui.language import _
from explainer.ui.markdown import plain
from explainer.ui.visitor import linked_run_ids, owner

ABOUT = gettext_noop(
    "Each row is a training run: one cell on one task. Shipped runs come with the program. "
    "The others are your own, and those whose links you have opened."
)

set_up_page("runs")
st.title(_("Runs"))
st.markdown(_(ABOUT))
if "deletion" in st.session_state:
    st.success(plain(st.session_state.pop("deletion")))
entries = listing.entries(owner(), linked_run_ids())
shown = run_list_controls.filter_and_sort(entries)
save_choices()
if shown:
    run_list_controls.table(shown)
    st.subheader(_("Loss curves"))
    compared = run_list_controls.choose_compared(shown)
    if compared:
        curves = {one.label: listing.loss_curve(one.run) for one in compared}
        sentence = run_figures.loss_sentence(curves)
        answer(plain(sentence), "losses")
        chart(run_figures.loss_curves(curves, theme_mode()), "losses", alt=sentence)
    st.subheader(_("One run"))
    run_list_controls.show_actions(shown)
else:
    st.markdown(_("No run matches; choose “all” in the filters above."))
