"""Vanishing gradients: how far a gradient reaches back in three cells, and what makes it vanish or explode."""

import streamlit as st

from explainer.lessons import vanishing_figures, vanishing_sentences
from explainer.lessons.vanishing_gradients import GradientNorms, Setting, measure_gradients
from explainer.ui import address, lesson_bar, vanishing_controls
from explainer.ui.answers import answer
from explainer.ui.charts import chart, theme_mode
from explainer.ui.language import _
from explainer.ui.markdown import plain


def curves(measured: dict[str, GradientNorms]) -> None:
    """Show the gradient at each step, and how much of it is left."""
    sentence = vanishing_sentences.of_remaining(measured)
    warnings = [*vanishing_sentences.of_overflow(measured), *vanishing_sentences.of_zeros(measured)]
    answer(plain(sentence), "remaining")
    answer("  \n".join(map(plain, warnings)), "warnings")
    picture = vanishing_figures.gradient_curves({cell: norms.shares for cell, norms in measured.items()}, theme_mode())
    chart(picture, "lab_lines", alt=sentence)


def causes(setting: Setting, measured: dict[str, GradientNorms]) -> None:
    """List what decides how far a gradient reaches."""
    st.subheader(_("Causes"))
    listed = "\n".join(f"- {plain(sentence)}" for sentence in vanishing_sentences.of_causes(setting, measured))
    answer(listed, "causes")


@st.fragment
def experiment() -> None:
    """Draw controls and figures; a control reruns this fragment alone."""
    vanishing_controls.choose_preset()
    left, right = st.columns([1, 3], gap="large")
    with left, st.container(key="controls"):
        setting = vanishing_controls.choose_setting()
    with right:
        measured = {cell: measure_gradients(cell, setting) for cell in setting.cells}
        curves(measured)
        middle = st.container()
        causes(setting, measured)
        vanishing_controls.show_values(setting, measured)
        with middle:  # last, because it takes longest
            vanishing_controls.show_maps(setting, theme_mode())
    address.save_choices()
    lesson_bar.note()


address.set_up_page("vanishing_gradients")
st.title(_("Vanishing gradients"))
st.markdown(
    _(
        "The loss is the sum of h at the last step. The figure shows how large its gradient is with respect to h "
        "at each earlier step, and whether it reaches the first one."
    )
)
experiment()
