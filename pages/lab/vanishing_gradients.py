"""Laboratory: how far a gradient reaches back in three cells, and what makes it vanish or explode."""

import streamlit as st

from explainer.lessons import vanishing_figures, vanishing_sentences, vanishing_tables
from explainer.lessons.vanishing_gradients import Reach, Setting, measure
from explainer.ui import address, vanishing_controls
from explainer.ui.markdown import plain
from explainer.ui.sidebar import mode


def curves(reaches: dict[str, Reach]) -> None:
    """Show the gradient at each step, and say what is left of it."""
    said = vanishing_sentences.of_left(reaches)
    lost = [*vanishing_sentences.of_loss(reaches), *vanishing_sentences.of_zeros(reaches)]
    st.markdown(plain(said))
    if lost:
        st.markdown("  \n".join(map(plain, lost)))
    picture = vanishing_figures.reach_lines({cell: reach.shares for cell, reach in reaches.items()}, mode())
    st.plotly_chart(picture, theme=None, key="lab_lines", config={"displayModeBar": False}, alt=said)


def causes(setting: Setting, reaches: dict[str, Reach]) -> None:
    """Say what decides how far a gradient reaches."""
    st.subheader("What decides")
    st.markdown("\n".join(f"- {plain(sentence)}" for sentence in vanishing_sentences.of_causes(setting, reaches)))


def numbers(setting: Setting, reaches: dict[str, Reach]) -> None:
    """Show the numbers behind both figures, once somebody looks."""
    about = st.expander("The numbers", on_change="rerun", key="lab_numbers")
    if about.open:
        about.markdown(vanishing_tables.table(reaches))
        vanishing_controls.offer(about, "lines", lambda: vanishing_tables.curves(reaches))
        vanishing_controls.offer(about, "maps", lambda: vanishing_tables.maps(vanishing_controls.phases_of(setting)))


@st.fragment
def laboratory() -> None:
    """Draw it all; what a knob changes is drawn again without the rest of the page."""
    vanishing_controls.choose_preset()
    left, right = st.columns([1, 3], gap="large")
    with left:
        setting = vanishing_controls.choose_setting()
    with right:
        reaches = {cell: measure(cell, setting) for cell in setting.cells}
        curves(reaches)
        middle = st.container()
        causes(setting, reaches)
        numbers(setting, reaches)
        with middle:  # last, because it takes longest
            vanishing_controls.show_maps(setting, mode())
    address.remember()


address.enter("laboratory")
st.title("Does the gradient reach the first step?")
st.markdown("The loss is the sum of h at the last step; its gradient by h at each step is measured on the way back.")
laboratory()
