"""Shapes: a module of torch.nn built with sliders, and what comes out of it: predicted first, then shown."""

import streamlit as st

from explainer.lessons import shape_sentences
from explainer.lessons.course.message import gettext_noop
from explainer.lessons.module_picture import module_picture
from explainer.lessons.module_shapes import Module
from explainer.ui import shape_controls
from explainer.ui.address import save_choices, set_up_page
from explainer.ui.charts import theme_mode
from explainer.ui.markdown import plain
from explainer.ui.translated import label


def show_answers(module: Module, typed: dict[str, str]) -> None:
    """Show each shape with what is to be said to its prediction, and what Keras returns."""
    with st.container(key="answers"):
        st.subheader(label(gettext_noop("What comes out")))
        for name, sentence, comment in shape_sentences.of_answers(module, typed):
            st.markdown(f"**{plain(name)}**: {plain(sentence)}" + (f"  \n*{plain(comment)}*" if comment else ""))
        st.markdown(shape_sentences.of_equal_parts(module))
        st.subheader(label(gettext_noop("The same in Keras")))
        st.markdown(shape_sentences.of_keras(module))


set_up_page("shapes")
st.title(label(gettext_noop("Shapes")))
st.markdown(shape_sentences.ABOUT)
module = shape_controls.choose_module()
if module.problem:
    st.error(plain(module.problem))
else:
    shown = st.query_params.get("answer") == "shown"
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(shape_sentences.of_input(module))
        typed = shape_controls.choose_predictions(module)
    with right, st.container(key="figure"):
        st.html(module_picture(module, theme_mode(), shown))
    if shown:
        show_answers(module, typed)
save_choices()
