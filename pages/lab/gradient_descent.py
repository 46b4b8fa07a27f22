"""Gradient descent: steps on a curve with two learning rates side by side."""

import streamlit as st

from explainer.lessons import gradient_descent, gradient_descent_figures, gradient_descent_sentences
from explainer.lessons.gradient_descent import RANGES
from explainer.lessons.gradient_descent_sentences import NAMES
from explainer.ui.address import save_choices, set_up_page
from explainer.ui.answers import answer
from explainer.ui.charts import chart, theme_mode
from explainer.ui.language import _
from explainer.ui.linked import LINKED, linked_slider

SHORT = {name: st.column_config.NumberColumn(format="%.5g") for name in ("x", "loss", "slope", "next step")}


def choose() -> tuple[gradient_descent.Curve, float, tuple[float, float], int]:
    """Choose the curve, the start, two learning rates and the number of steps."""
    with st.container(key="controls", horizontal=True):
        curve = st.selectbox(_("Curve"), list(gradient_descent.CURVES), key="valley", width=170, **LINKED)
        start = linked_slider(_("Start"), RANGES["place"], 1.8, "place", 0.1, width=170)
        first = linked_slider(_("Learning rate 1"), RANGES["rate_1"], 0.1, "rate_1", 0.05, width=170)
        second = linked_slider(_("Learning rate 2"), RANGES["rate_2"], 1.85, "rate_2", 0.05, width=170)
        steps = linked_slider(_("Steps"), RANGES["rolls"], 12, "rolls", width=170)
    return gradient_descent.CURVES[curve], start, (first, second), steps


set_up_page("gradient_descent")
st.title(_("Gradient descent"))
st.markdown(gradient_descent_sentences.ABOUT)
curve, start, rates, steps = choose()
save_choices()
runs = gradient_descent.descend(curve, start, rates, steps)
for run, name in zip(runs, NAMES, strict=True):
    answer(gradient_descent_sentences.of_run(curve, run, name), name)
picture = gradient_descent_figures.curve_with_runs(curve, runs, theme_mode())
with st.container(key="figure"):
    chart(picture, "rolling")
answer(gradient_descent_sentences.of_rate_limit(curve), "limit")
for column, run, name in zip(st.columns(2), runs, NAMES, strict=True):
    column.subheader(_("{name}, step by step").format(name=name))
    column.dataframe(gradient_descent_sentences.rows(run), hide_index=True, column_config=SHORT)
