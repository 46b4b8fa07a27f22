"""How much of the first step is left in compared runs: a sentence, a curve for each, and why one has none."""

from collections.abc import Mapping

import streamlit as st

from explainer.figures import trace_figures, trace_sentences
from explainer.inputs.sequence import Sequence
from explainer.numerics.forgetting import compare_forgetting
from explainer.numerics.trace import Trace
from explainer.ui.answers import answer
from explainer.ui.badge import without_value
from explainer.ui.charts import chart, theme_mode
from explainer.ui.language import _
from explainer.ui.markdown import plain


def show_forgetting(runs: Mapping[str, Trace], sequence: Sequence) -> None:
    """Show the curves of runs by their names; a run in which a number has no value gets a sentence instead."""
    left, labels = compare_forgetting(runs), sequence.visible_labels
    st.subheader(_("How much of the first step is left"))
    without_value(trace_sentences.of_left_out(left.reasons))
    answer(plain(trace_sentences.of_forgetting(left.curves, labels)), "forgetting")
    if left.curves:
        chart(trace_figures.forgetting_curves(left.curves, labels, theme_mode()), "fading")
