"""Two balls: gradient descent on a curve, with two learning rates side by side."""

import streamlit as st

from explainer.lessons import gradient_descent, gradient_descent_figures, gradient_descent_sentences
from explainer.lessons.gradient_descent_sentences import NAMES
from explainer.ui.address import enter, remember
from explainer.ui.input_controls import LINKED
from explainer.ui.sidebar import mode

SHORT = {name: st.column_config.NumberColumn(format="%.5g") for name in ("place", "loss", "slope", "next step")}


def choose() -> tuple[gradient_descent.Curve, float, tuple[float, float], int]:
    """Choose the curve, where both balls begin, the learning rate of each and the steps taken."""
    with st.container(horizontal=True):
        curve = st.selectbox("Curve", list(gradient_descent.CURVES), key="valley", width=170, **LINKED)
        start = st.slider("Start", *gradient_descent.RANGES["place"], 1.8, 0.1, key="place", width=170, **LINKED)
        slow = st.slider(
            "Learning rate 1", *gradient_descent.RANGES["rate_1"], 0.1, 0.05, key="rate_1", width=170, **LINKED
        )
        fast = st.slider(
            "Learning rate 2", *gradient_descent.RANGES["rate_2"], 1.85, 0.05, key="rate_2", width=170, **LINKED
        )
        steps = st.slider("Steps taken", *gradient_descent.RANGES["rolls"], 12, key="rolls", width=170, **LINKED)
    return gradient_descent.CURVES[curve], start, (slow, fast), steps


enter("valley")
st.title("Two balls")
st.markdown(gradient_descent_sentences.ABOUT)
curve, start, rates, steps = choose()
remember()
balls = gradient_descent.roll(curve, start, rates, steps)
for ball, name in zip(balls, NAMES, strict=True):
    st.markdown(gradient_descent_sentences.of_ball(curve, ball, name))
picture = gradient_descent_figures.slope_with_balls(curve, balls, mode())
st.plotly_chart(picture, theme=None, key="rolling", config={"displayModeBar": False})
st.markdown(gradient_descent_sentences.of_limit(curve))
for column, ball, name in zip(st.columns(2), balls, NAMES, strict=True):
    column.subheader(f"{name}, step by step")
    column.dataframe(gradient_descent_sentences.rows(ball), hide_index=True, column_config=SHORT)
