"""Two balls: gradient descent on a curve, with two learning rates side by side."""

import streamlit as st

from explainer.address import enter, remember
from explainer.controls import mode
from explainer.intake import LINKED
from explainer.lessons import valley, valley_figures, valley_sentences
from explainer.lessons.valley_sentences import NAMES

SHORT = {name: st.column_config.NumberColumn(format="%.5g") for name in ("place", "loss", "slope", "next step")}


def choose() -> tuple[valley.Curve, float, tuple[float, float], int]:
    """Choose the curve, where both balls begin, the learning rate of each and the steps taken."""
    with st.container(horizontal=True):
        curve = st.selectbox("Curve", list(valley.CURVES), key="valley", width=170, **LINKED)
        start = st.slider("Start", *valley.RANGES["place"], 1.8, 0.1, key="place", width=170, **LINKED)
        slow = st.slider("Learning rate 1", *valley.RANGES["rate_1"], 0.1, 0.05, key="rate_1", width=170, **LINKED)
        fast = st.slider("Learning rate 2", *valley.RANGES["rate_2"], 1.85, 0.05, key="rate_2", width=170, **LINKED)
        steps = st.slider("Steps taken", *valley.RANGES["rolls"], 12, key="rolls", width=170, **LINKED)
    return valley.CURVES[curve], start, (slow, fast), steps


enter("valley")
st.title("Two balls")
st.markdown(valley_sentences.ABOUT)
curve, start, rates, steps = choose()
remember()
balls = valley.roll(curve, start, rates, steps)
for ball, name in zip(balls, NAMES, strict=True):
    st.markdown(valley_sentences.of_ball(curve, ball, name))
picture = valley_figures.slope_with_balls(curve, balls, mode())
st.plotly_chart(picture, theme=None, key="rolling", config={"displayModeBar": False})
st.markdown(valley_sentences.of_limit(curve))
for column, ball, name in zip(st.columns(2), balls, NAMES, strict=True):
    column.subheader(f"{name}, step by step")
    column.dataframe(valley_sentences.rows(ball), hide_index=True, column_config=SHORT)
