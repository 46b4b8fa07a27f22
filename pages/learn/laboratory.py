"""Laboratory: how far a gradient reaches back in three cells, and what makes it vanish or explode."""

import streamlit as st

from explainer import address
from explainer.controls import mode
from explainer.lessons import knobs, laboratory_figures, laboratory_sentences, laboratory_tables
from explainer.lessons.laboratory import Reach, Setting, measure
from explainer.markdown import plain


def curves(reaches: dict[str, Reach]) -> None:
    """Show the gradient at each step, and say what is left of it."""
    said = laboratory_sentences.of_left(reaches)
    lost = [*laboratory_sentences.of_loss(reaches), *laboratory_sentences.of_zeros(reaches)]
    st.markdown(plain(said))
    if lost:
        st.markdown("  \n".join(map(plain, lost)))
    picture = laboratory_figures.reach_lines({cell: reach.shares for cell, reach in reaches.items()}, mode())
    st.plotly_chart(picture, theme=None, key="lab_lines", config={"displayModeBar": False}, alt=said)


def causes(setting: Setting, reaches: dict[str, Reach]) -> None:
    """Say what decides how far a gradient reaches."""
    st.subheader("What decides")
    st.markdown("\n".join(f"- {plain(sentence)}" for sentence in laboratory_sentences.of_causes(setting, reaches)))


def numbers(setting: Setting, reaches: dict[str, Reach]) -> None:
    """Show the numbers behind both figures, once somebody looks."""
    about = st.expander("The numbers", on_change="rerun", key="lab_numbers")
    if about.open:
        about.markdown(laboratory_tables.table(reaches))
        knobs.offer(about, "lines", lambda: laboratory_tables.curves(reaches))
        knobs.offer(about, "maps", lambda: laboratory_tables.maps(knobs.phases_of(setting)))


@st.fragment
def laboratory() -> None:
    """Draw it all; what a knob changes is drawn again without the rest of the page."""
    knobs.choose_preset()
    left, right = st.columns([1, 3], gap="large")
    with left:
        setting = knobs.choose_setting()
    with right:
        reaches = {cell: measure(cell, setting) for cell in setting.cells}
        curves(reaches)
        middle = st.container()
        causes(setting, reaches)
        numbers(setting, reaches)
        with middle:  # last, because it takes longest
            knobs.show_maps(setting, mode())
    address.remember()


address.enter("laboratory")
st.title("Does the gradient reach the first step?")
st.markdown("The loss is the sum of h at the last step; its gradient by h at each step is measured on the way back.")
laboratory()
